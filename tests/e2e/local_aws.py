"""How every run on the local AWS begins: nothing left of the last one, and a built template."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from e2e import sam
from e2e.emulator import Emulator, emulator
from e2e.waiting import WORK, new_log, note


@contextmanager
def a_new_run() -> Iterator[None]:
    """Forget the last run, and whatever account this machine knows."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    new_log()
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield


@contextmanager
def a_local_aws() -> Iterator[Emulator]:
    """Start the emulator, and build the template while it does."""
    with emulator() as local, pytest.MonkeyPatch.context() as patch:
        for name, text in local.environment().items():
            patch.setenv(name, text)
        boto3.setup_default_session()
        note("sam build")
        sam.build()
        yield local
