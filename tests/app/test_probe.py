"""The survey: the requests at each endpoint, and the report on them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from advisory_watch.app.probe import EndpointSurvey, ProbeEndpoints
from advisory_watch.core.advisory import Problem, Snapshot
from advisory_watch.core.errors import Blocked, SourceError, Unreadable
from advisory_watch.core.page import NotModified, Page, Target, Validators
from advisory_watch.core.source import Document, Endpoint, Listing, Source
from support.builders import a_page, a_target, an_advisory
from support.fakes.fetch_each import SequentialFetcher
from support.scenarios.watched_source import a_source

INDEX = "https://travel.example/index"


@dataclass(slots=True)
class Shelf(SequentialFetcher):
    """Implement the port `Web`: a body or an error for each URL, otherwise an empty body."""

    serves: dict[str, bytes | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Return the body of a URL."""
        assert not validators
        self.asked.append(target.url)
        body = self.serves.get(target.url, b"")
        if isinstance(body, SourceError):
            raise body
        return a_page(body, target=target)


def read_lines(page: Page) -> Snapshot:
    """Parse one advisory a line; `?` is an unreadable line, `!` makes the document unreadable."""
    lines = page.body.decode().split()
    if "!" in lines:
        raise Unreadable("us_state", "expected lines, found !")
    return Snapshot(
        source="us_state",
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=tuple(an_advisory() for line in lines if line != "?"),
        problems=tuple(Problem(subject=line, reason="no name") for line in lines if line == "?"),
    )


def list_lines(target: Target, index: Page | None) -> Listing:
    """List one URL a line; without an index, return two known hosts."""
    urls = index.body.decode().split() if index else ["https://a.example/", "https://b.example/"]
    if "!" in urls:
        raise Unreadable("us_state", "expected addresses, found !")
    return Listing(
        documents=tuple(Document(id=url, target=replace(target, url=url)) for url in urls)
    )


def a_door(*, has_index: bool, lists: Callable[[Target, Page | None], Listing]) -> Endpoint:
    """Build an endpoint with many documents."""
    return Endpoint(target=a_target(url=INDEX), read=read_lines, list=lists, has_index=has_index)


def survey(web: Shelf, *endpoints: Endpoint, few: int = 3) -> list[EndpointSurvey]:
    """Survey the endpoints of one source."""
    source: Source = replace(a_source("rss"), endpoints=endpoints)
    return list(ProbeEndpoints(web=web, documents_per_host=few).run([source]))


@pytest.fixture
def web() -> Shelf:
    """Serve nothing yet."""
    return Shelf()


def test_the_only_document_of_an_endpoint_is_read(web: Shelf) -> None:
    """Unreadable items are counted separately: they are the reason for a survey."""
    web.serves[INDEX] = b"KW RU ?"
    (found,) = survey(web, Endpoint(target=a_target(url=INDEX), read=read_lines))
    assert (found.ok, found.answers, found.index, found.listed) == (True, True, None, 1)
    assert found.items == 2
    assert [problem.subject for problem in found.documents[0].problems] == ["?"]
    assert found.documents[0].http_status == 200


def test_only_a_few_documents_of_each_indexed_host_are_fetched(web: Shelf) -> None:
    """A survey must not cost a publisher as much as a whole check."""
    here = [f"https://here.example/{number}" for number in range(9)]
    there = ["https://there.example/1"]
    web.serves[INDEX] = "\n".join([*here, *there]).encode()
    (found,) = survey(web, a_door(has_index=True, lists=list_lines), few=2)
    assert web.asked == [INDEX, *here[:2], *there]
    assert (found.listed, len(found.documents), found.ok) == (10, 3, True)


def test_an_endpoint_without_an_index_is_read_completely(web: Shelf) -> None:
    """Each post is a different host, and the survey shows which of them refuse the reader."""
    web.serves["https://a.example/"] = Blocked("us_embassies", "expected a feed, found a wall")
    web.serves["https://b.example/"] = b"KW"
    (found,) = survey(web, a_door(has_index=False, lists=list_lines), few=1)
    assert web.asked == ["https://a.example/", "https://b.example/"]
    refused, read = found.documents
    assert (refused.http_status, refused.reason) == (None, "expected a feed, found a wall")
    assert read.ok
    assert (found.ok, found.answers) == (False, True)


@pytest.mark.parametrize(
    ("index", "http_status"),
    [(Blocked("us_state", "expected an index, found a wall"), None), (b"!", 200)],
    ids=["not fetched", "not read"],
)
def test_an_unreadable_index_ends_the_survey_of_its_endpoint(
    web: Shelf, index: bytes | SourceError, http_status: int | None
) -> None:
    """Document URLs are never guessed."""
    web.serves[INDEX] = index
    (found,) = survey(web, a_door(has_index=True, lists=list_lines))
    assert found.index is not None
    assert found.index.reason.startswith("expected ")
    assert found.index.http_status == http_status
    assert (found.ok, found.answers, found.documents) == (False, False, ())


def test_an_index_without_documents_is_not_ok(web: Shelf) -> None:
    """After a redesign, an index often looks empty."""
    (found,) = survey(web, a_door(has_index=True, lists=list_lines))
    assert (found.ok, found.answers, found.listed) == (False, True, 0)


def test_a_page_that_is_no_document_has_a_status_and_a_reason(web: Shelf) -> None:
    """`200` alone would lead an operator to look for the fault in the wrong place."""
    web.serves[INDEX] = b"!"
    (found,) = survey(web, Endpoint(target=a_target(url=INDEX), read=read_lines))
    (seen,) = found.documents
    assert (seen.http_status, seen.reason) == (200, "expected lines, found !")
    assert not found.answers


def test_every_endpoint_is_surveyed_even_after_a_good_one(web: Shelf) -> None:
    """A check queries the second endpoint only if needed; a survey shows whether it works."""
    web.serves[INDEX] = b"KW"
    endpoints = [
        Endpoint(target=a_target(url=INDEX, endpoint=name), read=read_lines) for name in "ab"
    ]
    assert [result.endpoint for result in survey(web, *endpoints)] == ["a", "b"]
