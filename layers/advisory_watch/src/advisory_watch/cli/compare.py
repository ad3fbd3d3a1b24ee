"""`advisory-watch compare`: what governments say about each destination, and how they differ."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from advisory_watch.app.ports import Ledger
from advisory_watch.bootstrap.local import open_home
from advisory_watch.cli.options import add_home, add_json, code_of, home_of
from advisory_watch.cli.output_json import advice_object, print_json
from advisory_watch.cli.output_table import print_no_home
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDestination:
    """The current advice of all sources on one destination."""

    destination: str
    advice: tuple[CurrentAdvice, ...]

    @property
    def name(self) -> str:
        """The ISO name, or a publisher's name if it has no ISO code."""
        try:
            return name_of(self.destination)
        except UnknownDestination:
            names = (current.advisory.name for current in self.advice if current.advisory)
            return next(names, self.destination)

    @property
    def spread(self) -> int:
        """The largest difference between two sources, in steps of the scale."""
        return spread(self.advice)

    @property
    def differs(self) -> bool:
        """Whether the difference is large enough to mention."""
        return self.spread >= WORTH_SAYING


def run(given: Namespace) -> int:
    """Print a line for each requested destination; by default for all, the largest spread first."""
    codes = tuple(dict.fromkeys(map(code_of, given.destinations)))
    folder = home_of(given)
    if not folder.exists():
        return print_no_home(folder, to_errors=True)
    with open_home(folder) as home:
        compared = _compare(home.ledger, codes)
    for destination in compared:
        if destination.differs or not given.differing:
            print_json(
                destination,
                "destination name spread differs words",
                words=list(map(advice_object, destination.advice)),
            )
    return 0


def _compare(ledger: Ledger, codes: Sequence[str]) -> Sequence[ComparedDestination]:
    records = [ledger.state(source_id).records for source_id in SOURCES]
    known = sorted({code for destinations in records for code in destinations})
    compared = []
    for code in codes or known:
        here = [destinations[code] for destinations in records if code in destinations]
        advice = (current_advice(record, ledger.history(record.source, code)) for record in here)
        compared.append(ComparedDestination(destination=code, advice=tuple(filter(None, advice))))
    if not codes:
        compared.sort(key=attrgetter("spread"), reverse=True)  # stable: codes stay in order
    return compared
