"""Values that are copied field by field, for speed: a new field must not be lost on the way."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from advisory_watch.core.advisory import Problem
from advisory_watch.core.health import DocumentHealth
from advisory_watch.core.page import Target, Validators
from support.builders import NOON

LATER = NOON + timedelta(hours=1)

HEALTH = DocumentHealth(
    tried_at=NOON,
    read_at=NOON,
    moved_at=NOON,
    validators=Validators(etag='"1"'),
    body_sha256="a",
    stable_hash="b",
    whole_at=NOON,
    rules=1,
    failing_since=NOON,
    failure="a reason",
    problems=(Problem(subject="an item", reason="a reason"),),
    partly_since=NOON,
    deferred_since=NOON,
    alerted_at=NOON,
    destinations=frozenset({"KW"}),
    content_hash="c",
    varied=1,
)
"""The health of a document, with a value in every field."""

TARGET = Target(
    source_id="us_state",
    endpoint="rss",
    url="https://example.org/feed",
    media="xml",
    allowed_hosts=frozenset({"example.com"}),
    crawl_delay_s=7.0,
)
"""A target, with a value in every field."""


def differing(value: Any, other: Any) -> set[str]:
    """Return the fields in which two values differ, after checking that the first has them all."""
    default = type(value).__dataclass_fields__
    for name, field in default.items():
        assert getattr(value, name) != field.default, name
    names = (field.name for field in fields(value))
    return {name for name in names if getattr(value, name) != getattr(other, name)}


def test_a_confirmed_document_keeps_all_but_its_failure() -> None:
    """Without its hashes, a page is fetched and judged again; without its problems, they hide."""
    changed = {"tried_at", "read_at", "failing_since", "failure", "varied"}
    assert differing(HEALTH, HEALTH.confirmed(LATER)) == changed
    assert HEALTH.confirmed(LATER).read_at == LATER


def test_another_url_of_an_endpoint_keeps_its_rules() -> None:
    """Without its delay a publisher is asked too often, without its hosts a page is refused."""
    assert differing(TARGET, TARGET.at("https://example.org/2")) == {"url"}
    assert differing(TARGET, TARGET.at("https://example.org/2", media="html")) == {"url", "media"}
