"""The letters that carriers take, and how to say a name in them."""

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
"""Where a publisher's words are shown, this is enough to know them by.

Amazon SNS takes 256 kB for all forms of a message together, and an alert that it refuses is
owed for ever: nothing that a publisher writes may be without a limit.
"""


def to_ascii(text: str) -> str:
    """Write text in printable ASCII: accents dropped, anything without a plain form a `?`."""
    known = "".join(PLAIN.get(each, each) for each in text)
    bare = "".join(map(_without_accents, known))
    plain = "".join(each if " " <= each <= "~" else _unprintable(each) for each in bare)
    return " ".join(plain.split())


def _without_accents(letter: str) -> str:
    """Take a letter apart; by itself, since sorting a thousand accents on one takes for ever."""
    return "".join(each for each in normalize("NFKD", letter) if not combining(each))


def to_gsm7(text: str) -> str:
    """Write text in letters that take one place each in an SMS."""
    return "".join("-" if each in NOT_GSM else each for each in to_ascii(text))


def _unprintable(letter: str) -> str:
    return " " if letter.isspace() or not letter.isprintable() else "?"


def readable(text: str) -> str:
    """Keep what can be read and sent: no control characters, no half of a letter.

    Invisible marks that turn the direction of writing go too: they can make a line say
    the opposite of what it says.
    """
    return "".join(each if each == "\n" or each.isprintable() else " " for each in text)


def cut_at_word(text: str, limit: int) -> str:
    """Shorten text to a limit between words; three dots say that it was cut."""
    if len(text) <= limit:
        return text
    head = text[: max(0, limit - 2)].rpartition(" ")[0].rstrip(" ,;:-(")
    return f"{head}..." if head else text[: max(0, limit)]
