"""Test the reading of templates: the real one, and small ones that show one case."""

from pathlib import Path

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.model import PlannedRun, PlannedStack
from advisory_watch.costs.schedules import runs_a_month
from advisory_watch.costs.template import read_stack
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT

REAL = ROOT / "template.yaml"


def checks_of(stack: PlannedStack) -> dict[str, float]:
    """Return how often each source is checked in a month."""
    return {source: run.number for run in stack.runs for source in run.sources}


def test_the_real_template_is_read_with_its_defaults() -> None:
    """A misread template gives the costs of another stack."""
    stack = read_stack(REAL, {})
    checks = {name: source.check_interval_min for name, source in SOURCES.items()}
    wanted = {name: runs_a_month(f"rate({minutes} minutes)") for name, minutes in checks.items()}
    assert checks_of(stack) == wanted
    others = sorted(run.kind for run in stack.runs if not run.sources)
    assert others == ["digest", "ring", "sweep"]
    assert all(run.memory_mb >= 128 for run in stack.runs)
    assert stack.resources["PointInTimeRecovery"] == 1
    assert (stack.log_days, stack.resources["KmsKeyArn"]) == (30, 0)


def test_parameters_decide_which_resources_exist() -> None:
    """A user who asks what `off` saves must see it in the costs."""
    default = read_stack(REAL, {})
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab"
    given = {"Site": "yes", "DigestHour": "off", "LogRetentionDays": "7", "KmsKeyArn": key}
    other = read_stack(REAL, given)
    kinds = sorted(run.kind for run in other.runs if not run.sources)
    assert kinds == ["all", "front", "ring", "ring_site", "sweep"]
    assert other.resources["AWS::S3::Bucket"] == default.resources["AWS::S3::Bucket"] + 1
    assert (other.log_days, other.resources["KmsKeyArn"]) == (7, 1)


def test_an_unknown_parameter_is_refused() -> None:
    """If a misspelt parameter were ignored, the stack would cost more than estimated."""
    with pytest.raises(UsageError, match=r"Contact.*found Digesthour"):
        read_stack(REAL, {"Digesthour": "off"})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"WideFromDocuments": "many"}, "WideFromDocuments: expected a whole number from 0 to inf"),
        ({"WideFromDocuments": "-1"}, "a whole number from 0 to inf, found '-1'"),
        ({"WideFromDocuments": "nan"}, "a whole number from 0 to inf, found 'nan'"),
        ({"WideFromDocuments": "1.5"}, "a whole number from 0 to inf, found '1.5'"),
        ({"SmsSpendAlarmUsd": "-0.5"}, "a number from 0 to inf, found '-0.5'"),
        ({"ObjectLockDays": "36501"}, "a whole number from 0 to 36500, found '36501'"),
        ({"Site": "ja"}, "Site: expected one of no, yes, found 'ja'"),
        ({"DigestHour": "25"}, "DigestHour: expected .*, found '25'"),
    ],
)
def test_a_value_that_could_not_be_deployed_is_refused(given: dict[str, str], reason: str) -> None:
    """If it were taken for `no`, the costs would belong to another stack."""
    with pytest.raises(UsageError, match=reason):
        read_stack(REAL, given)


def test_a_wide_mode_is_read_with_its_queue() -> None:
    """Without wide mode there are no workers at a queue, and they must not be charged."""
    off = read_stack(REAL, {})
    wide = read_stack(REAL, {"WideFromDocuments": "100"})
    assert (off.wide_from_documents, wide.wide_from_documents) == (0, 100)
    assert [run.kind for run in off.runs if run.kind == "part"] == []
    assert [run.kind for run in wide.runs if run.kind == "part"] == ["part"]
    alarms = "AWS::CloudWatch::Alarm"
    assert wide.resources[alarms] > off.resources[alarms]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "expected the template at .*template"),
        ("a: [", "expected a template, found"),
        ("- 1", "expected a template with Resources"),
        ("Resources: 3", "expected a template with Resources"),
        ("\xff", "expected a template"),
    ],
)
def test_a_missing_or_invalid_template_is_reported(
    text: str | None, reason: str, tmp_path: Path
) -> None:
    """An installed program comes without a template, and must say that it needs one."""
    path = tmp_path / "template.yaml"
    if text is not None:
        path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=reason):
        read_stack(path, {})


CONDITIONAL = """
Parameters:
  Colour: {Default: red}
  Rates: {Type: CommaDelimitedList, Default: "rate(1 hour),off"}
  Text: {Default: "a,off"}
  SourcesOff: {Default: third}
Conditions:
  IsRed: !Equals [!Ref Colour, red]
  IsBlue: !Equals [!Ref Colour, blue]
  IsEither: !Or [!Condition IsRed, !Condition IsBlue]
  IsBoth: !And [!Condition IsRed, !Condition IsBlue]
  IsOn: !Not [!Equals [!Select [1, !Split [",", !Ref Text]], "off"]]
Resources:
  Either: {Type: Alarm, Condition: IsEither}
  Both: {Type: Alarm, Condition: IsBoth}
  Two:
    Type: Alarm
    Properties:
      Metrics:
        - {Expression: a + b}
        - {MetricStat: {Metric: {Namespace: AWS/SQS, MetricName: a}}}
        - {MetricStat: {Metric: {Namespace: AdvisoryWatch, MetricName: b}}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: !If [IsBlue, 512, 128]
      Policies: [{Condition: {Bool: {x: "true"}}}]
      Events:
        Both:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: !Select [0, !Ref Rates]
            Input: '{"sources": ["first", "third"]}'
        Off:
          Type: ScheduleV2
          Properties:
            State: !If [IsOn, ENABLED, DISABLED]
            ScheduleExpression: rate(1 day)
            Input: '{"sources": ["second"]}'
"""


@pytest.mark.parametrize(
    ("colour", "alarms", "memory"), [("red", 3, 128), ("green", 2, 128), ("blue", 3, 512)]
)
def test_conditions_work_as_in_cloudformation(
    colour: str, alarms: int, memory: int, tmp_path: Path
) -> None:
    """A resource that is not created costs nothing, and an alarm costs for each metric."""
    path = tmp_path / "template.yaml"
    path.write_text(CONDITIONAL)
    stack = read_stack(path, {"Colour": colour})
    assert stack.resources["Alarm"] == alarms
    assert stack.runs == (
        PlannedRun(kind="sources", memory_mb=memory, number=730, sources=("first",)),
    )
