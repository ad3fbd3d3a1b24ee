"""Feeds of embassies: documents for each trap, real alerts, and the list of posts.

`us_embassies_pages/<case>.rss.xml` has `<case>.reading.json` next to it. Only the URL of a feed
shows its post, so each case names that post.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure, Snapshot
from advisory_watch.core.destinations import destination_names
from advisory_watch.core.errors import Unreadable
from advisory_watch.core.page import Page
from advisory_watch.core.source import Document
from advisory_watch.parsing.documents import moment_of_rss
from advisory_watch.sources import us_embassies
from advisory_watch.sources.us_embassies import BASE, SOURCE
from advisory_watch.sources.us_embassies.posts import POSTS
from support.builders import NOON
from support.shared_data import shared

PAGES = Path(__file__).parent / "us_embassies_pages"
HOST_OF_CASE = {
    "atom": "fr.usembassy.gov",
    "cut": "ml.usembassy.gov",
    "damaged": "ml.usembassy.gov",
    "depart_immediately": "ru.usembassy.gov",
    "empty": "ch.usembassy.gov",
    "entities": "ao.usembassy.gov",
    "no_date": "pt.usembassy.gov",
    "no_guid": "np.usembassy.gov",
    "no_title_no_labels": "cw.usconsulate.gov",
    "same_title_twice": "ru.usembassy.gov",
}
(DOOR,) = SOURCE.endpoints
LEAVE = Departure.DEPART_IMMEDIATELY


def a_page(body: bytes, host: str, url: str = "https://{host}/category/alert/feed/") -> Page:
    """Build the feed of a post as the server returned it."""
    target = replace(DOOR.target, url=url.format(host=host))
    return Page(target=target, body=body, fetched_at=NOON)


def read(name: str) -> Snapshot:
    """Read the document of a case."""
    return us_embassies.read(a_page((PAGES / f"{name}.rss.xml").read_bytes(), HOST_OF_CASE[name]))


def told(notice: Advisory) -> dict[str, Any]:
    """Return the content of a notice."""
    return {
        "destination": f"{notice.destination} {notice.name}",
        "title": notice.native_level,
        "departure": notice.departure.name,
        "issued": f"{notice.issued_on} {notice.issued_at}",
        "notice_id": notice.notice_id,
        "url": notice.url,
        "text": (notice.text or "").splitlines(),
    }


@pytest.mark.parametrize("name", HOST_OF_CASE)
def test_a_feed_reads_as_expected(name: str, pytestconfig: pytest.Config) -> None:
    """A reader that falls into one of these traps misses an alert or sends a wrong one."""
    try:
        snapshot = read(name)
        content: dict[str, Any] = {
            "notices": [told(item) for item in snapshot.advisories],
            "problems": [f"{item.subject}: {item.reason}" for item in snapshot.problems],
        }
    except Unreadable as error:
        content = {"error": error.reason}
    actual = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    golden = PAGES / f"{name}.reading.json"
    if pytestconfig.getoption("--update-golden"):
        golden.write_text(actual)
    assert actual == golden.read_text()


def test_every_document_has_a_case() -> None:
    """A document that is never read protects no one."""
    assert {path.name.partition(".")[0] for path in PAGES.iterdir()} == set(HOST_OF_CASE)


def test_a_notice_applies_to_every_destination_of_its_post() -> None:
    """A reader who follows Aruba looks for Aruba, not for the consulate in Curaçao."""
    snapshot = read("no_title_no_labels")
    assert [alert.destination for alert in snapshot.advisories] == [
        "AW", "BQ-BO", "BQ-SA", "BQ-SE", "CW", "SX",
    ]  # fmt: skip
    assert len({alert.notice_id for alert in snapshot.advisories}) == 1


def test_a_feed_of_an_unknown_post_is_unreadable() -> None:
    """Its notices do not name their country, and a guess would warn of the wrong one."""
    for url in ("file", "https://example.org/feed/", "http://[", "https://us.usembassy.gov/feed/"):
        with pytest.raises(Unreadable, match="the host of a post"):
            us_embassies.read(a_page(b"<rss/>", "", url))


def test_a_post_is_a_folder_if_the_endpoint_is_a_mirror() -> None:
    """A mirror, a test server and an archive have all posts under one host."""
    mirror = replace(
        DOOR.target,
        url="http://127.0.0.1:8000/embassies/",
        allowed_hosts=frozenset({"127.0.0.1"}),
        crawl_delay_s=0.0,
    )
    document = of_post("ru.usembassy.gov", DOOR.list(mirror, None).documents)
    url = "http://127.0.0.1:8000/embassies/ru.usembassy.gov/category/alert/feed/"
    assert document.target == replace(mirror, url=url)
    page = Page(target=document.target, body=b"<rss/>", fetched_at=NOON)
    assert us_embassies.post_of(page).destinations == document.destinations


def test_each_post_is_fetched_from_its_own_site() -> None:
    """One of them is the feed that a recorded page of the Department names."""
    documents = DOOR.list(DOOR.target, None).documents
    assert DOOR.target.url == BASE
    assert not DOOR.has_index
    nepal = of_post("np.usembassy.gov", documents)
    assert nepal.target.url == "https://np.usembassy.gov/category/alert/feed/"
    assert nepal.destinations == {"NP"}
    assert len({document.id for document in documents}) == len(documents) == len(POSTS)


def of_post(host: str, documents: tuple[Document, ...]) -> Document:
    """Return the document of a post."""
    return next(document for document in documents if document.id == host)


def test_a_destination_belongs_to_one_post() -> None:
    """Two posts with one record would each find the other's notices missing and returning."""
    codes = [code for post in POSTS for code in post.destinations]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(destination_names())
    assert len(codes) > 200


