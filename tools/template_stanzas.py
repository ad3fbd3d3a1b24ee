"""The parts of template.yaml that follow from the registered sources, as text."""

from collections.abc import Iterable, Mapping, Sequence

from advisory_watch.core.source import Source

GROUPS_MIN = (5, 10, 30, 60)
"""The intervals of the groups in minutes: the defaults of the parameter `CheckSchedules`."""

WINDOW_MAX_MIN = 5
"""The jitter of a schedule is a third of its interval at most, and never more than this."""


def group_of(source: Source) -> int:
    """Return the interval of a source's group: the longest that is not above its own."""
    return max(minutes for minutes in GROUPS_MIN if minutes <= source.check_interval_min)


def grouped(sources: Iterable[Source]) -> Mapping[int, Sequence[str]]:
    """Return the ids of the sources by the interval of their group; no group is empty.

    An event without sources would check all of them.
    """
    ids: dict[int, list[str]] = {}
    for source in sources:
        ids.setdefault(group_of(source), []).append(source.id)
    return dict(sorted(ids.items()))


def ids_pattern(sources: Iterable[Source]) -> str:
    """Return the pattern of `SourcesOff`, which refuses an id that no source has."""
    ids = "|".join(source.id for source in sources)
    return f'    AllowedPattern: "^(({ids})(,(?=[a-z])|$))*$"\n'


def conditions(sources: Iterable[Source]) -> str:
    """Return a condition a group: its schedule is not off."""
    return "".join(
        f'  Every{minutes}MinutesOn: !Not [!Equals [{_rate(minutes)}, "off"]]\n'
        for minutes in grouped(sources)
    )


def schedules(sources: Iterable[Source]) -> str:
    """Return an event a group: the check function starts with the ids of its sources."""
    return "".join(_schedule(minutes, ids) for minutes, ids in grouped(sources).items())


def _rate(minutes: int) -> str:
    """Return the member of `CheckSchedules` that is about a group."""
    return f"!Select [{GROUPS_MIN.index(minutes)}, !Ref CheckSchedules]"


def _schedule(minutes: int, ids: Sequence[str]) -> str:
    name, named = f"Every{minutes}Minutes", ", ".join(f'"{source_id}"' for source_id in ids)
    window_min = max(1, min(WINDOW_MAX_MIN, minutes // 3))
    return f"""\
        {name}:
          Type: ScheduleV2
          Properties:
            OmitName: true # a fixed name would keep a second stack out of the account
            Description: Checks the sources of every {minutes} minutes
            ScheduleExpression: !If [{name}On, {_rate(minutes)}, rate(1 day)]
            State: !If [{name}On, ENABLED, DISABLED]
            FlexibleTimeWindow: {{Mode: FLEXIBLE, MaximumWindowInMinutes: {window_min}}}
            Input: '{{"sources": [{named}]}}'
            RoleArn: !GetAtt ScheduleRole.Arn
            RetryPolicy: {{MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300}}
            DeadLetterConfig: {{Arn: !GetAtt DeadLetters.Arn}}
"""
