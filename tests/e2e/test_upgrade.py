"""The stack of the last release, upgraded in place: it keeps its data and continues to work."""

from e2e.stack import Upgrade


def test_table_and_bucket_are_the_same(upgrade: Upgrade) -> None:
    """A replaced table would be empty, so that the next check would be a first, silent one."""
    kept = ("Table", "ArchiveBucket", "SiteBucket", "AlertsTopic", "OperatorsTopic")
    now = upgrade.stack.outputs
    assert {name: now[name] for name in kept} == {name: upgrade.outputs[name] for name in kept}


def test_every_item_is_still_there(upgrade: Upgrade) -> None:
    """Records may change with the next check; history must not."""
    now = {(item["pk"]["S"], item["sk"]["S"]): item for item in upgrade.stack.items()}
    for item in upgrade.items:
        key = (item["pk"]["S"], item["sk"]["S"])
        assert key in now
        if not key[0].startswith("SOURCE#") and key[1] != "DOCUMENTS":
            assert now[key] == item
    assert len(upgrade.items) > 240


def test_every_page_is_still_there(upgrade: Upgrade) -> None:
    """The evidence of an alert exists only once."""
    assert upgrade.pages
    assert upgrade.pages.items() <= upgrade.stack.pages().items()
