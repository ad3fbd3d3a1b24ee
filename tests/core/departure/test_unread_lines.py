"""Lines that cannot give a directive are left unread: the advice is as if all were read."""

from hypothesis import example, given
from hypothesis import strategies as st

from advisory_watch.core.departure.directive import Directive
from advisory_watch.core.departure.lexicon import forms, names, names_from, phrases_from
from advisory_watch.core.departure.parse import Remark, departure_advice, directives_of
from advisory_watch.core.departure.sentences import WORDS_MAX, sentences_of, tags_within

PHRASES = sorted({phrase for first in forms() for phrase in phrases_from(first)})
NAMES = sorted({name.title() for first in names() for name in names_from(first)})
SIGNS = [*".!?;:,()[]\"“”„«»…–—•-*/_'`\u00b4\u2019\u00a0\t\x1c", "...", " - ", "'s", "n't"]
FORMS = ["No.", "No. 5", "3. Jan", "24. Feb", "St.", "ca.", "U.S.", "p.m.", "1,000.5", "let's"]
"""Words with signs, and words that end differently before some others."""

TO_A_GROUP = "Pilgrims should leave Mali now."
"""A directive that is no departure advice."""

SENTENCES = [
    "U.S. citizens should leave Mali now.",
    "The Department ordered the departure of non-emergency staff.",
    "The embassy suspended its operations.",
    "The embassy reopened.",
    "We cannot provide consular help.",
    "The order to leave was lifted.",
    "It is not true.",
    "This is a hoax.",
    "We ask again today.",
    "Events: A coup",
    "Actions to take: leave now.",
    "Location: Bamako",
    "Visas:",
    "Entry",
    "Flights are full.",
    "Drive to the border.",
    "Board it.",
    "A ship waits. Board it now.",
    "there " * WORDS_MAX,
]

piece = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(PHRASES).map(str.capitalize),
    st.sampled_from(NAMES),
    st.sampled_from(SIGNS),
    st.sampled_from(FORMS),
    st.sampled_from(SENTENCES),
    st.text(max_size=3),
)
joint = st.sampled_from([" ", " ", " ", "", ". ", ", ", "  ", "\u00a0", "-"])
line = st.lists(st.tuples(piece, joint), max_size=12).map(
    lambda parts: "".join(text + sign for text, sign in parts)
)
text = st.lists(st.one_of(line, st.sampled_from(SENTENCES)), max_size=8).map("\n".join)


@given(text, st.sampled_from(["ML", ""]))
@example("We ask again today.\nThe embassy suspended its operations.\nIt is not true.", "ML")
@example("Visas:\nYou must leave.\nIt is not true.\nU.S. citizens should leave Mali now.", "ML")
@example("Event: A ship waits.\nActions to take: Board it now.\nThis is a hoax.", "ML")
@example("The embassy suspended its operations.\nThe embassy reopened.", "ML")
@example("Our help is limited.", "ML")
def test_unread_lines_change_nothing(text: str, destination: str) -> None:
    """A directive that is not read is a person who stays."""
    advice = departure_advice(text, destination, "us_state")
    assert advice == departure_advice(f"{TO_A_GROUP}\n{text}", destination, "us_state")


def test_every_line_after_a_directive_is_read() -> None:
    """So the line above is one that makes the reader read all others."""
    first, *others = directives_of(f"{TO_A_GROUP}\nFlights are full.", "ML", "us_state")
    assert isinstance(first[1], Directive)
    assert others == [("Flights are full.", Remark.OTHER)]
    assert not list(directives_of("Flights are full.", "ML", "us_state"))


@given(line)
def test_no_sentence_has_a_class_that_its_line_has_not(line: str) -> None:
    """A line is left unread for its words alone, without what is before or after a space."""
    classes = {tag for phrase in PHRASES for tag in phrases_from(phrase.split()[0])[phrase].tags}
    within = tags_within(line)
    assert all(sentence.tags & classes <= within for sentence in sentences_of(line))
