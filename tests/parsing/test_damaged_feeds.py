"""Damaged feeds: what can be read is read, the damage is named, and bombs stay refused."""

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.errors import Unreadable
from advisory_watch.parsing.feed import MENDED_MAX_BYTES, MENDED_MAX_TAGS, Feed, feed_of
from support.builders import a_page

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"'
NAMESPACE = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
NEW, OLD, LAST = "Security Alert", "Demonstration Alert", "Health Alert"


def an_item(title: str, *, text: str = "Stay inside.") -> str:
    """Write an item as WordPress does."""
    return (
        f"<item><title>{title}</title><link>https://kw.example/?p={len(title)}</link>"
        f"<pubDate>Mon, 02 Mar 2026 08:40:00 +0000</pubDate>"
        f"<category domain='Country-Tag'>KU</category><guid>{title[:9]}</guid>"
        f"<description>short</description>"
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>\n"
    )


def a_feed(old: str = "", **changes: str) -> str:
    """Write a feed of three items; the second one is replaced, or damaged by `changes`."""
    old = old or an_item(OLD)
    for found, damaged in changes.items():
        old = old.replace(found, damaged)
    items = f"{an_item(NEW)}{old}{an_item(LAST)}"
    return f"{HEAD}{NAMESPACE}><channel><title>Alerts</title>{items}</channel></rss>\n"


def read(body: str | bytes) -> Feed:
    """Read a feed as it was served."""
    return feed_of(a_page(body if isinstance(body, bytes) else body.encode()))


CLEAN = read(a_feed())

BEFORE = {
    "a blank line": "\n",
    "a byte order mark and a blank line": "\ufeff\n",
    "a warning of PHP": "<br />\n<b>Warning</b>: x &y in <b>/z.php</b> on line <b>3</b><br />\n",
    "a script": "<script>let a = 1 < 2 && true;</script>\n",
    "a comment": "<!-- cached at 10:00 -- by a plugin -->\n",
    "a notice without markup": "PHP Notice: Undefined index: a & b\n",
}
AFTER = {
    "an error of PHP": "\nFatal error: Allowed memory size of 268435456 bytes exhausted",
    "markup": "<br />\n<b>Fatal error</b>: Maximum execution time exceeded<br />",
    "zeros": "\0\0\0\0",
    "half of the feed again": "<channel><item><title>",
}
INSIDE = {
    "a control character in the title": {OLD: "Demon\x0bstration"},
    "a control character in the text": {"inside": "in\x02side"},
    "a zero in the text": {"inside": "in\0side"},
    "a character that is none": {"inside": "in\uffffside"},
    "a reference to a control character": {OLD: "Demonstration&#29;"},
    "a reference to half a character": {OLD: "Demonstration &#xD83D;"},
    "a reference to no character": {OLD: "Demonstration &#99999999999999999999;"},
    "an entity of HTML": {OLD: "Demonstration&nbsp;Alert"},
    "an unknown entity": {OLD: "Demonstration &alert;"},
    "a bare ampersand": {OLD: "Law & Order at AT&T"},
    "an ampersand in the link": {"/?p=": "/?a=1&p="},
    "a bare bracket": {OLD: "Demonstrations < 100 people"},
    "a tag in the title": {OLD: "Demonstration<br>Alert"},
    "a prefix that is not declared": {"<guid>": "<media:thumbnail url='x'/><guid>"},
    "an attribute without quotes": {"<item>": "<item a=b>"},
    "an attribute given twice": {"<item>": "<item a='1' a='2'>"},
    "a bad comment": {"<guid>": "<!-- a -- b --><guid>"},
    "an item that is not closed": {"</item>": ""},
}


def test_a_well_formed_feed_is_not_damaged() -> None:
    """A reader who sees `damaged` every day no longer looks."""
    assert (CLEAN.damage, CLEAN.is_cut, len(CLEAN.items)) == ("", False, 3)


