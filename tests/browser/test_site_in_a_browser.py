"""The site in a browser: mouse, keyboard, accessibility, small screens, and without script."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

PAGES = (
    "index.html",
    "compare.html",
    "d/kw.html",
    "d/sm.html",
    "h/kw-us_state.html",
    "subscribe.html",
    "about.html",
)
AXE = {"preload": False}  # preloading would fetch our style again, which our own policy forbids


def shown(page: Page) -> list[str]:
    """Return the first cells of the visible rows, in order."""
    rows = page.locator("#all tbody tr:visible th").all_inner_texts()
    return [heading.strip() for heading in rows]


def test_the_table_is_filtered_by_name_without_accents(page: Page, served: str) -> None:
    """A user in a hurry does not type ô on a phone."""
    page.goto(f"{served}/compare.html")
    page.get_by_label("Name").fill("cote d")
    assert shown(page) == ["Côte d'Ivoire"]
    assert page.locator("#count").inner_text() == "1 of 5 destinations"


def test_the_level_filter_is_kept_in_the_address(page: Page, served: str) -> None:
    """A link to `level 3 or higher by the US` must show the same to every reader."""
    page.goto(f"{served}/compare.html")
    page.get_by_label("At least").select_option("3")
    page.locator("select[name=source]").select_option("us_state")
    assert shown(page) == ["Kuwait", "Russia"]
    page.reload()
    assert shown(page) == ["Kuwait", "Russia"]


def test_only_where_governments_differ(page: Page, served: str) -> None:
    """Differences are the rows that need a decision."""
    page.goto(f"{served}/compare.html")
    page.get_by_label("only where they differ").check()
    assert shown(page) == ["Kuwait"]


def test_a_column_is_sorted_with_the_keys_alone(page: Page, served: str) -> None:
    """Some users have no mouse."""
    page.goto(f"{served}/compare.html")
    page.locator("#all thead button").nth(1).focus()
    page.keyboard.press("Enter")
    assert shown(page)[:2] == ["Russia", "Kuwait"]
    assert page.locator("#all thead th").nth(1).get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert shown(page)[-1] == "Russia"


def test_the_first_tab_skips_the_navigation(page: Page, served: str) -> None:
    """Users of a screen reader do not want to hear the menu on every page."""
    page.goto(f"{served}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_the_map_changes_its_colours_with_the_source(page: Page, served: str) -> None:
    """The US has the highest level; the UK has no advice against Kuwait."""
    page.goto(f"{served}/index.html")
    kuwait = "document.querySelector('.map a[href$=\"d/kw.html\"] [data-g]')"
    gravest = page.evaluate(f"getComputedStyle({kuwait}).fill")
    page.get_by_label("UK", exact=True).check()
    assert page.evaluate(f"getComputedStyle({kuwait}).fill") != gravest


def test_times_are_also_the_readers_own(page: Page, served: str) -> None:
    """Readers in a time zone like UTC+05:45 cannot convert times in their head."""
    page.goto(f"{served}/d/kw.html")
    assert "your time" in page.locator("tbody .local").first.inner_text()


@pytest.mark.parametrize("address", ["compare.html", "d/kw.html"])
def test_everything_is_there_without_script(browser: Browser, served: str, address: str) -> None:
    """Some readers disable scripts for their safety."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/{address}")
    assert page.locator("#main").get_by_text("Level 3").first.is_visible()
    assert not page.locator("#filters").is_visible()
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible(
    browser: Browser, served: str, address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """WCAG 2.2 AA, for all that a program can verify: light, dark, and on a phone."""
    screen: ViewportSize = {"width": width, "height": 900}
    context = browser.new_context(color_scheme=scheme, viewport=screen, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{served}/{address}")
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_narrow_screen_shows_everything(browser: Browser, served: str, address: str) -> None:
    """Cheap phones and enlarged text have a width of 320 pixels (WCAG 1.4.10)."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{served}/{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_a_narrow_screen_labels_each_cell(browser: Browser, served: str) -> None:
    """A number without its government means nothing, and readers do not scroll sideways."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{served}/compare.html")
    row = "document.querySelector('#all a[href$=\"d/kw.html\"]').closest('tr')"
    labels_script = f"[...{row}.cells].map(cell => getComputedStyle(cell, '::before').content)"
    names = [name.strip('"').strip() for name in page.evaluate(labels_script)]
    assert names[1:4] == ["highest", "US", "UK"]
    assert page.evaluate(f"{row}.scrollWidth") <= 320
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_hostile_words_are_harmless(page: Page, served: str, address: str) -> None:
    """A name with a script must be shown as text."""
    page.goto(f"{served}/{address}")
    assert page.title() != "owned"


def test_it_works_from_a_folder(page: Page, folder: Path) -> None:
    """The site must work from a folder, for example on a memory stick."""
    page.goto((folder / "index.html").as_uri())
    page.get_by_label("Find a country").fill("kuw")
    page.keyboard.press("Enter")
    page.wait_for_url("**/d/kw.html")
    assert page.locator("h1").inner_text() == "Kuwait"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"


@pytest.mark.parametrize(
    ("typed", "code"), [("RU", "ru"), ("russia", "ru"), ("cote d", "ci"), ("  KUWAIT ", "kw")]
)
@pytest.mark.parametrize("address", ["index.html", "d/jm.html", "about.html"])
def test_enter_goes_to_the_country(
    page: Page, served: str, address: str, typed: str, code: str
) -> None:
    """A code, a name without accents, or a part of it: from any page, without a mouse."""
    page.goto(f"{served}/{address}")
    page.get_by_label("Find a country").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/d/{code}.html")


def test_an_ambiguous_name_is_asked(browser: Browser, answers: str) -> None:
    """Two countries are called Congo; the wrong one may be at peace."""
    page = browser.new_page()
    page.goto(f"{answers}/index.html")
    page.get_by_label("Find a country").fill("congo")
    page.keyboard.press("Enter")
    assert page.locator("#find-note").inner_text() == "More than one fits: choose from the list."
    assert page.locator("#find-list [role=option]").count() == 2
    page.close()


def test_a_name_with_a_mistake_gets_suggestions(page: Page, served: str) -> None:
    """A reader in a hurry types `Rusia`; nothing would look like no advice."""
    page.goto(f"{served}/index.html")
    page.get_by_label("Find a country").fill("rusia")
    page.keyboard.press("Enter")
    note = page.locator("#find-note")
    assert note.inner_text() == "No destination is called “rusia”. Did you mean Russia?"
    note.get_by_role("button", name="Russia").click()
    page.wait_for_url("**/d/ru.html")


def test_the_arrow_keys_choose_from_the_list(page: Page, served: str) -> None:
    """The list is announced to a screen reader, and needs no mouse."""
    page.goto(f"{served}/index.html")
    field = page.get_by_label("Find a country")
    field.fill("a")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not page.locator("#find-list").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_list_is_accessible(
    browser: Browser, served: str, scheme: Literal["light", "dark"]
) -> None:
    """The list exists only while a reader types: no other test sees it."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{served}/index.html")
    page.get_by_label("Find a country").fill("a")
    page.keyboard.press("ArrowDown")
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_the_timeline_of_a_phone_shows_its_newest_end(browser: Browser, served: str) -> None:
    """The level of last year says nothing about tomorrow's flight."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{served}/d/kw.html")
    edge = "document.querySelector('.newest svg').getBoundingClientRect().right"
    assert page.evaluate(f"{edge} <= innerWidth")
    context.close()
