"""Documents of each government, in its own format but with our text."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from load import documents_per_destination, single_documents
from load.advice import NOTICES, AdviceBySource
from load.document_types import AdviceByDestination, Documents

WRITERS: Mapping[tuple[str, str], Callable[[AdviceByDestination], Documents]] = {
    ("us_state", "rss"): single_documents.american,
    ("uk_fcdo", "index"): documents_per_destination.british,
    ("ca_gac", "index"): documents_per_destination.canadian,
    ("de_aa", "index"): documents_per_destination.german,
    ("ie_dfa", "index"): documents_per_destination.irish,
    ("nz_mfat", "sitemap"): documents_per_destination.new_zealands,
}
"""The writer of each source and endpoint."""


def write_documents(advice: AdviceBySource, at: datetime, posts: Sequence[str]) -> dict[str, bytes]:
    """Write every document of every government, by path: `/<source>/<endpoint>/<document>`."""
    written = {
        f"/{source}/{endpoint}{path}": body
        for (source, endpoint), write in WRITERS.items()
        for path, body in write(advice[source])
    }
    notices = documents_per_destination.notices(at, posts)
    return written | {f"/{NOTICES}/feed{path}": body for path, body in notices}
