"""Governments that publish all their advice in one document."""

from load.document_types import AdviceByDestination, Documents
from support.publishers.us_feed import FeedEntry, a_feed


def american(advice: AdviceByDestination) -> Documents:
    """Write the feed of the United States."""
    entries = {
        code: FeedEntry(
            severity=published.severity, issued_on=published.issued_at.date(), text=published.words
        )
        for code, published in advice.items()
    }
    yield "", a_feed(**entries)
