"""Every version refers to the previous one by the hash of its stored record."""

import json
from hashlib import sha256

from advisory_watch.core.record import DestinationRecord, Version, chained, exact_text_hash
from advisory_watch.core.serialization import from_json, to_json
from support.builders import a_record, a_version
from support.scenarios.watched_source import Watch, a_document, a_raise


def test_the_hash_is_the_plain_sha256_of_the_record() -> None:
    """`sha256sum` must give the same result."""
    text = to_json(a_version())
    assert exact_text_hash(text) == sha256(text.encode()).hexdigest()


def test_the_record_holds_the_hash_of_the_newest_version() -> None:
    """Without it, a change of the newest version would go unnoticed."""
    version = a_version()
    assert chained(a_record(), version).head_hash == exact_text_hash(to_json(version))
    assert chained(a_record(head_hash="ab" * 32), None).head_hash == "ab" * 32


def test_a_check_chains_its_records() -> None:
    """The chain links every version of a destination, and no other destination."""
    watch = Watch()
    watch.check()
    watch.serve(a_document(a_raise()))
    watch.check()
    first, second = watch.ledger.of("us_state", "KW")
    assert watch.ledger.history("us_state", "KW")[0].previous == ""
    assert watch.ledger.history("us_state", "KW")[1].previous == exact_text_hash(first.text)
    assert watch.known("KW").head_hash == exact_text_hash(second.text)


def test_records_of_an_older_program_can_be_read() -> None:
    """Its hash covers its own text, which lacks fields added later."""
    old = {
        key: value for key, value in json.loads(to_json(a_version())).items() if key != "previous"
    }
    assert from_json(Version, json.dumps(old)).previous == ""
    known = {key: value for key, value in json.loads(to_json(a_record())).items() if key != "tip"}
    assert from_json(DestinationRecord, json.dumps(known)).head_hash == ""