@pytest.mark.parametrize("junk", BEFORE.values(), ids=BEFORE)
def test_what_is_printed_before_a_feed_hides_nothing(junk: str) -> None:
    """One plugin with a blank line silenced a post for weeks."""
    feed = read(junk + a_feed())
    assert feed.items == CLEAN.items
    assert feed.damage
    assert not feed.is_cut


@pytest.mark.parametrize("junk", AFTER.values(), ids=AFTER)
def test_what_is_printed_after_a_feed_hides_nothing(junk: str) -> None:
    """The feed was complete when the program behind it failed."""
    feed = read(a_feed() + junk)
    assert feed.items[:3] == CLEAN.items
    assert feed.damage


@pytest.mark.parametrize("changes", INSIDE.values(), ids=INSIDE)
def test_a_damaged_item_hides_no_other(changes: dict[str, str]) -> None:
    """The newest notice tells people to leave; the damage is in one of last month."""
    feed = read(a_feed(**changes))
    assert len(feed.items) == 3
    assert (feed.items[0], feed.items[2]) == (CLEAN.items[0], CLEAN.items[2])
    assert "well-formed" in feed.damage


@pytest.mark.parametrize(
    ("served", "title"),
    [
        ("Demonstration&nbsp;Alert", "Demonstration Alert"),
        ("Law & Order at AT&amp;T", "Law & Order at AT&T"),
        ("Ambassador&rsquo;s Alert", "Ambassador’s Alert"),
        ("Don\x92t & go", "Don’t & go"),
    ],
)
def test_a_damaged_title_is_read_as_it_was_meant(served: str, title: str) -> None:
    """It is the first line of an email."""
    body = a_feed(an_item(served)).encode().replace("\x92".encode(), b"\x92")
    assert read(body).items[1].title == title


def test_a_byte_of_windows_does_not_change_the_other_characters() -> None:
    """Read as Windows-1252 throughout, every accent of the feed would be two wrong characters."""
    body = a_feed(an_item("Côte d'Ivoire", text="don@t")).encode().replace(b"@", b"\x92")
    assert read(body).items[1].title == "Côte d'Ivoire"
    assert "don’t" in read(body).items[1].content


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "UTF-16", "utf8mb4"])
def test_a_wrong_character_set_is_not_believed(charset: str) -> None:
    """Wrong characters would go out to all readers; a strict parser sees no damage."""
    feed = read(a_feed(an_item("Côte d’Ivoire")).replace("UTF-8", charset))
    assert feed.items[1].title == "Côte d’Ivoire"
    assert feed.damage


def test_a_right_character_set_is_believed() -> None:
    """Not every feed is in UTF-8, and this one is not damaged."""
    body = a_feed(an_item("Café")).replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert (read(body).items[1].title, read(body).damage) == ("Café", "")


@pytest.mark.parametrize("end", ["<guid>Health", "Stay in", "</content", "<item>", "</item>"])
def test_a_feed_that_is_cut_keeps_its_whole_items(end: str) -> None:
    """The incomplete item is left out: half a text may say the opposite of the whole."""
    whole = a_feed()
    feed = read(whole[: whole.rindex(end) + 3])
    assert feed.items == CLEAN.items[:2]
    assert feed.is_cut
    assert "ends early" in feed.damage


def test_a_feed_without_its_last_tags_is_cut() -> None:
    """More items may have followed."""
    feed = read(a_feed().partition("</channel>")[0])
    assert (feed.items, feed.is_cut) == (CLEAN.items, True)


SAVED = [
    *Path(__file__).parents[1].glob("sources/us_embassies_pages/*.rss.xml"),
    *Path(__file__).parents[1].glob("sources/us_state/rss/*.xml"),
]


