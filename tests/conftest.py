"""What every worker does once, so that no test pays for it again."""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from botocore.loaders import create_loader
from hypothesis import settings

BETWEEN_COLLECTIONS = 20_000
"""New objects until Python looks for cycles among them; it would after 700."""

# 200 ms for an example, on two cores that others use too, would measure those others. What CI
# does by itself (Hypothesis knows it by its variables) is done everywhere.
settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Let Python look for cycles among what tests make, not in the modules that stay.

    They are two hundred thousand objects, most of other people's libraries, and going through
    them again and again took a sixth of the time. What tests leave behind is found as before.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)


@pytest.fixture(scope="session", autouse=True)
def _models_of_aws() -> Iterator[None]:
    """Read what botocore knows of the services once, not once an account of moto.

    Every account has a session of its own, and so its own credentials; the files of botocore,
    a fifth of a second for each client, are the same for all.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", cache(create_loader))
        yield
