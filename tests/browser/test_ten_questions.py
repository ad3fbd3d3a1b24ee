"""Ten questions of readers: each is answered on the first screen, on a desk and on a phone.

A reader starts on the front page, and searches and clicks at most once each. Questions that need
no search are also asked without script; the others use the list of countries there.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from support.builders import NOON
from support.questions_world import LEAVE, build_world

SIZES: Mapping[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 360, "height": 740},
}

PATIENCE_MS = 120_000
"""How long a page may take on a machine that is busy with other work."""

FIRST_SCREEN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    const seen = [...range.getClientRects()].some((box) => box.height > 2 && box.width > 2
      && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth);
    if (seen) found.push(walker.currentNode.data);
  }
  for (const place of document.querySelectorAll(".checked:not(.told)")) {
    const box = place.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) continue;
    for (const side of ["::before", "::after"]) found.push(getComputedStyle(place, side).content);
  }
  return found.join(" ").replace(/\\s+/g, " ");
}"""
"""The text inside the window: what a reader sees without scrolling."""


@pytest.fixture(scope="module")
def world_ids() -> dict[str, str]:
    """Return the ids of the alerts that a test opens."""
    return dict(build_world()[1])


@pytest.fixture(params=["desk", "phone"])
def reader(request: pytest.FixtureRequest, browser: Browser, answers: str) -> Iterator[Page]:
    """Open the front page at noon, in one of the two sizes."""
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto(f"{answers}/index.html")
    yield page
    context.close()


@pytest.fixture(params=["desk", "phone"])
def reader_without_script(
    request: pytest.FixtureRequest, browser: Browser, answers: str
) -> Iterator[Page]:
    """Open the front page in a browser that runs no script."""
    context = browser.new_context(viewport=SIZES[request.param], java_script_enabled=False)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{answers}/index.html")
    yield page
    context.close()


def search(page: Page, name: str) -> None:
    """Type a name and press Enter, with the keyboard alone."""
    page.keyboard.press("Tab")  # the link that skips the header
    page.get_by_label("Find a country").focus()
    page.keyboard.type(name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str) -> None:
    """Choose a country from the list, as a reader without script does."""
    page.get_by_role("link", name="All countries, A to Z").first.click()
    page.locator(".index").get_by_role("link", name=name, exact=True).click()


def first_screen(page: Page) -> str:
    """Return the text that the reader sees without scrolling."""
    text: str = page.evaluate(FIRST_SCREEN)
    return re.sub(r"\s+", " ", text)


def test_1_is_lebanon_safe_according_to_the_uk(reader: Page) -> None:
    """Whole and part in one look: the whole alone would read as safe."""
    search(reader, "lebanon")
    reader.locator(".brief").get_by_role("link", name="UK").click()
    text = first_screen(reader)
    assert "avoid all travel to parts" in text
    assert "the Bekaa Valley" in text
    assert re.search(r"parts 4 do not travel", text)
    assert "Since 2026-07-23" in text
    assert "12 min ago ( 2026-09-01 11:48 UTC )" in text


def test_1_without_script(reader_without_script: Page) -> None:
    """The time of the last check is absolute then."""
    choose(reader_without_script, "Lebanon")
    reader_without_script.locator(".brief").get_by_role("link", name="UK").click()
    text = first_screen(reader_without_script)
    assert "avoid all travel to parts" in text
    assert "the Bekaa Valley" in text
    assert "2026-09-01 11:48 UTC" in text


def test_2_i_fly_to_turkey_tomorrow(reader: Page) -> None:
    """A traveller does not know the official name, and wants one word and one reason."""
    search(reader, "turkey")
    assert reader.locator("h1").inner_text() == "Türkiye"
    text = first_screen(reader)
    assert "Highest level 4 do not travel for parts" in text
    assert "within 10km of the border with Syria due to war" in text


def test_2_without_script(reader_without_script: Page) -> None:
    """The list has the same page."""
    choose(reader_without_script, "Türkiye")
    assert "Highest level 4 do not travel" in first_screen(reader_without_script)


