"""The part of the port `Web` that fetches many, for fakes that know how to fetch one."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from advisory_watch.app.ports import Answer
from advisory_watch.core.errors import SourceError
from advisory_watch.core.pages import Ask, NotModified, Page, Target, Validators


class OneByOne:
    """Fetches in the order of asking, and has time for everything."""

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch one page: the fake's own part."""
        raise NotImplementedError

    def fetch_each(self, asks: Sequence[Ask], until: datetime | None) -> Iterator[Answer]:
        """Fetch many."""
        del until
        for ask in asks:
            try:
                yield self.fetch(ask.target, ask.validators)
            except SourceError as error:
                yield error
