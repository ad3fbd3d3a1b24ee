"""`advisory-watch sources`: the sources, their licences, and what their endpoints answer."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.app.results import EndpointSurvey, ProbedDocument
from advisory_watch.bootstrap.local import survey
from advisory_watch.bootstrap.settings import sources
from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import a_table, coloured, console, say
from advisory_watch.cli.source_cards import documents_of, markdown
from advisory_watch.core.errors import UsageError
from advisory_watch.core.source import Level, Source
from advisory_watch.core.text import as_shown, step_of

ALL_ANSWERED, SOME_ANSWERED, NONE_ANSWERED = 0, 1, 2


def probe(given: Namespace) -> int:
    """Survey the endpoints of the named sources, or of all."""
    wanted = sources(given.sources)
    found = survey(given.documents).run(wanted)
    kept = _as_lines(found) if given.json else _as_table(found)
    return _status(kept)


def _status(found: list[EndpointSurvey]) -> int:
    if all(result.ok for result in found):
        return ALL_ANSWERED
    return SOME_ANSWERED if any(result.answers for result in found) else NONE_ANSWERED


def _as_lines(found: Iterable[EndpointSurvey]) -> list[EndpointSurvey]:
    kept = []
    for result in found:
        print(json_line(_survey_members(result)), flush=True)
        kept.append(result)
    return kept


def _as_table(found: Iterable[EndpointSurvey]) -> list[EndpointSurvey]:
    """Show all results at the end: polite reading takes minutes."""
    with console(to_errors=True).status("asking at every door ..."):
        kept = list(found)
    screen = console()
    screen.print(_table(kept))
    for result in kept:
        _print_remarks(screen, result)
    return kept


def _table(found: Iterable[EndpointSurvey]) -> Table:
    table = a_table("Doors", "source", "door")
    table.add_column("answers", overflow="fold")
    for heading in ("documents", "items", "problems"):
        table.add_column(heading, justify="right", no_wrap=True)
    for endpoint in found:
        table.add_row(
            endpoint.source,
            endpoint.endpoint,
            Text(_answers(endpoint), "green" if endpoint.ok else "red"),
            f"{len(endpoint.documents)} of {endpoint.listed}"
            if endpoint.index or endpoint.listed > 1
            else "1",
            str(endpoint.items),
            str(sum(len(request.problems) for request in endpoint.seen) or "-"),
        )
    return table


def _answers(survey: EndpointSurvey) -> str:
    """Count the answers by status: `200`, `4 x 200, 1 x failed`."""
    counts = Counter(
        "failed" if document.http_status is None else f"{document.http_status}"
        for document in survey.seen
    )
    unread = sum(document.http_status is not None and not document.ok for document in survey.seen)
    if unread:
        counts["unreadable"] = unread
    if len(survey.seen) == 1:
        return ", ".join(counts)
    return ", ".join(f"{count} x {what}" for what, count in counts.items())


def _print_remarks(screen: Console, survey: EndpointSurvey) -> None:
    for document in survey.seen:
        for issue in _remarks(document):
            say(screen, f"{survey.source}/{survey.endpoint}: {issue}", hanging="  ")


def _remarks(seen: ProbedDocument) -> Iterator[str]:
    """Yield why a document could not be read, and why each of its items could not."""
    if seen.reason:
        yield seen.reason if seen.url in seen.reason else f"{seen.url}: {seen.reason}"
    for problem in seen.problems:
        yield f"{problem.subject}: {problem.reason}"


def _survey_members(survey: EndpointSurvey) -> dict[str, Any]:
    first = survey.seen[0] if survey.seen else None
    return {
        "source": survey.source,
        "door": survey.endpoint,
        "url": survey.url,
        "ok": survey.ok,
        "http_status": first.http_status if first else None,
        "reason": "; ".join(each.reason for each in survey.seen if each.reason),
        "listed": survey.listed,
        "items": survey.items,
        "problems": [
            f"{each.subject}: {each.reason}" for seen in survey.seen for each in seen.problems
        ],
        "documents": [_document(each) for each in survey.documents],
    }


def _document(seen: ProbedDocument) -> dict[str, Any]:
    return {
        "url": seen.url,
        "http_status": seen.http_status,
        "reason": seen.reason,
        "items": seen.items,
    }


def run(given: Namespace) -> int:
    """List the sources with the endpoint URLs in force; with `--live`, survey them."""
    if given.live:
        return probe(given)
    if given.markdown:
        return _as_markdown(given)
    wanted = sources(given.sources)
    if given.json:
        for registered in wanted:
            print(json_line(_members(registered)))
        return 0
    screen = console()
    for registered in wanted:
        _print(screen, registered)
    return 0


def _as_markdown(given: Namespace) -> int:
    """Print docs/sources.md, which shows the registered endpoints and ignores the settings."""
    if given.json:
        raise UsageError("sources: expected --markdown or --json, found both")
    print(markdown(sources(given.sources, environment={})), end="")
    return 0


def _print(screen: Console, source: Source) -> None:
    screen.print(f"{source.id}: {source.publisher}", style="bold")
    for endpoint in source.endpoints:
        screen.print(
            f"  {endpoint.id:<8}{endpoint.target.url} ({documents_of(endpoint)})", soft_wrap=True
        )
    for level in source.levels:
        words = coloured(level.words, level.severity)
        screen.print(Text.assemble("  ", words, f" → {standing_of(level)}"), soft_wrap=True)
    origin = "mapped by" if source.levels else "no levels"
    say(screen, f"  {origin}: {source.levels_from}", hanging="    ")
    screen.print(f"  {source.licence}\n")


def standing_of(level: Level) -> str:
    """Return the place of a level on our scale: `reconsider, for parts`."""
    return step_of(level.severity) + (", for parts" if level.is_partial else "")


def _members(source: Source) -> dict[str, object]:
    return {
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "homepage": source.homepage,
        "doors": {endpoint.id: endpoint.target.url for endpoint in source.endpoints},
        "scale": "; ".join(as_shown(level.words) for level in source.levels),
        "licence": source.licence,
        "expected": list(source.expected),
        "levels": [_level(native_level) for native_level in source.levels],
        "levels_from": source.levels_from,
    }


def _level(level: Level) -> dict[str, object]:
    return {"words": level.words, "severity": level.severity, "is_partial": level.is_partial}
