"""A file of people to subscribe: `name,endpoint,destinations`, one person a line.

The whole file is validated before anything is done. No message contains an address: messages end
up in tickets and logs.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from advisory_watch.cli.options import code_of
from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import EMAIL, QUEUE_URL, Protocol, endpoint_of

COLUMNS = ("name", "endpoint", "destinations")

MISTAKES_MAX = 20
"""Mistakes listed at once; the rest is counted."""

ENDPOINT = (
    "an email address, a phone number such as +14155550123, an https URL or the ARN of a queue"
)

ADDRESS_IN_NAME = re.compile(rf"{EMAIL.pattern}|\+?\d[\d ().-]{{6,}}\d|://")
"""What must not be a name: names are printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the file; `destinations` are codes, and empty for all."""

    line: int
    name: str
    protocol: Protocol
    endpoint: str
    destinations: tuple[str, ...]


def read_people(path: Path) -> tuple[Person, ...]:
    """Read the file. Raises `UsageError` that lists every mistake by its line."""
    people: list[Person] = []
    mistakes: list[str] = []
    line_of: dict[tuple[Protocol, str], int] = {}
    for line, row in _rows(path):
        try:
            person = _person(line, row)
        except UsageError as error:
            mistakes.append(f"line {line}: {error}")
            continue
        first = line_of.setdefault((person.protocol, person.endpoint), line)
        if first != line:
            mistakes.append(
                f"line {line}: endpoint: expected each once, found that of line {first}"
            )
        people.append(person)
    if mistakes:
        raise UsageError(_all_of(path, mistakes))
    if not people:
        raise UsageError(f"{path}: expected at least one person below the heading, found none")
    return tuple(people)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows that are not empty, with the number of their last line."""
    text = _text(path)
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)  # spreadsheets of some countries write semicolons
    reader = csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        found = [name.strip().lower() for name in reader.fieldnames or ()]
        if sorted(found) != sorted(COLUMNS):
            raise UsageError(
                f"{path}: expected the heading {','.join(COLUMNS)}, found {heading.strip()[:80]!r}"
            )
        reader.fieldnames = found
        for row in reader:
            cells = {name: (row[name] or "").strip() for name in COLUMNS}
            if None in row:
                cells["rest"] = "more"
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UsageError(f"{path}: line {reader.line_num}: expected CSV, found {error}") from None


def _text(path: Path) -> str:
    try:
        return path.expanduser().read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            f"{path}: expected UTF-8, found another encoding; save it as `CSV UTF-8`"
        ) from None
    except OSError as error:
        raise UsageError(f"{path}: expected a file to read, found: {error.strerror}") from error


def _person(line: int, row: Mapping[str, str]) -> Person:
    if "rest" in row:
        raise UsageError(
            f"expected {len(COLUMNS)} columns, found more; separate destinations by semicolons, "
            "or put them in quotation marks"
        )
    if not row["name"] or ADDRESS_IN_NAME.search(row["name"]):
        found = "an address" if row["name"] else "none"
        raise UsageError(f"name: expected a name to report by, found {found}")
    protocol = _protocol_of(row["endpoint"])
    names = re.split("[;,]", row["destinations"])
    return Person(
        line=line,
        name=row["name"],
        protocol=protocol,
        endpoint=_endpoint(protocol, row["endpoint"]),
        destinations=tuple(dict.fromkeys(code_of(name) for name in names if name.strip())),
    )


def _protocol_of(endpoint: str) -> Protocol:
    """Tell the kind of an endpoint by its form."""
    if endpoint.startswith("arn:") or QUEUE_URL.fullmatch(endpoint):
        return Protocol.SQS
    if endpoint.startswith("https://"):
        return Protocol.HTTPS
    if endpoint.startswith("+"):
        return Protocol.SMS
    if "@" in endpoint:
        return Protocol.EMAIL
    raise UsageError(
        f"endpoint: expected {ENDPOINT}, found {'another text' if endpoint else 'none'}"
    )


def _endpoint(protocol: Protocol, text: str) -> str:
    try:
        return endpoint_of(protocol, text)
    except UsageError as error:  # it quotes the address
        raise UsageError(f"{str(error).partition(', found')[0]}, found another text") from None


def _all_of(path: Path, mistakes: list[str]) -> str:
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    rest = len(mistakes) - MISTAKES_MAX
    more = [f"and {rest} more"] if rest > 0 else []
    listed = "".join(f"\n  {mistake}" for mistake in (*mistakes[:MISTAKES_MAX], *more))
    return f"{path}: expected every line to be right, found {count}; nothing was done:{listed}"
