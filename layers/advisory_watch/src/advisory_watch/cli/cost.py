"""`advisory-watch cost`: what a month costs, and for what."""

from argparse import Namespace
from collections import Counter

from rich.table import Table

from advisory_watch.cli.output_json import json_line
from advisory_watch.cli.output_table import a_table, console, say
from advisory_watch.costs import template
from advisory_watch.costs.model import Bill, BillLine, ReaderCount, numbered
from advisory_watch.costs.prices import Certainty, source_profiles

COLUMNS = ("what", "how much", "dollars", "free")


def run(given: Namespace) -> int:
    """Estimate the cost, and print it."""
    bill = template.month(
        given.template,
        _audience(given),
        source_ids=_sources(given.sources),
        interval=given.interval,
        parameters={**dict(given.parameter), **({"Site": "yes"} if given.site else {})},
    )
    if given.json:
        for line in bill.lines:
            print(json_line(_members(line)))
        print(json_line({"what": "month", "usd": bill.usd, "free_usd": bill.free_usd}))
    elif given.markdown:
        print("\n".join(_markdown(bill)))
    else:
        _show(bill)
    return 0


def _audience(given: Namespace) -> ReaderCount:
    phones = Counter[str]()
    for country, number in given.sms:
        phones[country] += number
    return ReaderCount(email=given.email, webhook=given.webhook, sms=phones, changes=given.changes)


def _sources(named: str | None) -> tuple[str, ...] | None:
    if named is None:
        return None
    return () if named == "none" else tuple(named.split(","))


def _members(line: BillLine) -> dict[str, object]:
    price = line.price
    return {
        "what": price.what,
        "quantity": line.quantity,
        "unit": price.unit,
        "driver": line.driver,
        "usd": line.usd,
        "free_usd": line.free_usd,
        "price_usd": price.usd,
        "price_per": price.per,
        "price_from": price.page,
        "price_as_of": price.as_of,
        "price_certainty": price.certainty.name.lower(),
    }


def _show(bill: Bill) -> None:
    screen = console()
    screen.print(_table(bill))
    for note in _notes(bill):
        say(screen, note, hanging="  ")
    say(screen, _summary(bill), style="bold")


def _table(bill: Bill) -> Table:
    table = a_table("A month", COLUMNS[0])
    for heading in COLUMNS[1:]:
        is_money = heading in COLUMNS[2:]
        table.add_column(heading, overflow="fold", justify="right" if is_money else "left")
    for item in bill.lines:
        table.add_row(item.price.what, _much(item), _money(item.usd), _money(item.free_usd))
    table.add_row("sum", "", _money(bill.usd), _money(bill.free_usd), style="bold")
    return table


def _markdown(bill: Bill) -> list[str]:
    rows = [COLUMNS, *((item.price.what, _much(item), *_amounts(item)) for item in bill.lines)]
    rows.append(("**sum**", "", f"**{_money(bill.usd)}**", f"**{_money(bill.free_usd)}**"))
    written = [f"| {' | '.join(row)} |" for row in rows]
    written.insert(1, "|---|---|---:|---:|")
    return [*written, "", " ".join(_notes(bill)), "", f"**{_summary(bill)}**"]


def _amounts(line: BillLine) -> tuple[str, str]:
    return _money(line.usd), _money(line.free_usd)


def _much(line: BillLine) -> str:
    return f"{numbered(line.quantity)} {line.price.unit}: {line.driver}"


def _money(usd: float) -> str:
    return f"{usd:.2f}"


def _notes(bill: Bill) -> list[str]:
    profiles = source_profiles().items()
    measured = ", ".join(source for source, profile in profiles if profile.is_measured)
    return [
        "List prices of US East (N. Virginia) in US dollars, without tax: an estimate, not a bill.",
        "Free is what AWS gives an account every month without end, where nothing else uses it.",
        f"Alerts a month are those of recorded months for {measured}, and assumed for the others.",
        "Sizes and calls are measured on recorded documents; how long a function runs is assumed.",
        *_doubts(bill),
    ]


def _doubts(bill: Bill) -> list[str]:
    """List the prices that are not certain, with the page of each price."""
    notes = []
    for certainty in (Certainty.LIKELY, Certainty.UNSURE):
        doubted = [each.price for each in bill.lines if each.price.certainty is certainty]
        if doubted:
            named = "; ".join(f"{each.what} ({each.as_of}, {each.page})" for each in doubted)
            notes.append(f"A price that {certainty.value}: {named}.")
    return notes


def _summary(bill: Bill) -> str:
    left = _money(bill.usd - bill.free_usd)
    return (
        f"{_money(bill.usd)} dollars a month at list price; {left} where nothing else in the"
        " account uses what is free."
    )
