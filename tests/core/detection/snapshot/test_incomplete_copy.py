"""A copy that is cut short: what became graver in it is news, and nothing else is."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Change, Departure, Region, Severity
from advisory_watch.core.detection.policy import ADVISORY_POLICY
from advisory_watch.core.detection.types import Detection, Outcome
from advisory_watch.core.record import INCOMPLETE_COPY, DestinationRecord, Evidence
from core.detection.cases import (
    CODES,
    L1,
    L2,
    L3,
    L4,
    LATER,
    MARK,
    NEWER,
    a_crowd,
    a_placeholder,
    a_reading,
    an_issue,
    known_as,
)

LEAVE = Departure.DEPART_IMMEDIATELY
BORDER = (Region(name="the border area", severity=L4),)
GRAVER = {Change.LEVEL_RAISED, Change.PART_RAISED, Change.DEPARTURE_RAISED}
KNOWN = known_as(an_issue(L2, MARK))
WHOLE = {"KW": KNOWN, **{copy.destination: known_as(copy) for copy in a_crowd()}}


def judged(
    *copies: Advisory, records: dict[str, DestinationRecord] | None = None
) -> list[Detection]:
    """Judge an incomplete copy that has only these items; return what is not `unchanged`."""
    detections = ADVISORY_POLICY.detect_graver(a_reading(*copies), records or WHOLE)
    return [detection for detection in detections if detection.outcome is not Outcome.UNCHANGED]


def test_a_raise_in_a_feed_cut_short_is_told() -> None:
    """The feed ends in the middle of the alphabet on the day on which the war begins."""
    (detection,) = judged(an_issue(L4))
    assert (detection.outcome, detection.changes[0]) == (Outcome.CHANGED, Change.LEVEL_RAISED)
    assert detection.reason.endswith(INCOMPLETE_COPY)


def test_a_graver_part_and_graver_advice_to_leave_are_told() -> None:
    """They are why people act, although the level stays."""
    (part,) = judged(an_issue(L2, regions=BORDER, partial_severity=L4))
    (leave,) = judged(an_issue(L2, departure=LEAVE, text="Leave now."))
    assert Change.PART_RAISED in part.changes
    assert Change.DEPARTURE_RAISED in leave.changes


def test_a_doubtful_raise_waits_as_in_a_complete_copy() -> None:
    """An incomplete copy is not a reason to believe it, nor to forget it."""
    (detection,) = judged(an_issue(L3, MARK, text=""))
    assert detection.outcome is Outcome.PENDING


def test_a_disputed_raise_waits_as_well() -> None:
    """Two levels under one date have no list of changes, and one of them is graver."""
    copies = (an_issue(L2, MARK), an_issue(L4, MARK))
    (detection,) = judged(*copies)
    assert (detection.is_dispute, detection.outcome) == (True, Outcome.PENDING)


def test_a_lowering_waits_for_a_complete_copy() -> None:
    """Late news that things are better hurts no traveller."""
    assert judged(an_issue(L1)) == []


def test_a_lower_level_waits_whatever_is_new_about_its_parts() -> None:
    """The end of a war names the parts that stay dangerous: that is a lowering."""
    lower = an_issue(L1, regions=BORDER, partial_severity=L4)
    (found,) = ADVISORY_POLICY.detect(a_reading(lower), {"KW": KNOWN})
    assert set(found.changes) >= {Change.LEVEL_LOWERED, Change.PART_RAISED}
    assert judged(lower) == []


def test_new_words_wait_for_a_complete_copy() -> None:
    """Nothing in them is a reason to act before the feed is repaired."""
    assert judged(an_issue(L2)) == []


def test_a_first_sight_waits_for_a_complete_copy() -> None:
    """The starting point of a watch must not come from a broken feed."""
    assert judged(an_issue(L4, destination="QA", name="Qatar"), a_placeholder()) == []


def test_unchanged_advice_refutes_a_doubt() -> None:
    """Otherwise two slips hours apart would confirm each other."""
    (detection,) = ADVISORY_POLICY.detect_graver(a_reading(an_issue(L2, MARK)), WHOLE)
    assert detection.outcome is Outcome.UNCHANGED


def test_the_newest_items_alone_are_no_mass() -> None:
    """The feed begins with the newest issues, so a cut leaves those of the day the war began."""
    codes = [f"{letter}{number}" for letter in "ABCDEFGHIJKLMNOPQRST" for number in range(10)]
    known = {code: known_as(an_issue(L2, MARK, destination=code)) for code in codes}
    newest = [an_issue(L4, destination=code) for code in codes[:8]]
    found = judged(*newest, records=known)
    assert {(detection.outcome, detection.changes[0]) for detection in found} == {
        (Outcome.CHANGED, Change.LEVEL_RAISED)
    }
    assert [detection.destination for detection in found] == codes[:8]


def test_a_mass_in_it_is_a_fault_as_in_a_complete_copy() -> None:
    """A fifth of the world that moves without new words is doubted in every copy."""
    codes = [f"{letter}{number}" for letter in "ABCDEFGHIJKLMNOPQRST" for number in range(10)]
    known = {code: known_as(an_issue(L2, MARK, destination=code)) for code in codes}
    moved = [an_issue(L4, destination=code, text="") for code in codes[:40]]
    assert {detection.rule for detection in judged(*moved, records=known)} == {"mass_move"}


def test_the_evidence_says_so() -> None:
    """A reader of the version must know how good its page was."""
    evidence = Evidence(endpoint="rss", page_key="0" * 64, read_at=LATER)
    assert replace(evidence, note=f"{INCOMPLETE_COPY}; index: {'1' * 64}").is_incomplete
    assert not replace(evidence, note=f"second door: {'1' * 64}").is_incomplete


COPIES = st.builds(
    an_issue,
    st.sampled_from([*Severity, None]),
    st.sampled_from([MARK, NEWER, None]),
    destination=st.sampled_from(["KW", "QA", *CODES[:4]]),
    departure=st.sampled_from(Departure),
    regions=st.sampled_from([(), BORDER]),
    text=st.sampled_from(["", "One text.", "Another text."]),
)


@settings(derandomize=True, deadline=None, database=None)
@given(copies=st.lists(COPIES, max_size=6))
def test_whatever_an_incomplete_copy_says_only_graver_news_is_kept(copies: list[Advisory]) -> None:
    """Its detections are some of those of the same items in a complete list, none other."""
    named = {copy.destination for copy in copies}
    rest = [record.advisory for code, record in WHOLE.items() if code not in named]
    complete = a_reading(*copies, *filter(None, rest))
    found_in_it = {found.destination: found for found in ADVISORY_POLICY.detect(complete, WHOLE)}
    for detection in judged(*copies):
        same = found_in_it[detection.destination]
        assert (same.outcome, same.rule, same.changes) == (
            detection.outcome,
            detection.rule,
            detection.changes,
        )
        assert detection.outcome in (Outcome.CHANGED, Outcome.PENDING)
        assert GRAVER.intersection(detection.changes) or detection.is_dispute or _is_level_new(same)
    told = {detection.destination for detection in judged(*copies)}
    graver = {
        code
        for code, found in found_in_it.items()
        if GRAVER.intersection(found.changes) and Change.LEVEL_LOWERED not in found.changes
    }
    assert graver <= told


def _is_level_new(detection: Detection) -> bool:
    """Tell whether a level appeared that was not stated before."""
    return Change.SCOPE_CHANGED in detection.changes
