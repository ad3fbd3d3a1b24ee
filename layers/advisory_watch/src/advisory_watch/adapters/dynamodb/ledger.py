"""The ledger in DynamoDB: one Query reads a source, one transaction writes a verdict."""

from __future__ import annotations

from itertools import batched
from typing import TYPE_CHECKING
