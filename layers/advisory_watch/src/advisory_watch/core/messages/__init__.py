"""Render alerts as messages for email, SMS and programs."""

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Message, Publication, Transmission
from advisory_watch.core.messages.email import TitleOf, body, render_group, subject
from advisory_watch.core.messages.payload import attributes, document
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


def build_publication(
    dispatch: Transmission, title_of: TitleOf, evidence_url: str = "", site_url: str = ""
) -> Publication:
    """Render a dispatch; the URLs are the addresses of the archive and the site, or empty."""
    return Publication(
        id=dispatch.id,
        audience=dispatch.alerts[0].audience,
        message=_message(dispatch, title_of, evidence_url, site_url),
        attributes=attributes(dispatch),
        alerts=dispatch.alerts,
    )


def _message(
    dispatch: Transmission, title_of: TitleOf, evidence_url: str, site_url: str
) -> Message:
    if dispatch.is_group:
        return render_group(dispatch, title_of, site_url)
    alert = dispatch.alerts[0]
    return render(alert, title_of(alert.source), evidence_url, site_url)
