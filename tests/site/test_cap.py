"""CAP messages: valid, in series, with the publisher's words, an end and an area."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Departure, Region, Severity
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.site.feeds.cap import TEXT_MAX_CHARS, render_cap_messages
from advisory_watch.site.feeds.cap_series import ADVICE_LASTS, NOTICE_LASTS
from support.builders import NOON, a_corrected_entry, an_advisory, an_entry
from support.cap_messages import CAP, SERVED, messages, parameters_of, text_of

FIRST, SECOND, THIRD = (f"{number:016x}" for number in (1, 2, 3))
CANCEL = f"{1:f>16x}"


def test_a_later_change_updates_and_a_retraction_cancels() -> None:
    """Readers stop trusting warnings that are never cancelled."""
    found = messages(a_corrected_entry(1), an_entry(2))
    first, second, cancel = found[FIRST], found[SECOND], found[CANCEL]
    kinds = [message.findtext(f"{CAP}msgType") for message in (first, second, cancel)]
    assert kinds == ["Alert", "Update", "Cancel"]
    reference = f"watch.example.org,{FIRST},2026-09-02T12:00:00+00:00"
    assert first.findtext(f"{CAP}references") is None
    assert second.findtext(f"{CAP}references") == reference
    assert cancel.findtext(f"{CAP}references") == reference
    assert cancel.findtext(f"{CAP}note") == "A test."


def test_a_change_after_a_correction_refers_to_no_wrong_message() -> None:
    """A receiver that obeys the `Cancel` has nothing that an `Update` could replace."""
    corrected_at = NOON + timedelta(days=2)
    wrong = a_corrected_entry(1, retracted_at=corrected_at)
    (after,) = (messages(wrong, an_entry(3))[THIRD],)
    assert after.findtext(f"{CAP}msgType") == "Alert"
    assert after.findtext(f"{CAP}references") is None
    at_once = messages(an_entry(1), a_corrected_entry(2, retracted_at=corrected_at), an_entry(3))
    reference = f"watch.example.org,{FIRST},2026-09-02T12:00:00+00:00"
    assert at_once[THIRD].findtext(f"{CAP}references") == reference


def test_an_alert_that_was_never_sent_has_no_message() -> None:
    """Programs must not hear of what subscribers were spared."""
    unsent = an_entry(1, is_retracted=True)
    found = messages(unsent, an_entry(2))
    assert set(found) == {SECOND}
    assert found[SECOND].findtext(f"{CAP}msgType") == "Alert"


def test_a_cancellation_is_not_shown_as_grave_advice() -> None:
    """Aggregators that ignore `msgType` show headline and severity of whatever they hold."""
    wrong = a_corrected_entry(1, to_departure=Departure.ORDERED_DEPARTURE)
    cancel = messages(wrong)[CANCEL]
    assert text_of(cancel, "severity") == "Unknown"
    assert text_of(cancel, "urgency") == "Past"
    assert text_of(cancel, "responseType") is None
    assert text_of(cancel, "instruction") is None
    assert text_of(cancel, "headline") == f"CORRECTION: {wrong.headline} was wrong"
    description = text_of(cancel, "description") or ""
    assert description.splitlines() == [f"Please disregard: {wrong.headline}", "A test."]
    page = parameters_of(cancel)["advisoryWatch.change"]
    assert page == f"https://watch.example.org/c/{CANCEL}.html"


def test_a_notice_replaces_nothing() -> None:
    """Two alerts of an embassy are two events."""
    found = messages(an_entry(1, is_notice=True), an_entry(2, is_notice=True))
    assert {message.findtext(f"{CAP}msgType") for message in found.values()} == {"Alert"}


def test_an_ordered_departure_is_the_gravest_message() -> None:
    """Receivers filter by these words."""
    (message,) = messages(an_entry(to_departure=Departure.ORDERED_DEPARTURE)).values()
    assert text_of(message, "responseType") == "Evacuate"
    assert text_of(message, "severity") == "Extreme"


@pytest.mark.parametrize(
    ("fields", "lasts"), [({}, ADVICE_LASTS), ({"is_notice": True}, NOTICE_LASTS)]
)
def test_a_message_ends_and_says_why(fields: dict[str, bool], lasts: timedelta) -> None:
    """Without an end, a hub drops grave advice after a day."""
    entry = an_entry(1, **fields)
    (message,) = messages(entry).values()
    expires = datetime.fromisoformat(text_of(message, "expires") or "")
    assert expires == entry.decided_at + lasts
    assert f"{lasts.days} days" in parameters_of(message)["advisoryWatch.expiresBecause"]


def test_a_cancellation_outlives_the_message_that_it_cancels() -> None:
    """A receiver that still holds the wrong message needs it."""
    for days in (50, 400):
        found = messages(a_corrected_entry(1, retracted_at=NOON + timedelta(days=days)))
        ends = [
            datetime.fromisoformat(text_of(found[message_id], "expires") or "")
            for message_id in (FIRST, CANCEL)
        ]
        assert ends[0] <= ends[1]
        assert ends[1] > NOON + timedelta(days=days)


def test_the_advice_is_in_the_words_of_the_publisher() -> None:
    """An aggregator shows description and instruction, and no page of ours."""
    text = (
        "Do not travel to Kuwait due to armed conflict.\n"
        "Depart Kuwait now by commercial means.\n"
        "The airport of Kuwait City is open."
    )
    leave = "Depart Kuwait now by commercial means."
    advisory = an_advisory(
        Severity.DO_NOT_TRAVEL,
        text=text,
        departure=Departure.DEPART_IMMEDIATELY,
        departure_words=(leave,),
    )
    entry = an_entry(1, to_native=advisory.native_level)
    (message,) = messages(entry, advisories={entry.id: advisory}).values()
    assert text_of(message, "description") == f"Level 4: Do Not Travel\n{text}"
    said = (text_of(message, "instruction") or "").splitlines()
    assert said == [leave, "Do not travel to Kuwait due to armed conflict."]


def test_the_instruction_names_graver_parts() -> None:
    """`Exercise normal precautions` says nothing of a country with a grave part."""
    part = Region(name="the border with Iraq", severity=Severity.DO_NOT_TRAVEL)
    advisory = an_advisory(
        Severity.NORMAL,
        text="Exercise normal precautions in Kuwait.\nDo not travel to the border with Iraq.",
        partial_severity=Severity.DO_NOT_TRAVEL,
        regions=(part,),
    )
    (message,) = messages(an_entry(1), advisories={FIRST: advisory}).values()
    assert "Do not travel to the border with Iraq." in (text_of(message, "instruction") or "")


def test_a_long_text_is_cut_and_a_foreign_one_is_named() -> None:
    """A hub stores every message; a screen reader must know the language."""
    advisory = an_advisory(source="de_aa", text="Gefahr " * 5_000)
    entry = an_entry(1, source="de_aa")
    (message,) = messages(entry, advisories={FIRST: advisory}).values()
    description = text_of(message, "description") or ""
    assert TEXT_MAX_CHARS < len(description) + 20 < TEXT_MAX_CHARS + 100
    assert description.endswith("Gefahr...")
    assert parameters_of(message)["advisoryWatch.language"] == "de"
    (english,) = messages(an_entry(1)).values()
    assert "advisoryWatch.language" not in parameters_of(english)


def test_the_largest_message_is_small() -> None:
    """A hub stores every message for months: docs/feeds.md has the number."""
    entry = an_entry(1, destination="RU", name="Russia")
    advisory = an_advisory(destination="RU", text="危険です。" * 5_000)
    (file,) = render_cap_messages([entry], SERVED, {entry.id: advisory})
    assert 15_000 < len(file.body) < 25_000


@pytest.mark.parametrize(
    ("code", "scheme", "has_outline"),
    [("KW", "ISO3166-1", True), ("PT-20", "ISO3166-2", False), ("TV", "ISO3166-1", False)],
)
def test_the_area_has_a_code_and_an_outline_if_there_is_one(
    code: str, scheme: str, *, has_outline: bool
) -> None:
    """A map needs the outline, a program the code; a wrong outline is worse than none."""
    (message,) = messages(an_entry(1, destination=code, name="A place")).values()
    area = f"{CAP}info/{CAP}area/"
    assert message.findtext(f"{area}{CAP}geocode/{CAP}valueName") == scheme
    assert message.findtext(f"{area}{CAP}geocode/{CAP}value") == code
    assert message.findtext(f"{area}{CAP}areaDesc") == "A place"
    polygons = message.findall(f"{area}{CAP}polygon")
    assert bool(polygons) is has_outline
    if code == "KW":
        latitude, longitude = polygons[0].text.split(" ")[0].split(",")
        assert 28 < float(latitude) < 31
        assert 46 < float(longitude) < 49


DAYS = st.lists(st.tuples(st.booleans(), st.integers(0, 12)), min_size=1, max_size=6)


@given(DAYS)
def test_a_published_message_never_changes(plan: list[tuple[bool, int]]) -> None:
    """Receivers read an address once: they would keep what the first version said."""
    entries = [
        a_corrected_entry(number, retracted_at=NOON + timedelta(days=number + later))
        if is_corrected
        else an_entry(number)
        for number, (is_corrected, later) in enumerate(plan, start=1)
    ]
    ends = {file.path: file.body for file in render_cap_messages(entries, SERVED)}
    for days in range(1, 20):
        known = list(_known_at(entries, NOON + timedelta(days=days)))
        for file in render_cap_messages(known, SERVED):
            assert ends[file.path] == file.body


def _known_at(entries: list[ChangeLogEntry], at: datetime) -> Iterator[ChangeLogEntry]:
    """Yield the entries as they were at a moment."""
    for entry in entries:
        if entry.decided_at <= at:
            is_corrected = entry.retracted_at is not None and entry.retracted_at <= at
            yield (
                entry
                if is_corrected or not entry.is_retracted
                else replace(
                    entry, is_retracted=False, retracted_at=None, retraction="", correction=None
                )
            )
