"""The programs in the race: how each is set up and started, and how its report is read.

`urlwatch` is tuned by hand for this site as its manual advises: for each page format, the
region that matters, and a substitution for its moving parts. "As installed" has only the URLs.
`git-scraping` is curl and a commit. The limits detect nothing: they are the cost of fetching
alone, with and without a hash of every body.
"""

import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from speed.hosts import FEED, HOST_OF, index_path
from speed.site import Document

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / ".venv-peers" / "bin"
PYTHON = ROOT / ".venv" / "bin" / "python"
OURS_NAME, TUNED_NAME, GIT_NAME = "Advisory Watch", "urlwatch, tuned", "git-scraping"
OUR_PROGRAM = Path(__file__).with_name("advisory_watch_check.py")

STILL = {"re.sub": {"pattern": r"[Ss]till ?[Cc]urrent ?[Aa]t[^<}]{0,60}?20\d\d", "repl": ""}}
PUBLISHED = r'"(updated_at|publishing_request_id)": "[^"]*"'
TUNED: Mapping[str, list[object]] = {
    "ie_dfa": [{"css": "main"}, STILL],
    "nz_mfat": [{"css": "section, #js-advice-level-accordion, .fr-view, #js-accordion"}, STILL],
    "uk_fcdo": [{"re.sub": {"pattern": PUBLISHED, "repl": ""}}],
    FEED: [{"re.sub": {"pattern": "<lastBuildDate>[^<]*", "repl": ""}}],
}
QUIET = {
    "display": {"new": False, "unchanged": False, "error": True},
    "report": {
        "stdout": {"enabled": True, "color": False},
        "text": {"details": False, "footer": False, "minimal": True, "line_length": 200},
    },
}
CHANGED = re.compile(r"^CHANGED: (\S+)|\bCHANGED: .*?(\S+) \(", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """One document as every program gets it: its path, its URL, and its page format."""

    path: str
    url: str
    page_format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program in the race.

    `set_up` writes the required files into its folder, and `command` starts it there. `read_report`
    extracts from the output the paths of the documents reported as changed.
    """

    name: str
    set_up: Callable[[Path, Sequence[ListedDocument]], None]
    command: Callable[[Path, int], Sequence[str | Path]]
    read_report: Callable[[str], frozenset[str]] | None


def listed_documents(documents: Sequence[Document], port: int) -> tuple[ListedDocument, ...]:
    """Return every document with its URL, including the feed."""
    found = [
        (document.path, HOST_OF[document.publisher], document.page_format) for document in documents
    ]
    found.append((index_path(FEED), HOST_OF[FEED], FEED))
    return tuple(
        ListedDocument(path=path, url=f"http://{host}:{port}/{path}", page_format=page_format)
        for path, host, page_format in found
    )


def programs() -> tuple[Program, ...]:
    """Return all programs: ours first, then the urlwatch that all are compared with."""
    return (
        Program(
            name=OURS_NAME, set_up=_set_up_nothing, command=_ours, read_report=_read_our_report
        ),
        _watcher(TUNED_NAME, "urlwatch", "--urls", "--cache", is_tuned=True),
        _watcher("urlwatch, as installed", "urlwatch", "--urls", "--cache", is_tuned=False),
        _watcher("webchanges, as installed", "webchanges", "--jobs", "--database", is_tuned=False),
        Program(
            name=GIT_NAME,
            set_up=_repository,
            command=_shell(SCRAPE),
            read_report=_read_git_report,
        ),
        Program(name="limit: curl", set_up=_curl, command=_shell(FETCH), read_report=None),
        Program(
            name="limit: curl and SHA-256", set_up=_curl, command=_shell(HASH), read_report=None
        ),
    )


def _set_up_nothing(_folder: Path, _entries: Sequence[ListedDocument]) -> None:
    """Set up nothing: the sources are registered."""


def _ours(folder: Path, port: int) -> Sequence[str | Path]:
    return [PYTHON, OUR_PROGRAM, folder / "home", str(port)]


def _read_our_report(printed: str) -> frozenset[str]:
    """Read `publisher destination` lines; the path of a document begins with both."""
    pairs = (line.split() for line in printed.splitlines())
    return frozenset(
        index_path(FEED)
        if publisher == FEED
        else f"{publisher}/{code.lower()}-advice{'/' if publisher.startswith('ie') else ''}"
        for publisher, code in pairs
    )


def _watcher(name: str, program: str, jobs: str, database: str, *, is_tuned: bool) -> Program:
    def set_up(folder: Path, listed_documents: Sequence[ListedDocument]) -> None:
        lines = [
            json.dumps(
                {"name": listed.path, "url": listed.url}
                | ({"filter": TUNED[listed.page_format]} if is_tuned else {})
            )
            for listed in listed_documents
        ]
        (folder / "jobs.yaml").write_text("\n---\n".join(lines) + "\n")
        (folder / "config.yaml").write_text(json.dumps(QUIET))
        (folder / "hooks.py").touch(mode=0o600)

    def command(folder: Path, _port: int) -> Sequence[str | Path]:
        options = ["--config", "config.yaml", "--hooks", "hooks.py", jobs, "jobs.yaml"]
        return [PEERS / program, *options, database, folder / "cache.db"]

    return Program(name=name, set_up=set_up, command=command, read_report=_read_watcher_report)


def _read_watcher_report(printed: str) -> frozenset[str]:
    return frozenset(first or second for first, second in CHANGED.findall(printed))


CURL = "curl --parallel --fail-early --parallel-max 50 --config curl.conf"
FETCH = f"exec {CURL}"
HASH = f"{CURL} && find got -type f -print0 | xargs -0 sha256sum > hashes"
SCRAPE = (
    f"cd got && {CURL.replace('curl.conf', '../curl.conf')} && git add --all"
    " && git -c core.quotePath=off diff --cached --name-only"
    " && git -c user.name=a -c user.email=a@example.org commit --quiet --allow-empty -m now"
)


def _shell(script: str) -> Callable[[Path, int], Sequence[str | Path]]:
    return lambda _folder, _port: ["sh", "-c", script]


def _curl(folder: Path, listed_documents: Sequence[ListedDocument], root: str = "got/") -> None:
    """Write curl's list; if the site has validators, curl sends the time of its file."""
    (folder / "got").mkdir()
    blocks = (
        f'url = "{listed.url}"\noutput = "{root}{_file(listed.path)}"\n'
        f'time-cond = "{root}{_file(listed.path)}"\nremote-time\nsilent\nshow-error\nfail\n'
        for listed in listed_documents
    )
    (folder / "curl.conf").write_text("next\n".join(blocks))


def _repository(folder: Path, listed_documents: Sequence[ListedDocument]) -> None:
    _curl(folder, listed_documents, root="")
    subprocess.run(["git", "init", "--quiet", folder / "got"], check=True)


def _file(path: str) -> str:
    return path.rstrip("/").replace("/", "__")


def _read_git_report(printed: str) -> frozenset[str]:
    paths = (line.replace("__", "/") for line in printed.splitlines())
    return frozenset(f"{path}/" if path.startswith("ie_dfa") else path for path in paths)
