"""Japan: danger levels of the Ministry of Foreign Affairs.

Pages     one XML feed of all mails of the last 48 hours; those of type T40 have the danger levels
          of a country; the other mails are the source `jp_mofa_mail`
Scale     four numbered levels, and none; the feed marks which of them occur somewhere in a country
Licence   published as open data of the Ministry of Foreign Affairs of Japan, to be named as the
          origin; no terms were recorded, so read them before the first deployment
Quirks    an issue is in the feed for 48 hours, so a level that did not move since the watch began
          is not known; the first issue of a country is news, by its own words; a mark does not
          say where: with several marks, the level of the whole country is known only if the text
          says 全土 (the whole land), or tells people not to travel to the country by its name;
          parts are rarely named; dates are midnight in Japan, and two issues of a day are in order
          of their keys; a key is edited in place, and then has a new date; country documents and
          `mail/<key>.xml` exist, but no recorded example proves their format, so only the feed is
          read
History   2026-11-29 first written
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from advisory_watch.core.advisory import (
    Advisory,
    Departure,
    Notes,
    Region,
    Severity,
    Snapshot,
)
from advisory_watch.core.destinations import (
    destination_of_mofa,
    destinations_of_mofa,
    name_of,
)
from advisory_watch.core.errors import MalformedItem, UnknownLevel
from advisory_watch.core.lazy_pattern import lazy_pattern
from advisory_watch.core.page import Page, Target
from advisory_watch.core.source import Endpoint, Level, OnlyDocument, Source, SourceKind
from advisory_watch.core.text import label_of
from advisory_watch.parsing.html import tidy
from advisory_watch.parsing.json import read_items
from advisory_watch.parsing.mofa import (
    DANGER_LEVELS,
    FEED,
    Mail,
    elements_of,
    mail_of,
    plain_width,
    required,
    sentences_of,
)

ID = "jp_mofa"

EVACUATE = 4
"""The number of the gravest level: people in the country should leave it."""

LEVELS = {
    0: ("No level: 危険情報なし", Severity.NORMAL),
    1: ("Level 1: 十分注意してください", Severity.CAUTION),
    2: ("Level 2: 不要不急の渡航は止めてください", Severity.RECONSIDER),
    3: ("Level 3: 渡航は止めてください", Severity.DO_NOT_TRAVEL),
    EVACUATE: ("Level 4: 退避してください。渡航は止めてください", Severity.DO_NOT_TRAVEL),
}
"""The ministry's levels; `Level` stands for its レベル, so that an SMS can show it."""

PARTS = {number: f"parts Level {number}" for number in (1, 2, 3, EVACUATE)}
"""The level of a part in short, after the level of the whole, or alone."""


def read(page: Page) -> Snapshot:
    """Read the danger levels in the feed: the newest issue of each country.

    Raises `Unreadable` if the page is not the feed.
    """
    elements, missing = elements_of(page)
    issues = ((name, item) for name, item in elements if item.findtext("infoType") == DANGER_LEVELS)
    found, unread = read_items(issues, lambda _, element: mail_of(element))
    advisories, unknown = read_items(
        ((f"{mail.key} {code}", (mail, code)) for mail in found for code in _countries(mail)),
        lambda _, item: _advisory(*item),
    )
    return Snapshot(
        source=page.target.source_id,
        endpoint=page.target.endpoint,
        read_at=page.fetched_at,
        advisories=newest_of_each(advisories),
        problems=(*missing, *unread, *unknown),
    )


