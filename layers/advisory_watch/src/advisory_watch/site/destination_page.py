"""The page of one destination, and its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import Alert, AlertStatus, alert_status, correction_id
from advisory_watch.core.destinations import name_or
from advisory_watch.core.fingerprint import indicator_moves
from advisory_watch.core.messages.headline import evidence_link, headline
from advisory_watch.core.record import Version
from advisory_watch.core.text import as_shown
from advisory_watch.core.views import (
    CurrentAdvice,
    DestinationHistory,
    HistoryStep,
    SourceHistory,
    difference,
)
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import (
    SiteConfig,
    cap_file,
    change_page,
    destination_feed,
    destination_page,
    history_page,
)
from advisory_watch.site.rendering.environment import page
from advisory_watch.site.timeline import timeline
from advisory_watch.site.word_diff import Part, word_diff


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """A version next to the one before it, in the words of a page.

    `parts` compares the native levels and the texts; it is empty if they are equal. `archive` is a
    link to the page in the archive: a URL, or a path relative to the root of the site. Without
    `has_archive` it is only the key.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None
    status: AlertStatus
    changes: str
    parts: tuple[Part, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    archive: str
    has_archive: bool


def show_version(step: HistoryStep, found: Mapping[str, Alert], evidence_url: str) -> ShownVersion:
    """Prepare one version; most of the time is spent on comparing its text."""
    version, before = step.version, step.before
    after = version.advisory
    is_notice = after is not None and after.notice_id is not None
    added, removed = _indicators(None if is_notice else before, after)
    return ShownVersion(
        version=version,
        before=None if is_notice else before,
        alert=step.alert,
        status=alert_status(step.alert.id, found) if step.alert else AlertStatus(),
        changes=", ".join(change.value.replace("_", " ") for change in version.changes),
        parts=() if is_notice else _parts(before, after),
        added=added,
        removed=removed,
        archive=evidence_link(version.evidence.page_key, evidence_url),
        has_archive=bool(evidence_url),
    )


def _parts(before: Advisory | None, after: Advisory | None) -> tuple[Part, ...]:
    """Compare the native levels, then the texts if both versions have one."""
    if not before or not after:
        return ()
    level = _compared(as_shown(before.native_level), as_shown(after.native_level))
    if not before.text or not after.text:
        return level
    return (*level, *_compared(before.text, after.text))


def _compared(old: str, new: str) -> tuple[Part, ...]:
    return word_diff(old, new) if old != new else ()


def _indicators(
    before: Advisory | None, after: Advisory | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if before is None or after is None:
        return (), ()
    added, removed = indicator_moves(before, after)
    return tuple(sorted(indicator.words for indicator in added)), tuple(
        sorted(indicator.words for indicator in removed)
    )


DIFFS_SHOWN = 3
"""Versions of a source whose texts are compared on the destination's own page."""

HISTORY_MAX = 40
"""Versions on one page of a history; longer histories are split by year."""

TEXT_MAX_CHARS = 24_000
"""Limit of a present text on the page: seven texts of this size still load on a slow connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSection:
    """One source on a destination's page: its current advice, and its versions, newest first."""

    source: str
    title: str
    told: SourceHistory
    advice: CurrentAdvice | None
    versions: tuple[ShownVersion, ...]

    @property
    def notices(self) -> tuple[ShownVersion, ...]:
        """Its notices, newest first."""
        return tuple(
            notice
            for notice in self.versions
            if notice.version.advisory and notice.version.advisory.notice_id
        )


def destination_files(
    dossier: DestinationHistory, config: SiteConfig, at: datetime
) -> Iterator[WebFile]:
    """Render all pages of one destination; only the month of `at` affects them."""
    voices = tuple(_voice(history, dossier, config) for history in dossier.told)
    name = _name(dossier)
    yield _destination(dossier, voices, name, config, at)
    for voice in voices:
        yield from _histories(dossier, voice, name, config)
        yield from _changes(dossier, voice, name, config)


def _voice(told: SourceHistory, history: DestinationHistory, config: SiteConfig) -> SourceSection:
    versions = [show_version(step, history.found, config.evidence_url) for step in told.steps]
    return SourceSection(
        source=told.record.source,
        title=config.title_of(told.record.source),
        told=told,
        advice=told.advice,
        versions=tuple(reversed(versions)),
    )


def _name(history: DestinationHistory) -> str:
    said = (each.record.advisory for each in history.told)
    return name_or(
        history.destination, next((each.name for each in said if each), history.destination)
    )


def _destination(
    history: DestinationHistory,
    voices: Sequence[SourceSection],
    name: str,
    config: SiteConfig,
    at: datetime,
) -> WebFile:
    words = [speaker.advice for speaker in voices if speaker.advice]
    return page(
        destination_page(history.destination),
        "destination.html",
        config,
        code=history.destination,
        name=name,
        feed=destination_feed(history.destination),
        voices=voices,
        stating=[speaker for speaker in voices if speaker.advice],
        noticing=[speaker for speaker in voices if speaker.notices],
        difference=difference(words),
        title_of=config.title_of,
        rungs=tuple(Departure),
        leaving=[speaker for speaker in voices if speaker.advice and _ever_left(speaker.told)],
        timeline=timeline(history, at),
        diffs_shown=DIFFS_SHOWN,
        text_max=TEXT_MAX_CHARS,
        history_page=history_page,
    )


def _ever_left(told: SourceHistory) -> bool:
    """Tell whether a source ever gave departure advice; for others the ladder is not shown."""
    advisories = (step.version.advisory for step in told.steps)
    return any(advisory and advisory.departure is not Departure.NONE for advisory in advisories)


def _histories(
    history: DestinationHistory, voice: SourceSection, name: str, config: SiteConfig
) -> Iterator[WebFile]:
    """Render every version of a source, split by year if there are many."""
    if len(voice.versions) <= HISTORY_MAX:
        yield _history(history, voice, name, config, "", voice.versions)
        return
    by_year = groupby(voice.versions, key=lambda each: f"{each.version.decided_at:%Y}")
    pages = [(year, tuple(each)) for year, each in by_year]
    for number, (year, versions) in enumerate(pages):
        yield _history(history, voice, name, config, year if number else "", versions)


def _history(  # noqa: PLR0913, PLR0917 - one page of one history
    history: DestinationHistory,
    voice: SourceSection,
    name: str,
    config: SiteConfig,
    year: str,
    versions: Sequence[ShownVersion],
) -> WebFile:
    years = sorted({f"{each.version.decided_at:%Y}" for each in voice.versions}, reverse=True)
    is_split = len(voice.versions) > HISTORY_MAX
    return page(
        history_page(history.destination, voice.source, year),
        "history.html",
        config,
        code=history.destination,
        name=name,
        voice=voice,
        versions=versions,
        years=[(each, "" if not number else each) for number, each in enumerate(years)]
        if is_split
        else [],
        history_page=history_page,
        title_of=config.title_of,
    )


def _changes(
    history: DestinationHistory, voice: SourceSection, name: str, config: SiteConfig
) -> Iterator[WebFile]:
    """Render a page for each alert and for its correction, which emails link to."""
    told = [change for change in voice.versions if change.alert]
    earlier = {newer.version.number: older for newer, older in pairwise(told)}
    later = {older.version.number: newer for newer, older in pairwise(told)}
    for change in told:
        if change.alert is None:  # never: filtered above, for the type checker
            continue
        values = {
            "code": history.destination,
            "name": name,
            "voice": voice,
            "shown": change,
            "headline": headline(change.alert, voice.title),
            "cap": cap_file(change.alert.id),
            "earlier": earlier.get(change.version.number),
            "later": later.get(change.version.number),
            "title_of": config.title_of,
        }
        yield page(change_page(change.alert.id), "change.html", config, **values)
        yield from _correction(change.alert, history, config, values)


def _correction(
    alert: Alert, history: DestinationHistory, config: SiteConfig, values: dict[str, object]
) -> Iterator[WebFile]:
    correction = history.found.get(correction_id(alert.id))
    if correction is not None:
        yield page(
            change_page(correction.id),
            "correction.html",
            config,
            correction=correction,
            alert=alert,
            **values,
        )
