"""Classify a response: the document, a page not found, or a bot wall.

Only the part that a reader sees first counts: the title, the first headline, or all the words if
they are few. Travel advice may mention captchas and denied access further down.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus

from selectolax.lexbor import LexborHTMLParser

from advisory_watch.adapters.http.redirects import redact
from advisory_watch.adapters.http.transport import HttpResponse
from advisory_watch.core.errors import Blocked, NotFound, SourceError, Unreachable, Unreadable
from advisory_watch.core.page import Target
from advisory_watch.core.text import is_bounded

_IS_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|noscript|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_SNIFFED_BYTES = 2048

_CHALLENGE = re.compile(
    r"just a moment|attention required!|checking your browser|access (?:is |was )?denied"
    r"|access to this page has been denied|pardon our interruption|request rejected"
    r"|request unsuccessful|captcha|are you (?:a robot|human)|human verification"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|unusual traffic"
    r"|^security check(?:point| required)?$"
    r"|^(?:http )?(?:error )?403\b|^forbidden\b|^you have been blocked",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\bpage (?:was |is |could |can ?)?not (?:be )?found\b"
    r"|^\W*(?:http )?(?:error )?404\b|\b404 (?:error|not found)\b|\berror 404\b",
    re.IGNORECASE,
)
_FEW_WORDS_MAX_CHARS = 600
"""No travel advice is this short; the challenge pages of the known walls are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The first impression of a page; `words` is set only if the page has few of them."""

    title: str
    headline: str
    words: str

    @property
    def is_not_found(self) -> bool:
        """Return whether the page says that it was not found."""
        return any(map(_NOT_FOUND.search, (self.title, self.headline)))

    @property
    def is_challenge(self) -> bool:
        """Return whether the page asks for a proof of being human, or denies access."""
        return any(map(_CHALLENGE.search, (self.title, self.headline, self.words)))

    @property
    def evidence(self) -> str:
        """Return the title, else the headline, else the first words: at most 120 characters."""
        return (self.title or self.headline or self.words)[:120]


def is_html(body: bytes) -> bool:
    """Recognise HTML by its first tag: walls and feeds alike send a wrong Content-Type."""
    return _IS_HTML.match(body[:_SNIFFED_BYTES]) is not None


def classify(body: bytes) -> Classification:
    """Read the part that a page shows first; nothing of excessive markup."""
    if not is_bounded(body):
        return Classification(title="", headline="", words="")
    tree = LexborHTMLParser(body)
    tree.strip_tags(["script", "style", "template"])
    words = _text(tree, "body")
    return Classification(
        title=_text(tree, "head title"),
        headline=_text(tree, "h1"),
        words=words if len(words) <= _FEW_WORDS_MAX_CHARS else "",
    )


def _text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return " ".join(node.text(separator=" ").split()) if node else ""


_BLOCKING = frozenset({401, 403, 429, 503})
"""Status codes of walls; 503 comes from them as often as from an overloaded server."""

_GONE = frozenset({404, 410})

_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
"""Headers with which Cloudflare and AWS WAF mark their own challenge pages, at any status code."""


def check_is_document(target: Target, answer: HttpResponse, *, is_seen: bool = False) -> None:
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
            f"expected {target.media} from {redact(answer.url)}, found {_evidence(answer)}",
        )


def _kind_of_status(answer: HttpResponse) -> type[SourceError] | None:
    if answer.status in _BLOCKING or any(name in answer.headers for name in _CHALLENGE_HEADERS):
        return Blocked
    if answer.status in _GONE:
        return NotFound
    return None if answer.status == HTTPStatus.OK else Unreachable


def _kind_of_body(target: Target, answer: HttpResponse) -> type[SourceError] | None:
    """Judge a body that came with HTTP 200; its format is parsed elsewhere."""
    if not answer.body.strip():
        return Unreadable
    if target.media != "html" and not is_html(answer.body):
        return None
    glance = classify(answer.body)
    if glance.is_not_found:
        return NotFound
    return Blocked if target.media != "html" or glance.is_challenge else None


def _evidence(answer: HttpResponse) -> str:
    found = [f"HTTP {answer.status}"]
    if server := answer.headers.get("server"):
        found.append(f"server {server[:40]!r}")
    if not answer.body.strip():
        found.append("an empty body")
    elif words := classify(answer.body).evidence:
        found.append(f"page {words!r}")
    return ", ".join(found)
