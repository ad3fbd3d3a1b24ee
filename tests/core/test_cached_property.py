"""A property that is computed once, without blocking another instance."""

from threading import Barrier, Thread

from advisory_watch.core.page import cached_property

PATIENCE_S = 20


class Page:
    """Counts how often its words are computed; may wait for another computation."""

    def __init__(self, together: Barrier | None = None) -> None:
        self.looks = 0
        self._together = together

    @cached_property
    def words(self) -> str:
        """What it says."""
        self.looks += 1
        if self._together is not None:
            self._together.wait(PATIENCE_S)
        return "stay"


def test_it_is_computed_once() -> None:
    """A page of a megabyte is hashed once, however many callers ask for its name."""
    page = Page()
    assert (page.words, page.words, page.looks) == ("stay", "stay", 1)


def test_two_instances_are_computed_at_the_same_time() -> None:
    """Each computation waits for the other: one common lock would deadlock."""
    together = Barrier(2)
    first, second = Page(together), Page(together)
    other = Thread(target=lambda: second.words)
    other.start()
    assert first.words == "stay"
    other.join(PATIENCE_S)
    assert (first.looks, second.looks) == (1, 1)


def test_the_docstring_is_kept() -> None:
    """The docstring is available on the class."""
    assert Page.words.__doc__ == "What it says."
