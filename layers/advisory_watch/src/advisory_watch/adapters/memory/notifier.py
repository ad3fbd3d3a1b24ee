"""A carrier that goes nowhere."""

from advisory_watch.core.message import Publication


class MemoryNotifier:
    """Keep the promises of `Notifier`: collect in `publications` what it was given."""

    def __init__(self) -> None:
        self.publications: list[Publication] = []

    def send(self, publication: Publication) -> None:
        """Remember the publication."""
        self.publications.append(publication)
