"""Setup that each test worker does once, to keep tests fast."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import disk_usage

import pytest
from botocore.loaders import create_loader
from hypothesis import settings

BETWEEN_COLLECTIONS = 20_000
"""New objects before Python looks for reference cycles among them; its default is 700."""

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a private folder in it
"""The folder of Linux whose files are in memory."""

MEMORY_MIN_BYTES = 2 * 2**30
"""The least free space to use it: slow tests take half a gigabyte; some containers have 64 MB."""

# No deadline for an example: two shared cores make the default of 200 ms unreliable. Examples are
# the same in every run, so that a change is judged by its own faults; `make test-random` looks for
# new ones.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, max_examples=1000)
settings.load_profile("repeatable")


def pytest_configure() -> None:
    """Keep the files of tests in memory, if there is space.

    Tests write thousands of small files, and databases that wait until a disk has the data. On a
    disk this takes a tenth of the processor time, and most of the waiting.
    """
    if MEMORY.is_dir() and disk_usage(MEMORY).free >= MEMORY_MIN_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


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
