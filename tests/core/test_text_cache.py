"""A cache of texts gives what the function gives, and keeps no text."""

from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.text_cache import text_cache

CALLS: list[str] = []


class Text(str):
    """A text that can be watched."""

    __slots__ = ("__weakref__",)


@text_cache(2)
def ending(text: str, count: int = 1) -> str:
    """Return the last characters."""
    CALLS.append(text[:1])
    if count < 0:
        raise ValueError(count)
    return text[-count:]


@pytest.fixture(autouse=True)
def _empty() -> None:
    ending.cache_clear()
    CALLS.clear()


@given(st.lists(st.tuples(st.text(st.characters()), st.integers(1, 3))))
def test_every_call_gives_the_result_of_its_own_text(calls: list[tuple[str, int]]) -> None:
    """Another destination's advice would be a false alert; half a surrogate pair occurs."""
    for text, count in calls:
        assert ending(text, count=count) == text[-count:]


def test_a_text_is_read_once() -> None:
    """The text before a change is read again in every check."""
    assert [ending("ab"), ending("a" + "b"), ending("ab", 2), ending("ab")] == ["b", "b", "ab", "b"]
    assert CALLS == ["a", "a"]


def test_the_oldest_result_is_forgotten() -> None:
    """The cache of a function that runs for hours must not grow."""
    for text in ("a", "b", "c", "a"):
        ending(text)
    assert CALLS == ["a", "b", "c", "a"]


def test_no_text_is_kept() -> None:
    """The texts of all sources take a seventh of the memory of the function."""
    text = Text("Leave now.")
    seen = ref(text)
    assert ending(text) == "."
    del text
    assert seen() is None
    assert ending("Leave now.") == "."
    assert CALLS == ["L"]


def test_an_error_is_raised_each_time() -> None:
    """A text that is too long is refused in every check, with its reason."""
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            ending("ab", -1)
