"""Partitions of a wide source: by host, and stable when the source grows."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.partition import PART_DOCUMENTS, split_into_partitions
from advisory_watch.core.source import Document
from support.builders import a_target

NOBODY: frozenset[str] = frozenset()


def a_document(number: int, host: str = "a.example", *codes: str) -> Document:
    """Build a document of a host."""
    target = replace(a_target(), url=f"https://{host}/{number}")
    return Document(id=f"{host} {number}", target=target, destinations=frozenset(codes))


def places(*documents: Document) -> dict[str, str]:
    """Return the partition name of each document."""
    partitions = split_into_partitions("us_state", "rss", documents, NOBODY)
    return {
        document.id: partition.name for partition in partitions for document in partition.documents
    }


@given(st.integers(1, 400), st.integers(1, 3))
def test_every_document_is_in_one_part_of_its_host(count: int, hosts: int) -> None:
    """A document in no partition would never be read again."""
    listed = [a_document(item, f"{item % hosts}.example") for item in range(count)]
    partitions = split_into_partitions("us_state", "rss", listed, NOBODY)
    assert sorted(item.id for partition in partitions for item in partition.documents) == sorted(
        item.id for item in listed
    )
    assert len({partition.name for partition in partitions}) == len(partitions)
    assert all(
        item.id.startswith(partition.host)
        for partition in partitions
        for item in partition.documents
    )
    assert max(len(partition.documents) for partition in partitions) <= 2 * PART_DOCUMENTS


def test_another_document_moves_no_other() -> None:
    """A document in another partition is read as if for the first time."""
    listed = [a_document(position) for position in range(150)]
    before, after = places(*listed), places(*listed, a_document(1000))
    assert after.items() >= before.items()


def test_documents_of_one_destination_share_a_partition() -> None:
    """Otherwise the second of two first reads would be news."""
    listed = [a_document(item, "a.example", f"C{item % 9}") for item in range(300)]
    found = places(*listed)
    for code in range(9):
        same = [item.id for item in listed if item.destinations == {f"C{code}"}]
        assert len({found[item] for item in same}) == 1


def test_every_host_starts_before_any_continues() -> None:
    """Workers that all wait for the first host would run one after another."""
    listed = [a_document(item, f"{item % 4}.example") for item in range(800)]
    first = split_into_partitions("us_state", "rss", listed, NOBODY)[:4]
    assert {item.host for item in first} == {f"{item}.example" for item in range(4)}


def test_a_part_knows_only_its_own_awaited_destinations() -> None:
    """A candidate waits until its own document repeats it."""
    listed = [a_document(1, "a.example", "KW"), a_document(2, "b.example", "RU")]
    partitions = split_into_partitions("us_state", "rss", listed, frozenset({"KW", "PE"}))
    assert [sorted(partition.awaited) for partition in partitions] == [["KW"], []]
