"""Folders of `make fuzz` below build/, by target."""

from pathlib import Path

HOME = Path("build/fuzz")


def corpus_of(name: str) -> Path:
    """Return the folder of inputs that reached new code; the next run starts with them."""
    return _made(HOME / "corpus" / _flat(name))


def found_by(name: str) -> Path:
    """Return the folder of inputs that showed a fault."""
    return _made(HOME / "found" / _flat(name))


def _flat(name: str) -> str:
    return name.replace("/", "-")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
