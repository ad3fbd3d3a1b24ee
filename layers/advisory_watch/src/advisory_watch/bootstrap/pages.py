"""Pages as files; the format is loaded with the first page that is archived or read back."""

from advisory_watch.core.page import Page


def pack(page: Page) -> bytes:
    """Pack a page for the archive."""
    from advisory_watch.adapters.warc.page import pack_page  # noqa: PLC0415 - after a change only

    return pack_page(page)


def unpack(packed: bytes) -> Page:
    """Read a page back."""
    from advisory_watch.adapters.warc.page import unpack_page  # noqa: PLC0415 - after a change only

    return unpack_page(packed)
