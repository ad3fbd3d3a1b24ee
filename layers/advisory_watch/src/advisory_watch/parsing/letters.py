"""The characters of a text that a person could have written."""

_LAST_CONTROL = 0x9F
"""Where the control characters of Latin-1 end; each of them may command a terminal."""

_UNSEEN = {
    number: "\N{REPLACEMENT CHARACTER}"
    for number in range(_LAST_CONTROL + 1)
    if not chr(number).isprintable() and not chr(number).isspace()
}


def visible(text: str) -> str:
    r"""Put the sign for what cannot be shown where a control character stands.

    A level is verbatim, but `\x1b[2J` is none of its words: printed on a terminal it wipes
    away what stands above it. White space stays, of whatever kind.
    """
    return text.translate(_UNSEEN)
