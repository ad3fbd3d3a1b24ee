"""Documents of the size that the fetch allows: read in little memory, or refused before that."""

import tracemalloc
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

from advisory_watch.core.errors import Unreadable
from advisory_watch.core.http_message import Limits
from advisory_watch.core.page import Page
from advisory_watch.parsing.documents import (
    JSON_MAX_BYTES,
    JSON_MAX_SIGNS,
    XML_MAX_BYTES,
    XML_MAX_TAGS,
    json_of,
    xml_of,
)
from advisory_watch.parsing.feed import feed_of
from support.builders import a_page
from support.shared_data import shared

LARGEST = Limits().size_max
PARSED_MAX_BYTES = 64 * 1024 * 1024
"""What a parsed document may take besides the program itself, which has 80 MB."""

TINY_MEMBERS = [b"{},", b"[],", b"0,", b'"",', b'{"a":1},', b'{"a":{"a":{}}},']
TINY_ITEMS = [b"<item/>", b"<item></item>", b"<a/>", b"<i><a b=''/></i>"]


def peak_of(read: Callable[[Page], Any], page: Page) -> int:
    """Return the bytes that reading a page takes at most, whether it is read or refused."""
    tracemalloc.start()
    try:
        read(page)
    except Unreadable:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak


@pytest.mark.parametrize("member", TINY_MEMBERS)
def test_json_in_tiny_members_is_refused_at_once(member: bytes) -> None:
    """Twenty megabytes became half a gigabyte of objects: the function was killed."""
    page = a_page(b"[" + member * (LARGEST // len(member) - 1) + b"0]")
    began = process_time()
    with pytest.raises(Unreadable, match=rf"expected JSON of at most {JSON_MAX_SIGNS} .*, found"):
        json_of(page)
    assert process_time() - began < 1
    assert peak_of(json_of, page) < PARSED_MAX_BYTES / 10


@pytest.mark.parametrize("item", TINY_ITEMS)
def test_xml_in_tiny_items_is_refused_at_once(item: bytes) -> None:
    """The lenient reader must not take over what the strict one refuses for its size."""
    page = a_page(b"<rss>" + item * (LARGEST // len(item) - 2) + b"</rss>")
    began = process_time()
    with pytest.raises(Unreadable, match=rf"expected XML of at most {XML_MAX_TAGS} tags .*found"):
        feed_of(page)
    assert process_time() - began < 1
    assert peak_of(feed_of, page) < PARSED_MAX_BYTES / 10


@pytest.mark.parametrize("member", TINY_MEMBERS)
def test_the_most_json_is_read_in_little_memory(member: bytes) -> None:
    """A limit that is too high protects nothing."""
    signs = sum(map(member.count, (b"{", b"[", b",", b":")))
    page = a_page(b"[" + member * (JSON_MAX_SIGNS // signs - 1) + b"0]")
    assert len(json_of(page)) > JSON_MAX_SIGNS / signs - 2
    assert peak_of(json_of, page) < PARSED_MAX_BYTES


@pytest.mark.parametrize("item", TINY_ITEMS)
def test_the_most_xml_is_read_in_little_memory(item: bytes) -> None:
    """A limit that is too high protects nothing."""
    page = a_page(b"<rss>" + item * (XML_MAX_TAGS // item.count(b"<") - 2) + b"</rss>")
    assert len(xml_of(page)) > XML_MAX_TAGS / item.count(b"<") - 4
    assert peak_of(xml_of, page) < PARSED_MAX_BYTES


def test_one_endless_text_is_refused() -> None:
    """It has few members or tags; the rules that search for words take minutes for it."""
    words = b"Leave now. " * (LARGEST // 12)
    with pytest.raises(Unreadable, match=rf", and {JSON_MAX_BYTES} bytes, found: 1 in \d+ bytes"):
        json_of(a_page(b'["' + words + b'"]'))
    with pytest.raises(Unreadable, match=rf"tags and {XML_MAX_BYTES} bytes, found: 4 tags in \d+"):
        xml_of(a_page(b"<rss><a>" + words + b"</a></rss>"))


def test_recorded_documents_are_far_below_the_limits() -> None:
    """A publisher's site grows; a limit close to today's size would make it unread."""
    documents = [*shared("samples").rglob("*.json"), *shared("samples").rglob("*.xml")]
    bodies = [path.read_bytes() for path in documents]
    assert len(bodies) > 10
    assert max(map(len, bodies)) * 3 < min(JSON_MAX_BYTES, XML_MAX_BYTES)
    signs = (sum(map(body.count, (b"{", b"[", b",", b":"))) for body in bodies)
    assert max(signs) * 3 < JSON_MAX_SIGNS
    assert max(body.count(b"<") for body in bodies) * 3 < XML_MAX_TAGS
