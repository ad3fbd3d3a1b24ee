"""Japan's danger levels: the level of the whole country, and what an issue says of itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure, Severity, Snapshot
from advisory_watch.core.destinations import destinations_of_mofa, name_of
from advisory_watch.core.page import Page
from advisory_watch.sources.jp_mofa import LEVELS, SOURCE
from support.builders import NOON
from support.shared_data import shared

(ENDPOINT,) = SOURCE.endpoints
EXAMPLES = settings(derandomize=True, deadline=None, max_examples=200, database=None)


def read(*mails: str) -> Snapshot:
    """Read a feed of these mails."""
    body = f'<opendata mailCount="{len(mails)}">{"".join(mails)}</opendata>'
    return ENDPOINT.read(Page(target=ENDPOINT.target, body=body.encode(), fetched_at=NOON))


def an_issue(
    marks: frozenset[int] = frozenset({2}),
    title: str = "モンゴルの危険情報【危険レベル引上げ】",
    text: str = "",
    number: int = 101,
) -> str:
    """Build an issue about Mongolia with some marks."""
    levels = "".join(f"<riskLevel{n}>{int(n in marks)}</riskLevel{n}>" for n in (4, 3, 2, 1))
    return (
        f"<mail><keyCd>2026T{number:03}</keyCd><infoType>T40</infoType>"
        "<leaveDate>2026/09/01 00:00:00</leaveDate><country><cd>0976</cd></country>"
        f"<title>{escape(title)}</title><lead>{escape(text)}</lead>{levels}</mail>"
    )


def one(*mails: str) -> Advisory:
    """Return the only advisory of a feed of these mails."""
    (advisory,) = read(*mails).advisories
    return advisory


@pytest.mark.parametrize("level", LEVELS)
def test_one_mark_is_the_level_of_the_whole_country(level: int) -> None:
    """A level that is mapped too low would send no alert."""
    advisory = one(an_issue(marks=frozenset({level} - {0})))
    words, severity = LEVELS[level]
    assert (advisory.native_level, advisory.severity) == (words, severity)
    assert advisory.partial_severity is None
    leave = Departure.DEPART_IMMEDIATELY if level == 4 else Departure.NONE
    assert advisory.departure is leave


def test_several_marks_alone_say_nothing_of_the_whole_country() -> None:
    """One province at Level 4 must not turn a country red, nor a calm province turn it green."""
    advisory = one(an_issue(marks=frozenset({4, 1})))
    assert advisory.severity is None
    assert advisory.partial_severity is Severity.DO_NOT_TRAVEL
    assert advisory.departure is Departure.NONE


@EXAMPLES
@given(marks=st.frozensets(st.integers(1, 4)), level=st.integers(1, 4), noise=st.text(max_size=30))
def test_no_text_makes_a_level_that_is_not_marked(
    marks: frozenset[int], level: int, noise: str
) -> None:
    """The marks are the facts; the text only says where they hold."""
    text = f"{noise}。モンゴル全土の危険レベルをレベル{level}に引き上げます。{noise}"
    snapshot = read(an_issue(marks=marks, text="".join(filter(str.isprintable, text))))
    for advisory in snapshot.advisories:
        allowed = {LEVELS[mark][1] for mark in marks} or {Severity.NORMAL}
        assert advisory.severity in allowed | ({None} if len(marks) > 1 else set())
        assert advisory.partial_severity in allowed | {None}


@EXAMPLES
@given(st.permutations([101, 102, 103]), st.lists(st.integers(1, 4), min_size=3, max_size=3))
def test_the_newest_key_of_a_day_wins_in_any_order(keys: list[int], levels: list[int]) -> None:
    """All dates are midnight; when a war began, six countries were raised within four hours."""
    of_key = dict(zip(keys, levels, strict=True))
    advisory = one(
        *(an_issue(marks=frozenset({of_key[key]}), number=key, text=f"{key}") for key in keys)
    )
    assert advisory.native_level == LEVELS[of_key[103]][0]


def test_a_date_is_the_day_in_japan() -> None:
    """An issue of the morning in Japan appears the evening before in UTC."""
    advisory = one(an_issue(number=7))
    assert str(advisory.issued_on) == "2026-09-01"
    assert advisory.issued_at == datetime(2026, 8, 31, 15, tzinfo=UTC) + timedelta(microseconds=7)


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("newarrivalL_outbreak_2026-02-28T1437.xml", 8),
        ("newarrivalL_quiet_2026-01-01T0001.xml", 0),
    ],
)
def test_a_real_feed_is_read_completely(name: str, levels: int) -> None:
    """Six Gulf states and their neighbours were raised on the day of the first feed."""
    body = shared("samples", "jp_mofa", name).read_bytes()
    target = replace(ENDPOINT.target, url="file")
    snapshot = ENDPOINT.read(Page(target=target, body=body, fetched_at=NOON))
    assert len(snapshot.advisories) == levels
    assert snapshot.problems == ()


def test_every_code_of_the_ministry_is_a_destination() -> None:
    """A code without a destination never gets a warning."""
    assert len(destinations_of_mofa()) > 200
    assert all(map(name_of, destinations_of_mofa()))
