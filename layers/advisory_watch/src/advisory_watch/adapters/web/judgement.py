"""Decide whether a response is the requested document; if not, raise the error that says why."""

from collections.abc import Mapping
from http import HTTPStatus

from advisory_watch.adapters.web.exchange import Answer
from advisory_watch.adapters.web.glance import glance_at, is_html
from advisory_watch.adapters.web.redirects import shown
from advisory_watch.core.errors import Blocked, NotFound, SourceError, Unreachable, Unreadable
from advisory_watch.core.pages import Target

_BLOCKING = frozenset({401, 403, 429, 503})
"""Status codes of walls; 503 comes from them as often as from an overloaded server."""

_GONE = frozenset({404, 410})

_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
"""Headers with which Cloudflare and AWS WAF mark their own challenge pages, at any status code."""


def check_is_document(target: Target, answer: Answer, *, is_seen: bool = False) -> None:
    """Raise the error that describes the response, unless it is the document.

    A body that was seen before is not examined again, since this takes longer than all other
    checks. Raises `Blocked`, `NotFound`, `Unreachable` or `Unreadable`. An empty body is
    `Unreadable`: a wall would show a text, and the host did answer.
    """
    kind = _kind_of_status(answer)
    if kind is None and not is_seen:
        kind = _kind_of_body(target, answer)
    if kind is not None:
        raise kind(
            target.source_id,
            f"expected {target.media} from {shown(answer.url)}, found {_evidence(answer)}",
        )


def _kind_of_status(answer: Answer) -> type[SourceError] | None:
    """Judge by status and headers."""
    if answer.status in _BLOCKING or any(name in answer.headers for name in _CHALLENGE_HEADERS):
        return Blocked
    if answer.status in _GONE:
        return NotFound
    return None if answer.status == HTTPStatus.OK else Unreachable


def _kind_of_body(target: Target, answer: Answer) -> type[SourceError] | None:
    """Judge a body that came with HTTP 200; its format is parsed elsewhere."""
    if not answer.body.strip():
        return Unreadable
    is_page = is_html(answer.body)
    if not is_page and target.media != "html":
        return None
    glance = glance_at(answer.body)
    if glance.is_not_found:
        return NotFound
    return Blocked if target.media != "html" or glance.is_challenge else None


def _evidence(answer: Answer) -> str:
    """Describe the response: status, server, and its title or first words."""
    found = [f"HTTP {answer.status}", *_server(answer.headers)]
    if not answer.body.strip():
        found.append("an empty body")
    elif words := glance_at(answer.body).evidence:
        found.append(f"page {words!r}")
    return ", ".join(found)


def _server(headers: Mapping[str, str]) -> list[str]:
    return [f"server {headers['server'][:40]!r}"] if headers.get("server") else []