def _the_last_day(text: str) -> None:
    raised = text.index("US: Kuwait raised to Level 3 from 1")
    assert "Level 1: Exercise Normal Precautions → Level 3: Reconsider Travel" in text
    assert raised < text.index("France")  # an edit, four hours newer
    assert "Nepal" not in text.partition("Highest levels now")[0]


def test_3_what_changed_in_the_last_day(reader: Page) -> None:
    """The urgent change comes before a newer edit."""
    reader.get_by_role("link", name="24 hours").click()
    _the_last_day(first_screen(reader))


def test_3_without_script(reader_without_script: Page) -> None:
    """The same, as written."""
    reader_without_script.get_by_role("link", name="24 hours").click()
    _the_last_day(first_screen(reader_without_script))


def _told_to_leave_iran(page: Page) -> None:
    page.locator(".verdict").get_by_role("link", name="Yes").click()
    text = first_screen(page)
    assert "Yes. The US tells people to leave." in text
    assert LEAVE in text
    assert "Since 2026-08-29" in text


def test_4_am_i_told_to_leave_iran(reader: Page) -> None:
    """Yes or no, by whom, in which words, since when."""
    search(reader, "IR")
    assert "Yes. The US tells people to leave." in first_screen(reader)
    _told_to_leave_iran(reader)


def test_4_without_script(reader_without_script: Page) -> None:
    """The same, as written."""
    choose(reader_without_script, "Iran")
    _told_to_leave_iran(reader_without_script)


def test_5_when_was_irelands_advice_last_read(reader: Page) -> None:
    """Three days are a warning."""
    reader.locator("#main").get_by_role("link", name="Last checked").click()
    text = first_screen(reader)
    assert re.search(r"Ireland not read since 2026-08-29 12:00 UTC – 3 days ago", text)
    warning = reader.get_by_text("not read since").first
    colour = warning.evaluate("element => getComputedStyle(element).color")
    assert colour != reader.evaluate("getComputedStyle(document.body).color")


def test_5_on_the_page_of_a_country(reader: Page) -> None:
    """The page of a country is months old; the time of the check is not."""
    search(reader, "jamaica")
    text = first_screen(reader)
    assert "not checked since 2026-08-29 12:00 UTC (3 days)" in text
    assert reader.locator(".checked.bad").count() > 0


def test_5_without_script(reader_without_script: Page) -> None:
    """The absolute time."""
    reader_without_script.locator("#main").get_by_role("link", name="Last checked").click()
    assert "not read since 2026-08-29 12:00 UTC" in first_screen(reader_without_script)


def _differences(text: str) -> None:
    assert "They differ by 2 levels: US gives 3, UK 1." in text
    assert re.search(r"By government .* US 3 UK 1", text)


def test_6_do_governments_disagree_about_saudi_arabia(reader: Page) -> None:
    """Side by side, and the difference in words."""
    search(reader, "saudi")
    _differences(first_screen(reader))


def test_6_without_script(reader_without_script: Page) -> None:
    """The same, as written."""
    choose(reader_without_script, "Saudi Arabia")
    _differences(first_screen(reader_without_script))


def _open_alerts(page: Page, world_ids: Mapping[str, str]) -> None:
    folder = page.url.rpartition("/")[0]
    page.goto(f"{folder}/c/{world_ids['raise']}.html")
    text = first_screen(page)
    assert "US: Kuwait raised to Level 3 from 1" in text
    assert "Seen 2026-09-01 07:00 UTC" in text
    assert "The Department ordered the departure of staff." in text
    assert "Official page" in text
    assert "Evidence" in text
    page.goto(f"{folder}/c/{world_ids['wrong']}.html")
    text = first_screen(page)
    assert "This alert was wrong. It has been corrected." in text
    assert "In force now: Level 1: Exercise Normal Precautions" in text
    assert page.locator("h1 s").evaluate("e => getComputedStyle(e).textDecorationLine") == (
        "line-through"
    )


