"""Implement `fetch_each` of the port `Web` for fakes that only fetch one page at a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from advisory_watch.app.ports import Answer
from advisory_watch.core.errors import SourceError
from advisory_watch.core.page import FetchRequest, NotModified, Page, Target, Validators


class SequentialFetcher:
    """Fetches in the order of the requests, without a time limit."""

    def fetch(self, target: Target, validators: Validators) -> Page | NotModified:
        """Fetch one page; subclasses implement this."""
        raise NotImplementedError

    def fetch_each(self, asks: Sequence[FetchRequest], until: datetime | None) -> Iterator[Answer]:
        """Fetch the pages one after another; yield an error in place of a page that fails."""
        del until
        for ask in asks:
            try:
                yield self.fetch(ask.target, ask.validators)
            except SourceError as error:
                yield error
