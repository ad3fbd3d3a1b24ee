"""`advisory-watch compare`: what governments say about each destination, and how they differ."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from advisory_watch.app.ports import Ledger
from advisory_watch.bootstrap.local import open_home
from advisory_watch.cli.options import add_home, add_json, code_of, home_of
from advisory_watch.cli.output_json import advice_object, print_json
from advisory_watch.cli.output_table import print_no_home
from advisory_watch.core.damaged_records import require_readable
from advisory_watch.core.destinations import name_of
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.views import WORTH_SAYING, CurrentAdvice, current_advice, spread
from advisory_watch.sources import SOURCES

HELP = "where governments differ, as JSON lines"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the destinations and the options."""
    parser.add_argument("destinations", nargs="*", metavar="DEST", help="all if none")
    parser.add_argument(
        "--differing", action="store_true", help="only where they are two steps or more apart"
    )
    add_home(parser)
    add_json(parser)


def run(given: Namespace) -> int:
    """Print a line for each requested destination; by default for all, the largest spread first."""
    codes = tuple(dict.fromkeys(map(code_of, given.destinations)))
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder, to_errors=True)
    with open_home(folder) as home:
        compared = _compare(home.ledger, codes)
    for code, advice in compared.items():
        steps = spread(advice)
        if steps >= WORTH_SAYING or not given.differing:
            print_json(
                destination=code,
                name=_name(code, advice),
                spread=steps,
                differs=steps >= WORTH_SAYING,
                words=list(map(advice_object, advice)),
            )
    return 0


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
