"""Fingerprints of advisories, and the differences between two of them."""

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from advisory_watch.core.advisory import Advisory, Change, Indicator, Severity
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.regions import is_part_lowered, raised_part
from advisory_watch.core.text_cache import text_cache

CACHED_TEXTS = 1024
"""Enough for every destination in two back ends; most texts are the same at the next check."""

COMPARED_TEXTS = 32
"""Enough for one comparison, which normalises its two texts several times.

A normal text is nearly as long as the text itself: a thousand of them took 16 MB.
"""

_BETWEEN_WORDS = lazy_pattern(r"[\W_]+")

_ASCII_BETWEEN_WORDS = {code: " " for code in range(128) if not chr(code).isalnum()}
"""The same characters of ASCII, which `str.translate` replaces in a quarter of the time."""


def fingerprint(advisory: Advisory) -> str:
    """Hash level, scope, indicators, departure advice, issue date and text.

    The hash leaves out the link, which differs between a publisher's back ends, and the
    reader's own notes. White space and letter case of the text do not count.
    """
    noticed = {
        "native_level": advisory.native_level,
        "severity": advisory.severity,
        "partial_severity": advisory.partial_severity,
        "regions": sorted((region.name, region.severity) for region in advisory.regions),
        "indicators": sorted(indicator.value for indicator in advisory.indicators),
        "departure": advisory.departure,
        "issued_on": advisory.issued_on.isoformat() if advisory.issued_on else None,
        "text": normal_text(advisory.text),
    }
    return sha256(json.dumps(noticed, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=COMPARED_TEXTS)
def normal_text(text: str | None) -> str:
    """Reduce text to its words, so that markup differences between back ends do not count."""
    folded = (text or "").casefold()
    if folded.isascii():
        return " ".join(folded.translate(_ASCII_BETWEEN_WORDS).split())
    return _BETWEEN_WORDS.sub(" ", folded).strip()


def text_hash(text: str | None) -> str:
    """Hash a text by its words: 64 bits of a SHA-256, in hexadecimal."""
    return hash_of_words(text or "")


@text_cache(CACHED_TEXTS)
def hash_of_words(text: str) -> str:
    """Hash the words of a text, as `text_hash` does."""
    return sha256(normal_text(text).encode()).hexdigest()[:16]


def copy_hash(advisory: Advisory) -> str:
    """Hash a copy by its text, or by its fingerprint if its endpoint carries no text."""
    return fingerprint(advisory)[:16] if advisory.text is None else text_hash(advisory.text)


def differences(
    before: Advisory, after: Advisory, *, is_new_wording: bool = False
) -> tuple[Change, ...]:
    """Return all changes, the most significant first.

    If nothing but the issue date changed, the change is `reissued`. If the text also changed,
    it is `text_revised`.
    """
    found = set(_facts(before, after, is_new_wording=is_new_wording))
    if not found:
        same = normal_text(before.text) == normal_text(after.text)
        is_kept = after.notes.is_level_kept and after.notes.are_indicators_kept
        found.add(Change.REISSUED if same or is_kept else Change.TEXT_REVISED)
    return tuple(change for change in Change if change in found)


def _facts(before: Advisory, after: Advisory, *, is_new_wording: bool) -> Iterator[Change]:
    yield from _level(before, after, is_new_wording=is_new_wording)
    if after.departure > before.departure:
        yield Change.DEPARTURE_RAISED
    elif after.departure < before.departure and after.lifts_departure:
        yield Change.DEPARTURE_LOWERED
    if raised_part(before, after) is not None:
        yield Change.PART_RAISED
    if is_part_lowered(before, after):
        yield Change.PART_LOWERED
    added, removed = indicator_moves(before, after)
    if added:
        yield Change.INDICATOR_ADDED
    if removed:
        yield Change.INDICATOR_REMOVED


def _level(before: Advisory, after: Advisory, *, is_new_wording: bool) -> Iterator[Change]:
    """Compare level and scope; a level that appears or disappears changes the scope only."""
    if before.severity is not None and after.severity is not None:
        if after.severity > before.severity:
            yield Change.LEVEL_RAISED
        elif after.severity < before.severity:
            yield Change.LEVEL_LOWERED
    if is_scope_moved(before, after, is_new_wording=is_new_wording):
        yield Change.SCOPE_CHANGED


def is_level_graver(before: Advisory, after: Advisory) -> bool:
    """Tell whether the level of the whole destination is graver.

    If no level was stated before ("See Individual Summaries"), a new level that advises
    against travel is graver. A milder one only states what was missing.
    """
    level = after.severity or 0
    return level >= Severity.RECONSIDER if before.severity is None else level > before.severity


def is_graver(before: Advisory, after: Advisory) -> bool:
    """Check whether advice is graver: the level, or at the same level a part or the departure.

    Parts and departure advice are read from texts, so a text is compared with a text only.
    """
    if before.severity != after.severity:
        return is_level_graver(before, after)
    if before.has_text != after.has_text:
        return False
    return after.departure > before.departure or raised_part(before, after) is not None


def is_mixed(before: Advisory, after: Advisory) -> bool:
    """Tell whether the level is milder, but the departure advice or a part is graver."""
    is_milder = before.severity is not None and (after.severity or 0) < before.severity
    if not is_milder or before.has_text != after.has_text:
        return False
    return after.departure > before.departure or raised_part(before, after) is not None


def is_scope_moved(before: Advisory, after: Advisory, *, is_new_wording: bool) -> bool:
    """Tell whether the scope of the level changed, but not the level.

    New words that a publisher uses for many destinations at once are a change of style.
    """
    if before.severity != after.severity:
        return before.severity is None or after.severity is None
    # Partial severity comes from the text: both need one, or neither may have one.
    is_comparable = before.has_text == after.has_text
    if before.partial_severity != after.partial_severity and is_comparable:
        return True
    if raised_part(before, after) is not None or is_part_lowered(before, after):
        return True
    reworded = normal_text(before.native_level) != normal_text(after.native_level)
    return reworded and not is_new_wording


def indicator_moves(
    before: Advisory, after: Advisory
) -> tuple[frozenset[Indicator], frozenset[Indicator]]:
    """Return the risk indicators that were added and removed.

    The publisher's own note takes precedence over indicators read from its sentences. Without
    a note, two advisories are compared only if both name at least one risk.
    """
    notes = after.notes
    if notes.are_indicators_kept:
        return frozenset(), frozenset()
    if notes.indicators_added or notes.indicators_removed:
        return notes.indicators_added, notes.indicators_removed
    if not before.indicators or not after.indicators:
        return frozenset(), frozenset()
    return after.indicators - before.indicators, before.indicators - after.indicators
