"""Folders of `make fuzz` below build/, by target."""

from pathlib import Path

FUZZ_FOLDER = Path("build/fuzz")


def corpus_folder(name: str) -> Path:
    """Return the folder of inputs that reached new code; the next run starts with them."""
    return _created(FUZZ_FOLDER / "corpus" / _flat(name))


def findings_folder(name: str) -> Path:
    """Return the folder of inputs that showed a fault."""
    return _created(FUZZ_FOLDER / "found" / _flat(name))


def _flat(name: str) -> str:
    return name.replace("/", "-")


def _created(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
