"""A written site as moto keeps it, copied into another account.

Writing every page takes moto two seconds; each test needs a bucket of its own all the same.
"""

import pickle
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

BUCKET = "site"

Files = bytes
"""The objects of the bucket with their versions, in moto's own words: it forgets the objects
themselves, and every copy of them that lives, when an account is closed."""


def copied_site() -> Files:
    """Copy what is in the bucket of the account that is open."""
    return pickle.dumps(_bucket().keys)


def restore_site(files: Files) -> None:
    """Put it into the bucket of the account that is open."""
    _bucket().keys = pickle.loads(files)  # noqa: S301 - our own copy, of this process


def _bucket() -> Any:
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]
