"""`advisory-watch sources --live`: request every endpoint once, politely, and print the results."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisory_watch.app.findings import DoorSurvey, Seen
from advisory_watch.cli.lines import json_line
from advisory_watch.cli.screen import console, say
from advisory_watch.cli.tables import a_table
from advisory_watch.wiring.live import survey
from advisory_watch.wiring.settings import sources

ALL_ANSWERED, SOME_ANSWERED, NONE_ANSWERED = 0, 1, 2


def run(given: Namespace) -> int:
    """Survey the endpoints of the named sources, or of all."""
    wanted = sources(given.sources)
    found = survey(given.documents).run(wanted)
    kept = _as_lines(found) if given.json else _as_table(found)
    return _status(kept)


def _status(found: list[DoorSurvey]) -> int:
    if all(result.ok for result in found):
        return ALL_ANSWERED
    return SOME_ANSWERED if any(result.answers for result in found) else NONE_ANSWERED


def _as_lines(found: Iterable[DoorSurvey]) -> list[DoorSurvey]:
    kept = []
    for result in found:
        print(json_line(_members(result)), flush=True)
        kept.append(result)
    return kept


def _as_table(found: Iterable[DoorSurvey]) -> list[DoorSurvey]:
    """Show all results at the end: polite reading takes minutes."""
    with console(to_errors=True).status("asking at every door ..."):
        kept = list(found)
    screen = console()
    screen.print(_table(kept))
    for result in kept:
        _print_remarks(screen, result)
    return kept


def _table(found: Iterable[DoorSurvey]) -> Table:
    table = a_table("Doors", "source", "door")
    table.add_column("answers", overflow="fold")
    for heading in ("documents", "items", "problems"):
        table.add_column(heading, justify="right", no_wrap=True)
    for endpoint in found:
        table.add_row(
            endpoint.source,
            endpoint.door,
            Text(_answers(endpoint), "green" if endpoint.ok else "red"),
            f"{len(endpoint.documents)} of {endpoint.listed}"
            if endpoint.index or endpoint.listed > 1
            else "1",
            str(endpoint.items),
            str(sum(len(request.problems) for request in endpoint.seen) or "-"),
        )
    return table


def _answers(survey: DoorSurvey) -> str:
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


def _print_remarks(screen: Console, survey: DoorSurvey) -> None:
    for document in survey.seen:
        for remark in _remarks(document):
            say(screen, f"{survey.source}/{survey.door}: {remark}", hanging="  ")


def _remarks(seen: Seen) -> Iterator[str]:
    """Yield why a document could not be read, and why each of its items could not."""
    if seen.reason:
        yield seen.reason if seen.url in seen.reason else f"{seen.url}: {seen.reason}"
    for problem in seen.problems:
        yield f"{problem.subject}: {problem.reason}"


def _members(survey: DoorSurvey) -> dict[str, Any]:
    first = survey.seen[0] if survey.seen else None
    return {
        "source": survey.source,
        "door": survey.door,
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


def _document(seen: Seen) -> dict[str, Any]:
    return {
        "url": seen.url,
        "http_status": seen.http_status,
        "reason": seen.reason,
        "items": seen.items,
    }
