"""Comma-separated tables (RFC 4180) that are safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from advisory_watch.core.files import File
from advisory_watch.site.feeds.wording import printable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Prefixes that a spreadsheet reads as a formula: such a cell gets an apostrophe."""


def table(path: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """Render a table with a header; None becomes an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return File(path=path, body=out.getvalue().encode())


def _cell(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text
