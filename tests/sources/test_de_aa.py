"""Germany: steps in sentences, the whole and its parts, and the recorded documents."""

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.adapters.warc_reader import find_captures, load_captures
from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.destinations import destination_of_code, read_table
from advisory_watch.core.errors import UnknownLevel
from advisory_watch.core.page import Page
from advisory_watch.sources.de_aa import SOURCE
from advisory_watch.sources.de_aa.advice import statements_of
from advisory_watch.sources.de_aa.levels import Flag, Rung, levels_of
from advisory_watch.sources.de_aa.sentences import sentences_of
from advisory_watch.sources.de_aa.whole import Country, Extent, country_of, extent_of
from support.builders import NOON
from support.shared_data import shared

(DOOR,) = SOURCE.endpoints
PERU = country_of("PE", "Peru")
STEPS = {
    "Von nicht notwendigen Reisen {} wird abgeraten": Rung.AGAINST_UNNECESSARY,
    "Von nicht unbedingt erforderlichen Reisen {} wird derzeit dringend abgeraten": (
        Rung.STRONGLY_AGAINST_UNNECESSARY
    ),
    "Von allen Reisen {} wird weiterhin abgeraten": Rung.AGAINST,
    "Derzeit wird von Reisen {} abgeraten": Rung.AGAINST,
    "Von Reisen {} wird bis auf Weiteres dringend abgeraten": Rung.STRONGLY_AGAINST,
    "Vor Reisen {} wird gewarnt": Rung.WARNING,
}
WHOLE = (
    "nach Peru",
    "in andere Landesteile Perus",
    "in das gesamte Land",
    "in den Rest des Landes",
)
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwäöüß", min_size=3, max_size=12)
PARTS = st.builds("in die Provinz {}".format, LETTERS.map(str.capitalize))
"""Names of places, which need not exist."""


def a_document(content: str, code: str = "PE", name: str = "Peru", **flags: bool) -> Page:
    """Build the page of a document."""
    entry: dict[str, Any] = dict.fromkeys((flag.value for flag in Flag), False)
    entry |= {"lastModified": 1793000000, "countryCode": code, "countryName": name}
    body = json.dumps({"response": {"1": {**entry, **flags, "content": content}}}).encode()
    return Page(target=replace(DOOR.target, url="file"), body=body, fetched_at=NOON)


@pytest.mark.parametrize("form", STEPS)
@pytest.mark.parametrize("place", WHOLE)
def test_every_step_is_read_for_the_whole(form: str, place: str) -> None:
    """The step below a warning is stated in the text only."""
    (statement,) = statements_of([f"{form.format(place)}."], PERU)
    assert (statement.rung, statement.extent) == (STEPS[form], Extent.WHOLE)


@given(st.sampled_from(list(STEPS)), PARTS, st.sampled_from([" ", "\n", "\n- "]))
def test_a_part_is_never_the_whole(form: str, place: str, space: str) -> None:
    """People are not told to stay away from a country because of one province."""
    sentence = form.format(place).replace("Reisen ", f"Reisen{space}")
    statements = statements_of(f"{sentence}.".splitlines(), PERU)
    assert [found.rung for found in statements] == [STEPS[form]]
    assert [found.extent for found in statements] == [Extent.PART]


@given(st.lists(st.sampled_from(Rung)), st.lists(st.sampled_from(Rung)))
def test_the_gravest_step_counts(wholes: list[Rung], parts: list[Rung]) -> None:
    """A milder sentence must not hide a graver one."""
    levels = levels_of(wholes, parts)
    assert levels.severity == max((rung.severity for rung in wholes), default=Severity.NORMAL)
    gravest = max((rung.severity for rung in parts), default=None)
    is_hidden = gravest is not None and gravest < levels.severity
    assert levels.partial_severity == (None if is_hidden else gravest)


@pytest.mark.parametrize(("code", "name"), read_table("german_names"))
def test_every_german_name_is_the_whole(code: str, name: str) -> None:
    """A name that is not recognised would turn advice for a country into advice for a part."""
    country = Country(code=code, names=(), others=country_of(code, "").others)
    for place in (f"nach {name}", f"in die {name}", f"in alle übrigen Landesteile von {name}"):
        assert extent_of(place, country) is Extent.WHOLE
    assert extent_of(f"in den Norden von {name}", country) is Extent.PART
    other = country_of("PE" if code != "PE" else "BO", "")
    assert extent_of(f"nach {name}", other) is Extent.ELSEWHERE


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Auswärtige Amt rät von Reisen nach Peru ab.",
        "Wir raten dringend von Reisen in den Norden ab.",
        "Von Reisen nach Peru ist abzuraten.",
        "Reisen nach Peru sollten unterbleiben.",
        "Von Reiseverbindungen nach Peru wird abgeraten.",
        "Es bleibt dabei, dass von Reisen nach Peru abgeraten wird.",
        "Es wird dringend geraten, nicht nach Peru zu reisen.",
        "Reisen Sie nicht nach Peru.",
    ],
)
def test_advice_in_unknown_words_is_an_error(sentence: str) -> None:
    """Read as nothing, it would be `level 1` for a country at war."""
    with pytest.raises(UnknownLevel, match="no rule for the advice"):
        statements_of([sentence], PERU)


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Behörden raten von Reisen in das betroffene Gebiet ab.",
        "Von Reisen nach Peru wurde bislang abgeraten.",
        "Von Reisen nach Peru wird nicht mehr abgeraten.",
        "Vor Reisen nach Peru informieren Sie sich über die Einreise.",
        "Seitens der örtlichen Behörden wird von Reisen in den Norden abgeraten.",
        "Von der Einreise auf dem Landweg wird abgeraten.",
        "Vom Baden wird dringend abgeraten.",
        "Beachten Sie die Reisewarnung für Bolivien.",
        "Bei Reisen in den Norden wird zu Vorsicht geraten.",
    ],
)
def test_other_sentences_are_no_advice_against_travel(sentence: str) -> None:
    """Advice of others, of the past, or on something else is not a level."""
    assert statements_of([sentence], PERU) == ()


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    """`bzw.` and `(10 km).` stand in the middle of advice."""
    text = "Von Reisen in die Gebiete bzw. Orte A (ca. 10 km). Beta wird abgeraten. Es ist ruhig."
    assert [found.words for found in sentences_of([text])] == [
        "Von Reisen in die Gebiete bzw. Orte A (ca. 10 km). Beta wird abgeraten.",
        "Es ist ruhig.",
    ]


