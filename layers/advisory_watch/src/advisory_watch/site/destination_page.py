"""The page of one destination, and its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from advisory_watch.core.advisory import Advisory, Departure
from advisory_watch.core.alert import (
    UNCONFIRMED,
    Alert,
    AlertStatus,
    alert_status,
    correction_id,
    is_notice,
)
from advisory_watch.core.destinations import name_or
from advisory_watch.core.fingerprint import indicator_moves
from advisory_watch.core.messages.headline import link_to_evidence, render_headline
from advisory_watch.core.record import Version
from advisory_watch.core.text import as_shown
from advisory_watch.core.views import CurrentAdvice, DestinationHistory, HistoryStep, difference
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.rendering.config import (
    SiteConfig,
    cap_file,
    change_page,
    destination_feed,
    destination_page,
    history_page,
)
from advisory_watch.site.rendering.environment import render_page
from advisory_watch.site.timeline import draw_timeline
from advisory_watch.site.word_diff import ParagraphDiff, diff_words

DIFFS_MAX = 3
"""Versions of a source whose texts are compared on the destination's own page."""

HISTORY_MAX = 40
"""Versions on one page of a history; longer histories are split by year."""

TEXT_MAX_CHARS = 24_000
"""Limit of a present text on the page: seven texts of this size still load on a slow connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version next to the one before it, in the words of a page.

    `paragraphs` compares the native levels and the texts; it is empty if they are equal. `archive`
    is a link to the page in the archive: a URL, or a path relative to the root of the site. If the
    archive is private it is only the key.
    """

    version: Version
    before: Advisory | None
    alert: Alert | None
    status: AlertStatus
    changes: str
    paragraphs: tuple[ParagraphDiff, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    archive: str

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the version was still in doubt when it was recorded."""
        return self.version.rule == UNCONFIRMED


def build_version_view(
    step: HistoryStep, found: Mapping[str, Alert], evidence_url: str
) -> VersionView:
    """Prepare one version; most of the time is spent on comparing its text."""
    version, after = step.version, step.version.advisory
    before = None if is_notice(after) else step.before
    added, removed = indicator_moves(before, after) if before and after else ((), ())
    return VersionView(
        version=version,
        before=before,
        alert=step.alert,
        status=alert_status(step.alert.id, found) if step.alert else AlertStatus(),
        changes=", ".join(change.value.replace("_", " ") for change in version.changes),
        paragraphs=_diff_advisories(before, after) if before and after else (),
        added=tuple(sorted(indicator.words for indicator in added)),
        removed=tuple(sorted(indicator.words for indicator in removed)),
        archive=link_to_evidence(version.evidence.page_key, evidence_url),
    )


def _diff_advisories(before: Advisory, after: Advisory) -> tuple[ParagraphDiff, ...]:
    """Compare the native levels, then the texts if both versions have one."""
    pairs = [(as_shown(before.native_level), as_shown(after.native_level))]
    if before.text and after.text:
        pairs.append((before.text, after.text))
    return tuple(
        paragraph for old, new in pairs if old != new for paragraph in diff_words(old, new)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSection:
    """One source on a destination's page: its current advice, and its versions, newest first."""

    source: str
    title: str
    advice: CurrentAdvice | None
    versions: tuple[VersionView, ...]

    @property
    def notices(self) -> tuple[VersionView, ...]:
        """Its notices, newest first."""
        return tuple(view for view in self.versions if is_notice(view.version.advisory))

    @property
    def has_departure_advice(self) -> bool:
        """Whether the source ever gave departure advice; for others the ladder is not shown."""
        advisories = (version.version.advisory for version in self.versions)
        return any(advisory and advisory.departure for advisory in advisories)


def render_destination_pages(
    history: DestinationHistory, config: SiteConfig, at: datetime
) -> Iterator[WebFile]:
    """Render all pages of one destination; only the month of `at` affects them."""
    pages = _DestinationPages(history=history, name=_name(history), config=config)
    sections = [
        SourceSection(
            source=source.record.source,
            title=config.title_of(source.record.source),
            advice=source.advice,
            versions=tuple(
                build_version_view(step, history.found, config.evidence_url)
                for step in reversed(source.steps)
            ),
        )
        for source in history.histories
    ]
    yield pages.overview(sections, at)
    for section in sections:
        yield from pages.histories(section)
        yield from pages.changes(section)


def _name(history: DestinationHistory) -> str:
    advisories = (source.record.advisory for source in history.histories)
    names = (advisory.name for advisory in advisories if advisory)
    return name_or(history.destination, next(names, history.destination))


@dataclass(frozen=True, slots=True, kw_only=True)
class _DestinationPages:
    history: DestinationHistory
    name: str
    config: SiteConfig

    def _render(self, path: str, template: str, **values: object) -> WebFile:
        code = self.history.destination
        return render_page(path, template, self.config, code=code, name=self.name, **values)

    def overview(self, sections: Sequence[SourceSection], at: datetime) -> WebFile:
        code = self.history.destination
        with_advice = [section for section in sections if section.advice]
        return self._render(
            destination_page(code),
            "destination.html",
            feed=destination_feed(code),
            with_advice=with_advice,
            with_notices=[section for section in sections if section.notices],
            with_departure=[section for section in with_advice if section.has_departure_advice],
            difference=difference([section.advice for section in sections if section.advice]),
            departures=tuple(Departure),
            timeline=draw_timeline(self.history, at),
            diffs_max=DIFFS_MAX,
            text_max=TEXT_MAX_CHARS,
        )

    def histories(self, section: SourceSection) -> Iterator[WebFile]:
        """Render every version of a source, split by year if there are many."""
        is_split = len(section.versions) > HISTORY_MAX
        versions_of: dict[str, list[VersionView]] = {}
        for version in section.versions:
            year = f"{version.version.decided_at:%Y}" if is_split else ""
            versions_of.setdefault(year, []).append(version)
        # the page of the newest year has an address without a year
        years = [(year, year if number else "") for number, year in enumerate(versions_of)]
        for label, year in years:
            yield self._render(
                history_page(self.history.destination, section.source, year),
                "history.html",
                section=section,
                versions=versions_of[label],
                years=years if is_split else [],
            )

    def changes(self, section: SourceSection) -> Iterator[WebFile]:
        """Render a page for each alert and for its correction, which emails link to."""
        changes = [(version, version.alert) for version in section.versions if version.alert]
        alerts = [alert for _, alert in changes]
        earlier = {newer.id: older for newer, older in pairwise(alerts)}
        later = {older.id: newer for newer, older in pairwise(alerts)}
        for version, alert in changes:
            headline = render_headline(alert, section.title)
            yield self._render(
                change_page(alert.id),
                "change.html",
                section=section,
                view=version,
                headline=headline,
                cap=cap_file(alert.id),
                earlier=earlier.get(alert.id),
                later=later.get(alert.id),
            )
            if correction := self.history.found.get(correction_id(alert.id)):
                yield self._render(
                    change_page(correction.id),
                    "correction.html",
                    correction=correction,
                    alert=alert,
                    headline=headline,
                )
