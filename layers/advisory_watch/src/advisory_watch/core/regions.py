"""Compare the parts of a destination in two advisories: which part is graver now, which milder."""

import re
from dataclasses import replace

from advisory_watch.core.advisory import Advisory, Region, Severity
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.places import Place, place_of


def raised_part(before: Advisory, after: Advisory) -> Severity | None:
    """Return the gravest level to which a part rose above the advice in force for it, or None.

    A publisher that names no parts still says how grave the gravest is. A part that is not graver
    than the whole says nothing new. A level read from a text is compared with another text only.
    """
    if before.has_text != after.has_text:
        return None
    levels = [region.severity for region in raised_regions(before, after)]
    in_force = max(filter(None, (before.gravest_severity, after.severity)), default=None)
    if after.partial_severity and after.partial_severity > (in_force or 0):
        levels.append(after.partial_severity)
    return max(levels, default=None)


def raised_regions(before: Advisory, after: Advisory) -> tuple[Region, ...]:
    """Return the parts that are graver than before, at `reconsider travel` or above.

    A part is compared with the gravest advice that was in force for it, of the whole or of any
    part that contains it. Where the names show nothing, a part that the publisher's note announces
    counts, unless graver advice was in force. If a new note only takes advice back, new names
    may be new words for a part that ended.
    """
    if before.regions == after.regions and before.severity == after.severity:
        return ()
    notes = after.notes
    noted = notes.parts_raised if notes.parts_raised != before.notes.parts_raised else ()
    least = max(Severity.RECONSIDER, (after.severity or 0) + 1)
    grave = [region for region in after.regions if region.severity >= least]
    reworded = _gravest_reworded(before, after)
    new = (region for region in grave if region.severity > reworded)
    by_name = {region for region in new if not _is_in_force(region, before)}
    by_note = {region for region in noted if not _was_graver(region, before)}
    return tuple(sorted(by_name or (region for region in by_note if region.severity >= least)))


def _gravest_reworded(before: Advisory, after: Advisory) -> int:
    """Return the level up to which new names may be other words for what remains, or 0.

    What remains of a part is no graver than the part was. Of a part that the note lifts by its
    name, nothing remains.
    """
    notes = after.notes
    if not notes.are_parts_lifted or notes.parts_raised or not _is_new_note(before, after):
        return 0
    lifted = [_place(region, before) for region in notes.parts_lifted if _is_definite(region)]
    ended = lowered_regions(before, after)
    remaining = (region for region in ended if not _place(region, before).is_covered_by(lifted))
    return max((region.severity for region in remaining), default=0)


def _is_definite(region: Region) -> bool:
    return _INDEFINITE.search(region.name) is None


_INDEFINITE = lazy_pattern(
    r"\b(?:some|certain|other|most|parts?|areas?(?! within)|districts)\b", re.IGNORECASE
)
"""Words that leave open which places are meant: `some areas of Kinshasa`."""


def _is_new_note(before: Advisory, after: Advisory) -> bool:
    """Tell whether the note may be about this change; it stays while a page is edited."""
    was, now = (before.issued_on, before.issued_at), (after.issued_on, after.issued_at)
    return before.notes != after.notes or was != now


def is_whole(region: Region, destination_name: str) -> bool:
    """Tell whether a region is the destination itself or the rest of it, without an exception."""
    place = place_of(region.name, destination_name)
    return place.is_whole and not place.exceptions


def is_part_lowered(before: Advisory, after: Advisory) -> bool:
    """Tell whether the advice about a part is milder than before, for the whole included."""
    if before.has_text != after.has_text:
        return False
    was, now = before.partial_severity or 0, after.gravest_severity or 0
    is_milder = was > (before.severity or 0) and was > now
    return is_milder or bool(lowered_regions(before, after))


def lowered_regions(before: Advisory, after: Advisory) -> tuple[Region, ...]:
    """Return the parts that were at `reconsider travel` or above, and are milder now."""
    if before.regions == after.regions and before.severity == after.severity:
        return ()
    grave = (region for region in before.regions if region.severity >= Severity.RECONSIDER)
    return tuple(region for region in grave if not _is_in_force(region, after))


def _was_graver(region: Region, before: Advisory) -> bool:
    """Tell whether the advice in force was graver, or as grave for a wider part."""
    if (before.severity or 0) >= region.severity:
        return True
    above = (level for level in Severity if level > region.severity)
    if any(_is_in_force(replace(region, severity=level), before) for level in above):
        return True
    here, known = _place(region, before), _places(before, region.severity)
    alike = [place for place in known if place.known_words & here.words]
    is_narrower = bool(here.reach_m) and any(place.reach_m > here.reach_m for place in alike)
    return is_narrower and here.is_within(known)


def _is_in_force(region: Region, advisory: Advisory) -> bool:
    """Tell whether an advisory advises as gravely about a part, under any name."""
    if (advisory.severity or 0) >= region.severity:
        return True
    if not advisory.regions:  # the publisher names no parts
        return (advisory.partial_severity or 0) >= region.severity
    here, known = _place(region, advisory), _places(advisory, region.severity)
    return _contain(known, here, _places(advisory, Severity.NORMAL))


def _contain(known: list[Place], here: Place, named: list[Place]) -> bool:
    """Tell whether known places contain one; `named` are those of any level.

    "The rest of the country" contains a place only if that place has no level of its own.
    """
    wholes = [place for place in known if place.is_whole]
    if here.is_whole:
        return any(place.leaves_no_more(here) for place in wholes)
    if not here.words:
        return bool(known) and not here.reaches_further(known)  # not a named part
    if here.is_within(known):
        return True
    return not here.is_within(named) and any(not place.excludes(here) for place in wholes)


def _place(region: Region, advisory: Advisory) -> Place:
    return place_of(region.name, advisory.name)


def _places(advisory: Advisory, least: Severity) -> list[Place]:
    return [_place(region, advisory) for region in advisory.regions if region.severity >= least]
