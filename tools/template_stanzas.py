"""The stanzas of template.yaml that every source has, as text."""

from advisory_watch.core.source import Source

WINDOW_MAX_MIN = 5
"""The jitter of a schedule is a third of its interval at most, and never more than this."""


def camel(source_id: str) -> str:
    """Return the id as the template writes it: `UsState`."""
    return "".join(part.capitalize() for part in source_id.split("_"))


def parameter_name(source: Source) -> str:
    """Return an entry of the group of parameters."""
    return f"          - {camel(source.id)}Schedule\n"


def parameter(source: Source) -> str:
    """Return the parameter that says whether and how often a source is checked."""
    long_title = source.long_title or f"{source.title}, {source.publisher}"
    return f"""
  {camel(source.id)}Schedule:
    Type: String
    Default: rate({source.check_interval_min} minutes)
    Description: {long_title}; an EventBridge Scheduler expression, or off.
    AllowedPattern: ^(off|(rate|cron)\\(.+\\))$
    ConstraintDescription: rate(...), cron(...) or off
"""


def condition(source: Source) -> str:
    """Return the condition that a source is checked."""
    name = camel(source.id)
    return f'  Reads{name}: !Not [!Equals [!Ref {name}Schedule, "off"]]\n'


def schedule(source: Source) -> str:
    """Return the event of the check function that fires for a source."""
    name = camel(source.id)
    window_min = max(1, min(WINDOW_MAX_MIN, source.check_interval_min // 3))
    return f"""\
        {name}:
          Type: ScheduleV2
          Properties:
            OmitName: true # a fixed name would keep a second stack out of the account
            Description: Checks {source.id}
            ScheduleExpression: !If [Reads{name}, !Ref {name}Schedule, rate(1 day)]
            State: !If [Reads{name}, ENABLED, DISABLED]
            FlexibleTimeWindow:
              Mode: FLEXIBLE
              MaximumWindowInMinutes: {window_min}
            Input: '{{"sources": ["{source.id}"]}}'
            RoleArn: !GetAtt CheckScheduleRole.Arn
            RetryPolicy:
              MaximumRetryAttempts: 2
              MaximumEventAgeInSeconds: 300
            DeadLetterConfig:
              Arn: !GetAtt CheckDeadLetters.Arn
"""
