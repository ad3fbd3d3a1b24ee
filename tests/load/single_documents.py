"""Governments that publish all their advice in one document."""

import json

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from advisory_watch.sources.ca_gac import SEVERITY_OF_WORDS
from load.document_types import AdviceByDestination, Documents, slug
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


def canadian(advice: AdviceByDestination) -> Documents:
    """Write the index of Canada."""
    words = {severity: text.capitalize() for text, severity in SEVERITY_OF_WORDS.items()}
    data = {
        code: {
            "advisory-state": int(published.severity) - 1,
            "date-published": {"asp": published.issued_at.isoformat()},
            "eng": {
                "name": name_of(code),
                "url-slug": slug(code),
                "advisory-text": words[published.severity],
            },
        }
        for code, published in advice.items()
    }
    yield "", json.dumps({"data": data}).encode()


def german(advice: AdviceByDestination) -> Documents:
    """Write the index of Germany."""
    response = {
        str(number): {
            "lastModified": int(published.issued_at.timestamp()),
            "countryCode": code,
            "countryName": name_of(code),
            "warning": False,
            "partialWarning": False,
            "situationWarning": published.severity is Severity.RECONSIDER,
            "situationPartWarning": False,
        }
        for number, (code, published) in enumerate(advice.items())
    }
    yield "", json.dumps({"response": response}).encode()
