"""Copy a generated site from one moto account to another.

Each test needs its own bucket, but writing every page takes moto two seconds.
"""

import pickle
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

BUCKET = "site"

Files = bytes
"""The objects of the bucket with their versions, pickled.

Moto drops the objects themselves, and all live copies, when an account is closed.
"""


def copy_site() -> Files:
    """Copy the contents of the bucket of the open account."""
    return pickle.dumps(_bucket().keys)


def restore_site(files: Files) -> None:
    """Restore the contents into the bucket of the open account."""
    _bucket().keys = pickle.loads(files)  # noqa: S301 - our own copy, of this process


def _bucket() -> Any:
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]
