"""Text in XML is what a parser reads."""

from xml.sax import saxutils

from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.site.feeds.xml_text import escape, quoted

TEXTS = st.text(st.sampled_from("ab<>&\"';# \n\t\r\u00e9\u65e5"))


@given(text=TEXTS)
def test_a_text_is_escaped_as_the_standard_library_does(text: str) -> None:
    """The feeds of a site must not change: readers would see every entry as edited."""
    assert escape(text) == saxutils.escape(text)
    if '"' not in text and "'" not in text:
        assert quoted(text) == saxutils.quoteattr(text)


@given(text=TEXTS)
def test_an_attribute_is_read_back_as_it_was_written(text: str) -> None:
    """A term or a link that a quote ends would break the whole feed."""
    assert fromstring(f"<a b={quoted(text)}/>").get("b") == text
