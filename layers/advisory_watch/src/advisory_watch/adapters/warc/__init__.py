"""Pages as WARC files: written, read back, and examined byte by byte."""

from advisory_watch.adapters.warc.examining import examine_page
from advisory_watch.adapters.warc.page import pack_page, unpack_page

__all__ = ["examine_page", "pack_page", "unpack_page"]
