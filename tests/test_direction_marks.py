"""No directional mark or tag character leaves the program: page, terminal, CSV, Atom, CAP, JSON."""

import json
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from advisory_watch.bootstrap.messages import title_of
from advisory_watch.cli.output_json import print_json
from advisory_watch.cli.output_table import console, new_table, print_rows, print_text
from advisory_watch.cli.streams import complain
from advisory_watch.core.change_log import ChangeLog, SiteSnapshot
from advisory_watch.core.source_state import SourceState
from advisory_watch.core.text import without_marks
from advisory_watch.core.web_file import WebFile
from advisory_watch.site.build import StaticSiteBuilder
from advisory_watch.site.feeds import render_change_log
from advisory_watch.site.feeds.cap import render_cap_messages
from advisory_watch.site.feeds.geojson import render_change_points, render_levels
from advisory_watch.site.rendering.config import SiteConfig
from advisory_watch.sources import SOURCES
from support.builders import NOON, a_health
from support.change_logs import with_history
from test_hostile_publisher import a_dossier, said

MARKS = [
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    *map(chr, range(0xE0000, 0xE0080)),
]
WORDS = st.lists(st.sampled_from([*MARKS, "Level 4", " ", "é", "危"]), min_size=1, max_size=12)
MARKED = WORDS.map("".join)
EDITION = SiteConfig(sources=tuple(SOURCES.values()), base_url="https://watch.example.org")


def require_none(texts: Iterable[str]) -> None:
    """Fail with the text that has a mark."""
    for text in texts:
        assert not set(text).intersection(MARKS), ascii(text)


def decoded(files: Iterable[WebFile]) -> Iterable[str]:
    """Return the texts of rendered files, with the escapes of JSON left as they are."""
    return [file.body.decode() for file in files]


@given(st.text() | MARKED)
def test_all_else_of_a_text_is_kept(text: str) -> None:
    """Emoji of families and Persian words need other invisible letters."""
    kept = without_marks(text)
    require_none([kept])
    assert kept == "".join(char for char in text if char not in MARKS)


@settings(max_examples=15, deadline=None)
@given(MARKED)
def test_pages_and_feeds_have_none(words: str) -> None:
    """A turned line says `Level 1` where the page says `Level 4`."""
    dossier = a_dossier(said(f"x{words}"))
    require_none(decoded(StaticSiteBuilder(config=EDITION).render_destination(dossier, NOON)))
    change_log = with_history(ChangeLog(), dossier, title_of)
    files = [*render_change_log(change_log, EDITION)]
    assert {"changes.atom", "changes.csv", "cap.atom"} <= {file.path for file in files}
    require_none(decoded([*files, *render_cap_messages(change_log.entries, EDITION)]))
    states = tuple(
        SourceState(records={"KW": history.record}, health=a_health(source=history.record.source))
        for history in dossier.histories
    )
    snapshot = SiteSnapshot(at=NOON, states=states, change_log=change_log)
    maps = [*render_levels(snapshot, EDITION), render_change_points(snapshot, EDITION)]
    require_none(decoded(maps))


@settings(max_examples=40, deadline=None)
@given(MARKED)
def test_the_terminal_shows_none(words: str) -> None:
    """Tables, paragraphs, rows, errors and JSON lines are all printed as they are read."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors:
        screen = console()
        screen.print(Text(words))
        screen.print(words, style="bold")
        print_text(screen, words)
        print_rows(screen, [("page", words), ("link", f"{words} {words}")])
        table = new_table(words, "level", folded=("found",))
        table.add_row(words, Text(words))
        screen.print(table)
        print_json(about=words)
        complain(words)
    require_none([out.getvalue(), errors.getvalue()])
    assert json.loads(out.getvalue().splitlines()[-1])["about"] == words


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_is_removed(mark: str) -> None:
    """The list of the standard, letter by letter."""
    assert without_marks(f"a{mark}b") == "ab"
