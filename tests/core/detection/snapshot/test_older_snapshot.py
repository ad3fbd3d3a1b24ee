"""A snapshot read before the last decision cannot correct that decision."""

from datetime import timedelta

import pytest

from advisory_watch.core.detection.types import Outcome
from core.detection.cases import L2, L3, L4, MARK, NEWER, a_bare_level, judged, known_as
from support.builders import NOON

KNOWN = known_as(a_bare_level(L3, MARK))


@pytest.mark.parametrize("copy", [a_bare_level(L2, MARK), a_bare_level(L4, NEWER)])
def test_a_reading_from_before_the_last_decision_is_rejected(copy: object) -> None:
    """Replaying last year's captures into today's ledger must not make alerts."""
    detection = judged(KNOWN, copy, at=NOON - timedelta(seconds=1))  # type: ignore[arg-type]
    assert (detection.outcome, detection.rule) == (Outcome.REJECTED, "older_reading")


def test_a_reading_of_the_same_moment_is_judged() -> None:
    """Two documents of one capture have the same time."""
    assert judged(KNOWN, a_bare_level(L4, NEWER), at=NOON).outcome is Outcome.CHANGED