def test_7_was_that_alert_true(reader: Page, world_ids: dict[str, str]) -> None:
    """The link of an SMS: what, when, the sentence, the official page, the evidence."""
    _open_alerts(reader, world_ids)


def test_7_without_script(reader_without_script: Page, world_ids: dict[str, str]) -> None:
    """The same, as written."""
    _open_alerts(reader_without_script, world_ids)


def _new_in_kuwait(page: Page) -> None:
    page.get_by_role("link", name="New text").click()
    text = first_screen(page)
    assert "3 paragraphs added, 3 removed." in text
    new = text.index("Flights stopped")
    assert new < text.index("Removed")


def test_8_what_is_new_in_the_text_about_kuwait(reader: Page) -> None:
    """What was added first; what is gone after it."""
    search(reader, "kuwait")
    _new_in_kuwait(reader)


def test_8_without_script(reader_without_script: Page) -> None:
    """The same, as written."""
    choose(reader_without_script, "Kuwait")
    _new_in_kuwait(reader_without_script)


def test_9_tell_me_about_my_four_countries(reader: Page) -> None:
    """Filled in for the countries that the reader chose by keyboard."""
    reader.locator("header").get_by_role("link", name="Subscribe").click()
    field = reader.get_by_label("Your countries")
    for name in ("turkey", "IR", "kuwait", "saudi"):
        field.fill(name)
        field.press("Enter")
    text = first_screen(reader)
    assert "Türkiye" in text
    assert "Ask desk@example.org by email" in text
    options = "--destination TR --destination IR --destination KW --destination SA --urgent-only"
    commands = reader.locator("code[data-command]").all_inner_texts()
    assert f"advisory-watch subscribe email you@example.org {options}" in commands
    assert f"advisory-watch subscribe sms +441632960961 {options}" in commands
    mail = reader.locator("#own-mail").get_attribute("href") or ""
    assert mail.startswith("mailto:desk@example.org?subject=")
    assert "T%C3%BCrkiye%2C%20Iran" in mail
    feeds = reader.locator("#own-feeds a").all()
    assert [feed.get_attribute("href") for feed in feeds] == [
        f"d/{code}.atom" for code in ("tr", "ir", "kw", "sa")
    ]
    reader.reload()
    assert options in reader.locator("code[data-command]").first.inner_text()


def test_9_without_script(reader_without_script: Page) -> None:
    """How to subscribe, with an example."""
    page = reader_without_script
    page.locator("header").get_by_role("link", name="Subscribe").click()
    text = first_screen(page)
    assert "Email and SMS" in text
    assert "advisory-watch subscribe email you@example.org --destination RU" in text
    choose(page, "Kuwait")
    page.get_by_role("link", name="Get alerts").click()
    assert "--destination KW --urgent-only" in first_screen(page)


def _the_worst(page: Page) -> None:
    page.locator("header").get_by_role("link", name="levels").click()
    text = first_screen(page)
    group = text[text.index("whole country: 2") :]
    assert group.index("Iran") < group.index("Russia")  # changed three days ago; never
    is_narrow = page.evaluate("innerWidth") < 640
    assert page.locator(".map").is_visible() is not is_narrow


def test_10_which_countries_are_worst(reader: Page) -> None:
    """The list by level, the most recent change first; no map that a finger cannot use."""
    _the_worst(reader)


def test_10_without_script(reader_without_script: Page) -> None:
    """The same, as written."""
    _the_worst(reader_without_script)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_answer_is_accessible(
    browser: Browser,
    answers: str,
    world_ids: dict[str, str],
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    """WCAG 2.2 AA, for all that a program can verify, on the pages of the questions."""
    alerts = [f"c/{alert_id}.html" for alert_id in world_ids.values()]
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for address in ("index.html", "d/lb.html", "d/ir.html", "d/kw.html", "subscribe.html", *alerts):
        page.goto(f"{answers}/{address}")
        found = Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    context.close()
