"""Subscription endpoints: invalid ones are refused before AWS; shown ones are masked."""

import pytest

from advisory_watch.core.errors import UsageError
from advisory_watch.core.subscription import Protocol, endpoint_of, masked

ARN = "arn:aws:sqs:eu-west-1:123456789012:news"


@pytest.mark.parametrize(
    ("protocol", "typed", "meant"),
    [
        ("email", "ann.o'neil+ru@mail.example.org", "ann.o'neil+ru@mail.example.org"),
        ("sms", "+49 (170) 123-45.67", "+491701234567"),
        ("sqs", ARN, ARN),
        ("sqs", "https://sqs.eu-west-1.amazonaws.com/123456789012/news", ARN),
        (
            "sqs",
            "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/news",
            "arn:aws-cn:sqs:cn-north-1:123456789012:news",
        ),
        ("https", "https://example.org/hook?x=1", "https://example.org/hook?x=1"),
    ],
)
def test_an_endpoint_is_read_as_people_write_it(protocol: str, typed: str, meant: str) -> None:
    """Spaces in a number are no mistake, and consoles show the URL of a queue."""
    assert endpoint_of(Protocol(protocol), typed) == meant


@pytest.mark.parametrize(
    ("protocol", "typed"),
    [
        ("email", "ann"),
        ("email", "ann@localhost"),
        ("email", "a b@example.org"),
        ("email", "Ann <ann@example.org>"),
        ("sms", "0170 1234567"),
        ("sms", "+0170123456"),
        ("sms", "+1234567890123456"),
        ("sqs", "news"),
        ("sqs", f"{ARN}.fifo"),
        ("sqs", "http://localhost:4566/000000000000/news"),
        ("https", "http://example.org/"),
        ("https", "https://"),
        ("https", "https://user:secret@example.org/"),
        ("https", "https://[broken/"),
    ],
)
def test_an_invalid_endpoint_is_refused(protocol: str, typed: str) -> None:
    """A subscription that reaches no one looks like any other."""
    with pytest.raises(UsageError, match="endpoint: expected"):
        endpoint_of(Protocol(protocol), typed)


@pytest.mark.parametrize(
    ("protocol", "endpoint", "shown"),
    [
        ("email", "ann@example.org", "a***@example.org"),
        ("sms", "+491701234589", "+49…89"),
        ("https", "https://example.org/hook?token=secret", "https://example.org/…"),
        ("sqs", ARN, ARN),
    ],
)
def test_addresses_are_masked(protocol: str, endpoint: str, shown: str) -> None:
    """Users paste these lists into tickets."""
    assert masked(protocol, endpoint) == shown