@cache
def _recorded() -> tuple[list[Page], list[Page]]:
    """Return the recorded indexes and documents."""
    pages = list(load_captures(find_captures([shared("corpus", "de_aa.warc.gz")])))
    indexes = [page for page in pages if page.target.url == DOOR.target.url]
    return indexes, [page for page in pages if page.target.url != DOOR.target.url]


def _read(page: Page) -> Advisory:
    (advisory,) = DOOR.read(page).advisories
    return advisory


@pytest.mark.slow
def test_every_recorded_document_is_read() -> None:
    """One unknown sentence is one country without warnings."""
    _, documents = _recorded()
    assert len(documents) == 323
    assert [page.target.url for page in documents if DOOR.read(page).problems] == []


@pytest.mark.slow
def test_the_recorded_documents_have_the_steps_that_people_count() -> None:
    """Counted by eye in July 2026; the flags alone state 18 of them."""
    _, documents = _recorded()
    first: dict[str, Advisory] = {}
    for advisory in map(_read, documents):
        first.setdefault(advisory.destination, advisory)
    words = Counter(advisory.native_level.split(" + ")[0] for advisory in first.values())
    assert {rung.value: words[rung.value] for rung in Rung if words[rung.value]} == {
        Rung.AGAINST_UNNECESSARY.value: 3,
        Rung.AGAINST.value: 3,
        Rung.STRONGLY_AGAINST.value: 5,
        Rung.WARNING.value: 18,
    }
    assert sum(copy.departure is Departure.DEPART_IMMEDIATELY for copy in first.values()) == 10


@pytest.mark.slow
def test_a_stored_text_is_read_like_a_fresh_document() -> None:
    """Otherwise every new version of the reader would send false alerts."""
    _, documents = _recorded()
    for advisory in map(_read, documents):
        bare = replace(advisory, native_level="", severity=None, regions=(), departure_words=())
        assert SOURCE.policy.read_again(bare) == advisory


def test_every_recorded_index_lists_every_recorded_document() -> None:
    """With a wrong document URL, a country is never read."""
    indexes, documents = _recorded()
    listing = DOOR.list(DOOR.target, indexes[0])
    listed = {document.target.url for document in listing.documents}
    assert {page.target.url for page in documents} <= listed
    assert listing.problems == ()


LEAVE = {"ordered": Departure.DEPART_IMMEDIATELY, "recommended": Departure.DEPART_IMMEDIATELY}


def test_every_reduced_document_reads_as_expected() -> None:
    """Each is one trap of the real documents."""
    lines = shared("corpus", "de_cases", "expected.jsonl").read_text().splitlines()
    cases = [json.loads(line) for line in lines]
    assert len(cases) == 21
    for case in cases:
        assert _reading_of(case) == (
            case["severity"],
            case["partial_severity"],
            LEAVE.get(case["departure"], Departure.NONE),
        )


def _reading_of(case: dict[str, Any]) -> tuple[object, Severity | None, Departure]:
    """Return the levels and the departure advice of a reduced document."""
    body = shared("corpus", "de_cases", case["file"]).read_bytes()
    snapshot = DOOR.read(Page(target=DOOR.target, body=body, fetched_at=NOON))
    if snapshot.problems:
        return "error", None, Departure.NONE
    (advisory,) = snapshot.advisories
    return advisory.severity, advisory.partial_severity, advisory.departure


def test_every_code_of_a_german_name_is_a_destination() -> None:
    """A code that nothing has would compare a country with no names."""
    assert all(destination_of_code(code) for code, _ in read_table("german_names"))


def test_an_index_as_evidence_states_what_its_listing_states() -> None:
    """A version that a flag decided must be shown by the page that is kept for it."""
    for page in _recorded()[0][:3]:
        assert DOOR.read(page).advisories == DOOR.list(DOOR.target, page).advisories


def test_only_the_head_of_a_section_is_advice() -> None:
    """Subsections explain, and advise holders of two passports how to leave an airport."""
    below = (
        "<h3>Ausreise</h3><p>Vor Reisen nach Peru wird gewarnt. Sie sollten sofort ausreisen.</p>"
    )
    advisory = _read(a_document(f"<h2>Sicherheit</h2><p>Ruhig.</p>{below}"))
    assert (advisory.severity, advisory.departure) == (Severity.NORMAL, Departure.NONE)
    assert "sofort ausreisen" in (advisory.text or "")
