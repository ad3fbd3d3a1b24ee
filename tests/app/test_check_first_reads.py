"""Few sources at once are read for the first time, because all their documents are in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from advisory_watch.app.check import Check
from advisory_watch.core.page import Page
from support.scenarios.watched_source import Watch, a_document, a_raise


@dataclass(slots=True)
class Turns:
    """Counts the checks that took a turn; `is_held` is set during one."""

    taken: int = 0
    is_held: bool = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take a turn."""
        self.taken, self.is_held = self.taken + 1, True
        yield
        self.is_held = False


def check(watch: Watch, turns: Turns, rules: int = 1) -> None:
    """Check once, by a version of the rules."""
    watch.time.passes(minutes=5)
    assert (
        Check(
            rule_set_version=lambda _: rules,
            web=watch.web,
            ledger=watch.ledger,
            archive=watch.archive,
            clock=watch.time,
            first_read=turns.turn(),
        )
        .check(watch.source)
        .ok
    )


def test_the_first_check_takes_a_turn_and_the_next_one_does_not() -> None:
    """Ordinary checks hold few documents: news of one source must not wait for another one."""
    watch, turns = Watch(), Turns()
    check(watch, turns)
    watch.serve(a_document(a_raise()))
    check(watch, turns)
    assert turns.taken == 1


def test_new_rules_take_a_turn() -> None:
    """After an upgrade all documents of all sources are judged again, as at first."""
    watch, turns = Watch(), Turns()
    check(watch, turns)
    check(watch, turns, rules=2)
    check(watch, turns, rules=2)
    assert turns.taken == 2


def test_a_turn_lasts_until_all_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents stay in memory until their evidence is archived."""
    watch, turns, held = Watch(), Turns(), list[bool]()

    def keep(_: object, page: Page) -> str:
        held.append(turns.is_held)
        return page.sha256

    monkeypatch.setattr(type(watch.archive), "keep", keep)
    check(watch, turns)
    assert held
    assert all(held)
    assert not turns.is_held
