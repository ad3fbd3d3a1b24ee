"""Is this answer the document we asked for? If not, the error that says what it is."""

from collections.abc import Mapping
from http import HTTPStatus

from advisory_watch.adapters.web.exchange import Answer
from advisory_watch.adapters.web.glance import glance_at, is_html
from advisory_watch.adapters.web.redirects import shown
from advisory_watch.core.errors import Blocked, NotFound, SourceError, Unreachable, Unreadable
from advisory_watch.core.pages import Target

_BLOCKING = frozenset({401, 403, 429, 503})
"""How walls answer in the open; 503 is theirs as often as it is an overloaded server."""

_GONE = frozenset({404, 410})

_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
"""Cloudflare and AWS WAF name their own challenge pages, whatever the status code."""


def check_is_document(target: Target, answer: Answer, *, is_seen: bool = False) -> None:
    """Raise what the answer is, unless it is the document.

    The body of one that was seen before is not looked at again: a look takes longer than all else.
    Raises `Blocked`, `NotFound`, `Unreachable` or `Unreadable`. An empty body is
    `Unreadable`: it is no wall, since a wall says something, and the host did answer.
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
    """Judge by what was said before the body."""
    if answer.status in _BLOCKING or any(name in answer.headers for name in _CHALLENGE_HEADERS):
        return Blocked
    if answer.status in _GONE:
        return NotFound
    return None if answer.status == HTTPStatus.OK else Unreachable


def _kind_of_body(target: Target, answer: Answer) -> type[SourceError] | None:
    """Judge a body that came with HTTP 200; its format is read elsewhere."""
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
    """Say what the answer shows of itself: status, server, and its title or first words."""
    found = [f"HTTP {answer.status}", *_server(answer.headers)]
    if not answer.body.strip():
        found.append("an empty body")
    elif words := glance_at(answer.body).evidence:
        found.append(f"page {words!r}")
    return ", ".join(found)


def _server(headers: Mapping[str, str]) -> list[str]:
    return [f"server {headers['server'][:40]!r}"] if headers.get("server") else []
