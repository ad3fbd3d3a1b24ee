"""The pages of a destination: its own, its histories, and one for each change and correction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from advisory_watch.core.alerts import Alert
from advisory_watch.core.comparing import Word, difference
from advisory_watch.core.corrections import correction_id
from advisory_watch.core.destinations.names import name_or
from advisory_watch.core.dossiers import Dossier, Told
from advisory_watch.core.files import File
from advisory_watch.core.messages.headline import headline
from advisory_watch.core.scales import Departure
from advisory_watch.site.addresses import (
    cap_file,
    change_page,
    destination_feed,
    destination_page,
    history_page,
)
from advisory_watch.site.edition import Edition
from advisory_watch.site.rendering import page
from advisory_watch.site.timeline import timeline
from advisory_watch.site.told_words import Shown, shown

DIFFS_SHOWN = 3
"""Versions of a source whose texts are compared on the destination's own page."""

HISTORY_MAX = 40
"""Versions on one page of a history; longer histories are split by year."""

TEXT_MAX_CHARS = 24_000
"""Limit of a present text on the page: seven texts of this size still load on a slow connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One source on a destination's page: its current advice, and its versions, newest first."""

    source: str
    title: str
    told: Told
    word: Word | None
    versions: tuple[Shown, ...]

    @property
    def notices(self) -> tuple[Shown, ...]:
        """Its notices, newest first."""
        return tuple(
            notice
            for notice in self.versions
            if notice.version.advisory and notice.version.advisory.notice_id
        )


def story_files(dossier: Dossier, edition: Edition, at: datetime) -> Iterator[File]:
    """Render all pages of one destination; only the month of `at` affects them."""
    voices = tuple(_voice(history, dossier, edition) for history in dossier.told)
    name = _name(dossier)
    yield _destination(dossier, voices, name, edition, at)
    for voice in voices:
        yield from _histories(dossier, voice, name, edition)
        yield from _changes(dossier, voice, name, edition)


def _voice(told: Told, dossier: Dossier, edition: Edition) -> Voice:
    versions = [shown(step, dossier.found, edition.evidence_url) for step in told.steps]
    return Voice(
        source=told.known.source,
        title=edition.title_of(told.known.source),
        told=told,
        word=told.word,
        versions=tuple(reversed(versions)),
    )


def _name(dossier: Dossier) -> str:
    said = (each.known.advisory for each in dossier.told)
    return name_or(
        dossier.destination, next((each.name for each in said if each), dossier.destination)
    )


def _destination(
    dossier: Dossier, voices: Sequence[Voice], name: str, edition: Edition, at: datetime
) -> File:
    words = [speaker.word for speaker in voices if speaker.word]
    return page(
        destination_page(dossier.destination),
        "destination.html",
        edition,
        code=dossier.destination,
        name=name,
        feed=destination_feed(dossier.destination),
        voices=voices,
        stating=[speaker for speaker in voices if speaker.word],
        noticing=[speaker for speaker in voices if speaker.notices],
        difference=difference(words),
        title_of=edition.title_of,
        rungs=tuple(Departure),
        leaving=[speaker for speaker in voices if speaker.word and _ever_left(speaker.told)],
        timeline=timeline(dossier, at),
        diffs_shown=DIFFS_SHOWN,
        text_max=TEXT_MAX_CHARS,
        history_page=history_page,
    )


def _ever_left(told: Told) -> bool:
    """Tell whether a source ever gave departure advice; for others the ladder is not shown."""
    advisories = (step.version.advisory for step in told.steps)
    return any(advisory and advisory.departure is not Departure.NONE for advisory in advisories)


def _histories(dossier: Dossier, voice: Voice, name: str, edition: Edition) -> Iterator[File]:
    """Render every version of a source, split by year if there are many."""
    if len(voice.versions) <= HISTORY_MAX:
        yield _history(dossier, voice, name, edition, "", voice.versions)
        return
    by_year = groupby(voice.versions, key=lambda each: f"{each.version.decided_at:%Y}")
    pages = [(year, tuple(each)) for year, each in by_year]
    for number, (year, versions) in enumerate(pages):
        yield _history(dossier, voice, name, edition, year if number else "", versions)


def _history(  # noqa: PLR0913, PLR0917 - one page of one history
    dossier: Dossier,
    voice: Voice,
    name: str,
    edition: Edition,
    year: str,
    versions: Sequence[Shown],
) -> File:
    years = sorted({f"{each.version.decided_at:%Y}" for each in voice.versions}, reverse=True)
    is_split = len(voice.versions) > HISTORY_MAX
    return page(
        history_page(dossier.destination, voice.source, year),
        "history.html",
        edition,
        code=dossier.destination,
        name=name,
        voice=voice,
        versions=versions,
        years=[(each, "" if not number else each) for number, each in enumerate(years)]
        if is_split
        else [],
        history_page=history_page,
        title_of=edition.title_of,
    )


def _changes(dossier: Dossier, voice: Voice, name: str, edition: Edition) -> Iterator[File]:
    """Render a page for each alert and for its correction, which emails link to."""
    told = [change for change in voice.versions if change.alert]
    earlier = {newer.version.number: older for newer, older in pairwise(told)}
    later = {older.version.number: newer for newer, older in pairwise(told)}
    for change in told:
        if change.alert is None:  # never: filtered above, for the type checker
            continue
        values = {
            "code": dossier.destination,
            "name": name,
            "voice": voice,
            "shown": change,
            "headline": headline(change.alert, voice.title),
            "cap": cap_file(change.alert.id),
            "earlier": earlier.get(change.version.number),
            "later": later.get(change.version.number),
            "title_of": edition.title_of,
        }
        yield page(change_page(change.alert.id), "change.html", edition, **values)
        yield from _correction(change.alert, dossier, edition, values)


def _correction(
    alert: Alert, dossier: Dossier, edition: Edition, values: dict[str, object]
) -> Iterator[File]:
    correction = dossier.found.get(correction_id(alert.id))
    if correction is not None:
        yield page(
            change_page(correction.id),
            "correction.html",
            edition,
            correction=correction,
            alert=alert,
            **values,
        )
