"""All that the ledger knows of one source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from advisory_watch.core.advisories import Advisory
from advisory_watch.core.health import Health
from advisory_watch.core.versions import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """All that the ledger knows of one source: its destinations by code, and its health.

    A ledger may leave long texts out, so that planning a check does not read them: where a
    code stands in `left_out`, with the hash of its text (`text_name`), the `advisory.text`
    of what is known there is None. It must be put back before anything is judged.

    `holding` are the codes of those that hold a candidate, where the ledger can tell without
    reading all; where it is None, whoever asks looks through `known`.

    Of a part of a source nothing is known yet, but that its destinations are `not_loaded`;
    that is put in before anything is judged too. `awaited` are those of them of which
    the same words said again would mean something.
    """

    known: Mapping[str, Known]
    health: Health
    left_out: Mapping[str, str] = field(default_factory=dict)
    not_loaded: frozenset[str] = frozenset()
    awaited: frozenset[str] = frozenset()
    holding: frozenset[str] | None = None


def text_name(text: str) -> str:
    """Name a text by its SHA-256, in hexadecimal: to the last character, unlike `text_hash`."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def with_texts_of(state: SourceState, advisories: Iterable[Advisory]) -> SourceState:
    """Put back the texts that some copies bring along: most say what they said last time."""
    texts = {
        copy.destination: copy.text
        for copy in advisories
        if copy.text is not None and state.left_out.get(copy.destination) == text_name(copy.text)
    }
    put_back = {code: _with_text(state.known[code], text) for code, text in texts.items()}
    return with_known(state, put_back)


def with_known(state: SourceState, whole: Mapping[str, Known]) -> SourceState:
    """Take over what is known in full of some destinations."""
    if not whole:
        return state
    left = {code: name for code, name in state.left_out.items() if code not in whole}
    return replace(state, known={**state.known, **whole}, left_out=left)


def _with_text(known: Known, text: str) -> Known:
    if known.advisory is None:
        return known
    return replace(known, advisory=replace(known.advisory, text=text))
