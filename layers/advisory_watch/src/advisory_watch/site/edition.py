"""What is particular to one deployment of the site."""

from dataclasses import dataclass

from advisory_watch.core.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Whose site it is, and where it stands.

    `sources` are those registered, in the order in which they are shown. `base_url` is
    where the site is served, without a last slash; empty where it is only a folder: then
    feeds name no address of their own. `evidence_url` is where the archive can be read,
    empty where it is private; it may be relative to the root of the site. `has_alerts` is
    set where email, SMS and queues can be subscribed to, and `contact` says in the owner's
    words whom to ask for that, or is empty. `banner` stands at the top of every page, where
    there is one: that the world shown is invented.
    """

    sources: tuple[Source, ...]
    base_url: str = ""
    evidence_url: str = ""
    has_alerts: bool = False
    contact: str = ""
    banner: str = ""

    def title_of(self, source_id: str) -> str:
        """Return the short title of a source; of one that is no longer registered, its id."""
        titles = {each.id: each.title for each in self.sources}
        return titles.get(source_id, source_id)
