"""Take pictures of the site, made from recorded captures (`make screenshots`).

Replays the captures into `HOME`, unless it exists, corrects one urgent alert, writes the site as it
was at `--at`, and pictures its pages with the system's Chromium: on a desk and on a phone, light
and dark. The clock of the browser is twelve minutes later.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from advisory_watch.bootstrap.local import open_home
from advisory_watch.bootstrap.local_site import home_publisher

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu")
SIZES: Mapping[str, ViewportSize] = {
    "1280": {"width": 1280, "height": 800},
    "360": {"width": 360, "height": 740},
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {
    "front": "index.html",
    "ukraine": "d/ua.html",
    "saudi-arabia": "d/sa.html",
    "russia": "d/ru.html",
    "history": "h/sa-us_state.html",
    "subscribe": "subscribe.html#UA,RU,SA,IR",
    "compare": "compare.html",
}
REASON = "An example of a correction, for a picture."


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("captures", nargs="*", type=Path, metavar="WARC")
    parser.add_argument("--home", type=Path, default=Path("build/screenshots/home"))
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument(
        "--at", type=datetime.fromisoformat, required=True, help="2026-04-02T12:00Z"
    )
    given = parser.parse_args()
    site = given.out / "site"
    if not given.home.exists():
        _run("replay", *map(str, given.captures), "--home", str(given.home), "--json")
    _write(given.home, site, given.at)
    urgent = _urgent(site)
    pages = PAGES | {"change": f"c/{urgent[0]}.html", "corrected": f"c/{urgent[-1]}.html"}
    if len(urgent) > 1:
        _run("retract", urgent[-1], "--reason", REASON, "--home", str(given.home))
        _write(given.home, site, given.at)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in _pictures(browser, site.resolve(), pages, given.at):
            print(path)
        browser.close()


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "advisory_watch.cli", *arguments]
    # Replay ends with status 1 if a capture could not be read, and a second correction also fails.
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def _write(home_folder: Path, site: Path, at: datetime) -> None:
    with open_home(home_folder) as home:
        for _ in home_publisher(home_folder, site, home, clock=lambda: at).whole():
            pass


def _urgent(site: Path) -> Sequence[str]:
    """Return the ids of the newest urgent changes of states, at most two."""
    changes = json.loads((site / "changes.json").read_text())["changes"]
    found = [change["id"] for change in changes if change["is_urgent"] and not change["is_notice"]]
    if not found:
        raise SystemExit("screenshots: expected captures with an urgent change, found none")
    return found[:2]


def _pictures(
    browser: Browser, site: Path, pages: Mapping[str, str], at: datetime
) -> Iterator[Path]:
    for width, size in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport=size, color_scheme=scheme)
            page = context.new_page()
            page.clock.set_fixed_time(at + timedelta(minutes=12))
            for name, address in pages.items():
                page.goto(f"{site.as_uri()}/{address}")
                path = site.parent / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path)
                yield path
            context.close()


if __name__ == "__main__":
    main()
