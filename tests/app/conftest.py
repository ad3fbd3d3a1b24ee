"""Fixture: an invented publisher and a watch on it, without any outside service."""

import pytest

from support.scenarios.watched_source import Watch


@pytest.fixture
def watch() -> Watch:
    """Watch a source that was read once: every destination at Level 2."""
    watch = Watch()
    watch.check()
    return watch
