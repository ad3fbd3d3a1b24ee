"""The address finder finds every spelling: otherwise its silence in other tests means nothing."""

import json
from base64 import b64encode, urlsafe_b64encode
from html import escape
from urllib.parse import quote, urlencode

import pytest

from support.address_finder import found_in

EMAIL, PHONE, HOOK = "ann.lee@example.org", "+14155550123", "https://h.example/in?token=s3cret&a=b"
EVERYBODY = (EMAIL, PHONE, HOOK)


@pytest.mark.parametrize("address", EVERYBODY)
@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.upper,
        quote,
        lambda text: quote(text, safe=""),
        lambda text: urlencode({"Endpoint": text}),
        escape,
        json.dumps,
        lambda text: b64encode(text.encode()).decode(),
        lambda text: b64encode(b"x" + text.encode() + b"y").decode(),
        lambda text: b64encode(b"xy" + text.encode() + b"z").decode(),
        lambda text: urlsafe_b64encode(b"to: " + text.encode() + b"\n").decode(),
        lambda text: text.encode().hex(),
        lambda text: f"sent to {text}, and so on",
    ],
)
def test_an_encoded_address_is_found(address: str, spell: object) -> None:
    """Logs and tables encode their values in many ways."""
    assert callable(spell)
    assert found_in(spell(address), EVERYBODY) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("+1 (415) 555-0123", PHONE),
        ("415.555.0123", PHONE),
        ("4155550123", PHONE),
        ("ann.lee(at)example.org", EMAIL),
        ("ann.lee\\u0040example.org", EMAIL),
        ("ann.lee&#64;example.org", EMAIL),
        ("path /in?token=s3cret&a=b", HOOK),
    ],
)
def test_an_informal_address_is_found(text: str, address: str) -> None:
    """People write addresses in many informal ways."""
    assert found_in(text, EVERYBODY) == [address]
    assert found_in(text.encode(), EVERYBODY) == [address]


@pytest.mark.parametrize("text", ["a***@example.org", "+14…23", "https://h.example/…", "", "415"])
def test_a_masked_address_is_not_found(text: str) -> None:
    """A masked address may be shown: it can be recognised, but not used."""
    assert found_in(text, EVERYBODY) == []
