"""Read what an HTML page shows first, to distinguish a document from a wall or a soft 404.

Only the part that a reader sees first counts: the title, the first headline, or all the words if
they are few. Travel advice may mention captchas and denied access further down.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from advisory_watch.core.markup import is_bounded

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
class Glance:
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


def glance_at(body: bytes) -> Glance:
    """Read what a page shows first; return an empty glance for excessive markup."""
    if not is_bounded(body):
        return Glance(title="", headline="", words="")
    tree = LexborHTMLParser(body)
    tree.strip_tags(["script", "style", "template"])
    words = _text(tree, "body")
    return Glance(
        title=_text(tree, "head title"),
        headline=_text(tree, "h1"),
        words=words if len(words) <= _FEW_WORDS_MAX_CHARS else "",
    )


def _text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return " ".join(node.text(separator=" ").split()) if node else ""
