"""docs/sources.md matches the source modules, and every module has a card."""

import pytest

from advisory_watch.cli.source_cards import SECTIONS, card_of, markdown, read_card
from advisory_watch.core.text import as_shown
from advisory_watch.sources import SOURCES
from support.aws.template import ROOT

CARD = """Utopia: advice of its Office.

Pages     one document
Scale     two levels;
          no more
Licence   none
Quirks    `mirrors` are dated by hand
History   2026-09-01 first written
          2026-09-09 the mirrors
"""


def test_the_list_of_sources_matches_the_modules() -> None:
    """Others copy a wrong licence or mapping from the document; `make generate` updates it."""
    assert (ROOT / "docs" / "sources.md").read_text() == markdown(SOURCES.values())


@pytest.mark.parametrize("source_id", SOURCES)
def test_every_source_has_its_card_and_its_chapter(source_id: str) -> None:
    """A reader of a new publisher must know its quirks before the first false alarm."""
    card, source = card_of(source_id), SOURCES[source_id]
    chapter = markdown([source])
    for line in (*card.pages, *card.scale, *card.quirks):
        assert line in chapter
    for level in source.levels:
        assert f"| {as_shown(level.words)} |" in chapter
    for said in (
        source.levels_from,
        source.licence,
        *(endpoint.target.url for endpoint in source.endpoints),
    ):
        assert said in chapter


def test_a_card_is_read_section_by_section() -> None:
    """Continuation lines belong to the section above them."""
    card = read_card(CARD)
    assert card.heading == "Utopia: advice of its Office."
    assert card.scale == ("two levels;", "no more")
    assert card.history == ("2026-09-01 first written", "2026-09-09 the mirrors")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_card_that_lacks_a_section_is_refused(section: str) -> None:
    """The missing section is the one that would have warned the reader."""
    without = "\n".join(line for line in CARD.splitlines() if not line.startswith(section))
    with pytest.raises(ValueError, match="card: expected"):
        read_card(without)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        CARD.replace("Licence   none", "Licence"),
        CARD.replace("Licence   none", "License   none"),
        CARD.replace("Licence   none", "Licence  none"),
        CARD.replace("          no more", "no more"),
        CARD.replace("2026-09-01 first", "first"),
        CARD.replace("Pages  ", "Quirks "),
    ],
)
def test_a_card_in_another_form_is_refused(broken: str) -> None:
    """A line that the card reader skips would be missing from the document unnoticed."""
    with pytest.raises(ValueError, match="card: expected"):
        read_card(broken)
