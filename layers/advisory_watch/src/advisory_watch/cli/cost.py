"""`advisory-watch cost`: what a month costs, and for what."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table, print_text
from advisory_watch.costs import template
from advisory_watch.costs.model import Bill, BillLine, ReaderCount, numbered
from advisory_watch.costs.prices import Certainty, source_profiles

HELP = "what a month costs in your account, line by line"

US_NUMBERS = ("toll-free", "10dlc")

COLUMNS = ("what", "how much", "dollars", "free")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options; those that are not given are taken from the template."""
    add, default = parser.add_argument, template.TEMPLATE
    add("--template", type=Path, default=default, metavar="FILE", help=f"{default} if none")
    sources = "only these; `none` for none, those of the template else"
    add("--sources", type=_sources, metavar="ID,ID", help=sources)
    add("--interval", type=_minutes, metavar="MINUTES", help="between two checks of every source")
    add("--email", type=_number, default=1, metavar="N", help="how many get emails; 1 if not given")
    phones = "how many get SMS there: US=2; repeatable"
    add("--sms", type=_phones, action="append", default=[], metavar="COUNTRY=N", help=phones)
    number = "what sends SMS to the United States; toll-free if not given"
    add("--us-number", choices=US_NUMBERS, default=US_NUMBERS[0], help=number)
    add("--webhook", type=_number, default=0, metavar="N", help="how many webhooks are told")
    add(
        "--changes", type=_number, metavar="N", help="alerts a month; as many as were recorded else"
    )
    add("--site", action="store_true", help="with the public site")
    add(
        "--parameter",
        type=_parameter,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="of the template, such as DigestHour=off; repeatable",
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object a line")
    output.add_argument("--markdown", action="store_true", help="the table of the README")


def _number(text: str) -> int:
    """Parse a count; argparse words the error for a text that is not a number."""
    number = int(text)
    if number < 0:
        raise ArgumentTypeError(f"expected 0 or more, found {number}")
    return number


def _minutes(text: str) -> str:
    """Parse an interval, and write it in the form of the template."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"expected 1 minute or more, found {number}")
    return f"rate({number} minutes)"


def _phones(text: str) -> tuple[str, int]:
    country, _, number = text.partition("=")
    if not country or not number.isdecimal():
        raise ArgumentTypeError(f"expected COUNTRY=N such as US=2, found {text!r}")
    return country.upper(), int(number)


def _sources(text: str) -> tuple[str, ...]:
    return () if text == "none" else tuple(text.split(","))


def _parameter(text: str) -> tuple[str, str]:
    name, is_given, value = text.partition("=")
    if not is_given:
        raise ArgumentTypeError(f"expected NAME=VALUE, found {text!r}")
    return name, value


def run(given: Namespace) -> int:
    """Estimate the cost, and print it."""
    bill = template.month(
        given.template,
        _readers(given),
        source_ids=given.sources,
        interval=given.interval,
        parameters={**dict(given.parameter), **({"Site": "yes"} if given.site else {})},
    )
    if given.json:
        _print_json(bill)
    elif given.markdown:
        print("\n".join(_markdown(bill)))
    else:
        _print(bill)
    return 0


def _readers(given: Namespace) -> ReaderCount:
    phones = Counter[str]()
    for country, number in given.sms:
        phones[country] += number
    return ReaderCount(
        email=given.email,
        webhook=given.webhook,
        sms=phones,
        changes=given.changes,
        us_number=given.us_number,
    )


def _print_json(bill: Bill) -> None:
    for line in bill.lines:
        print_json(
            line,
            "what=price.what quantity unit=price.unit driver usd free_usd price_usd=price.usd"
            " price_per=price.per price_from=price.page price_as_of=price.as_of"
            " price_certainty=price.certainty",
        )
    print_json(bill, "what usd free_usd", what="month")


def _print(bill: Bill) -> None:
    what, quantity, *amounts = COLUMNS
    table = new_table("A month", what, folded=[quantity])
    for heading in amounts:
        table.add_column(heading, overflow="fold", justify="right")
    for line in bill.lines:
        table.add_row(*_cells(line))
    table.add_row("sum", "", _money(bill.usd), _money(bill.free_usd), style="bold")
    screen = console()
    screen.print(table)
    for note in _notes(bill):
        print_text(screen, note, hanging="  ")
    print_text(screen, _summary(bill), style="bold")


def _markdown(bill: Bill) -> list[str]:
    rows = [COLUMNS, *map(_cells, bill.lines)]
    rows.append(("**sum**", "", f"**{_money(bill.usd)}**", f"**{_money(bill.free_usd)}**"))
    written = [f"| {' | '.join(row)} |" for row in rows]
    written.insert(1, "|---|---|---:|---:|")
    return [*written, "", " ".join(_notes(bill)), "", f"**{_summary(bill)}**"]


def _cells(line: BillLine) -> tuple[str, str, str, str]:
    quantity = f"{numbered(line.quantity)} {line.price.unit}: {line.driver}"
    return line.price.what, quantity, _money(line.usd), _money(line.free_usd)


def _money(usd: float) -> str:
    return f"{usd:.2f}"


def _notes(bill: Bill) -> list[str]:
    profiles = source_profiles().items()
    measured = ", ".join(source for source, profile in profiles if profile.is_measured)
    return [
        "List prices of US East (N. Virginia) in US dollars, without tax: an estimate, not a bill.",
        "Free is what AWS gives an account every month without end, where nothing else uses it.",
        f"Alerts a month are those of recorded months for {measured}, and assumed for the others.",
        "A check is measured on recorded documents, with slow publishers and polite pauses.",
        *_doubts(bill),
    ]


def _doubts(bill: Bill) -> Iterator[str]:
    for certainty in (Certainty.LIKELY, Certainty.UNSURE):
        doubted = [line.price for line in bill.lines if line.price.certainty is certainty]
        if doubted:
            named = "; ".join(f"{price.what} ({price.as_of}, {price.page})" for price in doubted)
            yield f"A price that {certainty.value}: {named}."


def _summary(bill: Bill) -> str:
    usd, left = _money(bill.usd), _money(bill.usd - bill.free_usd)
    where = "where nothing else in the account uses what is free"
    return f"{usd} dollars a month at list price; {left} {where}."
