"""Render an alert for people and programs: subject, email, SMS and JSON."""

from advisory_watch.core.alerts import Alert
from advisory_watch.core.message import Message
from advisory_watch.core.messages.document import document
from advisory_watch.core.messages.email import body, subject
from advisory_watch.core.messages.sms import sms


def render(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> Message:
    """Render an alert for every channel; `title` is the short title of its source ("US").

    `evidence_url` is the address of the archive; if empty, archive keys are given.
    `site_url` is the address of the site, empty if there is no site.
    """
    return Message(
        subject=subject(alert, title),
        email=body(alert, title, evidence_url, site_url),
        sms=sms(alert, title, site_url),
        document=document(alert, title, evidence_url, site_url),
    )
