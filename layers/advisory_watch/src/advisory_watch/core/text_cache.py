"""A cache of what was read in long texts, which does not keep the texts.

The texts of a thousand destinations take 30 MB, and what is read in each of them a few hundred
bytes.
"""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from hashlib import sha256
from typing import Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def text_cache(maxsize: int) -> "Callable[[Callable[Concatenate[str, P], R]], TextCache[P, R]]":
    """Cache the results of a function by the hash of its text, and by its other arguments.

    Like `lru_cache`, for a function whose first argument is a long text.
    """
    return lambda read: TextCache(read, maxsize)


class TextCache(Generic[P, R]):
    """A function of a text, with the results of its last different calls."""

    def __init__(self, read: Callable[Concatenate[str, P], R], maxsize: int) -> None:
        @lru_cache(maxsize)
        def result_of(key: _TextKey, *args: P.args, **kwargs: P.kwargs) -> R:
            text = key.text
            del key.text  # the cache keeps the key
            return read(text, *args, **kwargs)

        self._result_of = result_of
        self.cache_clear = result_of.cache_clear
        update_wrapper(self, read)

    def __call__(self, text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the result for a text, from the cache if it is known."""
        key = _TextKey(sha256(text.encode(errors="surrogatepass")).digest())
        key.text = text
        return self._result_of(key, *args, **kwargs)  # type: ignore[arg-type] # of `Hashable`


class _TextKey(bytes):
    """The hash of a text, and the text until it was read."""

    text: str
