"""Callers decide by the kind of a failure, never by its words."""

import pytest

from advisory_watch.core import errors
from advisory_watch.core.errors import AdvisoryWatchError, FailureKind

CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, AdvisoryWatchError)
]
OURS = {"ledger", "access_denied", "overtaken", "archive", "dispatch", "our_fault"}


def test_every_kind_has_an_error() -> None:
    """A kind that no error has is a branch that never runs."""
    assert {raised.kind for raised in CLASSES} == set(FailureKind)


@pytest.mark.parametrize("kind", FailureKind, ids=lambda kind: kind.value)
def test_our_failures_are_not_blamed_on_a_publisher(kind: FailureKind) -> None:
    """A laptop with a full disk must not be told that the world is out of reach."""
    assert kind.is_ours == (kind.value in OURS)
