"""Test the reading of templates: the real one, and small ones that show one case."""

from pathlib import Path

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.costs.schedules import runs_a_month
from advisory_watch.costs.template import read_stack
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT

REAL = ROOT / "template.yaml"


def test_the_real_template_is_read_with_its_defaults() -> None:
    """A misread template gives the costs of another stack."""
    stack = read_stack(REAL, {})
    assert sorted(stack.functions) == ["CheckFunction", "DigestFunction", "NotifyFunction"]
    checks = stack.functions["CheckFunction"]
    assert (checks.memory_mb, checks.is_traced, checks.is_rung) == (256, True, False)
    assert sorted(schedule.sources for schedule in checks.schedules.values()) == sorted(
        (source,) for source in SOURCES
    )
    assert checks.schedules["UsState"].expression == "rate(5 minutes)"
    digest = stack.functions["DigestFunction"].schedules["Daily"]
    assert digest.expression == "cron(0 7 * * ? *)"
    assert stack.functions["NotifyFunction"].is_rung
    assert stack.count("AWS::CloudWatch::Dashboard") == 1
    assert (stack.recovered_tables, stack.log_days, stack.has_own_key) == (1, 30, False)


def test_parameters_decide_which_resources_exist() -> None:
    """A user who asks what `off` saves must see it in the costs."""
    default = read_stack(REAL, {})
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab"
    other = read_stack(
        REAL,
        {
            "Site": "yes",
            "DigestHour": "off",
            "UsStateSchedule": "off",
            "DashboardPage": "no",
            "LogRetentionDays": "7",
            "KmsKeyArn": key,
        },
    )
    assert sorted(other.functions) == ["CheckFunction", "NotifyFunction", "SiteFunction"]
    assert runs_a_month(other.functions["CheckFunction"].schedules["UsState"].expression) == 0
    assert other.functions["SiteFunction"].memory_mb == 1024
    assert other.count("AWS::CloudFront::Distribution") == 1
    assert other.count("AWS::CloudWatch::Dashboard") == 0
    assert other.count("AWS::CloudWatch::Alarm") == default.count("AWS::CloudWatch::Alarm") + 1
    assert (other.log_days, other.has_own_key) == (7, True)


def test_an_unknown_parameter_is_refused() -> None:
    """If a misspelt parameter were ignored, the stack would cost more than estimated."""
    with pytest.raises(UsageError, match=r"Contact.*found Digesthour"):
        read_stack(REAL, {"Digesthour": "off"})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"WideFromDocuments": "many"}, "WideFromDocuments: expected a number, found 'many'"),
        ({"WideFromDocuments": "-1"}, "expected 0 or more, found '-1'"),
        ({"WideFromDocuments": "nan"}, "expected 0 or more, found 'nan'"),
        ({"WideFromDocuments": "1.5"}, "expected a whole number, found '1.5'"),
        ({"WideWorkers": "1001"}, "expected 1000 or less, found '1001'"),
        ({"Site": "ja"}, "Site: expected one of no, yes, found 'ja'"),
        ({"LogRetentionDays": "8"}, "expected one of 1, 3, 7"),
        ({"UsStateSchedule": "daily"}, r"expected rate\(...\), cron\(...\) or off, found 'daily'"),
    ],
)
def test_a_value_that_could_not_be_deployed_is_refused(given: dict[str, str], reason: str) -> None:
    """If it were taken for `no`, the costs would belong to another stack."""
    with pytest.raises(UsageError, match=reason):
        read_stack(REAL, given)


def test_a_wide_mode_is_read_with_its_workers() -> None:
    """Without wide mode there are no workers at a queue, and they must not be charged."""
    off = read_stack(REAL, {})
    wide = read_stack(REAL, {"WideFromDocuments": "100", "WideWorkers": "9"})
    assert (off.wide_from_documents, wide.wide_from_documents) == (0, 100)
    assert [function.workers for function in off.functions.values()] == [0] * len(off.functions)
    assert wide.functions["WorkFunction"].workers == 9
    assert wide.functions["WorkFunction"].schedules == {}
    assert wide.count("AWS::CloudWatch::Alarm") == off.count("AWS::CloudWatch::Alarm") + 2


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
Conditions:
  IsRed: !Equals [!Ref Colour, red]
  IsBlue: !Equals [!Ref Colour, blue]
  IsEither: !Or [!Condition IsRed, !Condition IsBlue]
  IsBoth: !And [!Condition IsRed, !Condition IsBlue]
Resources:
  Either: {Type: Alarm, Condition: IsEither}
  Both: {Type: Alarm, Condition: IsBoth}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      MemorySize: !If [IsBlue, 512, 128]
      Policies: [{Condition: {Bool: {x: "true"}}}]
      Events:
        Daily:
          Type: ScheduleV2
          Properties: {ScheduleExpression: !Sub ["cron(0 ${A} * * ? *)", {A: 7}]}
"""


@pytest.mark.parametrize(
    ("colour", "alarms", "memory"), [("red", 1, 128), ("green", 0, 128), ("blue", 1, 512)]
)
def test_conditions_work_as_in_cloudformation(
    colour: str, alarms: int, memory: int, tmp_path: Path
) -> None:
    """A resource that is not created costs nothing."""
    path = tmp_path / "template.yaml"
    path.write_text(CONDITIONAL)
    stack = read_stack(path, {"Colour": colour})
    assert stack.count("Alarm") == alarms
    assert stack.functions["Function"].memory_mb == memory
