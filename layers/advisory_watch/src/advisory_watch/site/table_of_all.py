"""The table of all destinations: a row for each, a column for each source with levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisory_watch.core.chronicle import Entry
from advisory_watch.core.comparing import Word, spread, word_of
from advisory_watch.core.destinations.names import name_or
from advisory_watch.core.overview import Overview
from advisory_watch.core.versions import Known
from advisory_watch.site.world import Step, gravest

COLUMNS_BEFORE = ("gravest",)
COLUMNS_AFTER = ("steps apart", "last change", "embassy notice")
"""Columns next to the sources, by their labels on a narrow screen, which shows no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One destination with the advice of every source; `words` are in the order of sources.

    `notice` is the last notice with an alert. `noticed_on` is the day of the last recorded notice,
    which may be older than the first check.
    """

    code: str
    name: str
    words: tuple[Word | None, ...]
    last: Entry | None
    notice: Entry | None
    noticed_on: date | None = None

    @property
    def stated(self) -> Mapping[str, Step]:
        """The accepted advice of each source, in the form that the map shows."""
        accepted = (word for word in self.words if word and word.advisory)
        return {word.source: Step(whole=word.severity, part=word.graver_part) for word in accepted}

    @property
    def gravest(self) -> Step:
        """The highest severity of any source, for the whole and for a part if that is higher."""
        return gravest(self.stated.values())

    @property
    def steps(self) -> int:
        """The difference between the highest and the lowest advice, in steps."""
        return spread([word for word in self.words if word])


def rows_of(overview: Overview, source_ids: Sequence[str]) -> tuple[Row, ...]:
    """Return a row for each destination that any source covers, sorted by name."""
    known = {state.health.source: state.known for state in overview.states}
    codes = {code for each in known.values() for code in each}
    last: dict[str, Entry] = {}
    notices: dict[str, Entry] = {}
    for entry in overview.chronicle.entries:
        (notices if entry.is_notice else last).setdefault(entry.destination, entry)
    rows = [
        Row(
            code=code,
            name=known_name(code, known),
            words=tuple(_word(known.get(each, {}).get(code)) for each in source_ids),
            last=last.get(code),
            notice=notices.get(code),
            noticed_on=_noticed_on(code, known),
        )
        for code in codes
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.code)))


def _noticed_on(code: str, known: Mapping[str, Mapping[str, Known]]) -> date | None:
    advisories = (each[code].advisory for each in known.values() if code in each)
    days = (each.issued_on for each in advisories if each and each.notice_id is not None)
    return max((day for day in days if day), default=None)


def _word(known: Known | None) -> Word | None:
    return None if known is None else word_of(known, ())


def known_name(code: str, known: Mapping[str, Mapping[str, Known]]) -> str:
    """Return our name of a destination, or the publisher's name if it has none."""
    advisories = (each[code].advisory for each in known.values() if code in each)
    return name_or(code, next((each.name for each in advisories if each), code))


def column_names(titles: Iterable[str]) -> str:
    """Return the style that labels each cell with its column, for narrow screens."""
    columns = (*COLUMNS_BEFORE, *titles, *COLUMNS_AFTER)
    rules = "".join(
        f"#all td:nth-of-type({place})::before{{content:{_quoted(name)}}}\n"
        for place, name in enumerate(columns, start=1)
    )
    return f"@media (max-width:40rem){{\n{rules}}}\n"


def _quoted(name: str) -> str:
    """Escape any text for CSS."""
    escaped = "".join(
        character if character.isalnum() else f"\\{ord(character):x} " for character in name
    )
    return f'"{escaped}\\a0 "'
