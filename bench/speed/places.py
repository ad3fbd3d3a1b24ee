"""Where the publishers of the site stand: their names, hosts, and the paths of their indexes."""

EDITIONS = ("ie_dfa_1", "ie_dfa_2", "ie_dfa_3", "nz_mfat_1", "nz_mfat_2", "uk_fcdo_1")
"""Publishers of 200 documents each. No government lists 1,200 destinations: each real shape
stands several times, under a name and on a host of its own."""

FEED = "us_state"
"""One more document, with all destinations in it."""

SITE_OF = {name: f"127.0.0.{number}" for number, name in enumerate((*EDITIONS, FEED), start=1)}
"""The host of each publisher: all of loopback is this machine."""


def index_path(publisher: str) -> str:
    """Return the path of the index of a publisher, or of its only document."""
    if publisher == FEED:
        return f"{FEED}/feed.xml"
    return f"{publisher}/index.{'json' if publisher.startswith('uk') else 'html'}"
