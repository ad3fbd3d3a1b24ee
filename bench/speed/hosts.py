"""The publishers of the site: their names, hosts and index paths."""

PUBLISHERS = ("ie_dfa_1", "ie_dfa_2", "ie_dfa_3", "nz_mfat_1", "nz_mfat_2", "uk_fcdo_1")
"""Publishers of 200 documents each. No government lists 1,200 destinations, so each real page
format occurs several times, under its own name and host.
"""

FEED = "us_state"
"""One more document, which contains all destinations."""

HOST_OF = {name: f"127.0.0.{number}" for number, name in enumerate((*PUBLISHERS, FEED), start=1)}
"""The host of each publisher: all loopback addresses belong to this machine."""


def index_path(publisher: str) -> str:
    """Return the path of the index of a publisher, or of its only document."""
    if publisher == FEED:
        return f"{FEED}/feed.xml"
    return f"{publisher}/index.{'json' if publisher.startswith('uk') else 'html'}"
