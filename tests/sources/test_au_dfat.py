"""Australia: levels, times, parts, and two endpoints that must not contradict each other."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Region, Severity, Snapshot
from advisory_watch.core.detection.policy import policy_of
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.errors import Implausible, UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.core.record import DestinationRecord
from advisory_watch.core.source import Endpoint
from advisory_watch.sources.au_dfat import SOURCE
from advisory_watch.sources.au_dfat.export import canberra_time
from advisory_watch.sources.au_dfat.levels import LEVELS, severity_of
from advisory_watch.sources.au_dfat.rss import rated
from advisory_watch.sources.au_dfat.text import advice_lines, readable, regions_in
from support.builders import NOON, a_record
from support.shared_data import shared

EXPORT, RSS = SOURCE.endpoints
CAUTION, RECONSIDER, DO_NOT_TRAVEL = list(LEVELS)[1:]


@pytest.mark.parametrize(
    "words", ["Avoid all travel", "Level 4", "4", "", "Do not travel to parts"]
)
def test_an_unknown_level_is_refused(words: str) -> None:
    """A default level would be advice that the publisher never gave."""
    with pytest.raises(UnknownLevel, match="no rule"):
        severity_of(words)


def test_the_levels_are_in_rising_order() -> None:
    """A level that is mapped too low would send no alert."""
    assert [severity_of(f" {words.upper()}") for words in LEVELS] == list(Severity)


@pytest.mark.parametrize(
    ("number", "words"),
    [("4", DO_NOT_TRAVEL), ("4/5", DO_NOT_TRAVEL), ("5/5", RECONSIDER), ("5/6", DO_NOT_TRAVEL)],
)
def test_a_number_that_does_not_fit_the_words_is_refused(number: str, words: str) -> None:
    """Readers disagree about whether a bare `4` is the gravest level or the one below."""
    with pytest.raises(UnknownLevel, match=r"expected [2-5]/5"):
        rated(number, words)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Thu, 2026-04-09 16:00", "2026-04-09 06:00"),
        ("Fri, 2026-01-02 08:15", "2026-01-01 21:15"),
        ("Sun, 2026-04-05 02:59", "2026-04-04 15:59"),
        ("Sun, 2026-04-05 03:00", "2026-04-04 17:00"),
        ("Sun, 2023-10-01 01:59", "2023-09-30 15:59"),
        ("2023-10-01 03:00", "2023-09-30 16:00"),
    ],
)
def test_a_time_in_canberra_is_converted(text: str, utc: str) -> None:
    """An hour too late, the second issue of a day would pass for an old copy."""
    moment = canberra_time(text)
    assert moment is not None
    assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc


@given(st.datetimes(datetime(2009, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001 - wall clock
def test_times_of_one_day_keep_their_order(clock: datetime) -> None:
    """The order of two issues decides which one is in force."""
    earlier, later = (
        canberra_time(f"{at:%a, %Y-%m-%d %H:%M}") for at in (clock, clock + timedelta(hours=2))
    )
    assert earlier is not None
    assert later is not None
    assert earlier < later


@pytest.mark.parametrize("text", ["", "soon", "Wed, 2026-13-45 10:00", "0001-01-01 00:00", ","])
def test_a_text_that_is_no_time_is_none(text: str) -> None:
    """A wrong date must not hide the level next to it."""
    assert canberra_time(text) is None


PLACES = st.sampled_from(["Ada", "the Bree valley", "within 10km of the border with Cor", "Dun"])
GRAVER = st.sampled_from([RECONSIDER, DO_NOT_TRAVEL])
PARTS = st.lists(st.tuples(GRAVER, PLACES), max_size=4, unique_by=lambda part: part[1])
FORMS = st.sampled_from(
    [
        "{level} {level} to {place} due to crime.",
        "{level} to {place}. {level} to {place} because of floods. See Safety",
        "{level} to {place}., {level} to {place} due to crime., See Safety",
        "{level}. {level} to:  {place}  due to crime, including theft.",
        "{level} {level} to {place}",
    ]
)


@given(parts=PARTS, form=FORMS)
def test_every_graver_part_is_read_in_every_form(parts: list[tuple[str, str]], form: str) -> None:
    """A part that is missing or twice would be a raise or a lowering that did not happen."""
    whole = f"{CAUTION} {CAUTION} in Exampleland overall due to crime."
    field = ", ".join([whole, *(form.format(level=level, place=place) for level, place in parts)])
    expected = {Region(name=place, severity=LEVELS[level]) for level, place in parts}
    news = f"{DO_NOT_TRAVEL} to the neighbour. Borders are closed."
    text = "\n".join([news, "We advise:", advice_lines(field)])
    assert regions_in(text, Severity.CAUTION) == tuple(sorted(expected))
    assert regions_in(text, Severity.DO_NOT_TRAVEL) == ()


def test_damaged_quotes_and_paragraphs_are_mended() -> None:
    """A sentence that runs into the next one is not understood: "leave now.Airspace …"."""
    raw = "Don&amp;**t wait (see &amp;**Safety&amp;**).Leave now.‘Contacts’ lists phones."
    assert readable(raw) == "Don't wait (see 'Safety').\nLeave now.\n‘Contacts’ lists phones."


def test_an_endless_text_affects_only_its_own_row() -> None:
    """Megabytes of advice would take seconds to read, in every check."""
    rows = [
        a_row("Mali", RECONSIDER, "", field_last_update=f"{DO_NOT_TRAVEL} to A. " * 10_000),
        a_row("Chad", DO_NOT_TRAVEL, ""),
    ]
    snapshot = exported(*rows)
    assert [advisory.destination for advisory in snapshot.advisories] == ["TD"]
    assert [problem.subject for problem in snapshot.problems] == ["Mali"]


def a_row(name: str, level: str, changed: str, **fields: str) -> dict[str, str]:
    """Write a row of the export."""
    return {
        "title": name,
        "field_overall_advice_level": level,
        "field_last_update_notes": f"We advise:\n{level} overall.",
        "field_advice_levels": f"{level} {level} overall.",
        "changed": changed,
        **fields,
    }


def an_item(name: str, level: str, published: str, text: str = "") -> str:
    """Write an item of the feed."""
    return (
        f"<item><title>{name}</title><description>{text}</description><pubDate>{published}</pubDate>"
        f"<ta:warnings><ta:level>{LEVELS[level] + 1}/5</ta:level>"
        f"<dc:description>{level}</dc:description></ta:warnings></item>"
    )


def exported(*rows: dict[str, str]) -> Snapshot:
    """Read an export of these rows."""
    return _read(EXPORT, json.dumps(rows).encode())


def syndicated(*items: str) -> Snapshot:
    """Read a feed of these items."""
    names = 'xmlns:ta="http://www.smartraveller.gov.au/schema/rss/travel_advisories/" xmlns:dc="d"'
    return _read(RSS, f"<rss {names}><channel>{''.join(items)}</channel></rss>".encode())


def _read(endpoint: Endpoint, body: bytes) -> Snapshot:
    return endpoint.read(Page(target=endpoint.target, body=body, fetched_at=NOON))


def detected(snapshot: Snapshot, known: Advisory, **fields: Any) -> Detection:
    """Judge the only destination of a snapshot."""
    record: DestinationRecord = a_record(known, issue_mark=known.issued_on, **fields)
    (detection,) = policy_of(SOURCE).detect(snapshot, {known.destination: record})
    return detection


LEAVE = "If you are in Mali, you should depart immediately."
OF_MALI = a_row(
    "Mali",
    RECONSIDER,
    "Mon, 2026-08-31 10:00",
    field_last_update=LEAVE,
    field_advice_levels=f"{RECONSIDER} in Mali due to crime., {DO_NOT_TRAVEL} to Gao due to war.",
)


def test_the_feed_does_not_undo_what_the_export_said() -> None:
    """Where the export fails for an hour, nothing has changed, in either direction."""
    (known,) = exported(OF_MALI).advisories
    (fallback,) = syndicated(
        an_item("Mali", RECONSIDER, "31 Aug 2026 22:00:00 AEST", LEAVE)
    ).advisories
    assert known.partial_severity is Severity.DO_NOT_TRAVEL
    assert known.departure == fallback.departure != 0
    read = Snapshot(source=SOURCE.id, endpoint="rss", read_at=NOON, advisories=(fallback,))
    assert detected(read, known).outcome is Outcome.UNCHANGED
    assert detected(exported(OF_MALI), fallback).outcome is Outcome.UNCHANGED


def test_a_raise_in_the_feed_is_told_at_once() -> None:
    """The feed is read because the export does not answer, as on the first day of a war."""
    (known,) = exported(OF_MALI).advisories
    raised = syndicated(an_item("Mali", DO_NOT_TRAVEL, "01 Sep 2026 22:00:00 AEST", LEAVE))
    assert detected(raised, known).outcome is Outcome.CHANGED


def test_an_export_without_rows_is_implausible() -> None:
    """Twice in a month there was no row at all; no country's advice had ended."""
    with pytest.raises(Implausible):
        policy_of(SOURCE).require_plausible(exported(), {}, {}, SOURCE.expected)


def test_the_composed_feed_is_read_completely() -> None:
    """It has the names and values that public readers of the feed agree about."""
    body = shared("samples", "au_dfat", "index_rss_shape_composed.xml").read_bytes()
    snapshot = _read(RSS, body)
    assert snapshot.problems == ()
    read = {advisory.destination: advisory.severity for advisory in snapshot.advisories}
    assert read == {"IR": Severity.DO_NOT_TRAVEL, "JP": Severity.NORMAL}


def test_every_graver_part_of_the_real_export_has_a_name() -> None:
    """55 destinations have graver parts, which only the advice in words tells."""
    body = shared("samples", "au_dfat", "destinations_export_2026-04-10.json").read_bytes()
    advisories = _read(EXPORT, body).advisories
    assert all(advisory.states_level for advisory in advisories)
    with_parts = [advisory for advisory in advisories if advisory.regions]
    higher = [row for row in json.loads(body) if "igher levels apply" in str(row)]
    assert len(with_parts) >= len(higher)
    dots = [region for advisory in with_parts for region in advisory.regions if not region.name[2:]]
    assert dots == []
