"""Replay of one document a destination: without a new capture, its last content counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from advisory_watch.adapters.memory import MemoryArchive, MemoryLedger, MemoryOutbox
from advisory_watch.app.replay import Replay
from advisory_watch.app.results import SourceOutcome
from advisory_watch.bootstrap.rule_set import rule_set_version
from advisory_watch.core.page import Page, Validators
from advisory_watch.parsing.classify import check_is_document
from support.builders import NOON
from support.scenarios.indexed_source import INDEX, IndexedWatch
from support.scenarios.watched_source import WORLD, a_raise, kinds


class Camera:
    """Captures documents of a publisher on request."""

    def __init__(self) -> None:
        self.watch = IndexedWatch()
        self.film: list[Page] = []

    def captures(self, *names: str, after: timedelta = timedelta(0)) -> None:
        """Advance the clock, then capture the index or documents."""
        self.watch.time.now += after
        (endpoint,) = self.watch.source.endpoints
        for name in names:
            url = INDEX if name == "index" else f"{INDEX}/{name}"
            target = replace(endpoint.target, url=url)
            page = self.watch.library.fetch(target, Validators())
            assert isinstance(page, Page)
            self.film.append(page)

    def replayed(self) -> list[SourceOutcome]:
        """Replay the captures."""
        source = self.watch.source
        replay = Replay(
            rule_set_version=rule_set_version,
            check_page=check_is_document,
            ledger=MemoryLedger(MemoryOutbox()),
            archive=MemoryArchive(),
            sources={source.id: source},
        )
        return list(replay.run(self.film))


@pytest.fixture
def camera() -> Camera:
    """Capture everything once."""
    camera = Camera()
    camera.captures("index", *map(str.lower, WORLD))
    return camera


def test_all_captures_of_one_moment_are_one_check(camera: Camera) -> None:
    """Two hundred checks at one time would each find a document missing."""
    (outcome,) = camera.replayed()
    assert (outcome.ok, outcome.first_seen, outcome.problems) == (True, len(WORLD), ())


def test_a_document_without_a_new_capture_is_unchanged(camera: Camera) -> None:
    """Archives store a document only when it changed; no new capture does not mean missing."""
    camera.watch.say(a_raise(), at=NOON + timedelta(hours=7))
    camera.captures("index", "kw", after=timedelta(hours=8))
    _, outcome = camera.replayed()
    assert outcome.ok
    assert kinds(outcome)[0] == ("KW", "level_raised")
    assert outcome.changes[0].decided_at == NOON + timedelta(hours=8)


def test_a_document_that_was_never_captured_is_deferred(camera: Camera) -> None:
    """An archive with half of the documents must show that half without errors."""
    camera.film = [page for page in camera.film if not page.target.url.endswith("/kw")]
    camera.captures("kw", after=timedelta(hours=1))
    first, second = camera.replayed()
    assert (first.ok, first.first_seen, first.deferred, first.problems) == (True, 11, 1, ())
    assert (second.first_seen, second.deferred) == (1, 0)


def test_without_any_index_nothing_can_be_read(camera: Camera) -> None:
    """Documents alone do not show which countries exist."""
    camera.film = [page for page in camera.film if page.target.url != INDEX]
    (outcome,) = camera.replayed()
    assert (outcome.ok, outcome.reason) == (False, "index: no capture of it at this moment")


def test_pages_of_other_sites_are_skipped(camera: Camera) -> None:
    """Archives of third parties contain other pages too, some with similar URLs."""
    strange = f"{INDEX}-of-other-things/kw"
    camera.film = [replace(page, target=replace(page.target, url=strange)) for page in camera.film]
    assert camera.replayed() == []
