"""From the entries of an index to a listing."""

import json

import pytest

from advisory_watch.core.errors import MalformedItem, UnknownDestination, Unreadable
from advisory_watch.core.source import Document
from advisory_watch.parsing.index import (
    destination_at,
    destinations_named,
    index_page,
    listing_of,
)
from advisory_watch.sources import SOURCES
from support.builders import a_page, a_target


def _document(entry: str) -> Document:
    if entry == "broken":
        raise MalformedItem("expected a path")
    return Document(id=entry, target=a_target(url=entry))


def test_an_unreadable_entry_affects_no_other() -> None:
    """One broken row of an index must not hide two hundred countries."""
    listing = listing_of([("1", "a"), ("2", "broken"), ("3", "b"), ("4", "a")], _document)
    assert [item.id for item in listing.documents] == ["a", "b"]
    assert [(item.subject, item.reason) for item in listing.problems] == [("2", "expected a path")]


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("Norway", "x"), {"NO"}),
        (("", "united-arab-emirates"), {"AE"}),
        (("Atlantis", "atlantis"), set()),
        ((), set()),
    ],
)
def test_the_first_known_name_gives_the_destination(
    names: tuple[str, ...], codes: set[str]
) -> None:
    """A document about a country without a known name must be fetched all the same."""
    assert destinations_named(*names) == codes


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("Land of Rivers", "/foreign-travel-advice/suriname", "SR"),
        ("Norway", "/foreign-travel-advice/suriname", "NO"),
        ("Norway", "/foreign-travel-advice/new-norway", "NO"),
    ],
)
def test_the_address_names_a_destination_whose_name_is_new(
    name: str, address: str, code: str
) -> None:
    """A country that changed its name must not go dark; a known name is the better witness."""
    assert destination_at(name, address) == code


def test_a_new_name_at_a_new_address_is_an_error_that_names_it() -> None:
    """A guess would warn of the wrong country."""
    with pytest.raises(UnknownDestination, match="Land of Rivers"):
        destination_at("Land of Rivers", "/foreign-travel-advice/land-of-rivers")


@pytest.mark.parametrize("source_id", ["uk_fcdo", "ie_dfa", "nz_mfat"])
def test_an_index_of_thousands_is_refused(source_id: str) -> None:
    """One hostile page could otherwise cause days of requests to a publisher's host."""
    endpoint = SOURCES[source_id].endpoints[-1]
    names = [f"country-{number}" for number in range(1001)]
    children = [{"base_path": f"/foreign-travel-advice/{name}"} for name in names]
    index = {
        "json": json.dumps({"links": {"children": children}}),
        "html": " ".join(
            f"<a href='{endpoint.target.url.rstrip('/')}/{name}/'>x</a>" for name in names
        ),
    }
    page = a_page(index[endpoint.target.media].encode(), target=endpoint.target)
    with pytest.raises(Unreadable, match="expected an index of at most 1000 documents, found 1001"):
        endpoint.list(endpoint.target, page)


def test_an_endpoint_without_its_index_raises() -> None:
    """An empty listing would look like a world without advice."""
    page = a_page()
    assert index_page(page.target, page) is page
    with pytest.raises(Unreadable, match="expected the index of rss"):
        index_page(page.target, None)
