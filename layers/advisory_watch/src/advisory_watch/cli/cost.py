"""`advisory-watch cost`: what a month costs, and for what."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.bootstrap.web import sources
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table, print_text
from advisory_watch.costs.model import BillLine, Usage, estimate, numbered
from advisory_watch.costs.prices import read, sms_prices, source_profiles
from advisory_watch.costs.template import TEMPLATE, read_stack

US_NUMBERS = ("toll-free", "10dlc")

COLUMNS = ("what", "how much", "dollars", "free")

MEMBERS = """what=price.what quantity unit=price.unit driver usd free_usd price_usd=price.usd
    price_per=price.per price_from=price.page price_as_of=price.as_of
    price_certainty=price.certainty"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options; those that are not given are taken from the template."""
    add, many = parser.add_argument, partial(parser.add_argument, action="append", default=[])
    count = partial(_fitting, r"\d+", "0 or more")
    minutes = partial(_fitting, r"0*[1-9]\d*", "1 minute or more")
    known = f"COUNTRY=N such as US=2, with a known price ({', '.join(sms_prices())})"
    phones = partial(_fitting, rf"(?i:{'|'.join(sms_prices())})=\d+", known)
    pair = partial(_fitting, "[^=]+=.*", "NAME=VALUE")
    add("--template", type=Path, default=TEMPLATE, metavar="FILE", help=f"{TEMPLATE} if none")
    add("--sources", metavar="ID,ID", help="only these, or `none`; those of the template else")
    add("--interval", type=minutes, metavar="MINUTES", help="between two checks of every source")
    add("--email", type=count, default=1, metavar="N", help="how many get emails; 1 if not given")
    many("--sms", type=phones, metavar="COUNTRY=N", help="how many get SMS there: US=2; repeatable")
    number = "what sends SMS to the United States; toll-free if not given"
    add("--us-number", choices=US_NUMBERS, default=US_NUMBERS[0], help=number)
    add("--webhook", type=count, default=0, metavar="N", help="how many webhooks get alerts")
    add("--changes", type=count, metavar="N", help="alerts a month; as many as were recorded else")
    add("--site", action="store_true", help="with the public site")
    of = "of the template, such as DigestHour=off; repeatable"
    many("--parameter", type=pair, metavar="NAME=VALUE", help=of)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    output.add_argument("--markdown", action="store_true", help="the table of the README")


def _fitting(pattern: str, wanted: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ArgumentTypeError(f"expected {wanted}, found {text!r}")
    return text


def run(given: Namespace) -> int:
    """Estimate the cost, and print it."""
    parameters = dict(text.split("=", 1) for text in given.parameter)
    stack = read_stack(given.template, parameters | ({"Site": "yes"} if given.site else {}))
    lines = estimate(stack, _usage(given))
    usd, free_usd = sum(line.usd for line in lines), sum(line.free_usd for line in lines)
    if given.json:
        for line in lines:
            print_json(line, MEMBERS)
        print_json(what="month", usd=usd, free_usd=free_usd)
        return 0
    where = "where nothing else in the account uses the free tier"
    summary = f"{usd:.2f} dollars a month at list price; {usd - free_usd:.2f} {where}."
    rows = [*map(_cells, lines), ("sum", "", f"{usd:.2f}", f"{free_usd:.2f}")]
    (_print_markdown if given.markdown else _print_table)(rows, [*_notes(lines)], summary)
    return 0


def _usage(given: Namespace) -> Usage:
    wanted = () if given.sources is None else given.sources.split(",")
    read = () if given.sources == "none" else sources(wanted, Settings())
    phones = Counter[str]()
    for country, number in (text.upper().split("=") for text in given.sms):
        phones[country] += int(number)
    return Usage(
        sources=frozenset(source.id for source in read),
        interval_min=given.interval and int(given.interval),
        email=int(given.email),
        webhook=int(given.webhook),
        sms=phones,
        changes=given.changes and int(given.changes),
        us_number=given.us_number,
    )


def _cells(line: BillLine) -> Sequence[str]:
    quantity = f"{numbered(line.quantity)} {line.price.unit}: {line.driver}"
    return line.price.what, quantity, f"{line.usd:.2f}", f"{line.free_usd:.2f}"


def _print_table(rows: Sequence[Sequence[str]], notes: Sequence[str], summary: str) -> None:
    what, quantity, *amounts = COLUMNS
    table = new_table("A month", what, folded=[quantity])
    for heading in amounts:
        table.add_column(heading, overflow="fold", justify="right")
    for row in rows:
        table.add_row(*row, style="bold" if row == rows[-1] else "")
    screen = console()
    screen.print(table)
    for note in notes:
        print_text(screen, note, hanging="  ")
    print_text(screen, summary, style="bold")


def _print_markdown(rows: Sequence[Sequence[str]], notes: Sequence[str], summary: str) -> None:
    *lines, total = rows
    bold = [cell and f"**{cell}**" for cell in total]
    heading, *cells = (f"| {' | '.join(row)} |" for row in (COLUMNS, *lines, bold))
    print(heading, "|---|---|---:|---:|", *cells, sep="\n")
    print("", " ".join(notes), "", f"**{summary}**", sep="\n")


def _notes(lines: Sequence[BillLine]) -> Iterator[str]:
    """Yield what to know of the figures, and each price that is in doubt."""
    profiles = source_profiles().items()
    measured = ", ".join(source for source, profile in profiles if profile.is_measured)
    yield from read("prices")["notes"]
    yield f"Alerts a month are those of recorded months for {measured}, and assumed for the others."
    yield "A check is measured on recorded documents, with slow publishers and polite pauses."
    for certainty, meaning in read("prices")["doubts"].items():
        doubted = (line.price for line in lines if line.price.certainty == certainty)
        if named := "; ".join(f"{price.what} ({price.as_of}, {price.page})" for price in doubted):
            yield f"A price that {meaning}: {named}."
