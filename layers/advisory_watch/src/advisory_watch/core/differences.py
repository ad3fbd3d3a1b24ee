"""Finds the changes between two accepted advisories."""

from collections.abc import Iterator

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.fingerprint import normal_text
from advisory_watch.core.scales import Change, Indicator, Severity


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


def is_scope_moved(before: Advisory, after: Advisory, *, is_new_wording: bool) -> bool:
    """Tell whether the scope of the level changed, but not the level.

    New words for an old level are a change of style if the publisher uses them for many
    destinations at once.
    """
    if before.severity != after.severity:
        return before.severity is None or after.severity is None
    if before.partial_severity != after.partial_severity and _are_comparable(before, after):
        return True
    reworded = normal_text(before.native_level) != normal_text(after.native_level)
    return reworded and not is_new_wording


def _are_comparable(before: Advisory, after: Advisory) -> bool:
    """Tell whether both have text, or neither has: partial severity comes from the text."""
    return before.has_text == after.has_text


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
