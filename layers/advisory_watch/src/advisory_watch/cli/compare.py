"""`advisory-watch compare`: what governments say about each destination, and how they differ."""

from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from advisory_watch.app.ports import Ledger
from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.settings import home_folder
from advisory_watch.cli.output_json import json_line, word_members
from advisory_watch.cli.output_table import by_id
from advisory_watch.cli.show import code_of, say_unmade
from advisory_watch.core.destinations import name_of
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source
from advisory_watch.core.views import WORTH_SAYING, CurrentAdvice, current_advice, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDestination:
    """The current advice of all sources on one destination."""

    code: str
    words: tuple[CurrentAdvice, ...]

    @property
    def spread(self) -> int:
        """The largest difference between two sources, in steps of the scale."""
        return spread(self.words)


def run(given: Namespace) -> int:
    """Print a line for each requested destination; by default for all, the largest spread first."""
    asked = tuple(dict.fromkeys(code_of(each) for each in given.destinations))
    folder = home_folder(given.home)
    if not folder.exists():
        return say_unmade(folder, None, to_errors=True)
    registered = by_id()
    with open_home(folder) as home:
        compared = _compared(home.ledger, asked, registered)
    for each in compared:
        if each.spread >= WORTH_SAYING or not given.differing:
            print(json_line(_members(each, registered)))
    return 0


def _compared(
    ledger: Ledger, asked: Sequence[str], registered: Mapping[str, Source]
) -> Iterable[ComparedDestination]:
    known = {source_id: ledger.state(source_id).records for source_id in registered}
    if asked:
        return [_compare(ledger, code, known) for code in asked]
    codes = sorted({code for destinations in known.values() for code in destinations})
    every = [_compare(ledger, code, known) for code in codes]
    return sorted(every, key=attrgetter("spread"), reverse=True)  # stable: codes stay in order


def _compare(
    ledger: Ledger, code: str, records: Mapping[str, Mapping[str, DestinationRecord]]
) -> ComparedDestination:
    here = [destinations[code] for destinations in records.values() if code in destinations]
    words = (current_advice(each, ledger.history(each.source, code)) for each in here)
    return ComparedDestination(code=code, words=tuple(each for each in words if each is not None))


def _members(compared: ComparedDestination, registered: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "destination": compared.code,
        "name": _name(compared),
        "spread": compared.spread,
        "differs": compared.spread >= WORTH_SAYING,
        "words": [word_members(source_advice, registered) for source_advice in compared.words],
    }


def _name(compared: ComparedDestination) -> str:
    """Return the ISO name of a destination, or a publisher's name if it has no ISO code."""
    try:
        return name_of(compared.code)
    except UnknownDestination:
        return next(_names(compared.words), compared.code)


def _names(words: Iterable[CurrentAdvice]) -> Iterator[str]:
    return (source_advice.advisory.name for source_advice in words if source_advice.advisory)
