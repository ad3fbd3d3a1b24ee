"""Members of a JSON object, checked for their type."""

import pytest

from advisory_watch.core.errors import MalformedItem
from advisory_watch.parsing.json import list_in, optional_text_in, text_in


@pytest.mark.parametrize("value", [None, "", " ", 7, ["a"], "half \ud83d"])
def test_a_member_that_is_no_text_is_malformed(value: object) -> None:
    """A name that cannot be encoded in an email stops the email."""
    with pytest.raises(MalformedItem, match="expected text as name"):
        text_in({"name": value}, "name")


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("", ""), (" a ", "a"), ("😀", "😀")])
def test_a_missing_optional_text_is_empty(value: object, text: str) -> None:
    """A section without text must not hide the sections with text."""
    assert optional_text_in({"body": value}, "body") == text


@pytest.mark.parametrize("value", [0, ["a"], False])
def test_an_optional_text_of_another_type_is_malformed(value: object) -> None:
    """A member of another type means that the format changed."""
    with pytest.raises(MalformedItem, match="expected text as body"):
        optional_text_in({"body": value}, "body")


def test_a_value_nested_deeper_than_python_writes_is_malformed() -> None:
    """Quoting it in full would end the check of all other sources."""
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(MalformedItem, match=r"expected text as name, found \[\[\["):
        text_in({"name": value}, "name")


@pytest.mark.parametrize("value", [None, "ab", {"a": 1}])
def test_a_member_that_is_no_list_is_malformed(value: object) -> None:
    """The letters of a word are not the members of a list."""
    with pytest.raises(MalformedItem, match="expected a list as parts"):
        list_in({"parts": value}, "parts")
