"""A damaged ledger is named by `verify` and `doctor`, and never ends a command in a traceback."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from support.terminal import Terminal

COMMANDS = (("verify", "--all"), ("doctor",), ("show", "KW"), ("digest",))


def by_sql(statement: str) -> Callable[[Path], None]:
    """Return a damage done with SQL."""

    def damage(ledger: Path) -> None:
        with closing(sqlite3.connect(ledger)) as hand, hand:
            hand.executescript(statement)

    return damage


def truncate(ledger: Path) -> None:
    """Keep the first half, as a full disk does."""
    ledger.write_bytes(ledger.read_bytes()[: ledger.stat().st_size // 2])


def turn_bytes(ledger: Path) -> None:
    """Invert every 31st byte after the first pages, as a failing disk does."""
    content = bytearray(ledger.read_bytes())
    for at in range(4 * 4096, len(content), 31):
        content[at] ^= 0xFF
    ledger.write_bytes(content)


def make_folder(ledger: Path) -> None:
    """Put a folder in place of the file."""
    ledger.unlink()
    ledger.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "bytes turned": turn_bytes,
    "truncated": truncate,
    "empty": lambda ledger: ledger.write_bytes(b""),
    "another kind of file": lambda ledger: ledger.write_bytes(b"text " * 2000),
    "a folder": make_folder,
    "a later schema": by_sql("PRAGMA user_version = 99"),
    "a table gone": by_sql("DROP TABLE version"),
    "a column renamed": by_sql("ALTER TABLE alert RENAME COLUMN record TO text"),
    "a table without a schema": by_sql(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x' WHERE name = 'known'"
    ),
    "a record that is no UTF-8": by_sql("UPDATE known SET record = CAST(x'ff80' AS TEXT)"),
    "an alert that is no UTF-8": by_sql("UPDATE alert SET record = CAST(x'ff80' AS TEXT)"),
    "a number for a record": by_sql("UPDATE version SET record = 5"),
    "a text for a number": by_sql("UPDATE version SET number = 'two' WHERE number = 2"),
    "no JSON in the health": by_sql("UPDATE health SET record = '{'"),
}


def emptied(home: Path) -> Path:
    """Write the ledger of a home into one file, and return it."""
    ledger = home / "ledger.sqlite"
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return ledger


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_ledger_is_named(terminal: Terminal, damage: Callable[[Path], object]) -> None:
    """A person must know which file to restore, and must not take the home for a whole one."""
    ledger = emptied(terminal.home)
    damage(ledger)
    verified = terminal.run("verify", "--all")
    assert verified.status in {1, 2}
    assert "ledger.sqlite" in (verified.out + verified.err).replace("\n", "")
    assert terminal.run("doctor").status != 0
    terminal.run("show", "KW")


@pytest.mark.usefixtures("raised")
def test_no_damage_ends_in_a_traceback(terminal: Terminal) -> None:
    """Any exception that is not ours would leave `run`; the damages are the same in each run."""
    ledger = emptied(terminal.home)
    whole = ledger.read_bytes()
    for seed in range(40):
        for leftover in terminal.home.glob("ledger.sqlite-*"):
            leftover.unlink()
        ledger.write_bytes(_damaged(whole, Random(seed)))  # noqa: S311 - a test, not a secret
        for command in COMMANDS:
            assert terminal.run(*command).status in {0, 1, 2, 3}, (seed, command)


def _damaged(whole: bytes, random: Random) -> bytes:
    """Change single bytes of the head or of all pages, zero a range, or cut the file."""
    content = bytearray(whole)
    match random.randrange(4):
        case 0:
            for _ in range(random.randint(1, 5)):
                content[random.randrange(4096)] ^= random.randrange(1, 256)
        case 1:
            for at in range(random.randrange(len(content)), len(content), random.randint(1, 200)):
                content[at] ^= 0xFF
        case 2:
            start = random.randrange(len(content))
            end = min(len(content), start + random.randint(1, 20_000))
            content[start:end] = bytes(end - start)
        case _:
            del content[random.randrange(len(content)) :]
    return bytes(content)


LOSSES = {
    "manifests": ["manifests/*"],
    "manifests and key": ["manifests/*", "signing-key.pem"],
    "public keys": ["manifests/key-*.pem"],
    "signatures": ["manifests/*.sig"],
    "newest manifest": ["manifests/2*.json"],
}
"""The deleted files, as patterns below the home."""


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize("patterns", LOSSES.values(), ids=LOSSES)
def test_lost_manifests_are_reported(terminal: Terminal, patterns: list[str]) -> None:
    """Without them, the holder of ledger and pages can rewrite both."""
    terminal.run("seal")
    assert terminal.run("verify", "--all").status == 0
    lost = [path for pattern in patterns for path in terminal.home.glob(pattern)]
    assert lost
    for path in lost:
        path.unlink()
    verified = terminal.run("verify", "--all")
    assert (verified.status, "manifests/" in verified.out) == (1, True)
