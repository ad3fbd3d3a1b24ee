"""Departure advice of the text of a page; its lexicon and patterns load with the first text.

They take a fifth of the time to load all sources, and most checks find no new text.
"""

from advisory_watch.core.advisory import Advisory


def with_departure_advice(advisory: Advisory, text: str | None = None) -> Advisory:
    """Set the departure advice that a text gives, as `core.departure.parse` does."""
    from advisory_watch.core.departure import parse  # noqa: PLC0415 - loaded with the first text

    return parse.with_departure_advice(advisory, text)


def require_bounded_text(text: str) -> None:
    """Raise `TextTooLong` for a text that is longer than any advice."""
    from advisory_watch.core.departure import parse  # noqa: PLC0415 - loaded with the first text

    parse.require_bounded_text(text)
