"""The deciding sentence is found in texts of every publisher's form, and is never invented."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.advisory import Advisory, Departure, Region, Severity
from advisory_watch.core.alert import Alert
from advisory_watch.core.messages.quotation import (
    QUOTATION_MAX_CHARS,
    QUOTATIONS_MAX,
    departure_sentence,
    level_sentence,
    part_sentence,
    quotations_of,
)
from advisory_watch.core.messages.sentences import split_sentences
from core.messages.scenarios import ALL, NOTICE, NOTIFIED, a_notice_of, an_alert_of
from support.builders import an_advisory

READ_WITHIN_S = 5.0

CAUTION, RECONSIDER, FORBIDDEN = Severity.CAUTION, Severity.RECONSIDER, Severity.DO_NOT_TRAVEL


def advice(
    text: str | None, severity: Severity | None, level: str = "", name: str = ""
) -> Advisory:
    """Build advice about Kuwait, or another name, with a text and a level."""
    return an_advisory(severity, native_level=level, text=text, name=name or "Kuwait")


@pytest.mark.parametrize(
    ("severity", "text", "sentence"),
    [
        (
            RECONSIDER,
            (
                "The advisory level was increased to 3.\n"
                "Reconsider travel to Kuwait due to the threat of war. Read the entire advisory."
            ),
            "Reconsider travel to Kuwait due to the threat of war.",
        ),
        (
            FORBIDDEN,
            "Do not travel\nto Kuwait for any reason due to crime. See below.",
            "Do not travel to Kuwait for any reason due to crime.",
        ),
        (
            FORBIDDEN,
            (
                "Your travel insurance could be invalidated if you travel against advice.\n"
                "Areas where FCDO advises against travel\n"
                "FCDO advises against all travel to Kuwait."
            ),
            "FCDO advises against all travel to Kuwait.",
        ),
        (
            RECONSIDER,
            "Wir empfehlen Vorsicht.\nVon Reisen nach Kuwait wird am 24. Juli abgeraten.",
            "Von Reisen nach Kuwait wird am 24. Juli abgeraten.",
        ),
        (FORBIDDEN, "Vor Reisen nach Kuwait wird gewarnt.", "Vor Reisen nach Kuwait wird gewarnt."),
        (
            FORBIDDEN,
            "In het kort\nDe kleurcode van het reisadvies voor Kuwait is rood. Reis er niet heen.",
            "De kleurcode van het reisadvies voor Kuwait is rood.",
        ),
        (
            RECONSIDER,
            "攻撃がありました。クウェート全土をレベル2(不要不急の渡航は止めてください)とします。",
            "クウェート全土をレベル2(不要不急の渡航は止めてください)とします。",
        ),
        (CAUTION, "# Overview\nExercise a high degree of caution in Kuwait.", None),
    ],
    ids=["US", "US heading", "UK", "Germany", "Germany warning", "Netherlands", "Japan", "Canada"],
)
def test_the_sentence_of_the_level_is_found(
    severity: Severity, text: str, sentence: str | None
) -> None:
    """Each publisher has its own words for a level."""
    found = level_sentence(advice(text, severity))
    assert found == (sentence or text.splitlines()[-1])


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "FCDO no longer advises against all travel to Kuwait.",
        "Do you have to reconsider travel to Kuwait?",
        "Exercise normal precautions in Kuwait.",
    ],
)
def test_no_sentence_is_invented(text: str | None) -> None:
    """A false quotation is worse than none."""
    assert level_sentence(advice(text, FORBIDDEN)) == ""


def test_a_new_sentence_is_preferred_to_an_old_one() -> None:
    """The old sentence did not cause the change."""
    before = advice("Do not travel to Kuwait due to crime.", FORBIDDEN)
    after = advice(f"{before.text}\nDo not travel to Kuwait due to war.", FORBIDDEN)
    assert level_sentence(after, before) == "Do not travel to Kuwait due to war."


LIST = (
    "Exercise increased caution in Kuwait.\nDo not travel to:\nOld Town due to crime.\n"
    "The desert near the Northern Gate (unless you are invited) due to mines.\n"
    "Reconsider travel to:\nHarbour District\nHealth\nYou should avoid tap water in Old Town."
)


@pytest.mark.parametrize(
    ("name", "severity", "sentence"),
    [
        ("Old Town", FORBIDDEN, "Do not travel to: Old Town due to crime."),
        (
            "the desert near the Northern Gate",
            FORBIDDEN,
            (
                "Do not travel to: The desert near the Northern Gate (unless you are invited) "
                "due to mines."
            ),
        ),
        ("Harbour District", RECONSIDER, "Reconsider travel to: Harbour District"),
        ("Airport Road", FORBIDDEN, ""),
        ("Old Town", RECONSIDER, ""),
    ],
)
def test_an_item_of_a_list_is_quoted_with_its_heading(
    name: str, severity: Severity, sentence: str
) -> None:
    """`Old Town due to crime.` alone gives no advice."""
    part = Region(name=name, severity=severity)
    assert part_sentence(advice(LIST, CAUTION), [part]) == sentence


def test_the_sentence_of_the_whole_does_not_name_a_part() -> None:
    """Advice against the border says nothing about the capital."""
    text = "We advise against all travel to the Alpha Valley.\nWe advise against all travel."
    advisory = replace(
        advice(text, FORBIDDEN), regions=(Region(name="Alpha Valley", severity=FORBIDDEN),)
    )
    assert level_sentence(advisory) == "We advise against all travel."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Old order.", "Leave now."), "Leave now."),
        (("Updated to reflect ordered departure.", "Staff must leave."), "Staff must leave."),
        (("You should leave.", "Leave immediately."), "Leave immediately."),
        (("Old order.",), "Old order."),
    ],
)
def test_the_sentence_on_leaving_is_new_and_no_note(words: tuple[str, ...], sentence: str) -> None:
    """The reader must see the words that made the alert urgent."""
    before = advice("Old order.", FORBIDDEN)
    after = replace(advice("\n".join(words), FORBIDDEN), departure_words=words)
    assert departure_sentence(after, before) == sentence


def test_a_note_gives_way_to_the_sentence_that_it_sums_up() -> None:
    """`Updated to reflect …` says less than the order itself."""
    note = "Updated to reflect ordered departure of non-emergency personnel."
    order = "On March 1 we ordered the departure of non-emergency personnel from Kuwait."
    after = replace(advice(f"{note}\n{order}", FORBIDDEN), departure_words=(note,))
    assert departure_sentence(after, advice("", FORBIDDEN)) == order


def test_dutch_advice_to_leave_is_found_in_the_text() -> None:
    """Its reader keeps no sentence of it."""
    text = "Kleurcode rood. Bent u in Iran? Verlaat het land als dat kan."
    assert departure_sentence(advice(text, FORBIDDEN)) == "Verlaat het land als dat kan."


def test_a_raise_with_a_staff_order_has_two_quotations() -> None:
    """Both are reasons to act."""
    before = advice("Exercise normal precautions.", Severity.NORMAL)
    order = "On March 1 we ordered staff to leave Kuwait."
    after = replace(
        advice(f"Reconsider travel to Kuwait.\n{order}", RECONSIDER),
        departure=Departure.ORDERED_DEPARTURE,
        departure_words=(order,),
    )
    assert quotations_of(an_alert_of(before, after)) == ("Reconsider travel to Kuwait.", order)


def test_a_notice_is_quoted_by_its_event() -> None:
    """Its title is the same for every event."""
    assert quotations_of(NOTIFIED) == ("Airports in the Moscow region are closed.",)
    plain = replace(NOTICE, text=f"{NOTICE.native_level}\nTwo roads are closed. Stay away.")
    assert quotations_of(a_notice_of(plain)) == ("Two roads are closed.",)


@pytest.mark.parametrize(
    "line",
    ["The U.S. Embassy is open. It helps.", "Am 24. Juli war es so. Danach nicht.", "行く。帰る。"],
)
def test_an_abbreviation_does_not_end_a_sentence(line: str) -> None:
    """Half a sentence misleads."""
    assert len(list(split_sentences(line))) == 2


WORDS = st.sampled_from(
    ["Do not travel", "to", ":", "\n", ".", " ", "U.S.", "Old Town", "due to", "(", "。", "we", "?"]
)
TEXTS = st.lists(WORDS, max_size=60).map("".join) | st.text(max_size=200)


@given(text=TEXTS)
def test_the_words_of_a_line_are_kept_by_splitting(text: str) -> None:
    """A lost word can reverse the meaning."""
    line = " ".join(text.split())
    assert "".join("".join(split_sentences(line)).split()) == "".join(line.split())


@given(text=TEXTS, severity=st.sampled_from(Severity))
def test_every_quotation_consists_of_words_of_the_text(text: str, severity: Severity) -> None:
    """The government must have said it, in any form of text."""
    advisory = replace(
        advice(text, severity), regions=(Region(name="Old Town", severity=FORBIDDEN),)
    )
    for sentence in (level_sentence(advisory), part_sentence(advisory, advisory.regions)):
        assert [word for word in sentence.replace(":", " ").split() if word not in text] == []


@pytest.mark.parametrize("alert", ALL)
def test_quotations_have_limits(alert: Alert) -> None:
    """An alert that is too large is never sent."""
    long = "Do not travel to Kuwait " + "for this reason " * 200
    after = replace(alert.after, text=long) if alert.after else None
    quotations = quotations_of(replace(alert, after=after))
    assert len(quotations) <= QUOTATIONS_MAX
    assert all(len(quotation) <= QUOTATION_MAX_CHARS for quotation in quotations)


@pytest.mark.parametrize(
    "piece", ["do not travel ", "Do not travel. ", "Do not travel:\n", "(", ". "]
)
def test_a_hostile_text_is_read_in_little_time(piece: str) -> None:
    """A page that takes minutes delays all other alerts."""
    text = piece * (200_000 // len(piece))
    before, after = advice("x " * 100_000, FORBIDDEN), advice(text, FORBIDDEN)
    started = process_time()
    quotations_of(an_alert_of(replace(before, severity=RECONSIDER), after))
    assert process_time() - started < READ_WITHIN_S
