"""Governments that publish all their advice in one document."""

import json

from advisory_watch.core.advisory import Severity
from advisory_watch.core.destinations import name_of
from advisory_watch.sources.ca_gac import SEVERITY_OF_WORDS
from load.document_types import Papers, Said, slug
from support.publishers.us_feed import Issue as AmericanIssue
from support.publishers.us_feed import a_feed


def american(said: Said) -> Papers:
    """Write the feed of the United States."""
    world = {
        code: AmericanIssue(
            severity=issue.severity, issued_on=issue.issued_at.date(), text=issue.words
        )
        for code, issue in said.items()
    }
    yield "", a_feed(**world)


def canadian(said: Said) -> Papers:
    """Write the index of Canada."""
    words = {severity: text.capitalize() for text, severity in SEVERITY_OF_WORDS.items()}
    data = {
        code: {
            "advisory-state": int(issue.severity) - 1,
            "date-published": {"asp": issue.issued_at.isoformat()},
            "eng": {
                "name": name_of(code),
                "url-slug": slug(code),
                "advisory-text": words[issue.severity],
            },
        }
        for code, issue in said.items()
    }
    yield "", json.dumps({"data": data}).encode()


def german(said: Said) -> Papers:
    """Write the index of Germany."""
    response = {
        str(number): {
            "lastModified": int(issue.issued_at.timestamp()),
            "countryCode": code,
            "countryName": name_of(code),
            "warning": False,
            "partialWarning": False,
            "situationWarning": issue.severity is Severity.RECONSIDER,
            "situationPartWarning": False,
        }
        for number, (code, issue) in enumerate(said.items())
    }
    yield "", json.dumps({"response": response}).encode()
