"""What a chain of versions proves and what it does not, on values only."""

from dataclasses import replace

import pytest

from advisory_watch.core.chain import chained
from advisory_watch.core.originals import Original, nudged_at
from advisory_watch.core.proofs.alerts import alert_remarks, alerts_due, change_remarks
from advisory_watch.core.proofs.chains import Chain
from advisory_watch.core.proofs.conclusions import Tally, what_it_does_not_show, what_it_shows
from advisory_watch.core.proofs.pages import keys_of, keys_to_read, page_remarks
from advisory_watch.core.proofs.remarks import Weight
from advisory_watch.core.records import to_json
from advisory_watch.core.scales import Change, Severity
from advisory_watch.core.versions import Known, Version
from builders import NOON, a_known, a_page, a_target, a_version, an_advisory, an_evidence


def a_story(*severities: Severity | None) -> Chain:
    """Chain versions of Kuwait; None means a withdrawal."""
    known, originals = a_known(number=0, tip=""), []
    for number, severity in enumerate(severities, start=1):
        said = an_advisory(severity) if severity else None
        changes = (Change.FIRST_SEEN,) if number == 1 else (Change.LEVEL_RAISED,)
        version = a_version(
            number=number,
            advisory=None,
            changes=changes if said else (Change.WITHDRAWN,),
            previous=known.tip,
        )
        version = replace(version, advisory=said)
        known = replace(
            chained(known, version),
            number=number,
            advisory=said or known.advisory,
            is_withdrawn=said is None,
        )
        originals.append(Original(number=number, text=to_json(version)))
    return Chain(source="us_state", destination="KW", originals=originals, known=known)


def said(chain: Chain) -> list[str]:
    """Return the remarks of a chain as text."""
    return [f"{remark.version}: {remark.expected} -> {remark.found}" for remark in chain.remarks()]


LOW, HIGH = Severity.CAUTION, Severity.RECONSIDER


def test_a_whole_chain_has_no_remarks() -> None:
    """A withdrawal and the versions after it belong to the chain."""
    chain = a_story(LOW, HIGH, None, LOW)
    assert said(chain) == []
    assert (chain.newest, chain.begins_at) == (4, 1)
    assert [chain.words_at(number) for number in (0, 1, 2, 3)] == [
        None,
        an_advisory(LOW),
        an_advisory(HIGH),
        an_advisory(HIGH),
    ]


def test_a_gap_of_any_width_is_named_once() -> None:
    """A billion written into a number must not prevent reading the rest."""
    chain = a_story(LOW, HIGH)
    known = replace(chain.known or a_known(), number=10**12)
    first, *_ = said(replace(chain, known=known))
    assert first == f"3: versions 1 to {10**12} -> none up to version {10**12}"


def test_two_versions_of_one_number_are_named() -> None:
    """Readers would see only one of them."""
    chain = a_story(LOW, HIGH)
    twice = replace(chain, originals=[*chain.originals, chain.originals[1]])
    assert "2: one version of that number -> 2" in said(twice)
    none = replace(chain, originals=[*chain.originals, Original(number=0, text="")])
    assert "0: a number from 1 -> a version under 0" in said(none)


def test_a_link_that_was_cut_is_named() -> None:
    """Without the link, earlier versions could be replaced."""
    chain = a_story(LOW, HIGH, LOW)
    cut = replace(chain.versions[2], previous="")
    originals = [chain.originals[0], Original(number=2, text=to_json(cut)), chain.originals[2]]
    lines = said(replace(chain, originals=originals))
    assert lines[0].startswith("2: the record of hash ")
    untipped = replace(chain, known=replace(chain.known or a_known(), tip=""))
    assert said(untipped) == ["None: the hash of the newest version in what is known -> none"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"is_withdrawn": True}, "withdrawal"),
        ({"rule": "another"}, "rule"),
        ({"evidence": an_evidence(door="api")}, "evidence"),
        ({"recorded_at": NOON.replace(hour=11)}, "time"),
        ({"advisory": an_advisory(LOW)}, "words"),
    ],
)
def test_the_record_must_match_the_newest_version(change: dict[str, object], name: str) -> None:
    """Everything that readers see is built from the record."""
    chain = a_story(LOW, HIGH)
    known: Known = replace(chain.known or a_known(), **change)  # type: ignore[arg-type]
    assert said(replace(chain, known=known)) == [
        f"None: what is known now as in version 2 -> another {name}"
    ]


