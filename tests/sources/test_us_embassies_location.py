"""Which destinations of a post a notice is about: labels, titles and sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisory_watch.core.destinations import destination_names, name_of
from advisory_watch.sources.us_embassies.location import find_destinations
from advisory_watch.sources.us_embassies.posts import POST_OF_HOST, POSTS, Post

SHARED = tuple(post for post in POSTS if len(post.destinations) > 1)
"""The posts of several destinations: only there the place matters."""


def about(host: str, text: str, title: str = "Security Alert") -> str:
    """Return the codes that a notice of a post is about, or `all`."""
    covered = POST_OF_HOST[f"{host}.usembassy.gov"].destinations
    found = find_destinations(covered, title, text)
    return "all" if found == covered else " ".join(sorted(found))


@pytest.mark.parametrize(
    ("host", "value", "codes"),
    [
        ("bb", "Bridgetown, Barbados", "BB"),
        ("bb", "Castries", "LC"),
        ("bb", "Bridgetown, Barbados and St. Vincent", "BB VC"),
        ("bb", "Barbados; Grenada; St. Kitts & Nevis", "BB GD KN"),
        ("bb", "Barbados (all districts)", "BB"),
        ("bb", "near the U.S. Embassy in Bridgetown", "BB"),
        ("bb", "Haiti and Dominica", "DM"),
        ("bb", "all districts", "all"),
        ("bb", "Eastern Caribbean", "all"),
        ("bb", "Barbados and neighboring islands", "all"),
        ("bb", "the entire consular district", "all"),
        ("bb", "Trinidad and Tobago", "all"),
        ("bb", "Dominican Republic", "all"),
        ("bb", "a town of which no table knows", "all"),
        ("bb", "", "all"),
        ("jm", "Kingston. The Cayman Islands are not affected.", "JM"),
        ("jm", "All islands except Jamaica", "KY"),
        ("il", "Jerusalem", "all"),
        ("il", "Israel, the West Bank, and Gaza", "all"),
        ("il", "Tel Aviv", "IL"),
        ("il", "West Bank", "PS"),
        ("sn", "Guinea-Bissau", "GW"),
        ("sn", "Guinea", "all"),
        ("fj", "Tonga, Samoa and Tuvalu", "TO TV"),
        ("kw", "Iraq", "all"),
    ],
)
def test_a_location_decides(host: str, value: str, codes: str) -> None:
    """People on other islands must not be woken to leave theirs; an unknown town silences none."""
    assert about(host, f"Location: {value}\nEvent: Shots were fired.") == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("LOCATION – Grenada\nEvent: Shots.", "GD"),
        ("Locations:\n• Bridgetown\n• Castries, St. Lucia\nEvent: Flights from Grenada.", "BB LC"),
        ("Location(s): Dominica Event: Flights from Grenada stop.", "DM"),
        ("Affected areas: St. George’s\nWhat to do: Stay.", "GD"),
        ("The location of the rally: Grenada.\nAssistance: Bridgetown, Barbados", "all"),
        ("Event: Rain.\nContact: U.S. Embassy Bridgetown, Barbados\nLocation: Barbados", "all"),
    ],
)
def test_a_label_has_many_forms(text: str, codes: str) -> None:
    """Bold and lists disappear in the text; the contacts name the town of every notice."""
    assert about("bb", text) == codes


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Security Alert: Bridgetown, Barbados", "BB"),
        ("Weather Alert – U.S. Citizens in St. Lucia and Antigua", "AG LC"),
        ("Security Alert: U.S. Embassy Bridgetown, Barbados", "all"),
        ("Weather Alert: U.S. Embassy Bridgetown, Barbados – Grenada", "GD"),
        ("Alert: U.S. Embassy to Barbados, the Eastern Caribbean, and the OECS", "all"),
        ("Alert of the Embassy of the United States in Bridgetown, Barbados", "all"),
    ],
)
def test_a_title_decides_without_a_location(title: str, codes: str) -> None:
    """The name of the office in a title says who speaks, not where something happens."""
    assert about("bb", "Event: Rain is expected.", title) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Shots were fired. U.S. citizens in St. Vincent should leave now.", "VC"),
        ("U.S. citizens in Barbados and other islands should shelter.", "all"),
        ("The U.S. Embassy in Bridgetown informs U.S. citizens that it is closed.", "all"),
        ("A ship sails from Grenada.", "all"),
    ],
)
def test_a_sentence_to_people_decides_without_a_label(text: str, codes: str) -> None:
    """Labels are not always there; a place that is only mentioned must not silence the others."""
    assert about("bb", text) == codes


def test_a_location_goes_before_title_and_sentences() -> None:
    """The publisher's own label is the exact one; a title often names only the office's town."""
    text = "Location: Grenada\nU.S. citizens in Dominica should stay alert."
    assert about("bb", text, "Security Alert: Bridgetown") == "GD"


EXAMPLES = settings(derandomize=True, deadline=None, max_examples=100, database=None)
NAMES = st.sampled_from(sorted(destination_names()))


@EXAMPLES
@given(st.sampled_from(SHARED).flatmap(lambda post: st.tuples(
    st.just(post), st.sets(st.sampled_from(sorted(post.destinations)), min_size=1)
)), st.sampled_from([", ", " and ", "; ", " / "]))  # fmt: skip
def test_the_names_in_a_location_are_its_destinations(
    drawn: tuple[Post, set[str]], separator: str
) -> None:
    """Every destination of every post must be found by its own name, in any list."""
    post, codes = drawn
    text = f"Location: {separator.join(name_of(code) for code in sorted(codes))}\nEvent: Rain."
    assert find_destinations(post.destinations, "Alert", text) == codes


@EXAMPLES
@given(st.sampled_from(POSTS), st.text(max_size=80), st.text(max_size=200))
def test_no_notice_is_about_nothing(post: Post, title: str, text: str) -> None:
    """A notice that is filed nowhere is missed by all."""
    covered = post.destinations
    found = find_destinations(covered, title, f"Location: {text}")
    assert found
    assert found <= covered
