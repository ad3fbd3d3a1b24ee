"""A part that rises, a part that falls, and a part that was only described in other words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Notes, Region, Severity
from advisory_watch.core.detection.comparison import Comparison
from advisory_watch.core.detection.rules.urgency import UrgencyRule, judge_urgency
from advisory_watch.core.detection.types import BatchContext
from advisory_watch.core.fingerprint import differences
from advisory_watch.core.regions import lowered_regions, raised_part, raised_regions
from support.builders import NOON, a_record, an_advisory

NORMAL, CAUTION, L3, L4 = Severity
LEVELS = st.sampled_from(Severity)
NAMES = st.sampled_from(["Mandera", "Wajir", "Garissa", "Lamu"])


def with_parts(
    *names: str, level: Severity = L4, whole: Severity | None = NORMAL, **fields: Any
) -> Advisory:
    """Build advice about Kenya with parts at one level."""
    regions = tuple(Region(name=name, severity=level) for name in names)
    partial = level if names else None
    return an_advisory(
        whole, name="Kenya", text=f"{names}", regions=regions, partial_severity=partial, **fields
    )


def risen(before: Advisory, after: Advisory) -> set[str]:
    """Return the names of the parts that rose."""
    return {region.name for region in raised_regions(before, after)}


SAME_PLACES = [
    ("the border with Thailand", "Thai border areas"),
    ("within 10km of the border with Somalia", "within 5km of the Somali border"),
    ("Tulkuram Governorate", "Tulkarm Governorate"),
    ("Mandera, Wajir and Garissa", "the counties of Garissa, Mandera and Wajir"),
    ("the region of Jammu and Kashmir", "the Union Territory of Jammu and Kashmir"),
    ("within 150 km/100 miles of the border with Peru", "within 160 km of the border with Peru"),
    ("the border with Rwanda", "Rubavu District within 10km of the border with Rwanda"),
    ("Sabah from Kudat to Tawau", "Sabah from Kudat to Tawau (on the border)"),
    ("Wajir", "Wajir, except for Wajir town"),
    ("the north and east of Lamu", "north-eastern Lamu"),
    ("das Grenzgebiet zu Somalia", "die unmittelbare Grenzregion zu Somalia"),
    ("die Provinzen Wajir und Garissa", "die Provinz Garissa, mit Ausnahme von Garissa Stadt"),
    ("the border with Somalia", "the frontier with Somalia"),
    ("Wajir, including the A3 road", "WAJIR, INCLUDING THE A3 ROAD"),
    ("The rest of Kenya", "Wajir"),
    ("Ang'ata and N’djili", "Angata and Ndjili"),
    ("the M16/H26 road in Wajir", "the M16 and H26 road in Wajir"),
    ("the rest of Keyna", "the rest of Kenya"),
]
"""The name of a part before, and of the same part, or of a part of it, after."""


@pytest.mark.parametrize(("before", "after"), SAME_PLACES)
def test_other_words_for_the_same_part_are_no_raise(before: str, after: str) -> None:
    """Publishers reword their areas every week; each would wake people at night."""
    assert risen(with_parts(before), with_parts(after)) == set()


WIDER = [
    ("Mandera", "Mandera and Wajir"),
    ("within 20km of the border with Niger in Kebbi", "Kebbi"),
    ("within 10km of the border with Niger", "within 50km of the border with Niger"),
    ("the border with Niger in Kebbi province", "the whole border with Niger"),
    ("Lower Dir", "Upper Dir"),
    ("northern Agadez", "Agadez"),
    ("the border with Niger", "the border with Nigeria"),
    ("Lamu, except for Manda", "Lamu"),
    ("Lamu County, except for Lamu town", "Lamu County"),
    ("Mandera", "Mandera as well as Wajir"),
    ("Mandera", "Mandera/Wajir"),
    ("Kenyan border areas", "Wajir and Kenyan border areas"),
    (
        "the border with Niger, within 10km of the border with Niger",
        "within 50km of the border with Niger",
    ),
    ("within 10km of the land borders", "within 50km of the land borders"),
    ("Wajir", "The rest of Kenya"),
    ("North Kivu", "South Kivu"),
    ("Jonglei", "Jungoli"),
    ("Gao", "Goa"),
    ("the A12 road", "the A21 road"),
    ("Khrakiv", "Kharkiv and Donetsk"),
    ("within 10km of Khrakiv", "within 50km of Kharkiv"),
]


@pytest.mark.parametrize(("before", "after"), WIDER)
def test_a_wider_part_is_a_raise(before: str, after: str) -> None:
    """Real cases: ten more towns, a broader strip along a border, an exception that ended."""
    assert risen(with_parts(before), with_parts(after)) == {after}


TYPED = (
    "Lamu", "Kharkiv Oblast", "West Darfur", "North-Eastern Region", "Tizi Ouzou Province",
    "within 10km of the border with Somalia", "Mandera and Wajir", "the whole of Wajir County",
    "Lamu County, except for Manda", "the City of Wajir, excluding Elwak",
)  # fmt: skip


@given(name=st.sampled_from(TYPED), data=st.data())
def test_a_typing_mistake_and_its_correction_are_no_raise(name: str, data: st.DataObject) -> None:
    """Another spelling of the same part must wake no one; a level that rose with it must."""
    mistyped = data.draw(st.sampled_from(sorted(swapped_once(name))))
    assert risen(with_parts(mistyped), with_parts(name)) == set()
    assert risen(with_parts(name), with_parts(mistyped)) == set()
    assert risen(with_parts(mistyped, level=L3), with_parts(name)) == {name}


def test_a_part_that_shares_its_words_does_not_make_a_correction_a_raise() -> None:
    """`Wajir` is wider than `Wajir town`, but not than the part that was mistyped."""
    before = with_parts("Wajri", "Wajir town")
    assert risen(before, with_parts("Wajir", "Wajir town")) == set()
    assert risen(with_parts("Wajir town"), before) == {"Wajri"}


def swapped_once(name: str) -> Iterator[str]:
    """Yield a name with two letters swapped within one of its names or long words."""
    for word in re.finditer(r"[A-Z][a-z]{3,}|[a-z]{5,}", name):
        for at in range(word.start() + 1, word.end() - 1):
            if name[at] != name[at + 1]:
                yield f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}"


def test_a_part_is_compared_with_what_was_in_force_for_it() -> None:
    """Real case: one word of a heading changed from `all but essential` to `all`."""
    assert risen(with_parts("Wajir", level=L3), with_parts("Wajir")) == {"Wajir"}
    assert risen(with_parts("Wajir"), with_parts("Wajir", level=L3)) == set()
    assert risen(with_parts(whole=L4), with_parts("Wajir")) == set()


def test_an_exception_that_ends_is_a_raise() -> None:
    """Real case: a capital was taken out of the cities that one may still visit."""
    before = with_parts("Kenya except for Nairobi, Lamu and Kisumu")
    assert risen(before, with_parts("Kenya except for Lamu and Kisumu")) != set()
    assert risen(before, before) == set()


def test_the_rest_of_a_country_contains_its_parts_unless_they_are_milder() -> None:
    """`The rest of Kenya` at 4 next to `Nairobi` at 3 says nothing about Nairobi."""
    rest = Region(name="the rest of Kenya", severity=L4)
    before = with_parts(level=L4)
    named = an_advisory(name="Kenya", text="x", regions=(rest,), partial_severity=L4)
    milder = an_advisory(
        name="Kenya", text="x", partial_severity=L4,
        regions=(Region(name="Nairobi", severity=L3), rest),
    )  # fmt: skip
    assert risen(named, with_parts("Nairobi")) == set()
    assert risen(milder, with_parts("Nairobi")) == {"Nairobi"}
    assert risen(before, named) == {"the rest of Kenya"}


def test_a_whole_that_falls_to_its_part_raises_nothing() -> None:
    """The part keeps its level: no one there has to act."""
    assert raised_part(with_parts(whole=L4), with_parts("Wajir", whole=CAUTION)) is None


def test_a_note_decides_where_names_do_not() -> None:
    """Real case: `now advises against all travel to` a road that was the border of an area."""
    part = Region(name="the A3 road in Wajir", severity=L4)
    before = with_parts("north of the A3 road in Wajir")
    noted = with_parts("Wajir north of the A3 road", notes=Notes(parts_raised=(part,)))
    lifted = with_parts("Mandera", notes=Notes(are_parts_lifted=True))
    assert risen(before, noted) == {"the A3 road in Wajir"}
    assert risen(noted, noted) == set()
    assert risen(before, lifted) == set()


def test_a_note_that_stays_says_nothing_about_a_later_edit() -> None:
    """A note may stay for weeks. A part that is added meanwhile is news, whatever it took back."""
    notes = Notes(are_parts_lifted=True)
    before = with_parts("Mandera", notes=notes)
    assert risen(before, with_parts("Mandera", "Wajir", notes=notes)) == {"Wajir"}


LIFTED = Notes(are_parts_lifted=True, parts_lifted=(Region(name="Mandera County", severity=L4),))
UNNAMED = (
    Notes(are_parts_lifted=True),
    Notes(are_parts_lifted=True, parts_lifted=(Region(name="some areas of Mandera", severity=L4),)),
)


def test_a_part_that_is_added_under_a_note_that_only_lifts_is_a_raise() -> None:
    """The note is of the newest edit; the page may have another one that was never read."""
    before, after = with_parts("Mandera County", "Lamu"), with_parts("Lamu", "Wajir", notes=LIFTED)
    assert risen(before, after) == {"Wajir"}
    assert urgency_of(before, after, differences(before, after)) == UrgencyRule.URGENT_PART
    lowered = replace(after, regions=(*after.regions, Region(name="Mandera County", severity=L3)))
    assert risen(before, lowered) == {"Wajir"}


@pytest.mark.parametrize("notes", UNNAMED)
def test_other_names_for_what_remains_of_a_part_are_no_raise(notes: Notes) -> None:
    """Real case: `the border with Burundi` ended, and districts replaced another border."""
    before = with_parts("Mandera", "Lamu")
    assert risen(before, with_parts("Lamu", "Elwak", notes=notes)) == set()
    assert risen(with_parts("Mandera", level=L3), with_parts("Elwak", notes=notes)) == {"Elwak"}


@pytest.mark.parametrize(
    ("part", "inside"),
    [
        ("Mandera County", "Elwak in Mandera County"),
        ("Mandera County", "southern Mandera"),
        ("Mandera County", "most of Mandera County"),
        ("Mandera County", "the A13 road in Mandera County"),
        ("within 10km of the border with Somalia", "the Elwak stretch of the border with Somalia"),
        ("within 60km of the border with Somalia", "areas within 20km of the border with Somalia"),
    ],
)
def test_lifting_a_place_inside_a_part_leaves_the_rest_of_the_part(part: str, inside: str) -> None:
    """What remains is described by other names: `no longer advises against all travel to Elwak`."""
    notes = Notes(are_parts_lifted=True, parts_lifted=(Region(name=inside, severity=L4),))
    assert risen(with_parts(part, "Lamu"), with_parts("Lamu", "Rhamu", notes=notes)) == set()


@pytest.mark.parametrize(
    ("part", "lifted"),
    [
        ("Mandera and Wajir County", "Wajir and Mandera"),
        ("within 60km of the border with Somalia in Wajir", "the border with Somalia"),
        ("within 60km of the border with Somalia", "areas within 60km of the border with Somalia"),
    ],
)
def test_nothing_remains_of_a_part_that_a_note_lifts_as_a_whole(part: str, lifted: str) -> None:
    """A new name is then a new part."""
    notes = Notes(are_parts_lifted=True, parts_lifted=(Region(name=lifted, severity=L4),))
    assert risen(with_parts(part, "Lamu"), with_parts("Lamu", "Rhamu", notes=notes)) == {"Rhamu"}


@given(
    kept=st.sets(NAMES), ended=st.sets(NAMES), added=st.sets(NAMES, min_size=1),
    level=st.sampled_from([L3, L4]), notes=st.sampled_from([LIFTED, *UNNAMED]),
)  # fmt: skip
def test_a_note_that_lifts_hides_nothing_graver_than_what_ended(
    kept: set[str], ended: set[str], added: set[str], level: Severity, notes: Notes
) -> None:
    """Nothing true is missed: what remains of a part is never graver than the part was."""
    before = with_parts(*sorted(kept | ended), level=L3)
    new = added - kept - ended if level == L3 else added
    after = with_parts(*sorted(new), level=level, notes=notes)
    kept_too = tuple(Region(name=name, severity=L3) for name in sorted(kept))
    after = replace(after, regions=(*after.regions, *kept_too))
    if level > L3 or ended <= kept:
        assert risen(before, after) == new


CONNECTIVES = (", ", "; ", " and ", " & ", " plus ", " as well as ", " along with ", "/")


@given(
    first=NAMES,
    second=NAMES,
    joint=st.sampled_from(CONNECTIVES),
    is_first=st.booleans(),
    kind=st.sampled_from(["", " County", " border areas"]),
)
def test_a_place_that_joins_a_name_is_a_raise(
    first: str, second: str, joint: str, kind: str, *, is_first: bool
) -> None:
    """Publishers add a place to a line in many ways, before or after the known one."""
    known, new = f"{first}{kind}", f"{second}{kind}"
    after = f"{new}{joint}{known}" if is_first else f"{known}{joint}{new}"
    assert bool(risen(with_parts(known), with_parts(after))) is (first != second)


def test_a_note_that_now_advises_less_is_no_raise() -> None:
    """`Now advises against all but essential travel` may be less than before."""
    part = Region(name="Wajir", severity=L3)
    noted = with_parts("Wajir", level=L3, notes=Notes(parts_raised=(part,)))
    assert risen(with_parts("Wajir"), noted) == set()


def test_publishers_that_name_no_parts_still_raise_them() -> None:
    """Real case: `with regional advisories`, or a flag without a text."""
    before, after = an_advisory(text=None), an_advisory(text=None, partial_severity=L4)
    assert raised_part(before, after) is L4
    assert differences(before, after) == (Change.PART_RAISED, Change.SCOPE_CHANGED)
    assert differences(after, before) == (Change.PART_LOWERED, Change.SCOPE_CHANGED)


def test_a_copy_without_text_says_nothing_about_parts() -> None:
    """One back end sends texts, and the other does not: each turn would raise the parts."""
    assert raised_part(an_advisory(text=""), with_parts("Wajir")) is None


def urgency_of(before: Advisory, after: Advisory, changes: tuple[Change, ...]) -> str:
    """Return the rule of urgency that decides a believed change."""
    comparison = Comparison(
        record=a_record(before),
        before=before,
        copy=after,
        believed_on=after.issued_on,
        copy_hash="",
        context=BatchContext(read_at=NOON, as_of=NOON.date()),
    )
    return judge_urgency(comparison, changes)


@pytest.mark.parametrize(
    ("level", "whole", "is_urgent"),
    [(L4, NORMAL, True), (L3, CAUTION, True), (CAUTION, NORMAL, False)],
)
def test_a_part_that_rises_to_3_or_4_is_urgent(
    level: Severity, whole: Severity, *, is_urgent: bool
) -> None:
    """People in Mandera must leave, whatever the level of Kenya."""
    before = with_parts(whole=whole)
    after = with_parts("Mandera", level=level, whole=whole)
    changes = differences(before, after)
    assert changes[0] is Change.PART_RAISED
    expected = UrgencyRule.URGENT_PART if is_urgent else UrgencyRule.NOT_URGENT
    assert urgency_of(before, after, changes) == expected


@given(
    name=NAMES,
    level=st.sampled_from([L3, L4]),
    known=NAMES,
    whole=st.sampled_from([NORMAL, CAUTION]),
)
def test_a_new_part_at_3_or_4_is_always_urgent(
    name: str, level: Severity, known: str, whole: Severity
) -> None:
    """Nothing true is missed: another part at the same level does not hide it."""
    before = with_parts(*({known} - {name}), whole=whole)
    after = with_parts(*sorted({known, name}), level=level, whole=whole)
    changes = differences(before, after)
    assert Change.PART_RAISED in changes
    assert urgency_of(before, after, changes) == UrgencyRule.URGENT_PART


@given(whole=st.none() | LEVELS, part=st.none() | LEVELS)
def test_a_part_never_lowers_the_severity(whole: Severity | None, part: Severity | None) -> None:
    """Filters and colours show the graver of whole and part."""
    gravest = an_advisory(whole, native_level="x", partial_severity=part).gravest_severity
    assert (gravest or 0) >= (whole or 0)
    assert (gravest or 0) == max(whole or 0, part or 0)


@given(st.lists(st.tuples(NAMES, LEVELS), max_size=4), LEVELS)
def test_the_same_parts_neither_rise_nor_fall(
    parts: list[tuple[str, Severity]], whole: Severity
) -> None:
    """The order of a list, and a name that comes twice, are not news."""
    regions = tuple(Region(name=name, severity=level) for name, level in parts)
    partial = max((region.severity for region in regions), default=None)
    one = an_advisory(whole, text="a", regions=regions, partial_severity=partial)
    other = an_advisory(whole, text="a", regions=regions[::-1] * 2, partial_severity=partial)
    assert raised_part(one, other) is None
    assert lowered_regions(one, other) == ()
