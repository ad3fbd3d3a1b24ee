"""Names of destinations as people type them: suggestions, and questions."""

import pytest

from advisory_watch.core.destinations import destination_names, read_table
from advisory_watch.core.destinations.typed_names import meanings_of, read_typed, suggestions
from advisory_watch.core.errors import UnknownDestination


@pytest.mark.parametrize(
    ("typed", "code"),
    [("ru", "RU"), ("Turkey", "TR"), ("Guinea", "GN"), ("Sudan", "SD"), ("UK", "GB")],
)
def test_a_name_that_means_one_destination_is_read(typed: str, code: str) -> None:
    """A short name is never in question, even if it is a part of another one."""
    assert read_typed(typed) == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Rusia", ("RU",)),
        ("Ukrane", ("UA",)),
        ("Phillipines", ("PH",)),
        ("Irak", ("IQ",)),
        ("Deutschland", ("DE",)),
        ("Kinshasa", ("CD",)),
        ("Saudi", ("SA",)),
    ],
)
def test_an_unknown_name_gets_suggestions(typed: str, meant: tuple[str, ...]) -> None:
    """A wrong letter, another language or a town: the person sees what to type."""
    assert suggestions(typed) == meant
    with pytest.raises(
        UnknownDestination, match=rf"found '{typed}'; did you mean .*\({meant[0]}\)"
    ):
        read_typed(typed)


@pytest.mark.parametrize("typed", ["xx", "", "qqqqqq", "日本", "x" * 100_000])
def test_a_text_like_no_name_gets_no_suggestion(typed: str) -> None:
    """A far-fetched suggestion would be accepted by a person in a hurry."""
    assert suggestions(typed) == ()
    with pytest.raises(UnknownDestination, match="expected an ISO 3166 code") as raised:
        read_typed(typed)
    assert "did you mean" not in str(raised.value)
    assert len(str(raised.value)) < 250


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Congo", ("CD", "CG")),
        ("the congo", ("CD", "CG")),
        ("Korea", ("KP", "KR")),
        ("Virgin Islands", ("VG", "VI")),
        ("Israel and Palestine", ("IL", "PS")),
    ],
)
def test_a_name_of_several_destinations_is_a_question(typed: str, codes: tuple[str, ...]) -> None:
    """A subscriber to the wrong Congo would learn of it in a crisis."""
    assert meanings_of(typed) == codes
    with pytest.raises(UnknownDestination, match="expected one destination") as raised:
        read_typed(typed)
    assert all(f"({code})" in str(raised.value) for code in codes)


def test_every_short_name_means_its_destination() -> None:
    """The pages and messages show these names: they can be typed as they are."""
    assert {name: read_typed(name) for name in destination_names().values()} == {
        name: code for code, name in destination_names().items()
    }


def test_every_synonym_means_its_destination_or_is_a_question() -> None:
    """A question is asked only where the name itself has several meanings."""
    for codes, name in read_table("synonyms"):
        meant = meanings_of(name)
        assert meant[:1] == (codes.split()[0],) or codes in meant, name
