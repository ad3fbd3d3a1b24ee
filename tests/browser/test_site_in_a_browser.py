"""The site in a browser: mouse, keyboard, accessibility, small screens, and without script."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

PAGES = (
    "index.html",
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
    page.goto(f"{served}/index.html")
    page.get_by_label("Name").fill("cote d")
    assert shown(page) == ["Côte d'Ivoire"]
    assert page.locator("#count").inner_text() == "1 of 5 destinations"


def test_the_level_filter_is_kept_in_the_address(page: Page, served: str) -> None:
    """A link to `level 3 or higher by the US` must show the same to every reader."""
    page.goto(f"{served}/index.html")
    page.get_by_label("At least").select_option("3")
    page.locator("select[name=source]").select_option("us_state")
    assert shown(page) == ["Kuwait", "Russia"]
    page.reload()
    assert shown(page) == ["Kuwait", "Russia"]


def test_only_where_governments_differ(page: Page, served: str) -> None:
    """Differences are the rows that need a decision."""
    page.goto(f"{served}/index.html")
    page.get_by_label("only where they differ").check()
    assert shown(page) == ["Kuwait"]


def test_a_column_is_sorted_with_the_keys_alone(page: Page, served: str) -> None:
    """Some users have no mouse."""
    page.goto(f"{served}/index.html")
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


@pytest.mark.parametrize("address", ["index.html", "d/kw.html"])
def test_everything_is_there_without_script(browser: Browser, served: str, address: str) -> None:
    """Some readers disable scripts for their safety."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/{address}")
    assert page.get_by_text("Level 3: Reconsider Travel").first.is_visible()
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
    page.goto(f"{served}/index.html")
    row = "document.querySelector('#all a[href$=\"d/kw.html\"]').closest('tr')"
    labels_script = f"[...{row}.cells].map(cell => getComputedStyle(cell, '::before').content)"
    names = [name.strip('"').strip() for name in page.evaluate(labels_script)]
    assert names[1:4] == ["gravest", "US", "UK"]
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
    page.get_by_label("Name").fill("kuw")
    page.locator("#all tbody tr:visible a").first.click()
    assert page.locator("h1").inner_text() == "Kuwait"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
