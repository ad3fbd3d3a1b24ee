"""`advisory-watch departure`: who is asked to leave, by texts on standard input."""

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from io import TextIOWrapper
from typing import Any

from advisory_watch.cli.options import add_json
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.streams import complain, printable
from advisory_watch.core.departure.parse import DepartureAdvice, departure_advice
from advisory_watch.core.destinations.typed_names import read_typed
from advisory_watch.core.errors import ItemError, MalformedItem

INPUT = """\
input: a JSON object a line, {"id", "lang", "text", "destination", "source"}; without a
  destination, every country counts as the destination
exit status: 0 all lines are read, 2 at least one is not
"""

UNREAD_LINES = 2
"""Exit status if a line could not be read; the other lines are answered."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.epilog, parser.formatter_class = INPUT, RawDescriptionHelpFormatter
    add_json(parser)


def run(given: Namespace) -> int:
    """Print the departure advice of every line."""
    status = 0
    if isinstance(sys.stdin, TextIOWrapper):  # JSON is UTF-8, whatever the terminal
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            passage = _passage(line)
            destination = read_typed(passage["destination"]) if passage["destination"] else ""
            advice = departure_advice(passage["text"], destination, passage["source"])
        except ItemError as error:
            complain(f"line {number}: {error}")
            status = UNREAD_LINES
        else:
            _print(passage["id"], advice, as_json=given.json)
    return status


def _passage(line: str) -> dict[str, Any]:
    """Read one line. Raises `MalformedItem`."""
    try:
        line.encode()
        passage = json.loads(line)
    except (ValueError, RecursionError):
        raise MalformedItem(
            f"expected a JSON object in UTF-8, found {line.strip()[:80]!r}"
        ) from None
    if not isinstance(passage, dict) or not isinstance(passage.get("text"), str):
        raise MalformedItem(f"expected an object with a text, found {line.strip()[:80]!r}")
    known = {"id": None, "destination": "", "source": ""} | passage
    for name in ("destination", "source"):
        if not isinstance(known[name], str):
            raise MalformedItem(f"expected `{name}` as text, found {str(known[name])[:80]!r}")
    return known


def _print(passage_id: object, advice: DepartureAdvice, *, as_json: bool) -> None:
    if as_json:
        rung = advice.departure.name.lower()
        print_json(id=passage_id, rung=rung, because=list(advice.because))
    else:
        print(printable(" | ".join([f"{passage_id}: {advice.departure.words}", *advice.because])))
