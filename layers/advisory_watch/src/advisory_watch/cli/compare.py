"""`advisory-watch compare`: what governments say about each destination, and how they differ."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence

from rich.text import Text

from advisory_watch.app.ports import Ledger
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.messages import title_of
from advisory_watch.cli.options import add_home, add_json, code_of, home_of
from advisory_watch.cli.output_json import advice_object, print_json
from advisory_watch.cli.output_table import (
    COLOUR_OF_SEVERITY,
    console,
    new_table,
    print_no_home,
    print_text,
)
from advisory_watch.core.advisory import Severity
from advisory_watch.core.damaged_records import require_readable
from advisory_watch.core.destinations import name_of
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.text import in_short
from advisory_watch.core.views import WORTH_SAYING, CurrentAdvice, current_advice, spread
from advisory_watch.sources import SOURCES

NAMED_MAX = 3
"""Governments named at each end of the scale; `show` has all of them."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the destinations and the options."""
    parser.add_argument("destinations", nargs="*", metavar="DEST", help="all if none")
    parser.add_argument(
        "--differing", action="store_true", help="only where they are two steps or more apart"
    )
    add_home(parser)
    add_json(parser)


def run(given: Namespace) -> int:
    """Print the requested destinations; by default all, the largest difference first."""
    codes = tuple(dict.fromkeys(map(code_of, given.destinations)))
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder, to_errors=given.json)
    with open_home(folder) as home:
        compared = _compare(home.ledger, codes)
    shown = {
        code: advice
        for code, advice in compared.items()
        if spread(advice) >= WORTH_SAYING or not given.differing
    }
    if given.json:
        for code, advice in shown.items():
            _print_json(code, advice)
    else:
        _print_table(shown, is_anything_known=bool(compared))
    return 0


def _print_json(code: str, advice: Sequence[CurrentAdvice]) -> None:
    steps = spread(advice)
    print_json(
        destination=code,
        name=_name(code, advice),
        spread=steps,
        differs=steps >= WORTH_SAYING,
        words=list(map(advice_object, advice)),
    )


def _print_table(shown: Mapping[str, Sequence[CurrentAdvice]], *, is_anything_known: bool) -> None:
    screen = console()
    if not is_anything_known:
        print_text(screen, "Nothing is known yet: `advisory-watch check` reads the sources.")
    elif not shown:
        print_text(screen, f"No governments differ by {WORTH_SAYING} steps or more.")
    else:
        table = new_table("Differences between governments", folded=["destination"])
        table.add_column("steps", no_wrap=True)
        for heading in ("highest", "lowest"):
            table.add_column(heading, overflow="fold")
        for code, advice in shown.items():
            stated = [current for current in advice if current.gravest is not None]
            steps = spread(advice)
            ends = (max, min) if steps else (max,)
            table.add_row(
                f"{_name(code, advice)} ({code})",
                str(steps) if stated else "-",
                *(_those_who_say(end, stated) for end in ends if stated),
            )
        screen.print(table)


def _those_who_say(end: Callable[..., Severity], stated: Sequence[CurrentAdvice]) -> Text:
    """Name the governments at one end of the scale, each with its words."""
    level = end(current.gravest for current in stated)
    saying = [current for current in stated if current.gravest == level]
    named = [f"{title_of(current.source)}: {_words(current)}" for current in saying[:NAMED_MAX]]
    rest = len(saying) - NAMED_MAX
    if rest > 0:
        named.append(f"and {rest} more")
    return Text("\n".join(named), COLOUR_OF_SEVERITY[level])


def _words(current: CurrentAdvice) -> str:
    """Shorten the words of a government; the graver level of a part is added."""
    words = in_short(current.advisory.native_level) if current.advisory else ""
    return f"{words} (parts {current.graver_part:d})" if current.graver_part else words


def _name(code: str, advice: Sequence[CurrentAdvice]) -> str:
    """Return the ISO name, or a publisher's name if the destination has no ISO code."""
    try:
        return name_of(code)
    except UnknownDestination:
        return next((current.advisory.name for current in advice if current.advisory), code)


def _compare(ledger: Ledger, codes: Sequence[str]) -> dict[str, tuple[CurrentAdvice, ...]]:
    states = [ledger.state(source_id) for source_id in SOURCES]
    for state in states:
        require_readable(state)
    records = [state.records for state in states]
    known = sorted({code for destinations in records for code in destinations})
    compared = {}
    for code in codes or known:
        here = [destinations[code] for destinations in records if code in destinations]
        advice = (current_advice(record, ledger.history(record.source, code)) for record in here)
        compared[code] = tuple(filter(None, advice))
    # Stable: destinations with the same spread stay in the order of their codes.
    order = codes or sorted(compared, key=lambda code: spread(compared[code]), reverse=True)
    return {code: compared[code] for code in order}
