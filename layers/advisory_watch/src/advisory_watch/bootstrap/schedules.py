"""What runs by itself in a stack, and how often: from its settings and the registered sources."""

from datetime import timedelta

from advisory_watch.bootstrap.settings import Settings
from advisory_watch.core.errors import UsageError
from advisory_watch.core.schedule import interval_of
from advisory_watch.core.system_health import Duty

DAILY = timedelta(days=1)
OFF = frozenset({"", "off"})
YES = "yes"


def expected_intervals(settings: Settings) -> dict[str, timedelta]:
    """Return the interval of every source and task that is not off. Raises `UsageError`.

    `CHECK_SCHEDULES` has an expression for each group of sources with one default interval,
    shortest first. Without it, every source has its default.
    """
    from advisory_watch.sources import SOURCES  # noqa: PLC0415 - the scheduled run alone needs it

    off = {name.strip() for name in settings.sources_off.split(",")}
    if unknown := off - {"", *SOURCES}:
        raise UsageError(f"SOURCES_OFF: expected ids of sources, found {sorted(unknown)}")
    groups = sorted({source.check_interval_min for source in SOURCES.values()})
    schedules = _schedules(settings.check_schedules, groups)
    intervals = {
        name: interval_of(schedules[source.check_interval_min])
        for name, source in SOURCES.items()
        if name not in off and schedules[source.check_interval_min] not in OFF
    }
    if settings.digest_hour not in OFF:
        intervals[Duty.DIGEST.value] = DAILY
    if settings.signs_manifests == YES:
        intervals[Duty.SEAL.value] = DAILY
    return intervals


def _schedules(text: str, groups: list[int]) -> dict[int, str]:
    """Return the expression of each group, by its default interval in minutes."""
    if not text:
        return {minutes: f"rate({minutes} minutes)" for minutes in groups}
    expressions = [part.strip() for part in text.split(",")]
    if len(expressions) != len(groups):
        raise UsageError(
            f"CHECK_SCHEDULES: expected {len(groups)} expressions, one for each group of sources, "
            f"found {len(expressions)}: {text!r}"
        )
    return dict(zip(groups, expressions, strict=True))
