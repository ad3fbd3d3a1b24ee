"""Every version names the one before it by the hash of what is stored."""

import json
from hashlib import sha256

from advisory_watch.core.chain import chained, record_hash
from advisory_watch.core.records import from_json, to_json
from advisory_watch.core.versions import Known, Version
from builders import a_known, a_version
from watch import Watch, a_document, a_raise


def test_the_hash_is_that_of_the_record_as_anybody_can_take_it() -> None:
    """`sha256sum` must say the same."""
    text = to_json(a_version())
    assert record_hash(text) == sha256(text.encode()).hexdigest()


def test_what_is_known_ends_in_its_newest_version() -> None:
    """Or the newest version could be changed, and nothing would tell."""
    version = a_version()
    assert chained(a_known(), version).tip == record_hash(to_json(version))
    assert chained(a_known(tip="ab" * 32), None).tip == "ab" * 32


def test_a_check_chains_what_it_records() -> None:
    """Each version of a destination, and of that destination alone."""
    watch = Watch()
    watch.check()
    watch.serve(a_document(a_raise()))
    watch.check()
    first, second = watch.ledger.of("us_state", "KW")
    assert watch.ledger.history("us_state", "KW")[0].previous == ""
    assert watch.ledger.history("us_state", "KW")[1].previous == record_hash(first.text)
    assert watch.known("KW").tip == record_hash(second.text)


def test_what_an_older_program_stored_reads_as_it_is() -> None:
    """Its hash is taken of its own text: our new fields are not in it."""
    old = {key: each for key, each in json.loads(to_json(a_version())).items() if key != "previous"}
    assert from_json(Version, json.dumps(old)).previous == ""
    known = {key: each for key, each in json.loads(to_json(a_known())).items() if key != "tip"}
    assert from_json(Known, json.dumps(known)).tip == ""
