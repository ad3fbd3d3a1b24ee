"""Render an alert as a CloudEvents 1.0 event in structured JSON.

`docs/schema/event-1.json` is the JSON schema. The members of CloudEvents come from the alert:

| member | value |
|---|---|
| `id` | the alert's id |
| `source` | the publisher, by the id of its source: `//advisory-watch.alt/us_state` |
| `type` | the leading kind of change: `alt.advisory-watch.level_raised` |
| `subject` | the code of the destination; absent in news about a source |
| `time` | when the change was decided |
| `dataschema` | the schema of `data`, if there is a site that serves it |
| `data` | the JSON document of the alert, and `chat`, the notification for Slack and Teams |
"""

import json

from advisory_watch.core.alert import Alert
from advisory_watch.core.cloud_event import CloudEvent
from advisory_watch.core.messages.chat import build_chat_notification
from advisory_watch.core.messages.payload import SCHEMA_VERSION, build_document

TYPE_PREFIX = "alt.advisory-watch."
"""CloudEvents asks for a reversed domain name. RFC 9476 reserves `.alt` for names outside the DNS,
which no one can register: every installation may use the same types.
"""

SOURCE_PREFIX = "//advisory-watch.alt/"


def render_event(
    alert: Alert, title: str, evidence_url: str = "", site_url: str = ""
) -> CloudEvent:
    """Render one alert, with the arguments of `core.messages.render`; corrections are events too.

    Two installations give the same `source` and `id` to the same change.
    """
    event_type = f"{TYPE_PREFIX}{alert.kind}"
    members = {
        "specversion": "1.0",
        "id": alert.id,
        "source": f"{SOURCE_PREFIX}{alert.source}",
        "type": event_type,
        **({"subject": alert.destination} if alert.destination else {}),
        "time": alert.created_at.isoformat(),
        "datacontenttype": "application/json",
        **({"dataschema": _schema_url(site_url)} if site_url else {}),
        "data": {
            **build_document(alert, title, evidence_url, site_url),
            "chat": build_chat_notification(alert, title, site_url),
        },
    }
    return CloudEvent(id=alert.id, type=event_type, at=alert.created_at, body=json.dumps(members))


def _schema_url(site_url: str) -> str:
    return f"{site_url.rstrip('/')}/schema/alert-{SCHEMA_VERSION}.json"
