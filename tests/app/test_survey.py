"""The survey: what is asked for at each door, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from advisory_watch.app.findings import DoorSurvey
from advisory_watch.app.survey import Survey
from advisory_watch.core.advisories import Problem, Reading
from advisory_watch.core.errors import Blocked, SourceError, Unreadable
from advisory_watch.core.pages import NotModified, Page, Target, Validators
from advisory_watch.core.sources import Document, Door, Listing, Source
from builders import a_page, a_target, an_advisory
from one_by_one import OneByOne
from watch import a_source

INDEX = "https://travel.example/index"


@dataclass(slots=True)
class Shelf(OneByOne):
    """The port `Web`: a body or an error for each address, everything else is empty."""

    serves: dict[str, bytes | SourceError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Serve an address."""
        assert not validators
        self.asked.append(target.url)
        body = self.serves.get(target.url, b"")
        if isinstance(body, SourceError):
            raise body
        return a_page(body, target=target)


def read_lines(page: Page) -> Reading:
    """Read an advisory a line; `?` is one that cannot be read, `!` breaks the document."""
    lines = page.body.decode().split()
    if "!" in lines:
        raise Unreadable("us_state", "expected lines, found !")
    return Reading(
        source="us_state",
        door=page.target.door,
        read_at=page.fetched_at,
        advisories=tuple(an_advisory() for line in lines if line != "?"),
        problems=tuple(Problem(subject=line, reason="no name") for line in lines if line == "?"),
    )


def list_lines(target: Target, index: Page | None) -> Listing:
    """List an address a line; without an index two hosts that are known anyway."""
    urls = index.body.decode().split() if index else ["https://a.example/", "https://b.example/"]
    if "!" in urls:
        raise Unreadable("us_state", "expected addresses, found !")
    return Listing(
        documents=tuple(Document(id=url, target=replace(target, url=url)) for url in urls)
    )


def a_door(*, has_index: bool, lists: Callable[[Target, Page | None], Listing]) -> Door:
    """Build a door of many documents."""
    return Door(target=a_target(url=INDEX), read=read_lines, list=lists, has_index=has_index)


def survey(web: Shelf, *doors: Door, few: int = 3) -> list[DoorSurvey]:
    """Look at the doors of one source."""
    source: Source = replace(a_source("rss"), doors=doors)
    return list(Survey(web=web, documents_per_host=few).run([source]))


@pytest.fixture
def web() -> Shelf:
    """Serve nothing yet."""
    return Shelf()


def test_the_only_document_of_a_door_is_read(web: Shelf) -> None:
    """What cannot be read is counted apart: it is why somebody looks."""
    web.serves[INDEX] = b"KW RU ?"
    (found,) = survey(web, Door(target=a_target(url=INDEX), read=read_lines))
    assert (found.ok, found.answers, found.index, found.listed) == (True, True, None, 1)
    assert found.items == 2
    assert [each.subject for each in found.documents[0].problems] == ["?"]
    assert found.documents[0].http_status == 200


def test_of_an_index_only_a_few_documents_of_each_host_are_asked_for(web: Shelf) -> None:
    """A look must not cost a publisher what a whole check costs."""
    here = [f"https://here.example/{number}" for number in range(9)]
    there = ["https://there.example/1"]
    web.serves[INDEX] = "\n".join([*here, *there]).encode()
    (found,) = survey(web, a_door(has_index=True, lists=list_lines), few=2)
    assert web.asked == [INDEX, *here[:2], *there]
    assert (found.listed, len(found.documents), found.ok) == (10, 3, True)


def test_a_door_that_names_its_documents_itself_is_read_whole(web: Shelf) -> None:
    """Each post is another host, and which of them refuse us is the question."""
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
def test_an_index_that_cannot_be_read_is_the_end_of_it(
    web: Shelf, index: bytes | SourceError, http_status: int | None
) -> None:
    """No document is guessed."""
    web.serves[INDEX] = index
    (found,) = survey(web, a_door(has_index=True, lists=list_lines))
    assert found.index is not None
    assert found.index.reason.startswith("expected ")
    assert found.index.http_status == http_status
    assert (found.ok, found.answers, found.documents) == (False, False, ())


def test_an_index_without_documents_is_no_answer_to_be_content_with(web: Shelf) -> None:
    """An empty list is how a redesign looks from outside."""
    (found,) = survey(web, a_door(has_index=True, lists=list_lines))
    assert (found.ok, found.answers, found.listed) == (False, True, 0)


def test_a_page_that_is_no_document_has_both_a_status_and_a_reason(web: Shelf) -> None:
    """`200` alone would send its reader to look for a fault of ours in the wrong place."""
    web.serves[INDEX] = b"!"
    (found,) = survey(web, Door(target=a_target(url=INDEX), read=read_lines))
    (seen,) = found.documents
    assert (seen.http_status, seen.reason) == (200, "expected lines, found !")
    assert not found.answers


def test_every_door_is_looked_at_also_behind_one_that_answers(web: Shelf) -> None:
    """The second door is asked in need only: here is where one learns that it is shut."""
    web.serves[INDEX] = b"KW"
    doors = [Door(target=a_target(url=INDEX, door=name), read=read_lines) for name in "ab"]
    assert [each.door for each in survey(web, *doors)] == ["a", "b"]
