"""Setup that each test worker does once, to keep tests fast."""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from botocore.loaders import create_loader
from hypothesis import settings

BETWEEN_COLLECTIONS = 20_000
"""New objects before Python looks for reference cycles among them; its default is 700."""

# No deadline for an example: two shared cores make the default of 200 ms unreliable. Examples are
# the same in every run, so that a change is judged by its own faults; `make test-random` looks for
# new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, max_examples=1000)
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """Exclude the modules loaded so far from garbage collection; collect only new objects.

    The modules hold two hundred thousand objects, mostly of libraries. Scanning them repeatedly
    took a sixth of the run time. Objects that tests leave behind are still collected.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)


@pytest.fixture(scope="session", autouse=True)
def _models_of_aws() -> Iterator[None]:
    """Load the service models of botocore once, instead of once per moto account.

    Each account has its own session, because it has its own credentials. The model files are the
    same for all, and loading them takes a fifth of a second per client.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", cache(create_loader))
        yield
