"""Comma-separated tables (RFC 4180), harmless to open with a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from advisory_watch.core.files import File
from advisory_watch.site.feeds.wording import printable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula: such a cell gets an apostrophe."""


def table(path: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> File:
    """Print a table with a header; what is None stays empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return File(path=path, body=out.getvalue().encode())


def _cell(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return f"'{text}" if text.startswith(FORMULA) else text
