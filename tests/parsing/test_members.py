"""Members of a JSON object, of the type that they must have."""

import pytest

from advisory_watch.core.errors import MalformedItem
from advisory_watch.parsing.members import list_in, optional_text_in, text_in


@pytest.mark.parametrize("value", [None, "", " ", 7, ["a"], "half \ud83d"])
def test_what_is_no_text_is_malformed(value: object) -> None:
    """A name that cannot be written in a mail stops the mail."""
    with pytest.raises(MalformedItem, match="expected text as name"):
        text_in({"name": value}, "name")


@pytest.mark.parametrize(("value", "text"), [(None, ""), ("", ""), (" a ", "a"), ("😀", "😀")])
def test_text_that_may_be_missing_is_empty_then(value: object, text: str) -> None:
    """A section without words must not hide those that have some."""
    assert optional_text_in({"body": value}, "body") == text


@pytest.mark.parametrize("value", [0, ["a"], False])
def test_text_that_may_be_missing_is_nothing_else(value: object) -> None:
    """A member of another kind means that the format changed."""
    with pytest.raises(MalformedItem, match="expected text as body"):
        optional_text_in({"body": value}, "body")


def test_a_value_nested_deeper_than_python_writes_is_malformed() -> None:
    """To quote it whole would end the check of all other sources."""
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(MalformedItem, match=r"expected text as name, found \[\[\["):
        text_in({"name": value}, "name")


@pytest.mark.parametrize("value", [None, "ab", {"a": 1}])
def test_what_is_no_list_is_malformed(value: object) -> None:
    """The letters of a word are not the members of a list."""
    with pytest.raises(MalformedItem, match="expected a list as parts"):
        list_in({"parts": value}, "parts")
