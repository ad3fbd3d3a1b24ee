"""All destinations by government, as a table that can be sorted and filtered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisory_watch.core.advisory import Advisory
from advisory_watch.core.alert import is_notice
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.destinations import name_or
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Source
from advisory_watch.core.views import CurrentAdvice, current_advice, spread
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.map import MapSeverity, find_gravest
from advisory_watch.site.rendering.config import COMPARISON, SiteConfig
from advisory_watch.site.rendering.environment import hash_named_file, render_page

Records = Mapping[str, Mapping[str, DestinationRecord]]
"""The records of all sources, by source id and destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationRow:
    """One destination with the advice of every source, in the order of the sources.

    `notice` is the last notice with an alert. `noticed_on` is the day of the last recorded notice,
    which may be older than the first check.
    """

    code: str
    name: str
    advice: tuple[CurrentAdvice | None, ...]
    last: ChangeLogEntry | None
    notice: ChangeLogEntry | None
    noticed_on: date | None = None

    @property
    def severities(self) -> Mapping[str, MapSeverity]:
        """The severity of the accepted advice of each source."""
        return {
            advice.source: MapSeverity(whole=advice.severity, part=advice.graver_part)
            for advice in self.advice
            if advice and advice.advisory
        }

    @property
    def gravest(self) -> MapSeverity:
        """The highest severity of any source, for the whole and for a part if that is higher."""
        return find_gravest(self.severities.values())

    @property
    def highest(self) -> int:
        """The number of the highest level, for the whole or for a part; 0 without any."""
        return int(self.gravest.part or self.gravest.whole or 0)

    @property
    def steps(self) -> int:
        """The difference between the highest and the lowest advice, in steps."""
        return spread([advice for advice in self.advice if advice])


def build_rows(
    entries: Iterable[ChangeLogEntry], records: Records, source_ids: Sequence[str]
) -> tuple[DestinationRow, ...]:
    """Return a row for each destination with a record, by name; `entries` are newest first."""
    last: dict[str, ChangeLogEntry] = {}
    notices: dict[str, ChangeLogEntry] = {}
    for entry in entries:
        (notices if entry.is_notice else last).setdefault(entry.destination, entry)
    rows = [
        DestinationRow(
            code=code,
            name=name_row(code, records),
            advice=tuple(_advice(records.get(source, {}).get(code)) for source in source_ids),
            last=last.get(code),
            notice=notices.get(code),
            noticed_on=_noticed_on(code, records),
        )
        for code in {code for by_code in records.values() for code in by_code}
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.code)))


def _advice(record: DestinationRecord | None) -> CurrentAdvice | None:
    return None if record is None else current_advice(record, ())


def _advisories(code: str, records: Records) -> Iterator[Advisory]:
    for by_code in records.values():
        if code in by_code and (advisory := by_code[code].advisory):
            yield advisory


def _noticed_on(code: str, records: Records) -> date | None:
    notices = filter(is_notice, _advisories(code, records))
    return max((notice.issued_on for notice in notices if notice.issued_on), default=None)


def name_row(code: str, records: Records) -> str:
    """Return the ISO name of a destination, or a publisher's name if it has no code."""
    return name_or(code, next((advisory.name for advisory in _advisories(code, records)), code))


def render_comparison(
    rows: Sequence[DestinationRow], sources: Sequence[Source], config: SiteConfig
) -> Iterator[WebFile]:
    """Render the table, and its own style first."""
    style = hash_named_file("compare", "css", _column_style(source.title for source in sources))
    yield style
    yield render_page(
        COMPARISON, "compare.html", config, rows=rows, sources=sources, own_style=style.path
    )


def _column_style(titles: Iterable[str]) -> str:
    """Label each cell with its column, for narrow screens, which show no header."""
    columns = ("highest", *titles, "difference", "last change", "embassy notice")
    rules = "".join(
        f"#all td:nth-of-type({number})::before{{content:{_quote(title)}}}\n"
        for number, title in enumerate(columns, start=1)
    )
    return f"@media (max-width:40rem){{\n{rules}}}\n"


def _quote(title: str) -> str:
    escaped = "".join(
        character if character.isalnum() else f"\\{ord(character):x} " for character in title
    )
    return f'"{escaped}\\a0 "'
