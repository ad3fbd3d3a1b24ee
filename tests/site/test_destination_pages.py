"""The pages of a destination: complete, linked, verifiable, and safe for any publisher text."""

import re
from dataclasses import replace
from datetime import timedelta
from posixpath import join, normpath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Change, Departure, Region, Severity
from advisory_watch.core.alert import UNCONFIRMED, UNCONFIRMED_MEANS, build_correction
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.site.timeline import LANE, TOP, draw_timeline
from advisory_watch.site.word_diff import (
    DiffMark,
    DiffParagraph,
    UnchangedParagraphs,
    diff_words,
    summarise,
)
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_pending_candidate, a_record, a_version, an_advisory

EDITION = SiteConfig(sources=tuple(SOURCES.values()))
PRESS = StaticSiteBuilder(config=EDITION)
HOSTILE = "<script>alert(1)</script>\"'\u202eevil\u202c 🧨 ]]>"
LEVELS = st.lists(st.sampled_from([*Severity, None]), min_size=1, max_size=8)


def a_dossier(
    *severities: Severity | None, text: str = "Mind {}.", **fields: object
) -> DestinationHistory:
    """Build the history of a destination with these levels in turn, ten days apart."""
    versions = []
    for number, severity in enumerate(severities, start=1):
        advisory = an_advisory(severity, text=text.replace("{}", f"the {number} risks"), **fields)
        changes = (Change.FIRST_SEEN,) if number == 1 else (Change.LEVEL_RAISED,)
        at = NOON + timedelta(days=10 * number)
        version = a_version(advisory, number=number, changes=changes, decided_at=at)
        versions.append(version)
    known = a_record(versions[-1].advisory, number=len(versions))
    return DestinationHistory(
        destination="KW", histories=(SourceHistory(record=known, steps=history_steps(versions)),)
    )


def printed(history: DestinationHistory) -> dict[str, str]:
    """Write the pages of a destination, by path."""
    return {file.path: file.body.decode() for file in PRESS.render_destination(history, NOON)}


def the_change(files: dict[str, str]) -> str:
    """Return the page of the only change."""
    (page,) = [body for path, body in files.items() if re.fullmatch(r"c/\w+\.html", path)]
    return page


def test_a_change_page_has_levels_time_rule_and_hash() -> None:
    """A journalist cites the page: both levels, the time, the rule and the hash."""
    page = the_change(printed(a_dossier(Severity.NORMAL, Severity.RECONSIDER)))
    for said in (
        "US: Kuwait raised to Level 3 from 1",
        "Level 1: Exercise Normal Precautions",
        "2026-09-21 12:00 UTC",
        "first_reading",
        "ab" * 32,
        "<del>1</del> <ins>2</ins> ",
    ):
        assert said in page


def test_advice_without_text_is_compared_by_level() -> None:
    """Canada's list has no text, so its native levels are all there is to compare."""
    page = the_change(printed(a_dossier(Severity.NORMAL, Severity.RECONSIDER, text="")))
    assert "<ins>Level 3: Reconsider Travel</ins>" in page
    again = the_change(printed(a_dossier(Severity.CAUTION, Severity.CAUTION, text="")))
    assert "This source is read without a text" in again


def test_a_retraction_is_shown_on_the_alert_page() -> None:
    """The link in an old email must lead to the correction."""
    history = a_dossier(Severity.NORMAL, Severity.RECONSIDER)
    (alert,) = history.alerts
    correction = build_correction(alert, "It was a <b>test</b>.", NOON + timedelta(days=30))
    files = printed(
        replace(history, found={message.id: message for message in (alert, correction)})
    )
    page = files[f"c/{alert.id}.html"]
    assert "This alert was wrong. It has been corrected." in page
    assert '<h1 class="news"><s><bdi>US: Kuwait raised to Level 3 from 1</bdi></s></h1>' in page
    assert 'In force now: <bdi lang="en">Level 3: Reconsider Travel</bdi>' in page
    assert "In force now: " in files[f"c/{correction.id}.html"]
    struck = "<s><bdi>US: Kuwait raised to Level 3 from 1</bdi></s>"
    assert files["d/kw.html"].count(struck) == 2  # the last change, and the list
    assert "It was a &lt;b&gt;test&lt;/b&gt;." in files[f"c/{alert.id}.html"]
    assert f"../c/{alert.id}.html" in files[f"c/{correction.id}.html"]
    assert "Please disregard" in files[f"c/{correction.id}.html"]


