"""Documents of each government, in its own format but with our text."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from load import documents_per_destination, single_documents
from load.advice import NOTICES, Issues
from load.document_types import Papers, Said

WRITERS: Mapping[tuple[str, str], Callable[[Said], Papers]] = {
    ("us_state", "rss"): papers_of_one.american,
    ("uk_fcdo", "index"): papers_of_many.british,
    ("ca_gac", "index"): papers_of_one.canadian,
    ("de_aa", "index"): papers_of_one.german,
    ("ie_dfa", "index"): papers_of_many.irish,
    ("nz_mfat", "index"): papers_of_many.new_zealands,
}
"""The writer of each source and endpoint."""


def papers(said: Issues, at: datetime, posts: Sequence[str]) -> dict[str, bytes]:
    """Write every document of every government, by path: `/<source>/<endpoint>/<document>`."""
    written = {
        f"/{source}/{endpoint}{path}": body
        for (source, endpoint), write in WRITERS.items()
        for path, body in write(said[source])
    }
    notices = papers_of_many.notices(at, posts)
    return written | {f"/{NOTICES}/feed{path}": body for path, body in notices}
