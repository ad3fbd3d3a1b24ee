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
from advisory_watch.core.destinations import CODES, name_of
from advisory_watch.sources.us_embassies import POSTS

LONG_AGO = datetime(2024, 3, 1, 9, tzinfo=UTC)
CHANGED_SHARE = 0.05

STATES = ("us_state", "uk_fcdo", "ca_gac", "de_aa", "ie_dfa", "nz_mfat")
WORDLESS = frozenset({"ca_gac", "de_aa"})
"""Sources whose document has levels but no text, so that new text has no effect."""

NOTICES = "us_embassies"
PLAYED = (*STATES, NOTICES)

EVERYWHERE = tuple(sorted(CODES))
LISTED = dict.fromkeys(STATES, EVERYWHERE) | {"us_state": EVERYWHERE[:240]}
"""The destinations of each government; for the United States, the most that are plausible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The advice of one government for one destination."""

    severity: Severity
    issued_at: datetime = LONG_AGO
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A true change, as a program must receive it; a notice has no severity."""

    source: str
    destination: str
    kind: str
    severity: int | None


def advisories() -> int:
    """Count the advisories: every destination of every source."""
    at_posts = sum(len(post.destinations) for post in POSTS)
    return at_posts + sum(len(codes) for codes in LISTED.values())


Issues = Mapping[str, Mapping[str, Issue]]
"""Issues by source and destination."""


def quiet_issues() -> Issues:
    """Issue the first advice; one destination in four is advised against."""
    return {
        source: {
            code: _issue(code, Severity.NORMAL if place % 4 else Severity.RECONSIDER)
            for place, code in enumerate(codes)
        }
        for source, codes in LISTED.items()
    }


def changed_issues(issues: Issues, dice: Random, at: datetime) -> Issues:
    """Change five percent of every government's advice, with dates of the last six days.

    Many changes with the same date would look like a feed error, as real feeds have shown.
    """
    return {source: _changed(source, said, dice, at) for source, said in issues.items()}


def posts_with_news(dice: Random) -> Sequence[str]:
    """Choose the embassies, by host, that issue a notice."""
    hosts = [post.host for post in POSTS]
    return sorted(dice.sample(hosts, round(len(hosts) * CHANGED_SHARE)))


def truths(before: Issues, after: Issues, posts: Sequence[str]) -> Iterator[Truth]:
    """Yield the changes between two sets of issues, and the notices of the embassies."""
    for source, said in after.items():
        for code, issue in said.items():
            if issue != before[source][code]:
                kind = _kind(before[source][code], issue)
                yield Truth(source=source, destination=code, kind=kind, severity=issue.severity)
    for post in POSTS:
        for code in sorted(post.destinations) if post.host in posts else ():
            yield Truth(source=NOTICES, destination=code, kind="notice_issued", severity=None)


def _issue(code: str, severity: Severity) -> Issue:
    name = name_of(code)
    if severity is Severity.NORMAL:
        return Issue(severity=severity, words=f"Most visits to {name} are trouble-free.")
    return Issue(severity=severity, words=f"Crime is common in the cities of {name}.")


def _changed(
    source: str, said: Mapping[str, Issue], dice: Random, at: datetime
) -> Mapping[str, Issue]:
    calm = [code for code, issue in said.items() if issue.severity is Severity.NORMAL]
    grave = [code for code in said if code not in calm]
    dice.shuffle(calm)
    dice.shuffle(grave)
    edits = cycle(("raise", "lower") if source in WORDLESS else ("raise", "lower", "reword"))
    changed = dict(said)
    for place, edit in enumerate(islice(edits, round(len(said) * CHANGED_SHARE))):
        code = (grave if edit == "lower" else calm).pop()
        changed[code] = replace(
            _edited(code, said[code], edit), issued_at=at - timedelta(days=place % 6)
        )
    return changed


def _edited(code: str, before: Issue, edit: str) -> Issue:
    name = name_of(code)
    if edit == "raise":
        words = f"Reconsider travel to {name}. Demonstrations may turn violent."
        return replace(before, severity=Severity.RECONSIDER, words=words)
    if edit == "lower":
        words = f"Exercise normal precautions in {name}. The streets are calm again."
        return replace(before, severity=Severity.NORMAL, words=words)
    return replace(before, words=f"{before.words} Roads in the north of {name} are flooded.")


def _kind(before: Issue, after: Issue) -> str:
    if after.severity == before.severity:
        return "text_revised"
    return "level_raised" if after.severity > before.severity else "level_lowered"
