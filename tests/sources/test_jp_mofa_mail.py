"""Mails of Japan's embassies: which country they are about, and whether to leave it."""

from datetime import datetime
from xml.sax.saxutils import escape

import pytest

from advisory_watch.core.advisory import Departure, Snapshot
from advisory_watch.core.page import Page
from advisory_watch.sources import SOURCES
from advisory_watch.sources.jp_mofa_mail import SOURCE
from support.builders import NOON
from support.shared_data import shared

(ENDPOINT,) = SOURCE.endpoints
LEAVE, STAY = Departure.DEPART_IMMEDIATELY, Departure.NONE


def read(body: bytes) -> Snapshot:
    """Read a feed."""
    return ENDPOINT.read(Page(target=ENDPOINT.target, body=body, fetched_at=NOON))


@pytest.mark.parametrize(
    ("text", "departure"),
    [
        ("今も滞在している方は、商用便が運行している間に速やかに国外に退避してください。", LEAVE),
        ("直ちに国外へ退避してください", LEAVE),
        ("至急、出国してください。", LEAVE),
        ("早期に出国することを検討してください。", STAY),
        ("窓から離れ、近くの建物に退避してください。", STAY),
        ("デモに遭遇した場合には、すぐにその場から退避してください。", STAY),
        ("国境周辺に滞在している方は国外に退避してください。", STAY),
        ("危険レベル４の退避勧告が発出されています。", STAY),
        ("当地米国大使館は、在留米国人に出国してくださいと呼びかけました。", STAY),
    ],
)
def test_leave_the_country_is_told_from_take_shelter(text: str, departure: Departure) -> None:
    """One word, 退避, means both; the first wakes people, and the second is in most mails."""
    mail = (
        "<mail><keyCd>1</keyCd><infoType>R20</infoType><leaveDate>2026/09/01 08:00:00</leaveDate>"
        "<country><cd>0976</cd></country><title>注意喚起</title>"
        f"<lead>●ご注意ください。{escape(text)}</lead></mail>"
    )
    (notice,) = read(f'<opendata mailCount="1">{mail}</opendata>'.encode()).advisories
    assert notice.departure is departure


def test_a_real_feed_is_read_completely() -> None:
    """On the day a war began, embassies sent their mails by the hour."""
    body = shared("samples", "jp_mofa", "newarrivalL_outbreak_2026-02-28T1437.xml").read_bytes()
    snapshot = read(body)
    assert snapshot.problems == ()
    assert len({notice.notice_id for notice in snapshot.advisories}) == 55
    assert {"BH", "QA", "AE", "IQ"} <= snapshot.destinations
    assert all(isinstance(notice.issued_at, datetime) for notice in snapshot.advisories)


def test_no_mail_is_in_both_sources() -> None:
    """Two sources read one feed; a danger level reported by both would be reported twice."""
    body = shared("samples", "jp_mofa", "newarrivalL_outbreak_2026-02-28T1437.xml").read_bytes()
    (levels,) = SOURCES["jp_mofa"].endpoints
    other = levels.read(Page(target=levels.target, body=body, fetched_at=NOON))
    urls = {notice.url for notice in read(body).advisories}
    assert not urls & {advisory.url for advisory in other.advisories}
