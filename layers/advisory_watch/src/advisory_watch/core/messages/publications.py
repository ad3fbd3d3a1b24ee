"""Render and address a dispatch, ready for a channel."""

from advisory_watch.core.grouping import Dispatch
from advisory_watch.core.message import Message, Publication
from advisory_watch.core.messages import render
from advisory_watch.core.messages.attributes import attributes
from advisory_watch.core.messages.group import TitleOf, render_group


def publication(
    dispatch: Dispatch, title_of: TitleOf, evidence_url: str = "", site_url: str = ""
) -> Publication:
    """Render a dispatch; the URLs are the addresses of the archive and the site, or empty."""
    return Publication(
        id=dispatch.id,
        audience=dispatch.alerts[0].audience,
        message=_message(dispatch, title_of, evidence_url, site_url),
        attributes=attributes(dispatch),
        alerts=dispatch.alerts,
    )


def _message(dispatch: Dispatch, title_of: TitleOf, evidence_url: str, site_url: str) -> Message:
    if dispatch.is_group:
        return render_group(dispatch, title_of, site_url)
    alert = dispatch.alerts[0]
    return render(alert, title_of(alert.source), evidence_url, site_url)
