"""The start of every run on the local AWS: no old results, and a built template."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest

from e2e import sam
from e2e.emulator import Emulator, emulator
from e2e.progress import WORK, new_log, note


@contextmanager
def a_new_run() -> Iterator[None]:
    """Delete the results of the last run, and hide the AWS account of this machine."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    new_log()
    with pytest.MonkeyPatch.context() as patch:
        for name in [variable for variable in os.environ if variable.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield


@contextmanager
def a_local_aws() -> Iterator[Emulator]:
    """Start the emulator, and build the template meanwhile."""
    with emulator() as local, pytest.MonkeyPatch.context() as patch:
        for name, text in local.environment().items():
            patch.setenv(name, text)
        boto3.setup_default_session()
        note("sam build")
        sam.build()
        yield local
