"""The Common Alerting Protocol 1.2 (OASIS): one message for each alert and each correction.

The advice is the publisher's (`senderName`), and we only pass it on. A later change of the same
source and destination updates the earlier message; a retraction cancels a wrong one. The mapping of
all values is in docs/feeds.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from advisory_watch.core.advisory import Advisory, Departure, Severity
from advisory_watch.core.alert import UNCONFIRMED_MEANS
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.messages.quotation import (
    QUOTATION_MAX_CHARS,
    departure_sentence,
    level_sentence,
    part_sentence,
)
from advisory_watch.core.text import as_shown, cut_at_word
from advisory_watch.core.views import graver_than
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.areas import read_areas
from advisory_watch.site.feeds.atom import build_link, render_title, replace_unprintable
from advisory_watch.site.feeds.cap_series import CapMessage, list_messages
from advisory_watch.site.feeds.xml_text import escape
from advisory_watch.site.rendering.config import SiteConfig, cap_file, change_page, encode_web_url
from advisory_watch.site.rendering.environment import LANGUAGES

HEADLINE_MAX_CHARS = 160
TEXT_MAX_CHARS = 2000
"""The publisher's text in `description`; with `web` a reader finds the rest."""

NO_SENDER = "advisory-watch.invalid"
"""The sender if the site has no public URL: a reserved name (RFC 2606)."""

SEVERITIES: Mapping[Severity | None, str] = {
    Severity.DO_NOT_TRAVEL: "Extreme",
    Severity.RECONSIDER: "Severe",
    Severity.CAUTION: "Moderate",
    Severity.NORMAL: "Minor",
}

Advisories = Mapping[str, Advisory]
"""The advice after each change, by alert id: a change log has no texts."""


def render_cap_messages(
    entries: Sequence[ChangeLogEntry], config: SiteConfig, advisories: Advisories | None = None
) -> Iterator[WebFile]:
    """Render a message for each change of one destination, and for each correction."""
    for message in list_messages(entries):
        advisory = (advisories or {}).get(message.entry.id)
        yield WebFile(path=cap_file(message.id), body=_render(message, advisory, config).encode())


def _render(message: CapMessage, advisory: Advisory | None, config: SiteConfig) -> str:
    info = _cancelling(message) if message.is_cancel else _advising(message.entry, advisory)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n'
        f"{_head(message, config)}\n{_info(message, info, config)}</alert>\n"
    )


def _head(message: CapMessage, config: SiteConfig) -> str:
    sender, earlier = _sender(config), message.refers_to
    note = message.entry.retraction if message.is_cancel else ""
    references = f"{sender},{earlier.id},{_format(earlier.sent)}" if earlier else ""
    return (
        f"<identifier>{message.id}</identifier>{_element('sender', sender)}"
        f"<sent>{_format(message.sent)}</sent><status>Actual</status>"
        f"<msgType>{message.kind.value}</msgType><scope>Public</scope>"
        f"{_element('note', note)}{_element('references', references)}"
    )


Info = Mapping[str, str]
"""Elements of `info` that differ between advice and its cancellation; an empty one is left out."""


def _advising(entry: ChangeLogEntry, advisory: Advisory | None) -> Info:
    is_leaving = entry.to_departure >= Departure.ORDERED_DEPARTURE
    severity = "Extreme" if is_leaving else SEVERITIES.get(entry.gravest_severity, "Unknown")
    text = cut_at_word((advisory and advisory.text) or "", TEXT_MAX_CHARS)
    level = "No longer listed" if entry.to_native is None else as_shown(entry.to_native)
    lines = [level, UNCONFIRMED_MEANS if entry.is_unconfirmed else "", text]
    return {
        "responseType": "Evacuate" if is_leaving else "",
        "urgency": "Immediate" if entry.is_urgent else "Unknown",
        "severity": severity,
        "headline": entry.headline,
        "description": "\n".join(filter(None, lines)),
        "instruction": _instruct(advisory) if advisory else "",
    }


