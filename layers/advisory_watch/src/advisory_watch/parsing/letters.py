"""Replace control characters, which no person writes."""

_LAST_CONTROL = 0x9F
"""The last control character of Latin-1; any of them may be a terminal command."""

_UNSEEN = {
    number: "\N{REPLACEMENT CHARACTER}"
    for number in range(_LAST_CONTROL + 1)
    if not chr(number).isprintable() and not chr(number).isspace()
}


def visible(text: str) -> str:
    r"""Replace control characters by U+FFFD, the replacement character.

    A level is verbatim, but `\x1b[2J` is not part of its words: printed on a terminal, it
    clears the screen. White space of any kind is kept.
    """
    return text.translate(_UNSEEN)
