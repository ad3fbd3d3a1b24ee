"""The feeds for programs: valid by standard schemas, complete, and harmless."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.alert import UNCONFIRMED, UNCONFIRMED_MEANS
from advisory_watch.core.change_log import ChangeLog, ChangeLogEntry, SiteSnapshot
from advisory_watch.core.errors import CorruptLedger
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.views import DestinationHistory, SourceHistory, history_steps
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.feeds import read_change_log, render_change_log, render_state
from advisory_watch.site.feeds.atom import FeedHead, render_atom, render_summary
from advisory_watch.site.feeds.cap import render_cap_messages
from advisory_watch.site.rendering.config import SiteConfig
from support.aws.template import ROOT
from support.builders import (
    NOON,
    a_corrected_entry,
    a_health,
    a_record,
    a_version,
    an_advisory,
    an_entry,
)
from support.cap_messages import ATOM_SCHEMA, FOLDER, SERVED, messages, text_of
from support.questions_world import QuestionsWorld, build_world, render_world

ALL_CHANGES = FeedHead(path="changes.atom", title="Changes & more")


def test_an_unconfirmed_change_says_so_in_every_feed() -> None:
    """Feed readers and alerting systems show the words, and know no rule of ours."""
    entry = an_entry(1, rule=UNCONFIRMED)
    assert UNCONFIRMED_MEANS in render_summary(entry).splitlines()
    assert UNCONFIRMED_MEANS not in render_summary(an_entry(1))
    description = text_of(messages(entry)[entry.id], "description") or ""
    assert description.splitlines() == [entry.to_native, UNCONFIRMED_MEANS]


@pytest.mark.parametrize("config", [FOLDER, SERVED])
@pytest.mark.parametrize("entries", [(), (an_entry(2), a_corrected_entry(1))])
def test_atom_is_valid_and_a_reader_reads_it_back(
    config: SiteConfig, entries: tuple[ChangeLogEntry, ...]
) -> None:
    """A feed that a reader rejects delivers nothing."""
    file = render_atom(ALL_CHANGES, entries, config)
    ATOM_SCHEMA.assertValid(etree.fromstring(file.body))
    read = feedparser.parse(file.body)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        "CORRECTION: US: Kuwait raised to Level 3 from 1 was wrong"
        if entry.is_retracted
        else entry.headline
        for entry in entries
    ]
    assert len({entry.id for entry in read.entries}) == len(entries)


@pytest.mark.parametrize("levels", [(1,), (1, 3)])
def test_the_feed_of_a_destination_names_it_and_links_to_its_page(levels: tuple[int, ...]) -> None:
    """A reader follows ten of them: `KW`, dated 2020, with a link to another page helps nobody."""
    versions = [
        a_version(
            an_advisory(Severity(level)),
            number=number,
            changes=(Change.LEVEL_RAISED if number > 1 else Change.FIRST_SEEN,),
            decided_at=NOON + timedelta(days=number),
        )
        for number, level in enumerate(levels, start=1)
    ]
    told = SourceHistory(record=a_record(versions[-1].advisory), steps=history_steps(versions))
    history = DestinationHistory(destination="KW", histories=(told,))
    files = StaticSiteBuilder(config=SERVED).render_destination(history, NOON)
    read = feedparser.parse({file.path: file.body for file in files}["d/kw.atom"]).feed
    assert read.title == "Kuwait: changes of travel advice – Advisory Watch"
    assert read.link == "https://watch.example.org/d/kw.html"
    assert read.updated == f"{NOON + timedelta(days=len(levels)):%Y-%m-%dT%H:%M:%SZ}"


def test_an_entry_keeps_its_id_when_the_site_moves() -> None:
    """Feed readers would show a hundred old alerts as new ones."""
    ids = [
        [
            entry.id
            for entry in feedparser.parse(
                render_atom(ALL_CHANGES, [an_entry()], config).body
            ).entries
        ]
        for config in (FOLDER, SERVED)
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("mark", ["\u202e", "\u202a", "\u2066", "\u2067"])
def test_words_cannot_reverse_the_rest_of_a_line(mark: str) -> None:
    """A bidi mark could reverse `Level 4` and the date after it: feeds have no markup for that."""
    entry = an_entry(headline=f"US: {mark}Kuwait", to_native=f"{mark}Level 4", name=f"{mark}Kuwait")
    files = [
        render_atom(replace(ALL_CHANGES, title=mark), [entry], SERVED),
        *render_cap_messages([entry], SERVED),
    ]
    assert all(mark.encode() not in file.body for file in files)


TEXT = st.text(max_size=60)


@settings(max_examples=150)
@given(TEXT, TEXT, TEXT, st.sampled_from([FOLDER, SERVED]))
def test_no_words_break_a_format(name: str, words: str, reason: str, config: SiteConfig) -> None:
    """A publisher can be hacked, or paste any characters into its text."""
    entry = an_entry(
        name=name,
        headline=f"US: {name}",
        to_native=words,
        from_native=reason,
        url=words,
        is_retracted=True,
        retracted_at=NOON,
        retraction=reason,
        correction="f" * 16,
    )
    messages(entry, config=config)
    files = {
        file.path: file.body for file in render_change_log(ChangeLog(entries=(entry,)), config)
    }
    ATOM_SCHEMA.assertValid(etree.fromstring(files["changes.atom"]))
    (item,) = json.loads(files["feed.json"])["items"]
    assert item["id"].startswith("urn:uuid:")
    (row,) = csv.DictReader(io.StringIO(files["changes.csv"].decode(), newline=""))
    assert row["id"] == entry.id
    assert not row["name"].startswith(("=", "+", "-", "@"))


@given(TEXT, TEXT)
def test_the_change_log_survives_a_round_trip(name: str, reason: str) -> None:
    """The site builder continues from this file, so a loss in it is lost for the front page."""
    entries = (an_entry(3, name=name), an_entry(2, retraction=reason, is_retracted=True))
    change_log = ChangeLog(entries=entries)
    files = {file.path: file.body for file in render_change_log(change_log, SERVED)}
    assert read_change_log(files["changes.json"]) == change_log


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"format": "advisory-watch/changes/9"}'])
def test_an_invalid_change_log_is_refused(body: bytes) -> None:
    """Treating it as an empty list would write an empty world."""
    with pytest.raises(CorruptLedger, match=r"changes\.json"):
        read_change_log(body)


def test_the_state_changes_only_with_new_advice() -> None:
    """A file that changes every hour makes its readers look for nothing."""
    known = {"KW": a_record(an_advisory(Severity.RECONSIDER))}

    def state(days: int) -> list[bytes]:
        at = NOON + timedelta(days=days)
        states = (SourceState(records=known, health=a_health(last_good_at=at)),)
        site_snapshot = SiteSnapshot(at=at, states=states, change_log=ChangeLog())
        return [file.body for file in render_state(site_snapshot)]

    assert state(0) == state(1)
    (word,) = json.loads(state(0)[0])["words"]
    assert (word["native_level"], word["severity"]) == ("Level 3: Reconsider Travel", 3)


def published(name: str) -> jsonschema.Draft202012Validator:
    """Read a schema that we publish."""
    return jsonschema.Draft202012Validator(json.loads((ROOT / "docs/schema" / name).read_text()))


def test_published_json_matches_its_schema() -> None:
    """Other programs are written against the schema."""
    change_log = ChangeLog(entries=(an_entry(2), a_corrected_entry(1), an_entry(3, to_native=None)))
    files = {file.path: file.body for file in render_change_log(change_log, SERVED)}
    published("changes-1.json").validate(json.loads(files["changes.json"]))
    states = (SourceState(records={"KW": a_record()}, health=a_health()),)
    site_snapshot = SiteSnapshot(at=NOON, states=states, change_log=change_log)
    state = next(file for file in render_state(site_snapshot) if file.path == "state.json")
    published("state-1.json").validate(json.loads(state.body))


def test_one_change_writes_few_feeds() -> None:
    """Each written file is a request that costs money: docs/feeds.md has the number."""

    def feeds(world: QuestionsWorld) -> dict[str, bytes]:
        ends = (".atom", ".geojson", ".cap.xml")
        return {file.path: file.body for file in render_world(world) if file.path.endswith(ends)}

    world, _ = build_world()
    before = feeds(world)
    newer = an_advisory(Severity.CAUTION, destination="IR", name="Iran")
    alert = world.say(newer, NOON - timedelta(hours=1), Change.LEVEL_LOWERED)
    assert alert is not None
    written = {path for path, body in feeds(world).items() if body != before.get(path)}
    assert written == {
        *(f"c/{alert.id}.cap.xml", "d/ir.atom", "changes.atom"),
        *("cap.atom", "d/ir.cap.atom"),
        *("levels.geojson", "levels-points.geojson", "changes.geojson"),
    }