def test_a_candidate_is_shown_as_unconfirmed() -> None:
    """A pending candidate was never confirmed."""
    history = a_dossier(Severity.NORMAL)
    (told,) = history.histories
    held = a_pending_candidate(an_advisory(Severity.DO_NOT_TRAVEL))
    files = printed(
        replace(history, histories=(replace(told, record=replace(told.record, pending=held)),))
    )
    assert "Unconfirmed" in files["d/kw.html"]


def test_an_unconfirmed_change_says_so_wherever_it_is_shown() -> None:
    """A link is forwarded without its email: each page must say that the change is in doubt."""
    history = a_dossier(Severity.NORMAL, Severity.RECONSIDER)
    (told,) = history.histories
    first, last = (step.version for step in told.steps)
    steps = history_steps([first, replace(last, rule=UNCONFIRMED)])
    record = replace(told.record, rule=UNCONFIRMED)
    files = printed(replace(history, histories=(SourceHistory(record=record, steps=steps),)))
    page = the_change(files)
    assert (
        '<h1 class="news"><bdi>Unconfirmed: US: Kuwait raised to Level 3 from 1</bdi></h1>' in page
    )
    assert f"{UNCONFIRMED_MEANS} Check the official page." in page
    assert f'<p class="note">{UNCONFIRMED_MEANS}</p>' in files["d/kw.html"]
    mark = '<span class="tag">unconfirmed</span>'
    assert files["d/kw.html"].count(mark) == 1
    assert files["h/kw-us_state.html"].count(mark) == 1
    assert "Unconfirmed" not in "".join(printed(history).values())


def test_the_ladder_marks_the_current_departure_advice() -> None:
    """`Ordered departure` is only clear next to the steps above it."""
    history = a_dossier(Severity.RECONSIDER, departure=Departure.ORDERED_DEPARTURE)
    page = printed(history)["d/kw.html"]
    assert re.search(r'aria-current="true"[^>]*>ordered departure', page)
    assert "Departure ladder" not in printed(a_dossier(Severity.RECONSIDER))["d/kw.html"]


def test_every_link_within_the_site_leads_somewhere() -> None:
    """Readers distrust an alert with a dead link."""
    files = printed(a_dossier(*[Severity.NORMAL, Severity.RECONSIDER] * 3))
    files |= {fixture.path: "" for fixture in PRESS.render_static_files()}
    others = {
        "index.html",
        "compare.html",
        "checked.css",
        "destinations.js",
        "changes.atom",
        "feed.json",
        "changes.json",
        "changes.csv",
        "cap.atom",
        "levels.geojson",
        "levels-points.geojson",
        "changes.geojson",
    }
    there = files.keys() | others | {"state.json", "state.csv"}
    for path, body in files.items():
        for link in re.findall(r'href="([^"#]+)', body):
            if "://" not in link and not path.endswith(".xml"):
                assert normpath(join(path, "..", link)) in there, (path, link)


@pytest.mark.parametrize("words", [HOSTILE, "javascript:alert(1)"])
def test_hostile_words_are_harmless(words: str) -> None:
    """A publisher can be hacked."""
    fields = {"name": words, "native_level": words, "url": words}
    for path, page in printed(
        a_dossier(Severity.NORMAL, Severity.RECONSIDER, text=f"{words} {{}}", **fields)
    ).items():
        assert "<script>alert" not in page, path
        assert 'href="javascript' not in page, path


def test_the_same_month_gives_the_same_bytes() -> None:
    """A page that is rewritten every hour signals changes that are none."""
    history = a_dossier(Severity.NORMAL, Severity.RECONSIDER)

    def at(days: int) -> list[WebFile]:
        return list(PRESS.render_destination(history, NOON + timedelta(days=days)))

    assert at(40) == at(41)


