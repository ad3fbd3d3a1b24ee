"""A notifier that only remembers."""

from advisory_watch.core.alert_batch import Publication


class MemoryNotifier:
    """Implement `Notifier`: append each message to `publications`."""

    def __init__(self) -> None:
        self.publications: list[Publication] = []

    def send(self, publication: Publication) -> None:
        """Remember the publication."""
        self.publications.append(publication)
