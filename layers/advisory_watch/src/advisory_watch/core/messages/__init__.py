"""What an alert says to people and to programs: subject, email, SMS and JSON."""

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import Message
from advisory_watch.core.messages.document import document
from advisory_watch.core.messages.email import body, subject
from advisory_watch.core.messages.sms import sms


def render(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> Message:
    """Word an alert of a source with a short title ("US") for every carrier.

    `evidence_url` is where our archive can be read; where it cannot, its keys are given.
    `site_url` is where the site is served, empty where there is none.
    """
    return Message(
        subject=subject(alert, title),
        email=body(alert, title, evidence_url, site_url),
        sms=sms(alert, title, site_url),
        document=document(alert, title, evidence_url, site_url),
    )
