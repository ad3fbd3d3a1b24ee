"""The characters that each channel accepts, and how to convert text to them."""

from unicodedata import combining, normalize

PLAIN = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "to",
    "\u00a0": " ",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "ı": "i",
}
"""Letters that have a usual plain form but no decomposition in Unicode."""

NOT_GSM = "`^{}[]~\\|"
"""ASCII characters outside GSM 7-bit's basic set; most cost two places (3GPP TS 23.038)."""

WORDS_MAX_CHARS = 400
"""The limit for quoted publisher text; enough to recognise it.

Amazon SNS takes 256 kB for all forms of a message together. It would refuse a larger alert
every time, and the alert would stay in the outbox. So all text of a publisher has a limit.
"""


def to_ascii(text: str) -> str:
    """Convert text to printable ASCII: accents dropped, anything without a plain form a `?`."""
    known = "".join(PLAIN.get(character, character) for character in text)
    bare = "".join(map(_without_accents, known))
    plain = "".join(
        character if " " <= character <= "~" else _unprintable(character) for character in bare
    )
    return " ".join(plain.split())


def _without_accents(letter: str) -> str:
    """Decompose one letter.

    Letters are decomposed one at a time, because sorting a thousand accents on one letter
    is very slow.
    """
    return "".join(mark for mark in normalize("NFKD", letter) if not combining(mark))


def to_gsm7(text: str) -> str:
    """Convert text to characters that take one place in an SMS."""
    return "".join("-" if character in NOT_GSM else character for character in to_ascii(text))


def _unprintable(letter: str) -> str:
    return " " if letter.isspace() or not letter.isprintable() else "?"


def readable(text: str) -> str:
    """Remove control characters and incomplete letters from text.

    Invisible marks that change the direction of writing are removed too: they can reverse
    the meaning of a line.
    """
    return "".join(
        character if character == "\n" or character.isprintable() else " " for character in text
    )


def cut_at_word(text: str, limit: int) -> str:
    """Shorten text to a limit between words; three dots mark the cut."""
    if len(text) <= limit:
        return text
    head = text[: max(0, limit - 2)].rpartition(" ")[0].rstrip(" ,;:-(")
    return f"{head}..." if head else text[: max(0, limit)]
