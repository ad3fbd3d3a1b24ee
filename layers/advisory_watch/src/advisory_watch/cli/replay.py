"""`advisory-watch replay`: run captures through the present code, each at its own time."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.replay import (
    CaptureSet,
    ReplayPlan,
    SkippedCaptures,
    plan_replay,
    replay,
)
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli.check import exit_status
from advisory_watch.cli.options import add_json, code_of, home_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import (
    change_table,
    console,
    destination_label,
    detection_table,
    print_text,
)
from advisory_watch.core.errors import UsageError

JOBS_MAX = 64
"""More processes than there will ever be sources must be a typing error."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the files and the options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="WARC")
    parser.add_argument("--source", metavar="ID", help="only this source")
    parser.add_argument(
        "--explain", metavar="DEST", help="print every verdict on a destination, with its rule"
    )
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="processes; a source is one's alone (1)"
    )
    parser.add_argument("--home", metavar="DIR", help="keep ledger and archive; else forgotten")
    add_json(parser)


def run(given: Namespace) -> int:
    """Replay files, and print the changes, or the detections about one destination."""
    if given.source is not None:
        sources([given.source])
    bulk = CaptureSet(
        files=given.files,
        folder=home_of(given) if given.home else None,
        source_id=given.source,
        about=code_of(given.explain) if given.explain else None,
    )
    if not 1 <= given.jobs <= JOBS_MAX:
        raise UsageError(f"--jobs: expected 1 to {JOBS_MAX} processes, found {given.jobs}")
    plan = plan_replay(bulk)
    outcomes = _replayed(plan, given)
    if not outcomes:
        expected = "captures of a door that we know (see `sources`)"
        found = "; ".join(["none", *map(_in_words, plan.skipped)])
        raise UsageError(f"replay: expected {expected}, found {found}")
    if bulk.about is not None:
        _explain(outcomes, bulk.about, as_json=given.json)
    elif given.json:
        _print_failures(outcomes, console(to_errors=True))
    else:
        _print_tables(outcomes)
    _print_skipped(plan, console(to_errors=given.json))
    if given.home and not given.json:
        print_text(console(), f"To look at it: advisory-watch site --home {quote(given.home)}")
    return exit_status(outcomes)


def _replayed(plan: ReplayPlan, given: Namespace) -> Sequence[SourceOutcome]:
    """Return the outcomes; print the changes of each at once if a program reads them."""
    outcomes = []
    with _progress() as progress:
        for outcome in replay(plan, jobs=given.jobs, progress=progress):
            outcomes.append(outcome)
            if given.json and plan.bulk.about is None:
                for change in outcome.changes:
                    print_json(change)
    return outcomes


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show the progress of the replay, on a terminal only."""
    screen = console(to_errors=True)
    if not screen.is_terminal:
        yield lambda _done, _whole: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=screen, transient=True) as bar:
        task = bar.add_task("captures", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _print_tables(outcomes: Sequence[SourceOutcome]) -> None:
    screen = console()
    changes = [change for outcome in outcomes for change in outcome.changes]
    if changes:
        screen.print(change_table(changes, is_dated=True))
    _print_failures(outcomes, screen)
    screen.print(f"readings: {len(outcomes)}, changes: {len(changes)}")


def _print_skipped(plan: ReplayPlan, screen: Console) -> None:
    for skipped in plan.skipped:
        print_text(screen, f"skipped: {_in_words(skipped)}", hanging="  ")


def _in_words(skipped: SkippedCaptures) -> str:
    captures = "1 capture" if skipped.count == 1 else f"{skipped.count} captures"
    return f"{captures} {skipped.reason.value}, such as {skipped.example}"


def _explain(outcomes: Sequence[SourceOutcome], code: str, *, as_json: bool) -> None:
    detections = [(outcome, detection) for outcome in outcomes for detection in outcome.detections]
    if as_json:
        for outcome, detection in detections:
            print_json(
                detection,
                "read_at destination outcome rule reason native_level=advisory.native_level"
                " severity=advisory.severity issued_on=advisory.issued_on source",
                read_at=outcome.decided_at,
                source=outcome.source,
            )
    else:
        title = f"{destination_label(code)}: {len(detections)} verdicts"
        console().print(detection_table(detections, title))


def _print_failures(outcomes: Sequence[SourceOutcome], screen: Console) -> None:
    for outcome in outcomes:
        at = f"{outcome.decided_at:%Y-%m-%d %H:%M} {outcome.source}"
        if not outcome.ok:
            print_text(screen, f"{at} could not be read: {outcome.reason}", hanging="  ")
        for problem in outcome.problems:
            print_text(screen, f"{at} {problem.subject}: {problem.reason}", hanging="  ")
