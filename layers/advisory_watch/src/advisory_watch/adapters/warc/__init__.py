"""Write and read pages as WARC files, and examine such files byte by byte."""

from advisory_watch.adapters.warc.examining import examine_page
from advisory_watch.adapters.warc.page import pack_page, unpack_page

__all__ = ["examine_page", "pack_page", "unpack_page"]