def shown(feed: Feed) -> list[tuple[object, ...]]:
    """Return what sources use: the excerpt of an item counts only without its whole text."""
    return [
        (item.title, item.link, item.guid, item.published, item.content or item.description)
        for item in feed.items
    ]


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name)
def test_both_parsers_read_the_same(path: Path) -> None:
    """Otherwise the day on which a feed breaks would be a day of revised texts."""
    body = path.read_bytes()
    try:
        feed = read(body)
    except Unreadable:
        with pytest.raises(Unreadable):
            read(b"Notice: " + body)
        return
    damaged = read(b"Notice: " + body)
    assert shown(damaged) == shown(feed)
    assert [item.tags for item in damaged.items] == [item.tags for item in feed.items]


BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("junk", ["", "\n", "<b>Warning</b>\n"])
@pytest.mark.parametrize("declared", [BOMB, EXTERNAL, BOMB.lower(), "<!ENTITY a 'b'>"])
@pytest.mark.parametrize("place", ["<rss", "<channel"])
def test_damage_does_not_let_an_entity_in(junk: str, declared: str, place: str) -> None:
    """A kilobyte that expands to gigabytes, or reads a file, must not pass as a slip."""
    body = junk + a_feed(an_item("a &a; & b")).replace(place, declared + place, 1)
    with pytest.raises(Unreadable):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>Just a moment&nbsp;...</body>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
        "file:///etc/hostname",
        "https://kw.example/feed/",
        "\0",
        "",
    ],
)
def test_what_is_no_feed_stays_unreadable(body: str) -> None:
    """A wall, an address or nothing at all is not a quiet post."""
    with pytest.raises(Unreadable, match="expected well-formed XML"):
        read(body)


@pytest.mark.parametrize(
    "body",
    ["<rss>&" + "x" * MENDED_MAX_BYTES, "<rss>&" + "<b>" * MENDED_MAX_TAGS],
    ids=["bytes", "tags"],
)
def test_a_damaged_feed_is_bounded(body: str) -> None:
    """Mending takes longer than reading."""
    with pytest.raises(Unreadable, match="too large to mend"):
        read(body)


@pytest.mark.parametrize(
    "unit", ["&", "&#3", "<b>", "<", "<![CDATA[", "<!--", "<category domain='x'>t", "<item>", " "]
)
def test_a_damaged_feed_is_read_in_time(unit: str) -> None:
    """Mending takes time in proportion to the size, whatever is repeated."""
    many = min(MENDED_MAX_BYTES // len(unit), 40_000 if "<" in unit else MENDED_MAX_BYTES) // 2
    began = process_time()
    read("<rss>&<channel><item><title>" + unit * many + "</channel>")
    assert process_time() - began < 5


def test_what_a_lenient_parser_cannot_read_is_unreadable() -> None:
    """Feedparser fails on it with an error of its own, which would look like a bug of ours."""
    with pytest.raises(Unreadable, match="too damaged to mend"):
        read("\n" + a_feed().replace("<item>", "<item><textInput><link>x</link>", 1))


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=len(a_feed())))
def test_no_bytes_break_the_reader(junk: bytes, place: int) -> None:
    """An unforeseen error in one feed would look like a bug in all of them."""
    body = a_feed().encode()
    try:
        feed = read(body[:place] + junk + body[place:])
    except Unreadable:
        return
    for item in feed.items:
        f"{item.title}{item.link}{item.guid}{item.content}".encode()


@given(st.text(alphabet=st.characters(exclude_characters="<>"), min_size=1, max_size=20))
def test_no_character_in_an_old_title_hides_the_newest_item(title: str) -> None:
    """The rule in one sentence, for every character that an editor may paste."""
    body = a_feed(an_item(title)).encode("utf-8", "surrogatepass")
    assert read(body).items[0] == CLEAN.items[0]


def test_a_well_formed_feed_does_not_load_the_lenient_parser() -> None:
    """Each cold start would pay for a feed that is damaged once a month."""
    program = (
        "import sys\n"
        "from advisory_watch.parsing.feed import feed_of\n"
        "from support.builders import a_page\n"
        "feed_of(a_page(b'<rss><channel/></rss>'))\n"
        "assert 'feedparser' not in sys.modules\n"
    )
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, check=True
    )
