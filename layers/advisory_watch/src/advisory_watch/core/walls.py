"""Walls: what answers in place of a publisher's document, and what a person can do about it."""

from enum import Enum

from advisory_watch.core.errors import Blocked

OTHER_WAYS = "set another endpoint, read from another network, or switch the source off"


class Wall(Enum):
    """A kind of wall, as its name for people and the remedy (docs/runbook.md, SourceUnread)."""

    PROXY = ("a proxy wants a login", "set it in HTTPS_PROXY, or read from another network")
    NETWORK = ("this network is refused", OTHER_WAYS)
    RATE = ("asked too often", "check less often, or read from another network")
    BUSY = ("the server is busy or refuses this network", f"try later, or {OTHER_WAYS}")
    CHALLENGE = ("a browser is asked for", OTHER_WAYS)
    OTHER_PAGE = ("a web page in place of data", OTHER_WAYS)
    EMPTY = ("an empty answer where none can be true", OTHER_WAYS)


def blocked_by(wall: Wall, source_id: str, found: str) -> Blocked:
    """Build the error for a wall; `found` says what was expected, and what came."""
    name, remedy = wall.value
    return Blocked(source_id, f"blocked, {name}: {found} (remedy: {remedy})")
