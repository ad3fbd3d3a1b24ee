"""Render an alert as a custom notification of Amazon Q Developer in chat applications.

AWS's chat service shows this schema in Slack and Teams, and drops every other message silently:
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

from collections.abc import Iterator
from typing import Any

from advisory_watch.core.alert import Alert
from advisory_watch.core.messages.headline import link_to_change, render_headline
from advisory_watch.core.messages.quotation import quotations_of
from advisory_watch.core.text import cut_at_word

TITLE_MAX_CHARS = 250
DESCRIPTION_MAX_CHARS = 3000
"""A block of text of Slack has this many characters; a longer message would be refused."""

LINK_MAX_CHARS = 1000
"""Two links of this length leave room for the headline and the publisher's words."""

URGENT = "\N{POLICE CARS REVOLVING LIGHT} URGENT: "
ACT = "Act now: find your people there, and read the publisher's page."
WITHDRAWN = "Do not act on the message above: it was wrong."

_PLAIN = str.maketrans({
    "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    "*": "\N{ASTERISK OPERATOR}",
    "_": "\N{FULLWIDTH LOW LINE}",
    "`": "'",
    "@": "\N{FULLWIDTH COMMERCIAL AT}",
})  # fmt: skip
"""Words of a publisher cannot mention a channel, `<!channel>` or `@all`, nor set their own link."""


def build_chat_notification(alert: Alert, title: str, site_url: str = "") -> dict[str, Any]:
    """Return the notification of one alert, with the arguments of `core.messages.render`.

    An urgent alert begins with a light. A correction is in the thread of the alert it corrects.
    """
    headline = cut_at_word(_plain(render_headline(alert, title)), TITLE_MAX_CHARS - len(URGENT))
    mark = URGENT if alert.is_urgent and not alert.corrects else ""
    return {
        "version": "1.0",
        "source": "custom",
        "id": alert.id,
        "content": {
            "textType": "client-markdown",
            "title": f"{mark}{headline}",
            "description": "\n".join(_lines(alert, headline, site_url)),
            "nextSteps": list(_next_steps(alert)),
            "keywords": [word for word in (alert.source, alert.destination) if word],
        },
        "metadata": {
            "threadId": alert.corrects or alert.id,
            "summary": f"{mark}{headline}",
            "eventType": alert.kind,
            "additionalContext": {"urgency": "urgent" if alert.is_urgent else "normal"},
        },
    }


def _lines(alert: Alert, headline: str, site_url: str) -> Iterator[str]:
    """Yield the headline, the publisher's words and the links, within the limit."""
    links = list(_links(alert, site_url))
    room = DESCRIPTION_MAX_CHARS - len(headline) - sum(map(len, links)) - len(links) - 1
    yield headline
    for words in (*quotations_of(alert), alert.note):
        plain = cut_at_word(_plain(words), max(room - len("> \n"), 0)) if words else ""
        room -= len(plain) + len("> \n")
        if plain and room >= 0:
            yield f"> {plain}"
    yield from links


def _links(alert: Alert, site_url: str) -> Iterator[str]:
    advisory = alert.after or alert.before
    for link in (advisory.url if advisory else None, link_to_change(alert, site_url)):
        if link and len(link) <= LINK_MAX_CHARS and not set(link) & set("<>| \n"):
            yield link


def _next_steps(alert: Alert) -> Iterator[str]:
    if alert.corrects:
        yield WITHDRAWN
    elif alert.is_urgent and alert.destination:
        yield ACT


def _plain(words: str) -> str:
    return " ".join(words.split()).translate(_PLAIN)