def newest_of_each(advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """Return the newest issue of each destination: it replaces the earlier ones in the feed."""
    newest: dict[str, Advisory] = {}
    for advisory in advisories:
        other = newest.get(advisory.destination)
        if other is None or _moment(other) < _moment(advisory):
            newest[advisory.destination] = advisory
    return tuple(newest.values())


def _moment(advisory: Advisory) -> tuple[str, str]:
    return str(advisory.issued_at), advisory.text or ""


def _countries(mail: Mail) -> tuple[str, ...]:
    return mail.countries or ("",)


def _advisory(mail: Mail, country: str) -> Advisory:
    if not country:
        raise MalformedItem("expected a country code, found none")
    destination = destination_of_mofa(country)
    marks = marks_of(mail)
    whole = level_of_whole(mail, marks)
    severity = None if whole is None else LEVELS[whole][1]
    parts = tuple(number for number in marks if number != whole)
    notes = notes_of(mail, whole)
    return Advisory(
        source=ID,
        destination=destination,
        name=name_of(destination),
        native_level=native_level_of(whole, parts),
        severity=severity,
        partial_severity=LEVELS[parts[0]][1] if parts else None,
        regions=tuple(regions_of(mail, marks)),
        departure=Departure.DEPART_IMMEDIATELY if whole == EVACUATE else Departure.NONE,
        lifts_departure=notes.lowered_to is not None,
        issued_on=mail.left_on,
        issued_at=mail.left_at + timedelta(microseconds=serial_of(mail)),
        text=text_of(mail),
        url=mail.url,
        notes=notes,
        is_only_copy=True,
    )


def text_of(mail: Mail) -> str:
    """Return the topics of an issue and its text, or its title if it has neither."""
    topics = tidy(mail.element.findtext("contentInfo") or "")
    return "\n".join(filter(None, (topics, mail.text))) or mail.title


def marks_of(mail: Mail) -> tuple[int, ...]:
    """Return the levels that occur somewhere in the country, the gravest first.

    Raises `UnknownLevel` for a mark that is neither set nor unset.
    """
    marks = []
    for number in sorted(PARTS, reverse=True):
        mark = required(mail.element, f"riskLevel{number}")
        if mark not in ("0", "1"):
            raise UnknownLevel(f"expected 0 or 1 as riskLevel{number}, found {label_of(mark)!r}")
        if mark == "1":
            marks.append(number)
    return tuple(marks)


def level_of_whole(mail: Mail, marks: tuple[int, ...]) -> int | None:
    """Return the level of the whole country, or None if it is not stated.

    One mark is taken for the whole country. With several marks, the text decides: it gives a
    level for the whole land, or tells people not to travel to the country, which it names.
    """
    if len(marks) <= 1:
        return marks[0] if marks else 0
    stated = [
        number
        for sentence in sentences_of(plain_width(mail.text))
        if WHOLE_LAND in sentence
        for number in levels_in(sentence)
        if number in marks
    ]
    if stated:
        return min(stated)
    return marks[-1] if marks[-1] >= DO_NOT_TRAVEL and is_travel_stopped(mail) else None


WHOLE_LAND = "全土"
"""The whole land. `全域` is also used of a province."""

DO_NOT_TRAVEL = 3
"""The number of the lowest level at which people should not travel for any purpose."""

_LEVEL = lazy_pattern(r"レベルを? ?([1-4])(?![0-9])")
_STOP = lazy_pattern(r"への渡航は(?:どのような目的であれ)?(?:止めて|中止して|やめて)ください")
NAMES_MAX = 8
"""More names than a title has: Israel, the West Bank and Gaza are three."""

_NAMES = lazy_pattern(r"[、,・]|及び|および|並びに")


def levels_in(sentence: str) -> tuple[int, ...]:
    """Return the numbers of the levels in a sentence, in their order."""
    return tuple(int(digit) for digit in _LEVEL.findall(sentence))


def is_travel_stopped(mail: Mail) -> bool:
    """Tell whether the text says not to travel to the country, under a name of its title."""
    names = _NAMES.split(plain_width(mail.title).partition("の危険情報")[0], NAMES_MAX)
    countries = tuple(name.strip() for name in names if name.strip())
    return any(
        sentence[: match.start()].endswith(countries)
        for sentence in sentences_of(plain_width(mail.text))
        if (match := _STOP.search(sentence))
    )


def native_level_of(whole: int | None, parts: tuple[int, ...]) -> str:
    """Return the level of the whole in words, and those of parts in short."""
    named = f"parts Level {', '.join(map(str, parts))}" if parts else ""
    return "; ".join(filter(None, (LEVELS[whole][0] if whole is not None else "", named)))


_SERIAL = lazy_pattern(r"(?a:\d{4})T(?a:(\d{3,5}))")


def serial_of(mail: Mail) -> int:
    """Return the number of an issue in its year, which its key ends with: 18 for `2026T018`.

    Dates are midnight, so only this number shows which of two issues of a day is the newer one.
    """
    match = _SERIAL.fullmatch(mail.key)
    if match is None:
        raise MalformedItem(f"expected a keyCd such as 2026T018, found {label_of(mail.key)!r}")
    return int(match[1])


_REGION = lazy_pattern(
    r"(?:^|[、。●○・】])(?P<name>[^、。●○・】]{1,80}?)(?:に発出している|の|について(?:は)?、?)"
    r"(?:危険レベル|危険情報)(?:を)?、?(?:レベル)? ?(?P<level>[1-4])(?![0-9])"
)


def regions_of(mail: Mail, marks: tuple[int, ...]) -> Iterator[Region]:
    """Return the parts that the text names with a level that is marked.

    Only the plainest sentence is read: `<part>の危険レベルをレベル2`. Most issues name their parts
    in a document that is not in the feed. "All parts that were at Level 2" is no name.
    """
    found = {
        match["name"].strip(): int(match["level"])
        for sentence in sentences_of(plain_width(mail.text))
        if WHOLE_LAND not in sentence
        for match in _REGION.finditer(sentence)
    }
    for name in sorted(found):
        if found[name] in marks and "レベル" not in name:
            yield Region(name=name, severity=LEVELS[found[name]][1])


_RAISED = lazy_pattern(r"引き?上げ")
_LOWERED = lazy_pattern(r"引き?下げ|解除")
_FIRST = lazy_pattern(r"新規")
_KEPT = lazy_pattern(r"継続")
_PART = lazy_pattern(r"一部")
_LEVEL_BEFORE = lazy_pattern(r"レベル ?([1-4])(?:であった|だった|となっている|から)")


def notes_of(mail: Mail, whole: int | None) -> Notes:
    """Return what the title says of the level of the whole country, and the level before.

    A title about a part says nothing of the whole, unless the text raises the whole land.
    """
    title, text = plain_width(mail.title), plain_width(mail.text)
    severity = None if whole is None else LEVELS[whole][1]
    if _KEPT.search(title):
        return Notes(is_level_kept=True)
    if _PART.search(title) and not _is_whole_land_moved(text):
        return notes_of_part(title, text)
    if severity is None:
        return Notes()
    if _FIRST.search(title):
        return _raised(severity, 0)
    if _RAISED.search(title):
        return _raised(severity, level_before(text))
    return Notes(lowered_to=severity) if _LOWERED.search(title) else Notes()


UNNAMED_PART = "一部地域"
"""Some areas: the publisher's words for parts that the feed does not name."""


def notes_of_part(title: str, text: str) -> Notes:
    """Return the parts that were raised, or that some were lowered.

    A part without a name has the gravest level in the sentences about a raise.
    """
    if not _RAISED.search(title):
        return Notes(are_parts_lifted=_LOWERED.search(title) is not None)
    told = [sentence for sentence in sentences_of(text) if _RAISED.search(sentence)]
    named = {
        match["name"].strip(): int(match["level"])
        for sentence in told
        for match in _REGION.finditer(sentence)
        if "レベル" not in match["name"]
    }
    levels = [number for sentence in told for number in levels_in(sentence)]
    found = named or ({UNNAMED_PART: max(levels)} if levels else {})
    regions = (Region(name=name, severity=LEVELS[level][1]) for name, level in found.items())
    return Notes(parts_raised=tuple(sorted(regions)))


def level_before(text: str) -> int | None:
    """Return the level that a sentence about a raise says was in force, or None if not one is."""
    before = {
        int(digit)
        for sentence in sentences_of(text)
        if _RAISED.search(sentence)
        for digit in _LEVEL_BEFORE.findall(sentence)
    }
    return before.pop() if len(before) == 1 else None


def _is_whole_land_moved(text: str) -> bool:
    return any(
        WHOLE_LAND in sentence and (_RAISED.search(sentence) or _LOWERED.search(sentence))
        for sentence in sentences_of(text)
    )


def _raised(severity: Severity, before: int | None) -> Notes:
    if before is None:
        return Notes(raised_to=severity)
    words, severity_before = LEVELS[before]
    return Notes(raised_to=severity, level_before=words, severity_before=severity_before)


SOURCE = Source(
    id=ID,
    title="Japan",
    publisher="Ministry of Foreign Affairs",
    homepage="https://www.anzen.mofa.go.jp/",
    licence="open data; name the ministry as the origin (terms not recorded)",
    kind=SourceKind.ISSUES,
    levels=(
        *(Level(words=words, severity=severity) for words, severity in LEVELS.values()),
        *(
            Level(words=words, severity=LEVELS[number][1], is_partial=True)
            for number, words in PARTS.items()
        ),
    ),
    levels_from="the ministry's definitions: from Level 3 on, travel for no purpose at all",
    endpoints=(
        Endpoint(
            target=Target(source_id=ID, endpoint="feed", url=FEED, media="xml"),
            read=read,
            list=OnlyDocument(destinations=destinations_of_mofa),
        ),
    ),
    expected=(0, 250),
    order=80,
)
"""Expected: on a quiet day no level moves anywhere."""
