"""Classify a response: the document, a page not found, or a bot wall.

Only the part that a reader sees first counts: the title, the first headline, or all the words if
they are few. Travel advice may mention captchas and denied access further down.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.errors import NotFound, SourceError, Unreachable, Unreadable
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page
from advisory_watch.core.url import redact
from advisory_watch.core.walls import Wall, blocked_by
from advisory_watch.parsing.documents import tree_of

_IS_HTML = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|noscript|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)
_IS_FEED = lazy_pattern(rb"<rss\b")
_SNIFFED_BYTES = 2048

_CHALLENGE = lazy_pattern(
    r"just a moment|attention required!|checking your browser|access (?:is |was )?denied"
    r"|access to this page has been denied|pardon our interruption|request rejected"
    r"|request unsuccessful|captcha|are you (?:a robot|human)|human verification"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|unusual traffic"
    r"|^security check(?:point| required)?$|^one moment,? please|^client challenge$"
    r"|\benable (?:java ?script|cookies)[\w ]* to (?:continue|proceed|view)|incapsula incident"
    r"|\bddos protection\b|\bbot (?:check|detection|protection|verification)\b"
    r"|^(?:http )?(?:error )?403\b|^forbidden\b|^you have been blocked",
    re.IGNORECASE,
)
_NOT_FOUND = lazy_pattern(
    r"\bpage (?:was |is |could |can ?)?not (?:be )?found\b"
    r"|^\W*(?:http )?(?:error )?404\b|\b404 (?:error|not found)\b|\berror 404\b",
    re.IGNORECASE,
)
FEW_WORDS_MAX_CHARS = 600
"""No travel advice is this short; the challenge pages of the known walls are."""

_UNSEEN = frozenset({"script", "style", "template"})


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
    """Recognise HTML by its first tag: walls and feeds alike send a wrong Content-Type.

    A feed with a script printed before it is damaged, and no wall.
    """
    sniffed = body[:_SNIFFED_BYTES]
    return _IS_HTML.match(sniffed) is not None and not _IS_FEED.search(sniffed)


def classify(page: Page) -> Classification:
    """Read the part that a page shows first; nothing of excessive markup."""
    if not page.is_bounded:
        return Classification(title="", headline="", words="")
    tree = tree_of(page.body)
    words = _first_words(tree, "body")
    return Classification(
        title=_first_words(tree, "head title"),
        headline=_first_words(tree, "h1"),
        words=words if len(words) <= FEW_WORDS_MAX_CHARS else "",
    )


def _first_words(tree: LexborHTMLParser, selector: str) -> str:
    """Return the visible words of the first match, up to the first text beyond the limit."""
    node = tree.css_first(selector)
    words: list[str] = []
    chars = 0
    for part in node.traverse(include_text=True) if node is not None else ():
        if part.is_text_node and part.parent is not None and part.parent.tag not in _UNSEEN:
            found = (part.text_content or "").split()
            words += found
            chars += sum(map(len, found)) + len(found)
            if chars > FEW_WORDS_MAX_CHARS + 1:  # each word is counted with a space
                break
    return " ".join(words)


_WALL_OF_STATUS: dict[int, Wall] = {
    202: Wall.CHALLENGE,  # accepted: never an answer to GET but a wall's, while it decides
    401: Wall.NETWORK,  # unauthorized
    403: Wall.NETWORK,  # forbidden
    406: Wall.NETWORK,  # not acceptable: any format is accepted, so the client is refused
    407: Wall.PROXY,  # proxy authentication required
    429: Wall.RATE,  # too many requests
    451: Wall.NETWORK,  # unavailable for legal reasons
    503: Wall.BUSY,  # service unavailable
    511: Wall.PROXY,  # network authentication required
}

_OK = 200
_GONE = frozenset({404, 410})

_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action")
"""Headers with which Cloudflare and AWS WAF mark their own challenge pages, at any status code."""


def check_is_document(page: Page, is_seen: bool = False) -> None:  # noqa: FBT001, FBT002 - a callback
    """Raise the error that describes the response, unless it is the document.

    A body that was seen before is not examined again, since this takes longer than all other
    checks. Raises `Blocked`, `NotFound`, `Unreachable` or `Unreadable`. An empty body is
    `Unreadable`: a wall would show a text, and the host did answer.
    """
    kind = _kind_of_status(page)
    if kind is None and not is_seen:
        kind = _kind_of_body(page)
    if kind is None:
        return
    target, url = page.target, redact(page.final_url or page.target.url)
    found = f"expected {target.media} from {url}, found {_evidence(page)}"
    if isinstance(kind, Wall):
        raise blocked_by(kind, target.source_id, found)
    raise kind(target.source_id, found)


def _kind_of_status(page: Page) -> type[SourceError] | Wall | None:
    if any(name in page.headers for name in _CHALLENGE_HEADERS):
        return Wall.CHALLENGE
    if page.http_status in _GONE:
        return NotFound
    if page.http_status == _OK:
        return None
    return _WALL_OF_STATUS.get(page.http_status, Unreachable)


def _kind_of_body(page: Page) -> type[SourceError] | Wall | None:
    """Judge a body that came with HTTP 200; its format is parsed elsewhere."""
    if not page.body.strip():
        return Unreadable
    is_page = page.target.media == "html"
    if not is_page and not is_html(page.body):
        return None
    glance = classify(page)
    if glance.is_not_found:
        return NotFound
    if glance.is_challenge:
        return Wall.CHALLENGE
    return None if is_page else Wall.OTHER_PAGE


def _evidence(page: Page) -> str:
    found = [f"HTTP {page.http_status}"]
    if server := page.headers.get("server"):
        found.append(f"server {server[:40]!r}")
    if not page.body.strip():
        found.append("an empty body")
    elif words := classify(page).evidence:
        found.append(f"page {words!r}")
    return ", ".join(found)