def _instruct(advisory: Advisory) -> str:
    """Return the sentences in which the publisher says what to do."""
    sentences = [departure_sentence(advisory)] if advisory.departure else []
    if advisory.notice_id is None:
        sentences.append(level_sentence(advisory))
        if graver_than(advisory.severity, advisory.partial_severity):
            sentences.append(part_sentence(advisory, advisory.regions))
    cut = (cut_at_word(" ".join(words.split()), QUOTATION_MAX_CHARS) for words in sentences)
    return "\n".join(dict.fromkeys(filter(None, cut)))


def _cancelling(message: CapMessage) -> Info:
    """Describe a correction: receivers that ignore `msgType` must not show it as grave advice."""
    return {
        "responseType": "",
        "urgency": "Past",
        "severity": "Unknown",
        "headline": render_title(message.entry),
        "description": f"Please disregard: {message.entry.headline}\n{message.entry.retraction}",
        "instruction": "",
    }


def _info(message: CapMessage, info: Info, config: SiteConfig) -> str:
    entry = message.entry
    url = encode_web_url(entry.url)
    publisher = {source.id: source.publisher for source in config.sources}.get(entry.source)
    parts = [
        "<info><language>en-US</language><category>Safety</category>",
        _element("event", "Travel advice notice" if entry.is_notice else "Travel advice changed"),
        _element("responseType", info["responseType"]),
        _element("urgency", info["urgency"]),
        _element("severity", info["severity"]),
        "<certainty>Unknown</certainty>",
        f"<effective>{_format(message.sent)}</effective>",
        f"<expires>{_format(message.expires)}</expires>",
        _element("senderName", publisher or entry.source),
        _element("headline", info["headline"][:HEADLINE_MAX_CHARS]),
        _element("description", info["description"]),
        _element("instruction", info["instruction"]),
        _element("web", url),
        *_parameters(message, config),
        _area(entry),
        "</info>",
    ]
    return "\n".join(filter(None, parts))


def _area(entry: ChangeLogEntry) -> str:
    """Describe the area by name, outline and ISO code; some destinations have no outline."""
    area = read_areas().get(entry.destination)
    polygons = "".join(_element("polygon", ring) for ring in area.cap_polygons) if area else ""
    scheme = _element("valueName", "ISO3166-2" if "-" in entry.destination else "ISO3166-1")
    code = f"<geocode>{scheme}{_element('value', entry.destination)}</geocode>"
    name = _element("areaDesc", entry.name) or _element("areaDesc", entry.destination)
    return f"<area>{name}{polygons}{code}</area>"


def _parameters(message: CapMessage, config: SiteConfig) -> Iterator[str]:
    """Yield values that CAP has no field for, under names of our own."""
    entry = message.entry
    values = {
        "source": entry.source,
        "kinds": " ".join(entry.kinds),
        "rule": entry.rule,
        "pageSha256": entry.page_key,
        "departure": entry.to_departure.words,
        "fromLevel": entry.from_native,
        "change": build_link(config, change_page(message.id)) if config.base_url else None,
        "language": None if message.is_cancel else LANGUAGES.get(entry.source),
        "expiresBecause": message.expires_because,
    }
    for name, value in values.items():
        if value:
            value_name = _element("valueName", f"advisoryWatch.{name}")
            yield f"<parameter>{value_name}{_element('value', value)}</parameter>"


def _sender(config: SiteConfig) -> str:
    return urlsplit(config.base_url).hostname or NO_SENDER


def _format(at: datetime) -> str:
    """Format a moment for CAP: with a numeric offset, never with a Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"


def _element(name: str, text: str) -> str:
    """Write an element, or nothing for an empty text: receivers refuse an empty element."""
    shown = replace_unprintable(text)
    return f"<{name}>{escape(shown)}</{name}>" if shown.strip() else ""
