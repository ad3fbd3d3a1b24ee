"""The last release's stack, upgraded in place: what it held is still there, and it goes on."""

from e2e.stack import Upgrade


def test_table_and_bucket_are_the_same(upgrade: Upgrade) -> None:
    """A replaced table is an empty one, under which everything is news or nothing is."""
    kept = ("Table", "ArchiveBucket", "AlertsTopic", "OperatorsTopic")
    now = upgrade.stack.outputs
    assert {each: now[each] for each in kept} == {each: upgrade.outputs[each] for each in kept}


def test_every_item_is_still_there(upgrade: Upgrade) -> None:
    """The present state may move on with the next check; what is history may not."""
    now = {(each["pk"]["S"], each["sk"]["S"]): each for each in upgrade.stack.items()}
    for item in upgrade.items:
        key = (item["pk"]["S"], item["sk"]["S"])
        assert key in now
        if not key[0].startswith("SOURCE#"):
            assert now[key] == item
    assert len(upgrade.items) > 240


def test_every_page_is_still_there(upgrade: Upgrade) -> None:
    """The evidence of an alert exists once."""
    assert upgrade.pages
    assert upgrade.pages.items() <= upgrade.stack.pages().items()
