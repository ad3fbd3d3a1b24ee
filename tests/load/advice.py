"""The advice of the governments in this run, before and after five percent of it changed.

Each change is a realistic one that people must learn of: a raise, a lowering or new text, with a
date of the last days. It is the ground truth that the run is compared with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from random import Random

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import destination_names, name_of
from advisory_watch.sources.us_embassies.posts import POSTS

LONG_AGO = datetime(2024, 3, 1, 9, tzinfo=UTC)
CHANGED_SHARE = 0.05

STATES = ("us_state", "uk_fcdo", "ca_gac", "de_aa", "ie_dfa", "nz_mfat")
NOTICES = "us_embassies"
PLAYED = (*STATES, NOTICES)

ALL_DESTINATIONS = tuple(sorted(destination_names()))
DESTINATIONS_OF = dict.fromkeys(STATES, ALL_DESTINATIONS) | {"us_state": ALL_DESTINATIONS[:240]}
"""The destinations of each government; for the United States, the most that are plausible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAdvice:
    """The advice of one government for one destination."""

    severity: Severity
    issued_at: datetime = LONG_AGO
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueChange:
    """A true change, as a program must receive it; a notice has no severity."""

    source: str
    destination: str
    kind: str
    severity: int | None


def advisories() -> int:
    """Count the advisories: every destination of every source."""
    at_posts = sum(len(post.destinations) for post in POSTS)
    return at_posts + sum(len(codes) for codes in DESTINATIONS_OF.values())


AdviceBySource = Mapping[str, Mapping[str, PublishedAdvice]]
"""Issues by source and destination."""


def initial_advice() -> AdviceBySource:
    """Issue the first advice; one destination in four is advised against."""
    return {
        source: {
            code: _advice(code, Severity.NORMAL if index % 4 else Severity.RECONSIDER)
            for index, code in enumerate(codes)
        }
        for source, codes in DESTINATIONS_OF.items()
    }


def changed_advice(
    advice_by_source: AdviceBySource, random: Random, at: datetime
) -> AdviceBySource:
    """Change five percent of every government's advice, with dates of the last six days.

    Many changes with the same date would look like a feed error, as real feeds have shown.
    """
    return {source: _changed(advice, random, at) for source, advice in advice_by_source.items()}


def posts_with_notices(random: Random) -> Sequence[str]:
    """Choose the embassies, by host, that issue a notice."""
    hosts = [post.host for post in POSTS]
    return sorted(random.sample(hosts, round(len(hosts) * CHANGED_SHARE)))


def true_changes(
    before: AdviceBySource, after: AdviceBySource, posts: Sequence[str]
) -> Iterator[TrueChange]:
    """Yield the changes between two sets of issues, and the notices of the embassies."""
    for source, advice in after.items():
        for code, published in advice.items():
            if published != before[source][code]:
                kind = _kind(before[source][code], published)
                yield TrueChange(
                    source=source, destination=code, kind=kind, severity=published.severity
                )
    for post in POSTS:
        for code in sorted(post.destinations) if post.host in posts else ():
            yield TrueChange(source=NOTICES, destination=code, kind="notice_issued", severity=None)


def _advice(code: str, severity: Severity) -> PublishedAdvice:
    name = name_of(code)
    if severity is Severity.NORMAL:
        return PublishedAdvice(severity=severity, words=f"Most visits to {name} are trouble-free.")
    return PublishedAdvice(severity=severity, words=f"Crime is common in the cities of {name}.")


def _changed(
    advice: Mapping[str, PublishedAdvice], random: Random, at: datetime
) -> Mapping[str, PublishedAdvice]:
    normal = [code for code, published in advice.items() if published.severity is Severity.NORMAL]
    raised = [code for code in advice if code not in normal]
    random.shuffle(normal)
    random.shuffle(raised)
    edits = cycle(("raise", "lower", "reword"))
    changed = dict(advice)
    for index, edit in enumerate(islice(edits, round(len(advice) * CHANGED_SHARE))):
        code = (raised if edit == "lower" else normal).pop()
        changed[code] = replace(
            _edited(code, advice[code], edit), issued_at=at - timedelta(days=index % 6)
        )
    return changed


def _edited(code: str, before: PublishedAdvice, edit: str) -> PublishedAdvice:
    name = name_of(code)
    if edit == "raise":
        words = f"Reconsider travel to {name}. Demonstrations may turn violent."
        return replace(before, severity=Severity.RECONSIDER, words=words)
    if edit == "lower":
        words = f"Exercise normal precautions in {name}. The streets are calm again."
        return replace(before, severity=Severity.NORMAL, words=words)
    return replace(before, words=f"{before.words} Roads in the north of {name} are flooded.")


def _kind(before: PublishedAdvice, after: PublishedAdvice) -> str:
    if after.severity == before.severity:
        return "text_revised"
    return "level_raised" if after.severity > before.severity else "level_lowered"
