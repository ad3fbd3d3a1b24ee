"""Render alerts as messages for email, SMS and programs."""

from advisory_watch.core.alert import Alert
from advisory_watch.core.alert_batch import Message, Publication, Transmission
from advisory_watch.core.messages.email import TitleOf, render_body, render_group, render_subject
from advisory_watch.core.messages.mass import render_mass
from advisory_watch.core.messages.payload import build_attributes, render_document
from advisory_watch.core.messages.sms import render_sms


def render(alert: Alert, title: str, evidence_url: str = "", site_url: str = "") -> Message:
    """Render an alert for every channel; `title` is the short title of its source ("US").

    `evidence_url` is the address of the archive; if empty, archive keys are given.
    `site_url` is the address of the site, empty if there is no site.
    """
    return Message(
        subject=render_subject(alert, title),
        email=render_body(alert, title, evidence_url, site_url),
        sms=render_sms(alert, title, site_url),
        document=render_document(alert, title, evidence_url, site_url),
    )


def build_publication(
    transmission: Transmission, title_of: TitleOf, evidence_url: str = "", site_url: str = ""
) -> Publication:
    """Render a transmission; the URLs are the addresses of the archive and the site, or empty."""
    alert = transmission.alerts[0]
    if transmission.is_group and alert.mass is not None:
        message = render_mass(transmission, alert.mass, title_of, site_url)
    elif transmission.is_group:
        message = render_group(transmission, title_of, site_url)
    else:
        message = render(alert, title_of(alert.source), evidence_url, site_url)
    return Publication(
        id=transmission.id,
        audience=alert.audience,
        message=message,
        attributes=build_attributes(transmission),
        alerts=transmission.alerts,
    )
