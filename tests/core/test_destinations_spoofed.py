"""Names that look like others: a spoofed name is its own country's or unknown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.destinations import destination_names, destination_of
from advisory_watch.core.errors import UnknownDestination

INVISIBLE = ("\u202e", "\u202c", "\u2066", "\u200e", "\ufeff", "\0", "\x1b", "\U000e0041")
"""Characters that are invisible or change the direction of writing."""

OTHER_LETTERS = (
    "\u0430\u0435\u0456\u043e\u0440\u0441\u0443\u0445\u0410\u0415\u041e"  # Cyrillic
    "\u0391\u0395\u0399\u039f\u03bf\u03b1\u03bd"  # Greek
    "\u0131\u01c3\u0663\u0627\u4e2d"  # a Turkish i, a click, an Arabic digit, Arabic, Chinese
)
"""Letters of other alphabets; most of them look like Latin letters."""

SPOOFED = {
    "Nigeria, its end in Cyrillic": "Niger\u0456\u0430",
    "Nigeria, a letter in Cyrillic": "Niger\u0456a",
    "Democratic in Russian": "\u0414\u0415\u041c Republic of the Congo",
    "Bissau in Russian": "Guinea-\u0411\u0438\u0441\u0430\u0443",
    "South in Russian": "\u042e\u0436\u043d\u044b\u0439 Sudan",
    "Oman in Greek": "\u039f\u039c\u0391\u039d",
    "Mali, and a letter of Arabic": "Mali\u0627",
}


@pytest.mark.parametrize("case", SPOOFED)
def test_a_name_with_letters_of_another_alphabet_is_unknown(case: str) -> None:
    """Without its Cyrillic end, Nigeria was read as Niger: the wrong country."""
    with pytest.raises(UnknownDestination):
        destination_of(SPOOFED[case])


@pytest.mark.parametrize("mark", INVISIBLE)
def test_invisible_characters_make_no_other_country(mark: str) -> None:
    """Pasted text may contain them; around a name they change nothing."""
    assert destination_of(f"{mark}Niger{mark}") == "NE"
    with pytest.raises(UnknownDestination):
        destination_of(f"Nig{mark}er")


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(
    code=st.sampled_from(sorted(destination_names())),
    at=st.integers(0, 40),
    length=st.integers(0, 6),
    letters=st.text(OTHER_LETTERS, min_size=1, max_size=6),
)
def test_no_foreign_letter_turns_one_name_into_another(
    code: str, at: int, length: int, letters: str
) -> None:
    """An attacker who can change one letter must not be able to choose the country."""
    name = destination_names()[code]
    spoofed = name[:at] + letters + name[at + length :]
    with pytest.raises(UnknownDestination):
        destination_of(spoofed)
