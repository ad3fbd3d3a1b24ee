"""A publisher of invented documents, and a watch over it that has nothing of the world in it."""

import pytest

from watch import Watch


@pytest.fixture
def watch() -> Watch:
    """Watch a source that was read once: every destination at Level 2."""
    watch = Watch()
    watch.check()
    return watch