def test_every_advised_destination_has_a_post() -> None:
    """The exceptions are places without a US post, which have no feed."""
    without = {"US", "IR", "KP", "BT", "AQ"}
    covered = {code for post in POSTS for code in post.destinations}
    assert not without & covered
    for code in ("RU", "UA", "AF", "SY", "YE", "LY", "VE", "BY", "SD", "PS", "MO", "AG", "TV"):
        assert code in covered


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sun, 06 Mar 2022 14:05:09 +0000", datetime(2022, 3, 6, 14, 5, 9, tzinfo=UTC)),
        ("Sun, 06 Mar 2022 23:05:09 -0500", datetime(2022, 3, 7, 4, 5, 9, tzinfo=UTC)),
        ("Sun, 06 Mar 2022 14:05:09 -0000", datetime(2022, 3, 6, 14, 5, 9, tzinfo=UTC)),
        ("Sun, 06 Mar 2022 14:05:09", datetime(2022, 3, 6, 14, 5, 9, tzinfo=UTC)),
        ("Sun, 06 Mar 2022", None),
        ("Sun, 06 Mar 2022 14:05:09 +9999", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
        ("6 de marzo de 2022", None),
        ("2022-03-06T14:05:09Z", None),
        ("   ", None),
        ("", None),
    ],
)
def test_a_time_is_read_in_utc_or_not_at_all(text: str, moment: datetime | None) -> None:
    """A date decides whether a notice predates the watch, so half a date must not count."""
    assert moment_of_rss(text) == moment


@settings(derandomize=True, deadline=None, max_examples=300, database=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="SunMar 0123456789:,+-.()\t", max_size=40),
        st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d+:\d+:\d+ [+-]?\d{1,6}"),
    )
)
def test_no_date_breaks_the_reader(text: str) -> None:
    """The item after it may be the one that tells people to leave."""
    moment = moment_of_rss(text)
    assert moment is None or moment.tzinfo is UTC


def an_item(name: str) -> tuple[bytes, str]:
    """Build the feed of a post from the recorded text of a real alert."""
    sample = shared("samples", "us_embassies", f"{name}.txt").read_text()
    text = sample.partition("---\n")[2].strip()
    title, _, rest = text.partition("\n")
    html = "".join(f"<p>{escape(line)}</p>" for line in rest.splitlines() if line.strip())
    link = sample.partition("URL: ")[2].partition("\n")[0]
    host = link.split("/")[2]
    body = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>'
        f"<title>{escape(title)}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Sun, 06 Mar 2022 14:05:09 +0000</pubDate>"
        f"<content:encoded>{escape(html)}</content:encoded></item></channel></rss>"
    )
    return body.encode(), host


@pytest.mark.parametrize(
    ("name", "code", "departure"),
    [
        ("ru_security-alert_2022-03-06", "RU", LEAVE),
        ("ru_security-alert_2023-06_wagner", "RU", LEAVE),
        ("ua_security-alert_kyiv_2022_shelter", "UA", LEAVE),
        ("ru_security-message_2017-04-07", "RU", Departure.NONE),
        ("ru_emergency-message_2017-06-12", "RU", Departure.NONE),
        ("pt_demonstration-alert_2018-04-19", "PT", Departure.NONE),
    ],
)
def test_a_real_alert_has_the_right_departure_advice(
    name: str, code: str, departure: Departure
) -> None:
    """`Depart immediately` is in the third paragraph, and the title does not mention it."""
    body, host = an_item(name)
    (notice,) = us_embassies.read(a_page(body, host)).advisories
    assert (notice.destination, notice.departure) == (code, departure)
    assert notice.native_level.startswith(("Security", "Emergency", "Message"))
    assert notice.text
    assert notice.severity is None
