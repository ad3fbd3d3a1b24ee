"""A property that is computed once, without holding up another instance."""

from threading import Barrier, Thread

from advisory_watch.core.once import once

PATIENCE_S = 20


class Page:
    """Counts how often it is looked at; may wait for another that is looked at."""

    def __init__(self, together: Barrier | None = None) -> None:
        self.looks = 0
        self._together = together

    @once
    def words(self) -> str:
        """What it says."""
        self.looks += 1
        if self._together is not None:
            self._together.wait(PATIENCE_S)
        return "stay"


def test_it_is_computed_once() -> None:
    """A page of a megabyte is hashed once, however many ask for its name."""
    page = Page()
    assert (page.words, page.words, page.looks) == ("stay", "stay", 1)


def test_two_are_computed_at_the_same_time() -> None:
    """Each waits in its computing for the other: one lock for both would last for ever."""
    together = Barrier(2)
    first, second = Page(together), Page(together)
    other = Thread(target=lambda: second.words)
    other.start()
    assert first.words == "stay"
    other.join(PATIENCE_S)
    assert (first.looks, second.looks) == (1, 1)


def test_it_can_be_read_about() -> None:
    """On the class stands what it is."""
    assert Page.words.__doc__ == "What it says."
