"""Find a subscriber's address in a text that must not contain it, in any spelling."""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from html import escape
from urllib.parse import quote

BETWEEN = r"[\s().\-/\u00a0]{0,3}"
"""Characters that people and programs put between the digits of a number."""

AT = r"(?:@|%40|\\u0040|&#64;|&commat;|\s*[(\[]at[)\]]\s*)"

NATIONAL_DIGITS = 10
"""The digits at the end of an international number that identify the phone within its country."""


def found_in(text: bytes | str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that a text contains, in any spelling."""
    searched = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
    return [address for address in addresses if pattern_of(address).search(searched)]


@cache
def pattern_of(address: str) -> re.Pattern[str]:
    """Return a pattern for an address: an email, a number like `+14155550123`, or a URL."""
    spellings = [_number, _email, _url][(not address.startswith("+")) + ("://" in address)]
    return re.compile(
        "|".join([spellings(address), *map(re.escape, _encoded(address))]), re.IGNORECASE
    )


def _number(address: str) -> str:
    """Match the digits with any separators, with or without the country code."""
    return BETWEEN.join(address[-NATIONAL_DIGITS:])


def _email(address: str) -> str:
    name, _, host = address.rpartition("@")
    return f"{re.escape(name)}{AT}{re.escape(host)}"


def _url(address: str) -> str:
    """Match the part after the host: it holds the secret of a webhook."""
    _, _, rest = address.partition("://")
    secret = rest.partition("/")[2]
    quoted_forms = {form(secret) for form in (str, escape, quote, _wholly_quoted)}
    return "|".join(map(re.escape, quoted_forms))


def _wholly_quoted(text: str) -> str:
    return quote(text, safe="")


def _encoded(address: str) -> list[str]:
    """Encode the address in hex, and in base64 at each of its three possible offsets."""
    data = address.encode()
    encoded_forms = [b64encode(bytes(skipped) + data).decode() for skipped in range(3)]
    middles = [
        encoded[begin:].rstrip("=")[:-1]
        for encoded, begin in zip(encoded_forms, (0, 2, 3), strict=True)
    ]
    return [*middles, data.hex()]