def test_a_page_of_another_source_or_a_later_time_is_named() -> None:
    """The version cannot have been decided on such a page."""
    page = a_page(target=a_target(source_id="ca_gac"), fetched_at=NOON.replace(hour=13))
    expected = [remark.expected for remark in page_remarks("us_state/KW", a_version(), page)]
    assert expected == ["a page of us_state", "a page received by 2026-09-01 12:00:00 UTC"]
    earlier = a_page(fetched_at=NOON.replace(hour=11))
    assert list(page_remarks("us_state/KW", a_version(), earlier)) == []


def test_the_second_page_is_evidence_too() -> None:
    """The text may be on the page of the other endpoint, but never on an index."""
    note = f"index: {'cd' * 32}; second door: {'ef' * 32}"
    evidence = an_evidence(note=note)
    assert keys_of(evidence) == ("ab" * 32, "cd" * 32, "ef" * 32)
    assert keys_to_read(evidence) == ("ab" * 32, "ef" * 32)


def test_changes_are_compared_only_between_two_readings() -> None:
    """A first read, a withdrawal and a notice have no predecessor to compare."""
    chain = a_story(LOW, HIGH, None, LOW)
    (remark,) = change_remarks(chain)
    assert (remark.version, remark.weight) == (4, Weight.REREAD)
    assert (remark.expected, remark.found) == ("level_raised", "level_lowered")


def test_an_alert_with_another_urgency_is_no_forgery() -> None:
    """Urgency is a rule, and rules get corrected."""
    chain = a_story(LOW, HIGH)
    due = alerts_due(chain)[2]
    (remark,) = alert_remarks(chain, {due.id: replace(due, is_urgent=False)})
    assert (remark.weight, remark.found) == (Weight.REREAD, "urgent")
    for ended in (replace(due, is_cancelled=True), replace(due, is_handed=True)):
        assert list(alert_remarks(chain, {due.id: ended})) == []


def test_advice_before_the_first_text_is_not_compared() -> None:
    """A pending placeholder is in no version."""
    chain = a_story(LOW)
    raised: Version = replace(chain.versions[1], changes=(Change.LEVEL_RAISED,))
    alone = replace(chain, originals=[Original(number=1, text=to_json(raised))])
    due = alerts_due(alone)[1]
    stub = an_advisory(Severity.NORMAL, is_stub=True)
    assert list(alert_remarks(alone, {due.id: replace(due, before=stub)})) == []


def test_another_compression_differs_from_a_few_changed_bytes() -> None:
    """A different length, or mostly different bytes, means another version of zlib."""
    packed = bytes(range(100))
    assert nudged_at(packed, packed) is None
    assert nudged_at(packed + b"x", packed) is None
    assert nudged_at(bytes(reversed(packed)), packed) is None
    assert nudged_at(packed[:50] + b"x" + packed[51:], packed) == 50


def test_the_conclusion_is_limited_to_the_findings() -> None:
    """One promise that is too large destroys trust in all others."""
    tally = Tally(destinations=1, versions=3, chained=2, files=3)
    assert "the 1 versions outside of a chain" in " ".join(what_it_does_not_show(tally))
    assert "there is no signed manifest" in " ".join(what_it_does_not_show(tally))
    assert "signed" not in " ".join(what_it_shows(tally))
    tally.worst = Weight.BROKEN
    assert list(what_it_shows(tally)) == [
        "What is named above does not hold, and nothing follows from it or from what builds on it."
    ]
    assert list(what_it_shows(Tally())) == ["Nothing: there is nothing here to be looked at."]
