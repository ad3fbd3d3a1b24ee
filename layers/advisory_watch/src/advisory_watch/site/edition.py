"""The configuration of one deployment of the site."""

from dataclasses import dataclass

from advisory_watch.core.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The owner's settings of a site.

    `sources` are the registered ones, in display order. `base_url` is the public URL without a last
    slash. If it is empty the site is only a folder, and feeds have no URL of their own.
    `evidence_url` is the public URL of the archive, empty if the archive is private; it may be
    relative to the root of the site.

    `has_alerts` is set if email, SMS and queues can be subscribed to. `contact` says in the owner's
    words where to ask for that, or is empty. `banner` is shown at the top of every page, such as a
    note that the world shown is invented.
    """

    sources: tuple[Source, ...]
    base_url: str = ""
    evidence_url: str = ""
    has_alerts: bool = False
    contact: str = ""
    banner: str = ""

    def title_of(self, source_id: str) -> str:
        """Return the short title of a source, or its id if it is no longer registered."""
        titles = {source.id: source.title for source in self.sources}
        return titles.get(source_id, source_id)