@given(st.text(), st.text())
def test_a_comparison_loses_no_word(old: str, new: str) -> None:
    """A reader of the comparison must not miss a word of the text."""
    before, after = [], []
    lines = iter(old.splitlines())
    for part in diff_words(old, new):
        if isinstance(part, UnchangedParagraphs):
            same = [next(lines) for _ in range(part.count)]
            before += same
            after += same
            continue
        assert isinstance(part, DiffParagraph)
        if any(run.mark is not DiffMark.ADDED for run in part.runs) or not part.runs:
            kept = (run.text for run in part.runs if run.mark is not DiffMark.ADDED)
            before.append("".join(kept))
            next(lines, None)
        if any(run.mark is not DiffMark.REMOVED for run in part.runs):
            kept = (run.text for run in part.runs if run.mark is not DiffMark.REMOVED)
            after.append("".join(kept))
    assert [line for line in before if line] == [line for line in old.splitlines() if line]
    assert [line for line in after if line] == [line for line in new.splitlines() if line]


def test_added_text_comes_first_and_dates_last() -> None:
    """A new date at the top of every issue hides what the issue says."""
    old = "Updated: 1 May\nCarry your papers at all times in the city."
    new = "Updated: 2 May\nCarry your passport at all times in the city.\nFlights have stopped."
    summary = summarise(diff_words(old, new))
    joined = ["".join(run.text for run in item.runs) for item in summary.added]
    added = [" ".join(text.split()) for text in joined]
    assert added == [
        "Flights have stopped.",
        "Carry your passport at all times in the city.",
        "Updated: 2 May",
    ]
    assert summary.words == "1 paragraph added, 2 rewritten"


@given(st.text(), st.text())
def test_a_summary_shows_every_added_and_removed_word(old: str, new: str) -> None:
    """Only unchanged words may be shortened."""
    whole = [item for item in diff_words(old, new) if isinstance(item, DiffParagraph)]
    summary = summarise(whole)
    for mark, shown in ((DiffMark.ADDED, summary.added), (DiffMark.REMOVED, summary.removed)):
        found = sorted(run.text for item in shown for run in item.runs if run.mark is mark)
        assert found == sorted(
            run.text for item in whole for run in item.runs if run.mark is mark and run.text.strip()
        )


def test_counts_are_in_words() -> None:
    """The summary line is what most readers read."""
    assert summarise(diff_words("", "A.\nB.")).words == "2 paragraphs added"
    assert summarise(diff_words("A.", "")).words == "1 paragraph removed"
    assert summarise([]).words == "No paragraph changed"


@settings(max_examples=60)
@given(LEVELS)
def test_a_lane_stays_in_its_box_and_goes_forward_in_time(levels: list[Severity | None]) -> None:
    """A line in the lane of another government would show the wrong history."""
    drawn = draw_timeline(a_dossier(*levels), NOON)
    assert drawn is not None
    (lane,) = drawn.lanes
    heights = [
        float(number)
        for pair in re.findall(r"V([\d.]+)|M[\d.]+ ([\d.]+)", lane.path)
        for number in pair
        if number
    ]
    assert all(TOP <= height <= TOP + LANE for height in heights)
    across = [float(number) for number in re.findall(r"[MH]([\d.]+)", lane.path)]
    assert across == sorted(across)
    assert all(drawn.left <= number <= drawn.width for number in across)


PARTS: dict[str, Any] = {
    "partial_severity": Severity.DO_NOT_TRAVEL,
    "regions": (Region(name="Upper Valley", severity=Severity.DO_NOT_TRAVEL),),
}


def test_pages_show_the_whole_and_its_graver_parts() -> None:
    """`1 normal` alone would send a traveller into the valley."""
    files = printed(a_dossier(Severity.NORMAL, Severity.CAUTION, **PARTS))
    shown = 'parts <b>4</b> do not travel</span> <bdi lang="en" class="soft">Upper Valley</bdi>'
    assert shown in the_change(files)
    assert shown in files["d/kw.html"]


def test_a_lane_draws_the_graver_level_and_the_whole_below_it() -> None:
    """The line of a country with a war in one province is at level 4."""
    plain, lane = (
        drawn.lanes[0]
        for fields in ({}, PARTS)
        if (drawn := draw_timeline(a_dossier(Severity.NORMAL, **fields), NOON))
    )
    assert plain.whole == ""
    assert lane.whole == plain.path
    assert f" {TOP:.1f}H" in lane.path


def test_advice_to_leave_at_the_first_reading_is_no_rise() -> None:
    """A mark where the watch began would date an order that is years old to that day."""
    first = draw_timeline(a_dossier(None, departure=Departure.ORDERED_DEPARTURE), NOON)
    assert first is not None
    assert first.lanes[0].marks == ()
