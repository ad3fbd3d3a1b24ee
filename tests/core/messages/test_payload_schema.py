"""docs/schema/alert-1.json describes the documents that programs receive."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from advisory_watch.core.advisory import Change
from advisory_watch.core.alert import CORRECTION, Alert
from advisory_watch.core.alert_batch import group_transmission, split_into_batches
from advisory_watch.core.messages import render
from advisory_watch.core.messages.email import render_group
from advisory_watch.core.source_event import SourceEvent
from core.messages.scenarios import ALL, RAISED
from core.messages.test_message_hostile_text import EXAMPLES, any_alert
from support.aws.template import ROOT

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "schema" / "alert-1.json").read_text())


def closed(schema: Any) -> Any:
    """Forbid undescribed members: later versions may add some, but this version may not."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(item) for name, item in schema.items()}
    return inner | ({"additionalProperties": False} if "properties" in schema else {})


def faults_of(document: str) -> list[str]:
    """Return the paths in a document that do not conform to the schema."""
    published = jsonschema.Draft202012Validator(closed(SCHEMA))
    return [error.json_path for error in published.iter_errors(json.loads(document))]


@pytest.mark.parametrize("alert", ALL, ids=lambda alert: alert.kind)
def test_every_document_is_as_published(alert: Alert) -> None:
    """A program generated from the schema stops at undescribed members."""
    assert faults_of(render(alert, "US").document) == []


@EXAMPLES
@given(any_alert())
def test_a_document_with_hostile_text_is_as_published(alert: Alert) -> None:
    """Publishers write any text, but the form of the document is fixed."""
    assert faults_of(render(alert, "US").document) == []


def test_a_group_is_as_published() -> None:
    """Subscribers without a filter receive it."""
    (batch,) = split_into_batches([replace(RAISED, id=f"{number:016}") for number in range(11)])
    document = render_group(group_transmission(batch.alerts, batch), lambda _: "US").document
    assert faults_of(document) == []


def test_every_kind_is_described() -> None:
    """A kind that is missing from the schema breaks every program on its first day."""
    sent_kinds = {change.value for change in (*Change, *SourceEvent)} - {Change.FIRST_SEEN.value}
    assert set(SCHEMA["$defs"]["alert"]["properties"]["kind"]["enum"]) == sent_kinds | {CORRECTION}


@pytest.mark.parametrize(
    ("member", "value"),
    [("kind", "invented"), ("id", 1), ("urgent", None), ("schema", 2), ("before", {}), ("more", 1)],
)
def test_a_document_that_is_not_as_published_is_noticed(member: str, value: object) -> None:
    """A schema that accepts everything describes nothing."""
    broken = json.loads(render(RAISED, "US").document) | {member: value}
    assert faults_of(json.dumps(broken))
