"""How a wide source is divided: by host, and so that little moves when it grows."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from advisory_watch.core.parts import PART_DOCUMENTS, parted
from advisory_watch.core.sources import Document
from builders import a_target

NOBODY: frozenset[str] = frozenset()


def a_document(number: int, host: str = "a.example", *codes: str) -> Document:
    """List a document of a host."""
    target = replace(a_target(), url=f"https://{host}/{number}")
    return Document(id=f"{host} {number}", target=target, destinations=frozenset(codes))


def places(*documents: Document) -> dict[str, str]:
    """Return in which part each document is."""
    parts = parted("us_state", "rss", documents, NOBODY)
    return {each.id: part.name for part in parts for each in part.documents}


@given(st.integers(1, 400), st.integers(1, 3))
def test_every_document_is_in_one_part_of_its_host(count: int, hosts: int) -> None:
    """A document in no part is never read again."""
    listed = [a_document(each, f"{each % hosts}.example") for each in range(count)]
    parts = parted("us_state", "rss", listed, NOBODY)
    assert sorted(each.id for part in parts for each in part.documents) == sorted(
        each.id for each in listed
    )
    assert len({part.name for part in parts}) == len(parts)
    assert all(each.id.startswith(part.host) for part in parts for each in part.documents)
    assert max(len(part.documents) for part in parts) <= 2 * PART_DOCUMENTS


def test_one_document_more_moves_no_other() -> None:
    """What moves into another part is read as if for the first time."""
    listed = [a_document(each) for each in range(150)]
    before, after = places(*listed), places(*listed, a_document(1000))
    assert after.items() >= before.items()


def test_what_a_host_says_of_one_destination_is_judged_together() -> None:
    """Else the second of two first readings would be news."""
    listed = [a_document(each, "a.example", f"C{each % 9}") for each in range(300)]
    found = places(*listed)
    for code in range(9):
        same = [each.id for each in listed if each.destinations == {f"C{code}"}]
        assert len({found[each] for each in same}) == 1


def test_every_host_is_begun_before_any_is_gone_on_with() -> None:
    """Workers that all stand before the first host's line would wait for one another."""
    listed = [a_document(each, f"{each % 4}.example") for each in range(800)]
    first = parted("us_state", "rss", listed, NOBODY)[:4]
    assert {each.host for each in first} == {f"{each}.example" for each in range(4)}


def test_a_part_knows_what_is_awaited_in_it_alone() -> None:
    """A candidate waits for its own document to say the same again."""
    listed = [a_document(1, "a.example", "KW"), a_document(2, "b.example", "RU")]
    parts = parted("us_state", "rss", listed, frozenset({"KW", "PE"}))
    assert [sorted(each.awaited) for each in parts] == [["KW"], []]
