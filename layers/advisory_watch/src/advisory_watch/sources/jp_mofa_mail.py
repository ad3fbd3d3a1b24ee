"""Japan: mails of embassies, and spot and wide-area information of the ministry.

Pages     one XML feed of all mails of the last 48 hours; it also has the danger levels, which are
          the source `jp_mofa`
Scale     none: a mail is an event; one may say that people should leave the country
Licence   published as open data of the Ministry of Foreign Affairs of Japan, to be named as the
          origin; no terms were recorded, so read them before the first deployment
Quirks    titles and texts are in Japanese; times are in Japan time; a mail may be about 206
          countries; missions in the United States name no country, only themselves (`301…`);
          spot and wide-area information is dated midnight; an unknown address is an HTML page
          with status code 200; `mail/<key>.xml` has the whole text, but no recorded example proves
          its format, so only the feed is read
History   2026-11-29 first written
"""

from collections.abc import Iterator

from advisory_watch.core.advisory import Advisory, Departure, Snapshot
from advisory_watch.core.destinations import (
    destination_of_mofa,
    destinations_of_mofa,
    name_of,
)
from advisory_watch.core.errors import MalformedItem
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, OnlyDocument, Source, SourceKind
from advisory_watch.core.text import label_of
from advisory_watch.parsing.json import read_items
from advisory_watch.parsing.mofa import (
    DANGER_LEVELS,
    FEED,
    Mail,
    elements_of,
    mail_of,
    plain_width,
    sentences_of,
)

ID = "jp_mofa_mail"

KINDS = frozenset({"R10", "R20", "C30", "C31", "C50", "C51"})
"""Types of mails that are events.

R10 mail of an embassy, R20 emergency mail of an embassy, C30 and C31 spot information, C50 and C51
wide-area information (the odd numbers are about infections).
"""

POSTS_IN_THE_US = "301"
"""The first digits of all missions in the United States, whose mails name no country."""


def read(page: Page) -> Snapshot:
    """Read the feed: one notice for each country that a mail names.

    Raises `Unreadable` if the page is not the feed. An unknown country affects no other one.
    """
    elements, missing = elements_of(page)
    mails, unread = read_items(elements, lambda _, element: mail_of(element))
    notices, unknown = read_items(
        (item for mail in mails if mail.kind != DANGER_LEVELS for item in _by_country(mail)),
        lambda _, item: _notice(*item),
    )
    return Snapshot(
        source=page.target.source_id,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=tuple(_each_once(notices)),
        problems=(*missing, *unread, *unknown),
    )


def _by_country(mail: Mail) -> Iterator[tuple[str, tuple[Mail, str]]]:
    for country in mail.countries or ("",):
        yield f"{mail.key} {country}".strip(), (mail, country)


def _notice(mail: Mail, country: str) -> Advisory:
    if mail.kind not in KINDS:
        expected = ", ".join(sorted(KINDS))
        raise MalformedItem(f"expected an infoType of {expected}; found {label_of(mail.kind)!r}")
    destination = destination_of(mail, country)
    return Advisory(
        source=ID,
        destination=destination,
        name=name_of(destination),
        native_level=mail.title,
        severity=None,
        departure=departure_of(mail),
        issued_on=mail.left_on,
        issued_at=mail.left_at,
        text=mail.text,
        url=mail.url,
        notice_id=mail.key,
    )


def destination_of(mail: Mail, country: str) -> str:
    """Return the destination of a mail: by its country code, or by the mission that sent it."""
    if country:
        return destination_of_mofa(country)
    if mail.post.startswith(POSTS_IN_THE_US):
        return "US"
    expected = "a country code, or a koukanCd of the United States"
    raise MalformedItem(f"expected {expected}; found {label_of(mail.post)!r}")


def _each_once(notices: tuple[Advisory, ...]) -> Iterator[Advisory]:
    """Return each mail once for a destination: two codes of the ministry may be one of ours."""
    found = {(notice.destination, notice.notice_id): notice for notice in notices}
    return iter(found.values())


LEAVE = lazy_pattern(r"(?:国外|国外へ|国外に)(?:退避|脱出|避難)してください|出国してください")
"""Instructions to leave the country; `退避` alone also means to take shelter in a building."""

NOT_AN_ORDER = lazy_pattern(r"検討|希望|場合|際(?:に|は)|地域|周辺|国境|方法|在留米国人|呼びかけ")
"""Words of advice to consider, of a condition, of a part of the country, and of others' orders."""


def departure_of(mail: Mail) -> Departure:
    """Return the departure advice of a mail in Japanese, which `core.departure` does not read.

    A mail about several countries does not say here which of them people should leave.
    """
    is_leave = len(mail.countries) <= 1 and any(
        LEAVE.search(sentence) and not NOT_AN_ORDER.search(sentence)
        for sentence in sentences_of(plain_width(f"{mail.title}\n{mail.text}"))
    )
    return Departure.DEPART_IMMEDIATELY if is_leave else Departure.NONE


SOURCE = Source(
    id=ID,
    title="Japan mails",
    long_title="Japan, mails of embassies and the ministry",
    publisher="Ministry of Foreign Affairs of Japan and its embassies",
    homepage="https://www.anzen.mofa.go.jp/",
    licence="open data; name the ministry as the origin (terms not recorded)",
    kind=SourceKind.NOTICES,
    levels=(),
    levels_from="notices carry no level",
    endpoints=(
        Endpoint(
            target=Target(source_id=ID, endpoint="feed", url=FEED, media="xml"),
            read=read,
            list=OnlyDocument(destinations=destinations_of_mofa),
        ),
    ),
    expected=(0, 250),
    order=85,
)
"""Expected: on a quiet day the feed has few mails, and may have none."""
