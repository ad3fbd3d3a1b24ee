"""Documents that a hacked publisher may serve, as large as the fetch allows."""

from collections.abc import Iterator

from advisory_watch.core.http_message import Limits

LEAVE = b"Leave Kuwait now. "
FEED, FEED_END = b'<rss version="2.0"><channel>', b"</channel></rss>"
ITEM = FEED + b"<item><title>Kuwait - Level 4: Do Not Travel</title><description>"
ITEM_END = b"</description></item>" + FEED_END
ROW = b'[{"title":"Kuwait","field_overall_advice_level":"Do not travel","field_last_update":"'


def hostile_documents() -> Iterator[tuple[str, str, str, bytes]]:
    """Yield what each document is, a source and an endpoint that read its format, and its bytes."""
    yield "JSON in tiny members", "au_dfat", "export", _filled(b"[", b'{"a":1},', b"{}]")
    yield "JSON in empty lists", "au_dfat", "export", _filled(b"[", b"[],", b"[]]")
    yield "JSON of one text", "au_dfat", "export", _filled(ROW, LEAVE, b'"}]')
    yield "RSS items", "us_state", "rss", _filled(FEED, b"<item/>", FEED_END)
    yield "RSS of one text", "us_state", "rss", _filled(ITEM, LEAVE, ITEM_END)


def _filled(begins: bytes, repeated: bytes, ends: bytes) -> bytes:
    room = Limits().size_max - len(begins) - len(ends)
    return begins + repeated * (room // len(repeated)) + ends
