"""The page of one destination, and its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from advisory_watch.core.advisory import Advisory, Change, Departure
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
from advisory_watch.core.messages.quotation import quotations_of
from advisory_watch.core.record import Version
from advisory_watch.core.text import as_shown
from advisory_watch.core.views import CurrentAdvice, DestinationHistory, HistoryStep, difference
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.country_summary import summarise_country
from advisory_watch.site.rendering.config import (
    SiteConfig,
    cap_file,
    change_page,
    destination_cap_feed,
    destination_feed,
    destination_page,
    history_page,
)
from advisory_watch.site.rendering.environment import render_page
from advisory_watch.site.timeline import draw_timeline
from advisory_watch.site.word_diff import DiffSummary, ParagraphDiff, diff_words, summarise

CHANGE_WORDS: Mapping[Change, str] = {
    Change.LEVEL_RAISED: "level raised",
    Change.DEPARTURE_RAISED: "advice on leaving raised",
    Change.PART_RAISED: "level of a part raised",
    Change.LEVEL_LOWERED: "level lowered",
    Change.DEPARTURE_LOWERED: "advice on leaving lowered",
    Change.PART_LOWERED: "level of a part lowered",
    Change.NOTICE_ISSUED: "notice",
    Change.SCOPE_CHANGED: "areas changed",
    Change.INDICATOR_ADDED: "risk added",
    Change.INDICATOR_REMOVED: "risk removed",
    Change.WITHDRAWN: "no longer listed",
    Change.TEXT_REVISED: "text revised",
    Change.REISSUED: "issued again",
    Change.FIRST_SEEN: "first reading",
}
"""The kinds of change, for readers of a page."""

DIFFS_MAX = 3
"""Versions of a source whose texts are compared on the destination's own page."""

CHANGES_MAX = 8
"""Changes that are listed on the destination's own page; the histories have all of them."""

PARTS_MAX = 6
"""Parts of a destination that are shown unfolded; one government lists 27 of one country."""

VERSIONS_MAX = 15
"""Versions of a source in the table of the destination's own page."""

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
    def is_news(self) -> bool:
        """Whether the page lists it as a change: notices have a list of their own."""
        alert = self.alert
        return alert is not None and (alert.is_urgent or not alert.is_notice)

    @property
    def diff(self) -> DiffSummary:
        """The added and the removed text."""
        return summarise(self.paragraphs)

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
        changes=", ".join(CHANGE_WORDS[change] for change in version.changes),
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
    def in_order(self) -> tuple[Version, ...]:
        """Its versions, oldest first."""
        return tuple(view.version for view in reversed(self.versions))

    @property
    def has_departure_advice(self) -> bool:
        """Whether the source ever gave departure advice; for others the ladder is not shown."""
        advisories = (version.version.advisory for version in self.versions)
        return any(advisory and advisory.departure for advisory in advisories)


def render_destination_pages(
    history: DestinationHistory, config: SiteConfig, at: datetime
) -> Iterator[WebFile]:
    """Render all pages of one destination; only the month of `at` affects them."""
    pages = _DestinationPages(history=history, name=name_history(history), config=config)
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


def name_history(history: DestinationHistory) -> str:
    """Return the ISO name of the destination, or a publisher's name if it has no code."""
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
        views = [view for section in sections for view in section.versions]
        changes = sorted(
            (view for view in views if view.is_news),
            key=lambda view: view.version.decided_at,
            reverse=True,
        )
        return self._render(
            destination_page(code),
            "destination.html",
            feed=destination_feed(code),
            cap_feed=destination_cap_feed(code),
            with_advice=with_advice,
            summary=summarise_country(
                [
                    (section.title, section.advice, section.in_order)
                    for section in with_advice
                    if section.advice
                ]
            ),
            changes=changes[:CHANGES_MAX],
            change_count=len(changes),
            newest_text=max(
                (view for view in views if view.paragraphs),
                key=lambda view: view.version.decided_at,
                default=None,
            ),
            headline_of=self._headline,
            with_notices=[section for section in sections if section.notices],
            with_departure=[section for section in with_advice if section.has_departure_advice],
            difference=difference([section.advice for section in sections if section.advice]),
            departures=tuple(Departure),
            timeline=draw_timeline(self.history, at),
            versions_max=VERSIONS_MAX,
            parts_max=PARTS_MAX,
            diffs_max=DIFFS_MAX,
            text_max=TEXT_MAX_CHARS,
        )

    def _publisher(self, section: SourceSection) -> str:
        publishers = {source.id: source.publisher for source in self.config.sources}
        return publishers.get(section.source, section.title)

    def _headline(self, view: VersionView) -> str:
        title = self.config.title_of(view.version.source)
        return render_headline(view.alert, title) if view.alert else ""

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
                cap=None if version.status.is_cancelled else cap_file(alert.id),
                cancelling_cap=(
                    cap_file(correction_id(alert.id)) if version.status.corrected_at else None
                ),
                publisher=self._publisher(section),
                quotations=quotations_of(alert),
                later_headline=_headline_or_none(later.get(alert.id), section.title),
                earlier=earlier.get(alert.id),
                later=later.get(alert.id),
            )
            if correction := self.history.found.get(correction_id(alert.id)):
                yield self._render(
                    change_page(correction.id),
                    "correction.html",
                    section=section,
                    correction=correction,
                    cap=cap_file(correction.id),
                    alert=alert,
                    headline=headline,
                )


def _headline_or_none(alert: Alert | None, title: str) -> str:
    return render_headline(alert, title) if alert else ""
