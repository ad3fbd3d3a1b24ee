"""From a piece of HTML to its visible text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.parsing.html import prose_of, sentences, tidy, unescaped

TAGS = ["<p>", "</p>", "<b>", "<br>", "<script>", "</script>", "<li>", "<!--", "-->", "<", ">"]
PIECES = [*TAGS, "&nbsp;", "&amp;", "word ", "U.S. ", "** _", "\u200b", "\n", '"', "."]
MARKUP = st.lists(st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize(
    ("html", "prose"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<b>one<br>two</b> three", "one\ntwo three"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "a\nb\nc"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a\nb"),
        ("<p>a <b>bold</b> word<i>s</i></p>", "a bold words"),
        ("heading<p>text</p>tail", "heading\ntext\ntail"),
        ("a<script>alert('x')</script>b<style>p{}</style>c", "abc"),
        ("a<noscript>no</noscript><template>none</template> b", "a b"),
        ("<!-- Level 4 -->Level 1", "Level 1"),
        ("Fish &amp; chips &#8220;here&#8221; &lt;now&gt;", "Fish & chips “here” <now>"),
        ("due to&nbsp;<b>crime&nbsp;</b>and unrest", "due to crime and unrest"),
        ("ze\u200bro\ufeff width", "zero width"),
        ("** _Some areas_ ** have snake_case", "Some areas have snake_case"),
        ("due to <b>crime</b> , and <b>unrest</b> .", "due to crime, and unrest."),
        ("costs .5 dollars", "costs .5 dollars"),
        ("<p> </p>\n\n<p>&nbsp;</p>", ""),
        ("", ""),
        ("<html><head><title>t</title></head><body>b</body></html>", "b"),
    ],
)
def test_the_visible_text_of_a_page_is_read(html: str, prose: str) -> None:
    """A word glued to another, or a sentence cut in two, hides the risk that it names."""
    assert prose_of(html) == prose


@given(st.text())
def test_a_text_that_is_not_parsed_reads_as_if_it_were(text: str) -> None:
    """Titles need no parser; a word that one way reads and the other does not is a false change."""
    assert prose_of(text.replace("<", "")) == prose_of(text.replace("<", "") + "<br>")


@settings(deadline=None)
@given(MARKUP)
def test_no_markup_survives(html: str) -> None:
    """An email must contain only text: a script would run, and a screen reader reads tags aloud."""
    prose = prose_of(html)
    assert "<script" not in prose
    assert "\u200b" not in prose
    assert all(line and line == " ".join(line.split()) for line in prose.splitlines())


@settings(deadline=None)
@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    """Two copies of one text must be equal, however often each was cleaned."""
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Stay in. Go out!", ["Stay in.", "Go out!"]),
        ("Do not travel\nto Chad", ["Do not travel", "to Chad"]),
        ("The U.S. Embassy is open.", ["The US Embassy is open."]),
        ("U.S.A. citizens, and U. S. residents.", ["US citizens, and US residents."]),
        ("Levels rose from 2.5 to 3.", ["Levels rose from 2.5 to 3."]),
        ("It was “added.” The level stays.", ["It was “added.", "The level stays."]),
        ("Is it safe? No.", ["Is it safe?", "No."]),
        ("e.g. crime stays in one sentence.", ["e.g. crime stays in one sentence."]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, said: list[str]) -> None:
    """Rules work on sentences: `leave` must not combine with the `now` of the next sentence."""
    assert list(sentences(text)) == said


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Côte d&#39;Ivoire", "Côte d'Ivoire"),
        ("C&amp;ocirc;te d&amp;amp;#x27;Ivoire", "Côte d'Ivoire"),
        ("Kuwait&nbsp;&#8211;  Alert", "Kuwait – Alert"),
        ("Law &order, AT&T & notices", "Law &order, AT&T & notices"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("a &#27;[2J &#xD800; &#99999999; b", "a [2J \ufffd &#99999999; b"),
        ("a &bogus; b", "a &bogus; b"),
    ],
)
def test_a_title_that_was_escaped_too_often_is_read(text: str, title: str) -> None:
    """It is the first line of an email, and on a phone the only one."""
    assert unescaped(text) == title


@given(st.text())
def test_a_title_is_one_printable_line(text: str) -> None:
    """A command for the terminal may be escaped, too."""
    title = unescaped(text)
    assert title == " ".join(title.split())
    assert all(char.isprintable() or ord(char) > 0x9F for char in title)


@given(st.text(alphabet=st.characters(exclude_characters="&", exclude_categories=["C", "Z"])))
def test_a_title_without_references_stays(text: str) -> None:
    """A reader of titles changes nothing else."""
    assert unescaped(text) == text
