"""Every name that the publishers really used, read from their recorded documents."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from defusedxml import ElementTree
from warcio.archiveiterator import ArchiveIterator

from advisory_watch.core.destinations import (
    destination_of,
    destination_of_code,
    destination_of_fips,
)
from support.shared_data import shared

FIPS_TAG = "category[@domain='Country-Tag']"

FILED_ELSEWHERE = {("BQ", "Bonaire")}
"""Canada's index lists Bonaire under the code of the three islands together."""


def _bodies(warc: Path) -> Iterator[bytes]:
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                yield record.content_stream().read()


def _american_items() -> set[tuple[str, str | None]]:
    """Return every name in the titles of the American feed, with its FIPS tag."""
    return {
        (re.split(" - (?:Level|See)", item.findtext("title", ""))[0], item.findtext(FIPS_TAG))
        for body in _bodies(shared("corpus", "us_state.warc.gz"))
        for item in ElementTree.fromstring(body).iter("item")
    }


def _british_countries() -> set[tuple[str, str]]:
    documents = [json.loads(body) for body in _bodies(shared("corpus", "uk_fcdo.warc.gz"))]
    listed = [
        child for document in documents for child in document.get("links", {}).get("children", ())
    ]
    details = [
        document_or_link["details"]
        for document_or_link in documents + listed
        if "country" in document_or_link["details"]
    ]
    return {(detail["country"]["name"], detail["country"]["slug"]) for detail in details}


def _canadian_entries() -> set[tuple[str, str]]:
    corpus = [json.loads(body) for body in _bodies(shared("corpus", "ca_gac.warc.gz"))]
    sample = json.loads(shared("samples", "ca_gac", "index_2026-07-02.json").read_bytes())
    indexes = [document["data"] for document in [*corpus, sample]]
    return {(key, entry["eng"]["name"]) for index in indexes for key, entry in index.items()}


def test_american_names_and_tags_mean_the_same_destination() -> None:
    """Name and tag check each other: a mismatch warns of the wrong country."""
    items = _american_items()
    assert len({destination_of(name) for name, _ in items}) > 200
    tagged = [(name, tag) for name, tag in items if tag]
    assert [
        pair for pair in tagged if destination_of_fips(pair[1]) != destination_of(pair[0])
    ] == []


def test_british_names_and_slugs_mean_the_same_destination() -> None:
    """A country renamed in the middle of a crisis must still be found."""
    countries = _british_countries()
    assert len(countries) > 220
    assert [pair for pair in countries if destination_of(pair[0]) != destination_of(pair[1])] == []


def test_canadian_names_and_keys_mean_the_same_destination() -> None:
    """Records use the key: it must be the country that the page is about."""
    entries = _canadian_entries()
    assert len(entries) >= 230
    odd = {(k, name) for k, name in entries if destination_of(name) != destination_of_code(k)}
    assert odd == FILED_ELSEWHERE


def test_both_codes_of_every_german_entry_agree() -> None:
    """The German index gives two codes, and a reader may use either."""
    path = shared("samples", "de_aa", "index_2026-07.json")
    response = json.loads(path.read_bytes())["response"]
    entries = [entry for entry in response.values() if isinstance(entry, dict)]
    codes = [(entry["countryCode"], entry["iso3CountryCode"]) for entry in entries]
    assert len(codes) > 190
    assert [pair for pair in codes if len({destination_of_code(code) for code in pair}) > 1] == []


def test_australian_names_and_codes_mean_the_same_destination() -> None:
    """The Australian page gives only names."""
    path = shared("samples", "au_dfat", "derived_levels_2026-07-12.json")
    countries = [
        (country["name"], country["iso3"]) for country in json.loads(path.read_bytes())["countries"]
    ]
    assert len(countries) > 170
    assert [
        pair for pair in countries if destination_of(pair[0]) != destination_of_code(pair[1])
    ] == []


def test_api_names_and_tags_mean_the_same_destination() -> None:
    """The second endpoint must not know other countries than the first.

    One title names three destinations; only its tag tells which one is meant.
    """
    paths = sorted(shared("samples", "us_state").glob("api_*.json"))
    items = [item for path in paths for item in json.loads(path.read_bytes())]
    pairs = [
        (re.split(" - (?:Level|See)", item["Title"])[0], item["Category"][0]) for item in items
    ]
    odd = [pair for pair in pairs if destination_of(pair[0]) != destination_of_fips(pair[1])]
    assert odd == [("Mainland China, Hong Kong & Macau", "MC")]
