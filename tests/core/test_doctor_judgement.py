"""The judgement of a check-up: healthy, to be looked at, or broken."""

from datetime import timedelta
from typing import Any

import pytest

from advisory_watch.core import doctor_facts as seen
from advisory_watch.core.doctor import judge_observations, status_of
from advisory_watch.core.doctor_facts import CheckStatus
from advisory_watch.core.text import in_words
from support.builders import NOON

OK, LOOK, ACT = CheckStatus.OK, CheckStatus.LOOK, CheckStatus.ACT
CLOUDWATCH = frozenset({"cloudwatch.amazonaws.com"})


def ago(**span: float) -> Any:
    """Return a time before noon."""
    return NOON - timedelta(**span)


def a_topic(**fields: Any) -> seen.TopicAccess:
    """Build the operators' topic as the template creates it."""
    plausible: dict[str, Any] = {"name": "OperatorsTopic", "services": CLOUDWATCH}
    return seen.TopicAccess(**plausible | fields)


JUDGED: list[tuple[seen.Observation, CheckStatus]] = [
    (seen.Unobserved(about="x", permission="sns:Publish"), LOOK),
    (seen.NotAnswering(about="ledger", reason="no"), ACT),
    (seen.WorkingPart(about="ledger"), OK),
    (seen.ProxiesInUse(hosts=("proxy.example",)), LOOK),
    (seen.ScheduleState(about="s", is_enabled=True), OK),
    (seen.ScheduleState(about="s", is_enabled=False), ACT),
    (seen.ScheduleState(about="s", is_enabled=False, is_wanted=False, source="ca_gac"), OK),
    (seen.SystemRun(judged_at=ago(minutes=29)), OK),
    (seen.SystemRun(judged_at=ago(minutes=31)), ACT),
    (seen.SystemRun(judged_at=None), ACT),
    *(
        (seen.ExpectedSubscriber(parameter="Email", endpoint="a***@b.c", state=state), concern)
        for state, concern in zip(seen.SubscriberState, (OK, LOOK, ACT, ACT), strict=True)
    ),
    (seen.SourceFreshness(source="us_state", last_good_at=ago(hours=1)), OK),
    (seen.SourceFreshness(source="us_state", last_good_at=None), LOOK),
    (seen.SourceFreshness(source="us_state", last_good_at=ago(hours=4), failure="503"), LOOK),
    (seen.SourceFreshness(source="us_state", last_good_at=ago(hours=25)), ACT),
    (
        seen.SourceFreshness(
            source="uk", last_good_at=ago(hours=1), documents=9, unread_documents=("fr",)
        ),
        LOOK,
    ),
    (seen.SourceFreshness(source="uk", last_good_at=ago(hours=1), failure="407"), LOOK),
    (seen.SourceFreshness(source="uk", last_good_at=None, documents=9, never_read=8), LOOK),
    (seen.SourceFreshness(source="uk", last_good_at=ago(hours=1), never_read=1), LOOK),
    (
        seen.SourceFreshness(source="uk", last_good_at=ago(hours=1), deferred_since=ago(hours=9)),
        LOOK,
    ),
    (
        seen.SourceFreshness(
            source="uk", last_good_at=ago(hours=-2), newest_at=ago(hours=-2), failure="407"
        ),
        LOOK,
    ),
    (seen.SourceFreshness(source="uk", last_good_at=ago(days=400), clock_ahead_s=34_560_000), LOOK),
    (seen.ReaderDeliveries(source="us", reader="berlin", newest_at=ago(minutes=9)), OK),
    (seen.ReaderDeliveries(source="us", reader="berlin", newest_at=None), LOOK),
    (seen.ReaderDeliveries(source="us", reader="berlin", newest_at=ago(hours=4)), LOOK),
    (
        seen.ReaderDeliveries(
            source="us",
            reader="berlin",
            newest_at=ago(minutes=9),
            refused="refused x: forged",
            refused_at=ago(hours=23),
        ),
        LOOK,
    ),
    (
        seen.ReaderDeliveries(
            source="us",
            reader="berlin",
            newest_at=ago(minutes=9),
            refused="refused x: forged",
            refused_at=ago(hours=25),
        ),
        OK,
    ),
    (seen.OutboxBacklog(waiting=0), OK),
    (seen.OutboxBacklog(waiting=1, oldest_at=ago(minutes=1)), OK),
    (seen.OutboxBacklog(waiting=1, oldest_at=ago(minutes=11)), ACT),
    (seen.DeadLetters(output="CheckDeadLetters", messages=0), OK),
    (seen.DeadLetters(output="CheckDeadLetters", messages=1), LOOK),
    (seen.DeadLetters(output="DeliveryDeadLetters", messages=1), ACT),
    (seen.BudgetCount(number=1), OK),
    (seen.BudgetCount(number=0), LOOK),
    (seen.AlarmState(name="a", state="OK"), OK),
    (seen.AlarmState(name="a", state="INSUFFICIENT_DATA"), OK),
    (seen.AlarmState(name="a", state="OK", is_silent=True), LOOK),
    (seen.AlarmState(name="a", state="ALARM"), ACT),
    (seen.TopicSubscribers(topic="AlertsTopic", confirmed=2, waiting=0), OK),
    (seen.TopicSubscribers(topic="AlertsTopic", confirmed=2, waiting=1), LOOK),
    (seen.TopicSubscribers(topic="OperatorsTopic", confirmed=0, waiting=0), LOOK),
    (seen.TopicSubscribers(topic="A", confirmed=1, waiting=0, phone_prefixes=("+91",)), LOOK),
    (seen.SmsAccount(is_in_sandbox=True, limit=1, spent=0), LOOK),
    (seen.SmsAccount(is_in_sandbox=False, limit=1, spent=0.1), OK),
    (seen.SmsAccount(is_in_sandbox=False, limit=1, spent=0.8), LOOK),
    (seen.SmsAccount(is_in_sandbox=False, limit=1, spent=1), ACT),
    (a_topic(), OK),
    (a_topic(services=frozenset()), ACT),
    (a_topic(key_id="alias/aws/sns"), ACT),
    (a_topic(key_id="k", key_services=CLOUDWATCH, key_state="Enabled"), OK),
    (a_topic(key_id="k", key_services=frozenset(), key_state="Enabled"), ACT),
    (a_topic(key_id="k", key_services=CLOUDWATCH, key_state="PendingDeletion"), ACT),
    (a_topic(is_everybody_denied=True), ACT),
    (a_topic(name="AlertsTopic", services=frozenset(), key_id="alias/aws/sns"), OK),
]


