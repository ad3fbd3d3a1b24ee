"""Parse the feed of Japan's Ministry of Foreign Affairs, which two sources read.

One feed carries danger levels, which are a state, and mails, which are events. A source imports
no other source, so the format of the feed is here.
"""

from __future__ import annotations  # no XML parser is loaded for a type

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from unicodedata import normalize

from advisory_watch.core.advisory import Problem
from advisory_watch.core.errors import MalformedItem, Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.text import label_of
from advisory_watch.parsing.documents import xml_of
from advisory_watch.parsing.html import tidy, visible, web_address

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

FEED = "https://www.ezairyu.mofa.go.jp/opendata/area/newarrivalL.xml"
"""The mails of the last 48 hours of all areas, in the light form ("L"): without documents."""

JAPAN_TIME = timezone(timedelta(hours=9))
"""All times of the feed are in Japan time, which has no summer time."""

DANGER_LEVELS = "T40"
"""The type of a mail with the danger levels of a country."""


COUNTRIES_MAX = 300
"""More countries than a mail can name: one about the whole world names 206."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One `mail` of the feed, not interpreted yet.

    `kind` is its type, such as `T40` or `R20`. `countries` are codes of the ministry, each once,
    and `post` is the code of the embassy or consulate that sent it; both may be empty. `element`
    is the mail itself, for what only one type of mail has.
    """

    key: str
    kind: str
    countries: tuple[str, ...]
    post: str
    left_at: datetime
    title: str
    text: str
    url: str | None
    element: Element

    @property
    def left_on(self) -> date:
        """The day in Japan."""
        return self.left_at.astimezone(JAPAN_TIME).date()


def elements_of(page: Page) -> tuple[tuple[tuple[str, Element], ...], tuple[Problem, ...]]:
    """Return the mails of a feed under their names, and a problem if some of them are missing.

    Raises `Unreadable` for any other document: the server answers an unknown address with an
    HTML page and status code 200.
    """
    root = xml_of(page)
    if root.tag != "opendata":
        reason = f"expected an <opendata> feed, found <{label_of(root.tag)}>"
        raise Unreadable(page.target.source_id, reason)
    found = tuple(
        (label_of(_text(element, "keyCd")) or f"mail {number}", element)
        for number, element in enumerate(root.iterfind("mail"), start=1)
    )
    stated = root.get("mailCount", "")
    if stated == str(len(found)):
        return found, ()
    reason = f"expected as many mails as mailCount states, {label_of(stated)!r}; found {len(found)}"
    return found, (Problem(subject="opendata", reason=reason),)


def mail_of(element: Element) -> Mail:
    """Parse one mail. Raises `MalformedItem` if it has no key, type, time or title."""
    countries = tuple(dict.fromkeys(_codes(element)))
    if len(countries) > COUNTRIES_MAX:
        raise MalformedItem(f"expected at most {COUNTRIES_MAX} countries, found {len(countries)}")
    return Mail(
        key=required(element, "keyCd"),
        kind=required(element, "infoType"),
        countries=countries,
        post=_text(element, "koukanCd"),
        left_at=moment_of_japan(required(element, "leaveDate")),
        title=" ".join(required(element, "title").split()),
        text=tidy(_text(element, "lead")),
        url=web_address(_text(element, "infoUrl")),
        element=element,
    )


def required(element: Element, name: str) -> str:
    """Return the text of a child. Raises `MalformedItem` if it is missing or empty."""
    text = _text(element, name)
    if not text:
        raise MalformedItem(f"expected text as {name}, found none")
    return text


def moment_of_japan(text: str) -> datetime:
    """Parse `2026/02/28 19:10:40`, in Japan time, and return it in UTC."""
    try:
        moment = datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=JAPAN_TIME)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"expected a time such as 2026/02/28 19:10:40, found {label_of(text)!r}"
        raise MalformedItem(message) from None


def plain_width(text: str) -> str:
    """Replace full-width digits and letters by plain ones, which the feed mixes in one text."""
    return normalize("NFKC", text)


def sentences_of(text: str) -> tuple[str, ...]:
    """Split Japanese text into sentences; a line end ends one too."""
    return tuple(
        sentence.strip()
        for line in text.splitlines()
        for sentence in line.split("。")
        if sentence.strip()
    )


def _codes(element: Element) -> Iterator[str]:
    for child in element.iterfind("country/cd"):
        yield visible(child.text or "").strip()


def _text(element: Element, name: str) -> str:
    return visible(element.findtext(name) or "").strip()
