"""Governments that put all they say into one paper."""

import json

from advisory_watch.core.destinations import name_of
from advisory_watch.core.scales import Severity
from advisory_watch.sources.ca_gac import SEVERITY_OF_WORDS
from load.printing import Papers, Said, slug
from us_feed import Issue as AmericanIssue
from us_feed import a_feed


def american(said: Said) -> Papers:
    """Write the feed of the United States."""
    world = {
        code: AmericanIssue(
            severity=each.severity, issued_on=each.issued_at.date(), text=each.words
        )
        for code, each in said.items()
    }
    yield "", a_feed(**world)


def canadian(said: Said) -> Papers:
    """Write the index of Canada."""
    words = {severity: text.capitalize() for text, severity in SEVERITY_OF_WORDS.items()}
    data = {
        code: {
            "advisory-state": int(each.severity) - 1,
            "date-published": {"asp": each.issued_at.isoformat()},
            "eng": {
                "name": name_of(code),
                "url-slug": slug(code),
                "advisory-text": words[each.severity],
            },
        }
        for code, each in said.items()
    }
    yield "", json.dumps({"data": data}).encode()


def german(said: Said) -> Papers:
    """Write the index of Germany."""
    response = {
        str(number): {
            "lastModified": int(each.issued_at.timestamp()),
            "countryCode": code,
            "countryName": name_of(code),
            "warning": False,
            "partialWarning": False,
            "situationWarning": each.severity is Severity.RECONSIDER,
            "situationPartWarning": False,
        }
        for number, (code, each) in enumerate(said.items())
    }
    yield "", json.dumps({"response": response}).encode()
