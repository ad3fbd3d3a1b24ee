"""Replay of captures through today's code, each at its own time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.replay import Replay
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.advisory import Severity
from advisory_watch.core.page import Page
from advisory_watch.core.source import Source
from advisory_watch.parsing.classify import check_is_document
from support.builders import LEVELS, NOON, a_page, a_target, an_advisory
from support.scenarios.watched_source import TODAY, a_document, a_raise, a_source

SOURCE = a_source("rss", "api")
SEVERITIES = st.sampled_from(Severity)


def a_capture(document: bytes, hours: float = 0, endpoint: str = "rss") -> Page:
    """Build a capture of an endpoint, some hours after noon."""
    url = f"https://example.org/{endpoint}"
    target = a_target(source_id="capture", endpoint="capture", url=url, media="")
    return a_page(document, target=target, fetched_at=NOON + timedelta(hours=hours))


def replayed(
    captures: Iterable[Page],
    ledger: MemoryLedger | None = None,
    sources: Sequence[Source] = (SOURCE,),
) -> list[SourceOutcome]:
    """Replay captures into the given ledger or a new one."""
    replay = Replay(
        rule_set_version=rule_set_version,
        check_page=check_is_document,
        ledger=ledger or MemoryLedger(MemoryOutbox()),
        archive=MemoryArchive(),
        sources={source.id: source for source in sources},
    )
    return list(replay.run(captures))


def another_source() -> Source:
    """Build the source of another government, with a feed at another URL."""
    (endpoint,) = a_source("feed").endpoints
    target = replace(endpoint.target, source_id="ca_gac", url="https://example.com/feed")
    return replace(SOURCE, id="ca_gac", endpoints=(replace(endpoint, target=target),))


def a_history(levels: list[Severity]) -> list[Page]:
    """Capture one country's levels day by day, each with its own date."""
    return [
        a_capture(
            a_document(
                an_advisory(
                    severity,
                    destination="KW",
                    name="Kuwait",
                    issued_on=TODAY + timedelta(days=day),
                    text=f"Advice number {day}: {LEVELS[severity]}.",
                )
            ),
            hours=24 * day,
        )
        for day, severity in enumerate(levels)
    ]


def test_each_capture_is_judged_at_its_own_time() -> None:
    """A delay measured by today's clock says nothing about the day of the event."""
    _, second = replayed([a_capture(a_document()), a_capture(a_document(a_raise()), hours=7)])
    assert second.decided_at == NOON + timedelta(hours=7)
    assert second.changes[0].decided_at == NOON + timedelta(hours=7)


def test_captures_of_other_pages_are_skipped() -> None:
    """Web archives also contain style sheets and pictures."""
    strange = a_capture(b"body { color: red }", endpoint="style.css")
    outcomes = replayed([strange, a_capture(a_document()), strange])
    assert [outcome.ok for outcome in outcomes] == [True]


def test_a_capture_of_the_second_endpoint_is_read_through_it() -> None:
    """If only the API was archived, its history can still be replayed."""
    (outcome,) = replayed([a_capture(a_document(), endpoint="api")])
    assert (outcome.endpoint, outcome.ok) == ("api", True)


def test_a_capture_that_cannot_be_read_is_a_failed_source() -> None:
    """One broken day in an archive must not end the replay of the rest."""
    captures = [a_capture(a_document()), a_capture(b"", 24), a_capture(a_document(a_raise()), 48)]
    outcomes = replayed(captures)
    assert [outcome.ok for outcome in outcomes] == [True, False, True]
    assert outcomes[2].changes[0].kind == "level_raised"


def test_replaying_twice_into_one_ledger_alerts_once() -> None:
    """Replaying an archive into a live ledger must not wake anyone again."""
    outbox = MemoryOutbox()
    ledger = MemoryLedger(outbox)
    captures = [a_capture(a_document()), a_capture(a_document(a_raise()), hours=1)]
    replayed(captures, ledger)
    replayed([replace(item) for item in captures], ledger)
    assert [item.kind for item in outbox.pending()] == ["level_raised"]


@settings(deadline=None, max_examples=30)
@given(st.lists(SEVERITIES, min_size=1, max_size=5), st.data())
def test_a_later_capture_never_alters_an_earlier_decision(
    levels: list[Severity], data: st.DataObject
) -> None:
    """A score that profits from knowing the future promises too much."""
    whole = a_history(levels)
    cut = data.draw(st.integers(0, len(whole)))
    assert replayed(whole[:cut]) == replayed(whole)[:cut]


@settings(deadline=None, max_examples=30)
@given(st.lists(SEVERITIES, min_size=1, max_size=4), st.lists(SEVERITIES, min_size=1, max_size=4))
def test_one_government_never_affects_another(ours: list[Severity], theirs: list[Severity]) -> None:
    """Sources are replayed by independent processes."""
    other = another_source()
    (endpoint,) = other.endpoints
    here = a_history(ours)
    there = [
        replace(capture, target=replace(capture.target, url=endpoint.target.url))
        for capture in a_history(theirs)
    ]
    mixed = sorted([*here, *there], key=lambda page: page.fetched_at)
    together = replayed(mixed, sources=(SOURCE, other))
    for source, captures in ((SOURCE, here), (other, there)):
        mine = [outcome for outcome in together if outcome.source == source.id]
        assert mine == replayed(captures, sources=(source,))
