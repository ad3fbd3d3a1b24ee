"""Destination codes and names, checked against the standards and the publishers."""

import re
from collections import Counter
from itertools import chain
from typing import cast

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.destinations import (
    destination_names,
    destination_of,
    destination_of_code,
    destination_of_fips,
    name_of,
    normalise,
    read_table,
)
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.text import without_accents

TABLES = ("fips10_4", "iso3166", "synonyms")
CODES = destination_names()
COUNTRIES = {code for code in CODES if "-" not in code} - {"XK"}
SYNONYMS = [(name, codes.split()) for codes, name in read_table("synonyms")]
ALL_NAMES = [*CODES.values(), *(name for name, _ in SYNONYMS)]

TRAPS = {
    "Burma (Myanmar)": "MM",
    "Cabo Verde": "CV",
    "Cote d Ivoire": "CI",
    "Côte d’Ivoire": "CI",
    "Congo, Democratic Republic of the": "CD",
    "Congo": "CG",
    "Czech Republic": "CZ",
    "Dominica": "DM",
    "Dominican Republic": "DO",
    "DPRK": "KP",
    "Eswatini (Swaziland)": "SZ",
    "French West Indies": "GP",
    "Gambia, The": "GM",
    "Georgia": "GE",
    "Guinea": "GN",
    "Guinea-Bissau": "GW",
    "Equatorial Guinea": "GQ",
    "Papua New Guinea": "PG",
    "Israel, the West Bank and Gaza": "IL",
    "Kenya ": "KE",
    "Kingdom of Denmark": "DK",
    "Korea, North": "KP",
    "Korea, South": "KR",
    "Mainland China, Hong Kong & Macau": "CN",
    "Mexico Travel Advisory": "MX",
    "Niger": "NE",
    "Nigeria": "NG",
    "Saint Martin": "MF",
    "Sint Maarten": "SX",
    "Sao Tome and Principe": "ST",
    "South Georgia and South Sandwich Islands": "GS",
    "St. Helena, Ascension and Tristan da Cunha": "SH",
    "Sudan": "SD",
    "South Sudan": "SS",
    "The Kyrgyz Republic": "KG",
    "The Occupied Palestinian Territories": "PS",
    "Turkey": "TR",
    "UAE": "AE",
    "Virgin Islands, U.S.": "VI",
    "Virgin Islands, British": "VG",
}

FIPS_TRAPS = {
    "AS": "AU",
    "AU": "AT",
    "BG": "BD",
    "CD": "TD",
    "CH": "CN",
    "EN": "EE",
    "GA": "GM",
    "GM": "DE",
    "GZ": "PS",
    "KN": "KP",
    "KS": "KR",
    "KV": "XK",
    "MJ": "ME",
    "OD": "SS",
    "RI": "RS",
    "RS": "RU",
    "SZ": "CH",
    "UP": "UA",
    "WZ": "SZ",
}


def test_the_countries_match_iso_3166_both_ways() -> None:
    """Travellers to a missing country would never get a warning."""
    assert {country.alpha_2 for country in pycountry.countries} == COUNTRIES


def test_the_three_letter_codes_match_iso_3166() -> None:
    """Links and the German index use them: a wrong code names another country."""
    standard = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    alpha3 = {row[1]: row[0] for row in read_table("iso3166") if row[1]}
    assert alpha3 == {**standard, "XKX": "XK"}
    assert [code for code in alpha3 if destination_of_code(code) != alpha3[code]] == []


def test_every_part_of_a_country_is_a_subdivision_of_iso_3166_2() -> None:
    """An invented code would mean nothing to readers of the feed."""
    parts = set(CODES) - COUNTRIES - {"XK"}
    assert parts <= {subdivision.code for subdivision in pycountry.subdivisions}


def test_every_name_of_the_standard_is_understood() -> None:
    """A publisher that uses the names of ISO must not become unreadable."""
    named = [
        (cast("str", getattr(country, key)), country.alpha_2)
        for country in pycountry.countries
        for key in ("name", "common_name")
        if hasattr(country, key)
    ]
    assert [pair for pair in named if destination_of(pair[0]) != pair[1]] == []


def test_every_fips_name_reads_back_as_its_code() -> None:
    """One mistake in the table would send Russia's news to subscribers of Serbia."""
    assert [row for row in read_table("fips10_4") if destination_of(row[2]) != row[1]] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted(table: str) -> None:
    """A maintainer looks for a row where the alphabet puts it, and adds a second one if missing."""
    assert list(read_table(table)) == sorted(read_table(table))


@pytest.mark.parametrize("table", ["fips10_4", "iso3166"])
def test_no_code_is_listed_twice(table: str) -> None:
    """If a code had two rows, one would be ignored silently."""
    codes = Counter(code for row in read_table(table) for code in _keys(table, row) if code)
    assert [code for code, count in codes.items() if count > 1] == []


def _keys(table: str, row: tuple[str, ...]) -> tuple[str, ...]:
    return row[:1] if table == "fips10_4" else row[:3]


def test_the_fips_table_lacks_only_destinations_without_a_code() -> None:
    """The feed tags nearly every item: a gap in the table loses a country."""
    parts = {code for code in CODES if "-" in code}
    assert set(CODES) - {row[1] for row in read_table("fips10_4")} - parts == {"AX", "BQ"}


