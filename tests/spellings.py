"""An address of somebody, however it may be spelled where it has no business to be."""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from html import escape
from urllib.parse import quote

BETWEEN = r"[\s().\-/\u00a0]{0,3}"
"""What people and programs put between the digits of a number."""

AT = r"(?:@|%40|\\u0040|&#64;|&commat;|\s*[(\[]at[)\]]\s*)"

NATIONAL_DIGITS = 10
"""The last digits of a number in international form, which ring the phone at home."""


def found_in(text: bytes | str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that a text holds, in any spelling."""
    there = text if isinstance(text, str) else text.decode("utf-8", errors="replace")
    return [each for each in addresses if pattern_of(each).search(there)]


@cache
def pattern_of(address: str) -> re.Pattern[str]:
    """Return what finds an address: an email, a number as `+14155550123`, or a URL."""
    spelled = [_number, _email, _url][(not address.startswith("+")) + ("://" in address)]
    return re.compile(
        "|".join([spelled(address), *map(re.escape, _packed(address))]), re.IGNORECASE
    )


def _number(address: str) -> str:
    """Find the digits, with or without the country, whatever stands between them."""
    return BETWEEN.join(address[-NATIONAL_DIGITS:])


def _email(address: str) -> str:
    name, _, host = address.rpartition("@")
    return f"{re.escape(name)}{AT}{re.escape(host)}"


def _url(address: str) -> str:
    """Find what comes after the host, where the secret of a webhook stands."""
    _, _, beyond = address.partition("://")
    secret = beyond.partition("/")[2]
    forms = {form(secret) for form in (str, escape, quote, _wholly_quoted)}
    return "|".join(map(re.escape, forms))


def _wholly_quoted(text: str) -> str:
    return quote(text, safe="")


def _packed(address: str) -> list[str]:
    """Spell it in base64 at each of the three places in which it may begin, and in hex."""
    data = address.encode()
    packed = [b64encode(bytes(skipped) + data).decode() for skipped in range(3)]
    middles = [each[begin:].rstrip("=")[:-1] for each, begin in zip(packed, (0, 2, 3), strict=True)]
    return [*middles, data.hex()]
