"""Collect messages in memory instead of sending them."""

from advisory_watch.core.message import Publication


class MemoryNotifier:
    """Implement `Notifier`: append each message to `publications`."""

    def __init__(self) -> None:
        self.publications: list[Publication] = []

    def send(self, publication: Publication) -> None:
        """Remember the publication."""
        self.publications.append(publication)
