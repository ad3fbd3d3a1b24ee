"""How much of an endpoint was read, from its listing and the health of its documents."""

from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.app.fetch_result import EndpointFetchResult
from advisory_watch.core.errors import FailureKind
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Document, Endpoint, Listing
from support.builders import NOON, a_target
from support.scenarios.watched_source import a_source

READ = DocumentHealth(tried_at=NOON, read_at=NOON)


def list_documents(count: int, target: Target, _index: Page | None = None) -> Listing:
    """List a number of documents."""
    ids = (f"document {number}" for number in range(count))
    return Listing(documents=tuple(Document(id=name, target=target) for name in ids))


def fetched(listed: int, read: int) -> EndpointFetchResult:
    """Return the result of a check after which so many documents were ever read."""
    listing = list_documents(listed, a_target())
    endpoint: Endpoint = replace(
        a_source("feed").endpoints[0], list=partial(list_documents, listed), has_index=False
    )
    remembered = {document.id: READ for document in listing.documents[:read]}
    return EndpointFetchResult(endpoint=endpoint, remembered=remembered, listing=listing)


@given(st.integers(1, 300), st.data())
def test_a_source_that_is_mostly_new_is_never_read(listed: int, data: st.DataObject) -> None:
    """Three unread documents of four are no read source, although three are no mass."""
    read = data.draw(st.integers(0, listed))
    result = fetched(listed, read)
    assert result.never_read == listed - read
    if result.never_read > listed / 2:
        assert result.failure is FailureKind.INCOMPLETE
    if read == listed:
        assert (result.failure, result.blindness) == (None, None)


@given(st.integers(1, 300))
def test_an_archive_may_have_gaps(listed: int) -> None:
    """An archive with half of the documents must show that half without errors."""
    result = replace(fetched(listed, 0), allows_gaps=True)
    assert (result.never_read, result.failure) == (0, None)
