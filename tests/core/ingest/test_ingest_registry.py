"""The setting that names the readers is read strictly."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.errors import UsageError
from advisory_watch.core.ingest.registry import RegisteredReader, entry_of, parse_readers
from support.scenarios.reader import Signer

KNOWN = ("us_state", "us_embassies", "uk_fcdo")
ENTRY = entry_of(Signer().registered)


@settings(deadline=None, max_examples=40)
@given(
    seeds=st.lists(st.integers(1, 2**64), unique=True, max_size=4),
    sources=st.sets(st.sampled_from(KNOWN), min_size=1),
)
def test_every_entry_reads_back(seeds: list[int], sources: set[str]) -> None:
    """The command prints what the stack reads."""
    readers = tuple(
        RegisteredReader(
            name=f"reader-{number}",
            key=Signer(seed).registered.key,
            sources=frozenset(sources),
        )
        for number, seed in enumerate(seeds)
    )
    assert parse_readers(",".join(map(entry_of, readers)), KNOWN) == readers


def test_an_empty_setting_has_no_reader() -> None:
    """By default no reader is trusted."""
    assert parse_readers("", KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("berlin", "expected NAME:KEY:SOURCE+SOURCE"),
        (ENTRY.replace("berlin", "Berlin"), "expected a name of lower-case letters"),
        (ENTRY.replace("berlin", "../x"), "expected a name of lower-case letters"),
        ("berlin:" + "A" * 42 + ":us_state", "expected a public key of Ed25519 for berlin"),
        ("berlin:" + "_" * 43 + ":us_state", "expected a public key of Ed25519 for berlin"),
        (ENTRY.replace("us_state", "moon"), "found 'moon'"),
        (ENTRY.replace("us_state", ""), "found ''"),
        (f"{ENTRY},{ENTRY}", "found 'berlin' twice"),
    ],
)
def test_a_mistake_is_named(text: str, words: str) -> None:
    """An entry that is skipped would be a reader that is refused without a reason."""
    with pytest.raises(UsageError, match=re.escape(words)):
        parse_readers(text, KNOWN)
