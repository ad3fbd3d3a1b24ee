"""The acts of the demonstration: the document, the time and the meaning of each."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files

from advisory_watch.core.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One moment of the story; `served` is the name of a document in the folder `served`."""

    at: datetime
    served: str
    telling: str

    @property
    def document(self) -> bytes:
        """The document as the invented publisher serves it at this moment."""
        return files("advisory_watch.demo").joinpath("served", self.served).read_bytes()


ACTS = (
    Act(
        at=datetime(2023, 2, 10, 8, 0, tzinfo=UTC),
        served="1-quiet.xml",
        telling="The first reading is silent: what was in force before is not news.",
    ),
    Act(
        at=datetime(2023, 2, 12, 21, 5, tzinfo=UTC),
        served="2-leave-immediately.xml",
        telling="Russia stays at Level 4, as it has been. Its new issue says: leave immediately.",
    ),
    Act(
        at=datetime(2023, 2, 14, 17, 40, tzinfo=UTC),
        served="3-raise.xml",
        telling="Kuwait is raised from Level 1 to Level 3.",
    ),
    Act(
        at=datetime(2023, 2, 16, 8, 0, tzinfo=UTC),
        served="4-placeholder.xml",
        telling="The feed says Level 1 for Russia: a placeholder without advice. Nobody is told.",
    ),
    Act(
        at=datetime(2023, 2, 17, 8, 0, tzinfo=UTC),
        served="5-stale-copy.xml",
        telling="An old copy of Kuwait returns at Level 1, another spelling beside it. No alert.",
    ),
)
"""Modelled on real events of the feed, in invented words."""

WORLD = (1, 50)
"""The plausible number of destinations in the invented world, as (low, high)."""


def on_stage(source: Source, url: str) -> Source:
    """Point the first endpoint of a source at the demonstration server, and remove the others."""
    door = source.doors[0]
    target = replace(door.target, url=url, allowed_hosts=frozenset(), crawl_delay_s=0.0)
    return replace(source, doors=(replace(door, target=target),), expected=WORLD)
