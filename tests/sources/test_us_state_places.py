"""The place of an item of the US feed: new names, and parts with items of their own."""

import pytest

from advisory_watch.core.advisory import Advisory, Region, Severity, Snapshot
from advisory_watch.core.errors import UnknownDestination
from advisory_watch.core.regions import is_part_lowered, raised_regions
from advisory_watch.sources.us_state import SOURCE
from advisory_watch.sources.us_state.items import place_of, read_text
from support.builders import a_page

OLD_PAGE = "https://travel.state.gov/content/travel/{slug}-travel-advisory.html"
CODE_PAGE = "https://travel.state.gov/international-travel/destination.{code}.html"


@pytest.mark.parametrize(
    ("subject", "link", "tags", "code"),
    [
        ("Republic of Moldova and Transnistria", OLD_PAGE.format(slug="moldova"), ("MD",), "MD"),
        ("Republic of Moldova and Transnistria", OLD_PAGE.format(slug="new"), ("MD",), "MD"),
        ("Moldova with Transnistria", OLD_PAGE.format(slug="moldova"), (), "MD"),
        ("Helvetic Cantons", OLD_PAGE.format(slug="switzerland"), ("SZ",), "CH"),
        ("Helvetic Cantons", CODE_PAGE.format(code="che"), ("SZ",), "CH"),
    ],
)
def test_two_witnesses_identify_a_new_name(
    subject: str, link: str, tags: tuple[str, ...], code: str
) -> None:
    """A country was raised on the day on which its name changed, and went dark."""
    assert place_of(subject, link=link, fips=tags) == code


@pytest.mark.parametrize(
    ("subject", "link", "tags"),
    [
        ("Helvetic Cantons", OLD_PAGE.format(slug="switzerland"), ()),
        ("Helvetic Cantons", OLD_PAGE.format(slug="cantons"), ("SZ",)),
        ("Helvetic Cantons", OLD_PAGE.format(slug="switzerland"), ("RS",)),
        ("Niger and Nigeria", OLD_PAGE.format(slug="niger"), ()),
        ("French Antarctica", CODE_PAGE.format(code="fra"), ()),
        ("Atlantis", "", ()),
    ],
)
def test_one_witness_or_a_contradiction_identifies_nothing(
    subject: str, link: str, tags: tuple[str, ...]
) -> None:
    """Territories share the page of their country; a guess would warn of the wrong one."""
    with pytest.raises(UnknownDestination):
        place_of(subject, link=link, fips=tags)


def read(**levels: str) -> Snapshot:
    """Read a feed of items, each with the level and a text that says so."""
    items = "".join(
        f"<item><title>{name.replace('_', ' ')} - {level}</title>"
        f"<pubDate>Tue, 0{number} Mar 2026</pubDate>"
        f"<description>{level.partition(': ')[2]} to {name.replace('_', ' ')} due to unrest."
        "</description></item>"
        for number, (name, level) in enumerate(levels.items(), start=1)
    )
    body = f"<rss><channel>{items}</channel></rss>"
    return SOURCE.endpoints[0].read(a_page(body.encode(), target=SOURCE.endpoints[0].target))


def palestine(**levels: str) -> Advisory:
    """Read the one advisory of the two parts."""
    (advisory,) = read(**levels).advisories
    assert advisory.destination == "PS"
    return advisory


TWO, THREE, FOUR = (level.words for level in SOURCE.levels[1:4])
BOTH = palestine(West_Bank=TWO, Gaza=FOUR)


def test_two_parts_are_one_advisory_without_a_level_for_the_whole() -> None:
    """As copies of one item they would contradict each other every day."""
    assert BOTH.severity is None
    assert BOTH.partial_severity is Severity.DO_NOT_TRAVEL
    assert BOTH.regions == (
        Region(name="Gaza", severity=Severity.DO_NOT_TRAVEL),
        Region(name="West Bank", severity=Severity.CAUTION),
    )
    assert BOTH.native_level == f"Gaza - {FOUR}; West Bank - {TWO}"


def test_a_raise_of_the_milder_part_is_a_raise() -> None:
    """It was sent as a lowering of both, to people in the part where it was as grave as before."""
    after = palestine(Gaza=FOUR, West_Bank=THREE)
    raised = raised_regions(BOTH, after)
    assert raised == (Region(name="West Bank", severity=Severity.RECONSIDER),)
    assert not is_part_lowered(BOTH, after)


def test_a_raise_of_the_graver_part_is_a_raise() -> None:
    """The milder part does not hide it."""
    before = palestine(Gaza=THREE, West_Bank=TWO)
    assert raised_regions(before, BOTH) == (Region(name="Gaza", severity=Severity.DO_NOT_TRAVEL),)


def test_a_lowering_of_the_graver_part_is_a_lowering() -> None:
    """A rule that never lowers would hide the end of a war."""
    assert is_part_lowered(BOTH, palestine(Gaza=THREE, West_Bank=TWO))


def test_a_missing_part_is_no_raise() -> None:
    """Items vanish for a day and return; the level of one part is not the level of both."""
    alone = palestine(Gaza=FOUR)
    assert alone.severity is None
    assert raised_regions(BOTH, alone) == raised_regions(alone, BOTH) == ()


def test_the_order_of_the_items_decides_nothing() -> None:
    """The feed has no order."""
    other = palestine(Gaza=FOUR, West_Bank=TWO)
    assert (other.native_level, other.regions) == (BOTH.native_level, BOTH.regions)


def test_a_stored_advisory_is_read_again_to_the_same_parts() -> None:
    """The next check compares with it: a difference would be news of nothing."""
    assert read_text(BOTH) == BOTH


def test_an_item_of_the_whole_is_read_as_before() -> None:
    """The publisher states a level for the whole, which then counts."""
    (advisory,) = read(Palestinian_Territories=THREE).advisories
    assert (advisory.severity, advisory.native_level) == (Severity.RECONSIDER, THREE)
    both = read(Palestinian_Territories=THREE, Gaza=FOUR).advisories
    assert {item.severity for item in both} == {Severity.RECONSIDER, Severity.DO_NOT_TRAVEL}
