"""`advisory-watch sources`: the sources, their licences, and what their endpoints answer."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.text import Text

from advisory_watch import __version__
from advisory_watch.app.probe import EndpointSurvey
from advisory_watch.bootstrap.local import survey
from advisory_watch.bootstrap.runtime import now
from advisory_watch.bootstrap.settings import Settings, process_settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli.options import add_json
from advisory_watch.cli.output_json import json_object, print_json
from advisory_watch.cli.output_table import coloured, console, print_text
from advisory_watch.cli.source_cards import documents_of, markdown
from advisory_watch.cli.streams import printable
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source import Source
from advisory_watch.core.text import as_shown, cut_at_word, step_of

REMARK_MAX_CHARS = 300
"""Enough for the address, the answer and the remedy of a wall."""

ALL_ANSWERED, SOME_ANSWERED, NONE_ANSWERED = 0, 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Add the sources and the options."""
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="which ones; all if none")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--live", action="store_true", help="read every door once, record nothing")
    mode.add_argument("--markdown", action="store_true", help="print docs/sources.md")
    documents = "with --live: how many documents of an index, for each host"
    parser.add_argument("--documents", type=_at_least_one, default=3, metavar="N", help=documents)
    add_json(parser)


def _at_least_one(text: str) -> int:
    """Parse a number of documents; argparse words the error."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"expected 1 or more, found {number}")
    return number


def run(given: Namespace) -> int:
    """List the sources with the endpoint URLs in force; with `--live`, survey them."""
    if given.live:
        return _survey(given)
    if given.markdown and given.json:
        raise UsageError("sources: expected --markdown or --json, found both")
    if given.markdown:  # docs/sources.md shows the registered endpoints and ignores the settings
        print(markdown(sources(given.sources, Settings())), end="")
        return 0
    print_source = _print_json if given.json else _print
    for source in sources(given.sources):
        print_source(source)
    return 0


def _print_json(source: Source) -> None:
    print_json(
        source,
        "source=id title publisher homepage doors scale licence expected levels levels_from",
        doors={endpoint.id: endpoint.target.url for endpoint in source.endpoints},
        scale="; ".join(as_shown(level.words) for level in source.levels),
        levels=list(map(json_object, source.levels)),
    )


def _print(source: Source) -> None:
    screen = console()
    screen.print(f"{source.id}: {source.publisher}", style="bold")
    for endpoint in source.endpoints:
        door = f"  {endpoint.id:<8}{endpoint.target.url} ({documents_of(endpoint)})"
        screen.print(door, soft_wrap=True)
    for level in source.levels:
        words = coloured(level.words, level.severity)
        step = f" → {step_of(level.severity)}{', for parts' if level.is_partial else ''}"
        screen.print(Text.assemble("  ", words, step), soft_wrap=True)
    origin = "mapped by" if source.levels else "no levels"
    print_text(screen, f"  {origin}: {source.levels_from}", hanging="    ")
    screen.print(f"  {source.licence}\n")


def _survey(given: Namespace) -> int:
    settings = process_settings()
    surveys = survey(given.documents, settings).run(sources(given.sources, settings))
    kept = list(map(_survey_line, surveys)) if given.json else list(_survey_lines(surveys))
    if all(result.ok for result in kept):
        return ALL_ANSWERED
    return SOME_ANSWERED if any(result.answers for result in kept) else NONE_ANSWERED


def _survey_line(result: EndpointSurvey) -> EndpointSurvey:
    print_json(
        result,
        "source door=endpoint url ok http_status reason listed items problems documents",
        http_status=next((document.http_status for document in result.seen), None),
        reason="; ".join(document.reason for document in result.seen if document.reason),
        problems=[problem for document in result.seen for problem in document.problems],
        documents=[
            json_object(page, "url http_status reason failure items") for page in result.documents
        ],
    )
    return result


def _survey_lines(surveys: Iterable[EndpointSurvey]) -> Iterator[EndpointSurvey]:
    """Print a line for each source as soon as its endpoints were asked: politeness takes minutes.

    A line is complete by itself, so that it can be pasted into an issue.
    """
    for source, results in groupby(surveys, key=lambda result: result.source):
        kept = list(results)
        endpoints = "; ".join(map(_in_words, kept))
        line = f"{source}, {now():%Y-%m-%d %H:%M} UTC, {__version__}: {endpoints}"
        print(printable(line), flush=True)
        yield from kept


def _in_words(result: EndpointSurvey) -> str:
    """Describe the answer of an endpoint: `rss 200, 216 items`."""
    problems = [problem for document in result.seen for problem in document.problems]
    facts = [f"{result.endpoint} {_answers(result)}"]
    if result.index or result.listed > 1:
        facts.append(f"{len(result.documents)} of {result.listed} documents")
    if result.answers:
        facts.append(f"{result.items} items")
    if problems:
        first = _remark(f"{problems[0].subject}: {problems[0].reason}")
        facts.append(f"{len(problems)} unread, such as {first}")
    text = ", ".join(facts)
    for document in result.seen:
        if document.failure is not None:
            reason = document.reason.removeprefix(f"{document.failure.value}, ")
            return f"{text}: {_remark(reason)}"
    return text


def _remark(text: str) -> str:
    """Return a text of a page or an error on one line, without control characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return cut_at_word(" ".join(printable.split()), REMARK_MAX_CHARS)


def _answers(result: EndpointSurvey) -> str:
    """Count the answers by status or kind of failure: `200`, `4 x 200, 1 x blocked`."""
    counts = Counter(
        document.failure.value if document.failure else str(document.http_status)
        for document in result.seen
    )
    if len(result.seen) == 1:
        return ", ".join(counts)
    return ", ".join(f"{count} x {answer}" for answer, count in counts.items())
