"""The wording of the digest: quiet days, bad days, and days without a read."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.alert import UNCONFIRMED, AlertStatus
from advisory_watch.core.digest import (
    Digest,
    FollowedAdvice,
    RetractedAlert,
    SourceDay,
    SourceVisibility,
    start_of_day,
)
from advisory_watch.core.health import DocumentHealth, Health, hour_of
from advisory_watch.core.messages.digest import render_digest
from advisory_watch.core.views import CurrentAdvice
from support.builders import NOON, a_health, a_pending_candidate, a_record, an_advisory, an_alert

LEVEL_4 = an_advisory(Severity.DO_NOT_TRAVEL, destination="RU")
SINCE_2022 = date(2022, 1, 23)
READ = a_health(last_good_at=NOON - timedelta(minutes=3), reads={hour_of(NOON): 288})
FAILING = replace(READ, failing_since=NOON - timedelta(hours=2), failure="<b>a wall</b>")
BROKEN = DocumentHealth(tried_at=NOON, failing_since=NOON, failure="a wall")


def a_day(
    health: Health = READ, sight: SourceVisibility = SourceVisibility.READ, **fields: object
) -> SourceDay:
    """Build a quiet day of the US source, read three minutes ago."""
    plausible = SourceDay(source="us_state", title="US", visibility=sight, health=health)
    return replace(plausible, **fields)  # type: ignore[arg-type]


def a_digest(*days: SourceDay, followed: tuple[str, ...] = ()) -> Digest:
    """Build the digest of noon."""
    return Digest(since=start_of_day(NOON), at=NOON, days=days, followed=followed)


def russia(**fields: object) -> FollowedAdvice:
    """Build Level 4 of Russia, already in force at the first read."""
    word = CurrentAdvice(source="us_state", advisory=LEVEL_4, since=NOON.date(), is_older=True)
    return FollowedAdvice(advice=replace(word, **fields), since=SINCE_2022)  # type: ignore[arg-type]


def body(*days: SourceDay, followed: tuple[str, ...] = ()) -> str:
    """Return the body with its lines joined."""
    return " ".join(render_digest(a_digest(*days, followed=followed)).email.split())


def test_a_day_without_news_has_a_digest() -> None:
    """Silence must never be the only sign of life."""
    uk = a_day(source="uk_fcdo", title="UK")
    message = render_digest(a_digest(a_day(), uk))
    assert message.subject == (
        "Advisory Watch 2026-09-01: no change in 24 hours; all 2 sources are read"
    )
    assert (
        message.email
        == """\
No change in 24 hours; all 2 sources are read.
From 2026-08-31 12:00 to 2026-09-01 12:00 UTC.

