"""A ledger may leave texts out; the decisions must be the same as with them."""

from datetime import date

import pytest

from advisory_watch.adapters.memory import MemoryLedger
from advisory_watch.core.advisory import Advisory, Severity
from support.builders import an_advisory
from support.fakes.lazy_ledger import LazyLedger
from support.scenarios.watched_source import (
    WORLD,
    Watch,
    a_document,
    a_doubtful_raise,
    a_raise,
    written,
)


@pytest.fixture
def frugal(watch: Watch) -> LazyLedger:
    """Open a ledger that leaves out as much as it can, after a first check."""
    ledger = LazyLedger(watch.outbox)
    watch.check(ledger=ledger)
    return ledger


def others(*codes: str) -> list[Advisory]:
    """Return the usual advice for every destination except `codes`."""
    return [an_advisory(destination=code, name=code) for code in WORLD if code not in codes]


DAYS: list[bytes] = [
    a_document(a_raise()),
    a_document(a_raise(), a_doubtful_raise("RU")),
    a_document(a_raise()),
    a_document(a_raise(text="Reconsider travel to KW due to unrest and crime.")),
    a_document(an_advisory(Severity.NORMAL, destination="KW", name="KW", text="")),
    written(*others("KW", "BR"), a_raise("BR", issued_on=date(2026, 9, 2))),
    *[written(*others("KW"))] * 9,
    a_document(),
]
"""A raise, doubts, a new text, a placeholder, a returning copy, and a missing country."""


def test_every_decision_is_the_same_with_and_without_the_texts() -> None:
    """A missing text would be a revision that no publisher made."""
    plain, frugal = Watch(), Watch()
    with_texts, without = MemoryLedger(plain.outbox), LazyLedger(frugal.outbox)
    for document in [a_document(), *DAYS]:
        outcomes = []
        for watch, ledger in ((plain, with_texts), (frugal, without)):
            watch.serve(document)
            outcomes.append(watch.check(ledger=ledger, after_min=24 * 60))
        assert outcomes[0] == outcomes[1]
    assert without.destinations("KW") == with_texts.destinations("KW")
    for code in WORLD:
        assert without.history("us_state", code) == with_texts.history("us_state", code)
    assert frugal.pending() == plain.pending()
    assert without.asked


def test_an_unchanged_text_is_not_loaded(watch: Watch, frugal: LazyLedger) -> None:
    """The texts of two hundred countries are nine tenths of the data that a check would read."""
    watch.serve(a_document() + b"\n")
    watch.check(ledger=frugal)
    watch.serve(a_document(a_raise()))
    watch.check(ledger=frugal)
    assert frugal.asked == ["KW"]


def test_a_rewritten_record_keeps_its_text(watch: Watch, frugal: LazyLedger) -> None:
    """Its last text is all that remains of a withdrawn country's advice."""
    watch.serve(written(*others("KW")))
    for _ in range(9):
        watch.check(ledger=frugal, after_min=24 * 60)
    (known,) = frugal.destinations("KW")
    assert known.is_withdrawn
    assert known.advisory is not None
    assert known.advisory.text == an_advisory().text
