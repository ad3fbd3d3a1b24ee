"""The ledger state of one source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.health import Health
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The ledger state of one source: its destination records by code, and its health.

    A ledger may leave long texts out, so that planning a check does not read them. `left_out`
    then maps the code to the hash of the text (`text_name`), and `advisory.text` in that
    record is None. The text must be restored before anything is judged.

    `holding` are the codes of records with a pending candidate, if the ledger can list them
    without reading all records. If it is None, the caller searches `known`.

    For a partition, `known` starts empty and `not_loaded` lists its destinations; their
    records must also be loaded before anything is judged. `awaited` are the destinations among
    them with a pending candidate that a repeated reading would confirm.
    """

    known: Mapping[str, Known]
    health: Health
    left_out: Mapping[str, str] = field(default_factory=dict)
    not_loaded: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    holding: frozenset[str] | None = None


def text_name(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal, exact to the character unlike `text_hash`."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def with_texts_of(state: SourceState, advisories: Iterable[Advisory]) -> SourceState:
    """Restore left-out texts from fetched copies, most of which have the same text as last time."""
    texts = {
        copy.destination: copy.text
        for copy in advisories
        if copy.text is not None and state.left_out.get(copy.destination) == text_name(copy.text)
    }
    put_back = {code: _with_text(state.known[code], text) for code, text in texts.items()}
    return with_known(state, put_back)


def with_known(state: SourceState, whole: Mapping[str, Known]) -> SourceState:
    """Replace the records of some destinations by their complete versions."""
    if not whole:
        return state
    left = {code: name for code, name in state.left_out.items() if code not in whole}
    return replace(state, known={**state.known, **whole}, left_out=left)


def _with_text(known: Known, text: str) -> Known:
    if known.advisory is None:
        return known
    return replace(known, advisory=replace(known.advisory, text=text))