HOW WELL WE SEE
US: read 3 min ago, 288 times in the day
UK: read 3 min ago, 288 times in the day
"""
    )


def test_an_urgent_change_is_marked_and_counted() -> None:
    """A reader who missed the SMS sees the change here."""
    quiet = an_alert(id="other", destination="BR", kinds=("text_revised",), is_urgent=False)
    message = render_digest(a_digest(a_day(changes=(quiet, an_alert()))))
    assert ": 2 changes, 1 urgent; the only source is read" in message.subject
    email = " ".join(message.email.split())
    assert "URGENT US: Kuwait raised to Level 3 from" in email
    assert "(2026-09-01 12:00 UTC)" in email
    assert email.index("URGENT") < email.index("Brazil")


def a_retraction(reason: str = "A test page.", **fields: object) -> RetractedAlert:
    """Build the retraction of an alert of noon."""
    status = AlertStatus(corrected_at=NOON + timedelta(hours=1), reason=reason)
    return RetractedAlert(alert=an_alert(**fields), status=status)


def test_a_retraction_is_listed_apart_and_not_counted() -> None:
    """A reader who believed the alert must see here that it was wrong, and not believe it again."""
    quiet = an_alert(id="other", destination="BR", kinds=("text_revised",), is_urgent=False)
    message = render_digest(a_digest(a_day(changes=(quiet,), retracted=(a_retraction(),))))
    assert ": 1 change, 1 retracted; the only source is read" in message.subject
    email = " ".join(message.email.split())
    assert email.index("WHAT CHANGED US: Brazil") < email.index("RETRACTED US: Kuwait raised to")
    assert "(2026-09-01 12:00 UTC) was wrong: A test page." in email
    assert "URGENT" not in email


def test_a_long_reason_is_cut_but_the_words_was_wrong_stay() -> None:
    """Half of a retraction repeats the wrong alert."""
    words = "word " * 400
    long = a_retraction(words, destination="XX", after=an_advisory(name=words))
    assert " was wrong: word" in body(a_day(retracted=(long,)))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            a_day(FAILING, SourceVisibility.FAILING),
            "US: cannot be read since 2026-09-01 10:00 UTC; last read",
        ),
        (a_day(visibility=SourceVisibility.UNASKED), "and not asked since; is its schedule on?"),
        (
            a_day(visibility=SourceVisibility.UNKNOWN, trouble="table gone"),
            "US: our record of it cannot be read",
        ),
    ],
)
def test_an_unread_source_is_never_called_quiet(day: SourceDay, said: str) -> None:
    """`No change` for a source that could not be read is the most dangerous error."""
    message = render_digest(a_digest(day, a_day()))
    assert "no change seen; 1 of 2 sources not read" in message.subject
    assert said in " ".join(message.email.split())


def test_causes_are_for_operators() -> None:
    """A reason may contain internals or the text of a block page."""
    trouble = a_day(visibility=SourceVisibility.UNKNOWN, trouble="table gone")
    message = render_digest(a_digest(a_day(FAILING, SourceVisibility.FAILING), trouble))
    for form in (message.email, message.document):
        assert "wall" not in form
        assert "table gone" not in form


def test_documents_that_cannot_be_read_are_named() -> None:
    """One page of two hundred is one country without a watch."""
    day = a_day(replace(READ, documents={"nepal": BROKEN, "peru": BROKEN}))
    assert "US: 2 documents unread: nepal, peru" in body(day)
    assert "no change seen" in render_digest(a_digest(day)).subject


def test_a_source_that_was_never_read_whole_says_so() -> None:
    """`All sources are read` must mean that all of each was."""
    late = DocumentHealth(tried_at=NOON, read_at=NOON, deferred_since=NOON)
    health = replace(READ, never_read=150, documents={"index": late})
    said = body(a_day(health))
    assert "the only source is read, 1 in part" in said
    assert "US: 150 documents never read yet" in said
    assert "US: too little time for all documents since 2026-09-01 12:00 UTC" in said
    failing = replace(health, failing_since=NOON)
    assert "not read in full since" in body(a_day(failing, SourceVisibility.FAILING))


def test_events_without_an_alert_are_listed_here() -> None:
    """A candidate, a gap, a new name: no reason for an alert, but worth knowing."""
    waiting = (a_record(pending=a_pending_candidate(LEVEL_4, reason="an old date")),)
    absent = replace(READ, absent={"BR": NOON})
    email = body(a_day(absent, waiting=waiting, first_seen=("FR",), lost=("MX",)))
    assert "US: Kuwait unconfirmed Level 4 since 2026-09-01 12:00 UTC: an old date" in email
    assert "US: Brazil is missing since 2026-09-01 12:00 UTC" in email
    assert "US: read for the first time: France" in email
    assert "US: our record cannot be read of Mexico" in email


def test_the_first_day_names_a_few_and_counts_the_rest() -> None:
    """Two hundred names are no news."""
    many = tuple(f"X{number}" for number in range(211))
    assert "X9 and 201 more" in body(a_day(first_seen=many))


def test_a_change_in_doubt_says_so_in_the_digest() -> None:
    """A reader who missed the alert must not take it for certain a day later."""
    day = a_day(
        changes=(an_alert(rule=UNCONFIRMED),), standings={"RU": russia(is_unconfirmed=True)}
    )
    email = body(day, followed=("RU",))
    assert "URGENT Unconfirmed: US: Kuwait raised to Level 3 from 2" in email
    assert "Russia (US): still Level 4 (unconfirmed) since" in email


def test_a_followed_destination_has_a_status_line() -> None:
    """`Still` matters to people who wait for the situation to end."""
    email = body(a_day(standings={"RU": russia()}), followed=("RU", "AQ"))
    assert "Russia (US): still Level 4 since 2022-01-23 or earlier, checked 288 times" in email
    assert "Antarctica: nothing is known of it" in email


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            a_day(FAILING, SourceVisibility.FAILING),
            "Level 4 when it was last read (2026-09-01 11:57 UTC)",
        ),
        (
            a_day(replace(READ, documents={"nepal": BROKEN, "index": BROKEN})),
            "source checked 288 times, but 2 of its documents cannot be read",
        ),
    ],
)
def test_still_is_written_only_for_a_source_that_was_read(day: SourceDay, said: str) -> None:
    """A status line for a source that cannot be read is a false sign of life."""
    email = body(replace(day, standings={"RU": russia()}), followed=("RU",))
    assert said in email


def test_a_withdrawn_or_unconfirmed_level_is_not_repeated() -> None:
    """A level that the publisher no longer states must not be repeated as advice."""
    gone = body(a_day(standings={"RU": russia(is_withdrawn=True)}), followed=("RU",))
    assert "no longer listed (last Level 4)" in gone
    doubt = body(a_day(standings={"RU": russia(advisory=None)}), followed=("RU",))
    assert "only an unconfirmed copy so far" in doubt


def test_sources_never_checked_are_named_apart() -> None:
    """An owner who believes that seven sources are read must learn that it is one."""
    never = a_day(Health(source="uk_fcdo"), SourceVisibility.UNWATCHED, title="UK")
    assert "Never checked: UK" in body(a_day(), never)
    assert "no source was ever checked" in render_digest(a_digest(never)).subject


def test_levels_are_counted() -> None:
    """A sudden jump of these numbers shows a person what no rule detected."""
    levels = {Severity.DO_NOT_TRAVEL: 24, Severity.CAUTION: 75, None: 2}
    assert "US: 24 do not travel, 75 increased caution, 2 without a level" in body(
        a_day(levels=levels)
    )


def test_the_longest_words_stay_within_all_limits() -> None:
    """SNS accepts 256 kB and a subject of 100 characters: a refused digest is a silent day."""
    words = "Wört\u202e " * 1000
    long = an_advisory(name=words, native_level=words)
    alerts = tuple(
        an_alert(id=str(number), destination="XX", before=long, after=long) for number in range(100)
    )
    waiting = tuple(
        a_record(long, pending=a_pending_candidate(long, reason=words)) for _ in range(100)
    )
    wrong = tuple(
        RetractedAlert(alert=alert, status=AlertStatus(corrected_at=NOON, reason=words))
        for alert in alerts
    )
    full = a_day(changes=alerts, retracted=wrong, waiting=waiting)
    days = [replace(full, title=f"S{n}") for n in range(7)]
    message = render_digest(a_digest(*days))
    assert len(message.subject) <= 100
    assert message.subject.isascii()
    assert "\u202e" not in message.email
    assert max(map(len, message.email.splitlines())) <= 76
    both = json.dumps({"default": message.document, "email": message.email}, ensure_ascii=False)
    assert len(both.encode()) < 256 * 1024


def test_programs_get_the_same_as_values() -> None:
    """Client programs rely on these names."""
    day = a_day(changes=(an_alert(),), standings={"RU": russia()}, levels={Severity.CAUTION: 3})
    document = json.loads(render_digest(a_digest(day, followed=("RU",))).document)
    assert (document["schema"], document["kind"], document["changes"]) == (1, "digest", 1)
    (source,) = document["sources"]
    assert (source["source"], source["sight"], source["reads"]) == ("us_state", "read", 288)
    assert source["levels"] == {"2": 3}
    assert source["changes"][0]["kinds"][0] == Change.LEVEL_RAISED.value
    assert source["followed"]["RU"]["since"] == "2022-01-23"


def test_programs_get_retractions_apart_from_changes() -> None:
    """A program that counts changes must not count retracted ones."""
    document = json.loads(render_digest(a_digest(a_day(retracted=(a_retraction(),)))).document)
    assert (document["changes"], document["urgent"], document["retracted"]) == (0, 0, 1)
    (source,) = document["sources"]
    (retraction,) = source["retracted"]
    assert source["changes"] == []
    assert (retraction["alert"], retraction["reason"]) == (an_alert().id, "A test page.")
    assert retraction["corrected_at"] == "2026-09-01T13:00:00+00:00"
    assert retraction["headline"].startswith("US: Kuwait raised to Level 3")