@pytest.mark.parametrize(("fact", "concern"), JUDGED, ids=lambda param: repr(param)[:60])
def test_each_fact_is_judged(fact: seen.Observation, concern: CheckStatus) -> None:
    """A person does not look again at a check marked OK."""
    (check_result,) = judge_observations([fact], NOON)
    assert check_result.concern is concern, check_result
    assert check_result.found
    assert concern is OK or check_result.todo


def test_a_source_names_what_is_missing_and_why() -> None:
    """An owner who reads `last read 5 minutes ago` would trust the silence."""
    status = seen.SourceFreshness(
        source="uk_fcdo",
        last_good_at=None,
        failure="150 of 190 documents are not read yet",
        documents=190,
        unread_documents=("cd", "ml", "ye"),
        never_read=150,
        deferred_since=ago(minutes=20),
    )
    (result,) = judge_observations([status], NOON)
    assert result.found == (
        "never read in full, 3 of 190 documents unread (cd, ml, ye),"
        " 150 of 190 documents never read, too little time for all documents for 20 minutes"
    )
    assert result.todo == "its reason: 150 of 190 documents are not read yet"


def test_every_kind_of_fact_is_tried_here() -> None:
    """A kind without a judgement would stop the whole check-up."""
    classes = {value for value in vars(seen).values() if isinstance(value, type)}
    kinds = {kind for kind in classes if issubclass(kind, seen.Observation)}
    assert {type(fact) for fact, _ in JUDGED} == kinds - {seen.Observation}


def test_a_source_that_is_off_on_purpose_need_not_be_read() -> None:
    """A permanent finding hides a new one."""
    off = seen.ScheduleState(about="s", is_enabled=False, is_wanted=False, source="ca_gac")
    statuses = [
        seen.SourceFreshness(source=item, last_good_at=None) for item in ("ca_gac", "us_state")
    ]
    assert [item.concern for item in judge_observations([*statuses, off], NOON)] == [OK, LOOK, OK]


def test_an_unseen_fact_is_never_well() -> None:
    """A role without permissions would make every stack look healthy."""
    check_results = judge_observations(
        [seen.Unobserved(about="SMS", permission="sns:GetSMSAttributes")], NOON
    )
    assert "could not be seen: needs permission sns:GetSMSAttributes" in check_results[0].found
    assert status_of(check_results) == 1


def test_the_worst_finding_is_the_exit_status() -> None:
    """Scripts read only the exit status, and no findings must not mean success."""
    well, broken = seen.WorkingPart(about="x"), seen.NotAnswering(about="y", reason="z")
    assert status_of(judge_observations([well], NOON)) == 0
    assert status_of(judge_observations([well, broken], NOON)) == 2
    assert status_of([]) == 2


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ({"seconds": -5}, "0 minutes"),
        ({"minutes": 1}, "1 minute"),
        ({"minutes": 119}, "119 minutes"),
        ({"hours": 47}, "47 hours"),
        ({"days": 3}, "3 days"),
    ],
)
def test_spans_are_written_in_plain_words(span: dict[str, float], said: str) -> None:
    """'Last read 0:40:00 ago' is hard to read."""
    assert in_words(timedelta(**span)) == said
