"""Real sentences and their kinds: what is heard, by whom, and why."""

from collections.abc import Iterator
from time import process_time

import pytest

from advisory_watch.core.advisory import Departure
from advisory_watch.core.departure import sentences
from advisory_watch.core.departure.lexicon import forms, names, names_from, phrases_from
from advisory_watch.core.departure.parse import TEXT_MAX_CHARS, departure_advice
from advisory_watch.core.errors import TextTooLong

NONE, LIMITED, AUTHORIZED, ORDERED, SUSPENDED, LEAVE = Departure

FOUNDING = "U.S. citizens residing or travelling in Russia should depart immediately."


def test_the_founding_sentence_is_heard() -> None:
    """The level was 4 before and after; this sentence alone was the news."""
    found = departure_advice(f"Level 4: Do Not Travel.\n{FOUNDING}", "RU", "us_state")
    assert found.departure is LEAVE
    assert found.because == (FOUNDING,)


@pytest.mark.parametrize(
    ("text", "destination", "source", "departure"),
    [
        ("Deutsche Staatsangehörige werden aufgefordert, Mali zu verlassen.", "ML", "de_aa", LEAVE),
        ("Die Ausreiseaufforderung ist aufgehoben.", "ML", "de_aa", NONE),
        ("Ein- und Ausreisen sind nur auf dem Landweg möglich.", "UA", "de_aa", NONE),
        ("Canadians should leave now.", "LB", "ca_gac", LEAVE),
        ("Canada has told Canadians to leave now.", "LB", "us_embassies", NONE),
        (
            "U.S. citizens in Israel, the West Bank and Gaza should leave now.",
            "PS",
            "us_state",
            LEAVE,
        ),
        ("U.S. citizens in the Middle East should depart now.", "JO", "us_state", LEAVE),
        ("U.S. citizens in the State of Kuwait should depart.", "KW", "us_state", LEAVE),
        ("U.S. citizens in southern Lebanon should leave now.", "LB", "us_state", NONE),
        ("Visitors should leave the island before the storm.", "DM", "uk_fcdo", LEAVE),
        ("Visitors should leave the island by ferry.", "GR", "uk_fcdo", NONE),
        ("U.S. citizens should consider departing now.", "BF", "us_state", LEAVE),
        ("Embassy Juba is on ordered departure.", "SS", "us_state", ORDERED),
        ("Embassy Juba is on ordered departure.", "KE", "us_state", NONE),
        ("The Embassy is not on authorized departure.", "QA", "us_state", NONE),
        ("Family members may leave at government expense.", "NG", "us_state", AUTHORIZED),
        ("Embassy Kabul suspended operations in 2021.", "AF", "us_state", SUSPENDED),
        ("Embassy Kabul suspended operations in 2021.", "QA", "us_state", NONE),
        ("The Embassy will be closed on Monday.", "GH", "us_state", NONE),
        ("The embassy gift shop has closed.", "GH", "us_state", NONE),
        ("Our ability to help you is extremely limited.", "YE", "au_dfat", LIMITED),
        ("Make sure your insurance covers evacuation and repatriation.", "EC", "uk_fcdo", NONE),
        ("Entry and exit requirements", "VN", "nz_mfat", NONE),
        ("You must enter and leave on the same passport.", "VN", "uk_fcdo", NONE),
        ("If you overstay you must leave immediately.", "AE", "uk_fcdo", NONE),
        ("Evacuation from the zone: leave it now because of the fire.", "IS", "uk_fcdo", NONE),
    ],
)
def test_a_sentence_is_read_for_its_destination(
    text: str, destination: str, source: str, departure: Departure
) -> None:
    """Each of these stood on a page of a publisher, or differs from one in a word."""
    assert departure_advice(text, destination, source).departure is departure


@pytest.mark.parametrize(
    "text",
    [
        "Were U.S. citizens told to leave Mali? No.",
        "A newspaper wrote that Americans were told to leave Mali. They were not.",
        "We advised U.S. citizens to leave Mali on March 3. That is no longer so.",
    ],
)
def test_the_next_sentence_may_take_words_back(text: str) -> None:
    """Editors quote first, and deny in the next sentence."""
    assert departure_advice(text, "ML", "us_embassies").departure is NONE


def test_old_words_that_still_hold_count() -> None:
    """`We ask again today` is an order, though it has no verb of leaving."""
    text = "On May 2 we asked U.S. citizens to leave Mali. We ask again today."
    assert departure_advice(text, "ML", "us_embassies").departure is LEAVE


def test_every_deciding_sentence_is_named_once_in_order() -> None:
    """A new sentence about leaving is found by comparing these with the old ones."""
    text = f"Leave Russia now.\n{FOUNDING}\nLeave Russia now.\nThe Embassy is on ordered departure."
    assert departure_advice(text, "RU", "us_state").because == ("Leave Russia now.", FOUNDING)


def test_a_text_beyond_the_limit_is_an_error() -> None:
    """A page of a hundred megabytes must not hold the others."""
    with pytest.raises(TextTooLong, match="at most"):
        departure_advice("a" * (TEXT_MAX_CHARS + 1), "ML")


def test_a_repeated_line_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repetition is the cheapest way to make a page slow."""
    tagged: list[int] = []
    original = sentences._tagged  # noqa: SLF001

    def tag(words: list[sentences._Word]) -> Iterator[sentences.Token]:
        tagged.append(len(words))
        return original(words)

    monkeypatch.setattr(sentences, "_tagged", tag)
    departure_advice("leave now if if if\n" * 1000, "ML")
    assert sum(tagged) < 100


def test_a_page_full_of_orders_is_read_within_a_second() -> None:
    """Each was compared with all before it: the longest text took half a minute."""
    began = process_time()
    departure_advice("leave now\n" * (TEXT_MAX_CHARS // 10), "ML")
    assert process_time() - began < 1


def test_a_sentence_is_cut_at_a_limit() -> None:
    """The work for a sentence grows with its words, so that it must end."""
    pieces = list(sentences.sentences_of("leave now if not you to " * 1000))
    assert max(len(piece.tokens) for piece in pieces) <= sentences.WORDS_MAX
    assert len(pieces) >= 6000 / sentences.WORDS_MAX


def test_the_tables_are_of_plain_words() -> None:
    """A phrase with a capital or an accent would never match."""
    known = ((first, phrase) for first in forms() for phrase in phrases_from(first))
    named = ((first, phrase) for first in names() for phrase in names_from(first))
    for first, phrase in (*known, *named):
        assert phrase.split(" ")[0] == first
        assert phrase == " ".join(phrase.split())
        assert phrase == phrase.casefold(), phrase