@pytest.mark.parametrize(("tag", "code"), FIPS_TRAPS.items())
def test_a_fips_code_is_never_taken_for_an_iso_code(tag: str, code: str) -> None:
    """`CH` is China in FIPS 10-4 and Switzerland in ISO 3166."""
    assert destination_of_fips(f" {tag.lower()} ") == code


@pytest.mark.parametrize(("name", "code"), TRAPS.items())
def test_a_name_that_is_easily_mistaken_is_not(name: str, code: str) -> None:
    """A warning about Niger that names Nigeria reaches the wrong travellers."""
    assert destination_of(name) == code


def test_every_name_in_the_tables_leads_to_a_known_code() -> None:
    """A code without a name would break the alert about it."""
    assert {destination_of(name) for name in ALL_NAMES} <= set(CODES)


def test_no_name_means_two_destinations() -> None:
    """Otherwise the order of a table would decide between the two destinations."""
    named = [(name, code) for code, name in CODES.items()]
    named += [(name, codes[0]) for name, codes in SYNONYMS]
    assert [pair for pair in named if destination_of(pair[0]) != pair[1]] == []


def test_no_synonym_is_listed_twice() -> None:
    """Maintainers do not dare to change a table with dead rows."""
    counts = Counter(normalise(name) for name in ALL_NAMES)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_member_of_a_group_is_a_known_code() -> None:
    """A subscriber to Martinique would miss news of the French West Indies."""
    assert set(chain.from_iterable(codes for _, codes in SYNONYMS)) <= set(CODES)


@given(st.text())
def test_normalising_twice_is_normalising_once(name: str) -> None:
    """The two sides of a comparison may have been normalised a different number of times."""
    assert normalise(normalise(name)) == normalise(name)


@given(st.text("aehSTtz", min_size=1))
def test_a_single_word_is_normalised_as_in_a_longer_name(word: str) -> None:
    """Most names take a shorter way, and `St` must become `saint` there, too."""
    assert normalise(word) == normalise(f"{word} ")


@given(st.sampled_from(ALL_NAMES), st.sampled_from([" ", "  ", "\t", "\u00a0", "\n"]))
def test_case_and_spacing_do_not_matter(name: str, space: str) -> None:
    """The feed alternates between two back ends that type names differently."""
    typed = space + space.join(re.split(" ", name.upper())) + space
    assert destination_of(typed) == destination_of(name)


@given(st.sampled_from(ALL_NAMES))
def test_accents_and_a_title_do_not_matter(name: str) -> None:
    """São Tomé and Sao Tome alternate in the feed, and must not look like two places."""
    bare = name.translate(str.maketrans("áãåçéíôü", "aaaceiou"))
    assert destination_of(f"The {bare} Travel Advisory") == destination_of(name)


@pytest.mark.parametrize("name", ["Atlantis", "", "Other", "Ελλάδα", "Congo Kinshasa Brazzaville"])
def test_an_unknown_name_is_an_error_that_names_it(name: str) -> None:
    """A guess would warn of the wrong country; silence would warn of none."""
    with pytest.raises(UnknownDestination, match=re.escape(repr(name))) as caught:
        destination_of(name)
    assert "core/destinations/synonyms.csv" in str(caught.value)


def test_the_spratly_islands_belong_to_no_destination() -> None:
    """A disputed place has no ISO code; filing it under a claimant would take sides."""
    with pytest.raises(UnknownDestination, match="'PG'"):
        destination_of_fips("PG")


@pytest.mark.parametrize(
    ("written", "code"),
    [("kw", "KW"), ("XKX", "XK"), ("PT-20", "PT-20"), ("IC", "ES-CN"), (" deu ", "DE")],
)
def test_a_publishers_own_code_maps_to_ours(written: str, code: str) -> None:
    """Canada writes `IC` for the Canary Islands, which is Iceland in FIPS 10-4."""
    assert destination_of_code(written) == code


@pytest.mark.parametrize("written", ["", "ZZ", "Kuwait", "K"])
def test_an_unknown_code_is_an_error_that_names_it(written: str) -> None:
    """A typing error in a publisher's index must not become a country."""
    with pytest.raises(UnknownDestination, match=re.escape(repr(written))):
        destination_of_code(written)


def test_a_code_without_a_name_is_an_error() -> None:
    """A reader cannot use an alert about `Q7`."""
    with pytest.raises(UnknownDestination, match="'Q7'"):
        name_of("Q7")


def test_a_destination_is_shown_by_its_usual_name() -> None:
    """Travellers look for Bolivia, not for a Plurinational State."""
    assert [name_of(code) for code in ("BO", "CI", "PT-20")] == [
        "Bolivia",
        "Côte d'Ivoire",
        "Azores",
    ]


@pytest.mark.parametrize("code", CODES)
def test_every_ascii_name_fits_the_alphabet_of_one_sms(code: str) -> None:
    """One character outside the plain GSM alphabet makes a message shorter and more expensive."""
    assert re.fullmatch(r"[A-Za-z '.,()-]+", without_accents(name_of(code)))
    assert destination_of(without_accents(name_of(code))) == code
