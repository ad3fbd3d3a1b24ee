"""What a chain of versions proves and what it does not, on values only."""

from dataclasses import replace

import pytest

from advisory_watch.core.advisory import Change, Severity
from advisory_watch.core.evidence.chain import Chain, IssueSeverity, RawRecord, nudged_at
from advisory_watch.core.evidence.checks import (
    VerificationSummary,
    alert_issues,
    alerts_due,
    change_issues,
    keys_of,
    keys_to_read,
    page_issues,
    what_it_does_not_show,
    what_it_shows,
)
from advisory_watch.core.record import DestinationRecord, Version, chained
from advisory_watch.core.serialization import to_json
from support.builders import NOON, a_page, a_record, a_target, a_version, an_advisory, an_evidence


def a_story(*severities: Severity | None) -> Chain:
    """Chain versions of Kuwait; None means a withdrawal."""
    known, raw_records = a_record(number=0, head_hash=""), []
    for number, severity in enumerate(severities, start=1):
        said = an_advisory(severity) if severity else None
        changes = (Change.FIRST_SEEN,) if number == 1 else (Change.LEVEL_RAISED,)
        version = a_version(
            number=number,
            advisory=None,
            changes=changes if said else (Change.WITHDRAWN,),
            previous=known.head_hash,
        )
        version = replace(version, advisory=said)
        known = replace(
            chained(known, version),
            number=number,
            advisory=said or known.advisory,
            is_withdrawn=said is None,
        )
        raw_records.append(RawRecord(number=number, text=to_json(version)))
    return Chain(source="us_state", destination="KW", raw_records=raw_records, record=known)


def said(chain: Chain) -> list[str]:
    """Return the remarks of a chain as text."""
    return [f"{issue.version}: {issue.expected} -> {issue.found}" for issue in chain.issues()]


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
    known = replace(chain.record or a_record(), number=10**12)
    first, *_ = said(replace(chain, record=known))
    assert first == f"3: versions 1 to {10**12} -> none up to version {10**12}"


def test_two_versions_of_one_number_are_named() -> None:
    """Readers would see only one of them."""
    chain = a_story(LOW, HIGH)
    twice = replace(chain, raw_records=[*chain.raw_records, chain.raw_records[1]])
    assert "2: one version of that number -> 2" in said(twice)
    none = replace(chain, raw_records=[*chain.raw_records, RawRecord(number=0, text="")])
    assert "0: a number from 1 -> a version under 0" in said(none)


def test_a_link_that_was_cut_is_named() -> None:
    """Without the link, earlier versions could be replaced."""
    chain = a_story(LOW, HIGH, LOW)
    cut = replace(chain.versions[2], previous="")
    raw_records = [
        chain.raw_records[0],
        RawRecord(number=2, text=to_json(cut)),
        chain.raw_records[2],
    ]
    lines = said(replace(chain, raw_records=raw_records))
    assert lines[0].startswith("2: the record of hash ")
    untipped = replace(chain, record=replace(chain.record or a_record(), head_hash=""))
    assert said(untipped) == ["None: the hash of the newest version in what is known -> none"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"is_withdrawn": True}, "withdrawal"),
        ({"rule": "another"}, "rule"),
        ({"evidence": an_evidence(endpoint="api")}, "evidence"),
        ({"recorded_at": NOON.replace(hour=11)}, "time"),
        ({"advisory": an_advisory(LOW)}, "words"),
    ],
)
def test_the_record_must_match_the_newest_version(change: dict[str, object], name: str) -> None:
    """Everything that readers see is built from the record."""
    chain = a_story(LOW, HIGH)
    record: DestinationRecord = replace(chain.record or a_record(), **change)  # type: ignore[arg-type]
    assert said(replace(chain, record=record)) == [
        f"None: what is known now as in version 2 -> another {name}"
    ]


def test_a_page_of_another_source_or_a_later_time_is_named() -> None:
    """The version cannot have been decided on such a page."""
    page = a_page(target=a_target(source_id="ca_gac"), fetched_at=NOON.replace(hour=13))
    expected = [issue.expected for issue in page_issues("us_state/KW", a_version(), page)]
    assert expected == ["a page of us_state", "a page received by 2026-09-01 12:00:00 UTC"]
    earlier = a_page(fetched_at=NOON.replace(hour=11))
    assert list(page_issues("us_state/KW", a_version(), earlier)) == []


def test_the_second_page_is_evidence_too() -> None:
    """The text may be on the page of the other endpoint, but never on an index."""
    note = f"index: {'cd' * 32}; second door: {'ef' * 32}"
    evidence = an_evidence(note=note)
    assert keys_of(evidence) == ("ab" * 32, "cd" * 32, "ef" * 32)
    assert keys_to_read(evidence) == ("ab" * 32, "ef" * 32)


def test_changes_are_compared_only_between_two_readings() -> None:
    """A first read, a withdrawal and a notice have no predecessor to compare."""
    chain = a_story(LOW, HIGH, None, LOW)
    (issue,) = change_issues(chain)
    assert (issue.version, issue.severity) == (4, IssueSeverity.REREAD)
    assert (issue.expected, issue.found) == ("level_raised", "level_lowered")


def test_an_alert_with_another_urgency_is_no_forgery() -> None:
    """Urgency is a rule, and rules get corrected."""
    chain = a_story(LOW, HIGH)
    due = alerts_due(chain)[2]
    (issue,) = alert_issues(chain, {due.id: replace(due, is_urgent=False)})
    assert (issue.severity, issue.found) == (IssueSeverity.REREAD, "urgent")
    for ended in (replace(due, is_cancelled=True), replace(due, is_partially_sent=True)):
        assert list(alert_issues(chain, {due.id: ended})) == []


def test_advice_before_the_first_text_is_not_compared() -> None:
    """A pending placeholder is in no version."""
    chain = a_story(LOW)
    raised: Version = replace(chain.versions[1], changes=(Change.LEVEL_RAISED,))
    alone = replace(chain, raw_records=[RawRecord(number=1, text=to_json(raised))])
    due = alerts_due(alone)[1]
    stub = an_advisory(Severity.NORMAL, is_stub=True)
    assert list(alert_issues(alone, {due.id: replace(due, before=stub)})) == []


def test_another_compression_differs_from_a_few_changed_bytes() -> None:
    """A different length, or mostly different bytes, means another version of zlib."""
    packed = bytes(range(100))
    assert nudged_at(packed, packed) is None
    assert nudged_at(packed + b"x", packed) is None
    assert nudged_at(bytes(reversed(packed)), packed) is None
    assert nudged_at(packed[:50] + b"x" + packed[51:], packed) == 50


def test_the_conclusion_is_limited_to_the_findings() -> None:
    """One promise that is too large destroys trust in all others."""
    summary = VerificationSummary(destinations=1, versions=3, chained=2, files=3)
    assert "the 1 versions outside of a chain" in " ".join(what_it_does_not_show(summary))
    assert "there is no signed manifest" in " ".join(what_it_does_not_show(summary))
    assert "signed" not in " ".join(what_it_shows(summary))
    broken = replace(summary, worst=IssueSeverity.BROKEN)
    assert list(what_it_shows(broken)) == [
        "What is named above does not hold, and nothing follows from it or from what builds on it."
    ]
    assert list(what_it_shows(VerificationSummary())) == [
        "Nothing: there is nothing here to be looked at."
    ]
