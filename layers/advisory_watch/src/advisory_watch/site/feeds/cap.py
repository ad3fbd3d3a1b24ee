"""The Common Alerting Protocol 1.2 (OASIS): one message for each alert and each correction.

The advice is the publisher's (`senderName`), and we only pass it on. A later change of the same
source and destination updates the earlier message; a retraction cancels a wrong one. The mapping of
all values is in docs/feeds.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from advisory_watch.core.advisory import Departure, Severity
from advisory_watch.core.alert import UNCONFIRMED_MEANS
from advisory_watch.core.change_log import ChangeLogEntry
from advisory_watch.core.text import as_shown
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.feeds.atom import build_link, replace_unprintable
from advisory_watch.site.rendering.config import SiteConfig, cap_file, change_page, encode_web_url

HEADLINE_MAX_CHARS = 160
NO_SENDER = "advisory-watch.invalid"
"""The sender if the site has no public URL: a reserved name (RFC 2606)."""

SEVERITIES: Mapping[Severity | None, str] = {
    Severity.DO_NOT_TRAVEL: "Extreme",
    Severity.RECONSIDER: "Severe",
    Severity.CAUTION: "Moderate",
    Severity.NORMAL: "Minor",
}


def render_cap_messages(entries: Sequence[ChangeLogEntry], config: SiteConfig) -> Iterator[WebFile]:
    """Render a message for each change of one destination; `entries` are newest first."""
    latest: dict[str, ChangeLogEntry] = {}
    for entry in reversed(entries):
        earlier = None if entry.is_notice else latest.get(entry.source)
        kind, references = ("Update", _references(earlier, config)) if earlier else ("Alert", "")
        head = _head(entry.id, entry.decided_at, kind, config)
        yield _message(entry, entry.id, f"{head}{references}", config)
        if not entry.is_notice:
            latest[entry.source] = entry
        if entry.correction and entry.retracted_at:
            head = _head(entry.correction, entry.retracted_at, "Cancel", config)
            note = _element("note", entry.retraction) if entry.retraction else ""
            head = f"{head}{note}{_references(entry, config)}"
            yield _message(entry, entry.correction, head, config)


def _message(entry: ChangeLogEntry, message_id: str, head: str, config: SiteConfig) -> WebFile:
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n'
        f"{head}\n{_info(entry, config)}</alert>\n"
    )
    return WebFile(path=cap_file(message_id), body=body.encode())


def _head(alert_id: str, at: datetime, kind: str, config: SiteConfig) -> str:
    return (
        f"<identifier>{alert_id}</identifier>{_element('sender', _sender(config))}"
        f"<sent>{_format(at)}</sent><status>Actual</status><msgType>{kind}</msgType>"
        "<scope>Public</scope>"
    )


def _info(entry: ChangeLogEntry, config: SiteConfig) -> str:
    is_leaving = entry.to_departure >= Departure.ORDERED_DEPARTURE
    severity = "Extreme" if is_leaving else SEVERITIES.get(entry.gravest_severity, "Unknown")
    url = encode_web_url(entry.url)
    description = "No longer listed" if entry.to_native is None else as_shown(entry.to_native)
    if entry.is_unconfirmed:
        description = f"{description}\n{UNCONFIRMED_MEANS}"
    publisher = {source.id: source.publisher for source in config.sources}.get(entry.source)
    parts = [
        "<info><language>en-US</language><category>Safety</category>",
        _element("event", "Travel advice notice" if entry.is_notice else "Travel advice changed"),
        "<responseType>Evacuate</responseType>" if is_leaving else "",
        f"<urgency>{'Immediate' if entry.is_urgent else 'Unknown'}</urgency>",
        f"<severity>{severity}</severity>",
        "<certainty>Unknown</certainty>",
        f"<effective>{_format(entry.decided_at)}</effective>",
        _element("senderName", publisher or entry.source),
        _element("headline", entry.headline[:HEADLINE_MAX_CHARS]),
        _element("description", description),
        _element("web", url) if url else "",
        *_parameters(entry, config),
        _area(entry),
        "</info>",
    ]
    return "\n".join(filter(None, parts))


def _area(entry: ChangeLogEntry) -> str:
    scheme = _element("valueName", "ISO3166-2" if "-" in entry.destination else "ISO3166-1")
    code = f"<geocode>{scheme}{_element('value', entry.destination)}</geocode>"
    return f"<area>{_element('areaDesc', entry.name)}{code}</area>"


def _parameters(entry: ChangeLogEntry, config: SiteConfig) -> Iterator[str]:
    """Yield values that CAP has no field for, under names of our own."""
    values = {
        "source": entry.source,
        "kinds": " ".join(entry.kinds),
        "rule": entry.rule,
        "pageSha256": entry.page_key,
        "departure": entry.to_departure.words,
        "fromLevel": entry.from_native,
        "change": build_link(config, change_page(entry.id)) if config.base_url else None,
    }
    for name, value in values.items():
        if value:
            value_name = _element("valueName", f"advisoryWatch.{name}")
            yield f"<parameter>{value_name}{_element('value', value)}</parameter>"


def _references(entry: ChangeLogEntry, config: SiteConfig) -> str:
    return _element("references", f"{_sender(config)},{entry.id},{_format(entry.decided_at)}")


def _sender(config: SiteConfig) -> str:
    return urlsplit(config.base_url).hostname or NO_SENDER


def _format(at: datetime) -> str:
    """Format a moment for CAP: with a numeric offset, never with a Z."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(replace_unprintable(text))}</{name}>"
