"""One target in one process, mutated for some seconds: `python -m fuzz.worker TARGET SECONDS`.

libFuzzer keeps what reaches a new branch of ours, and goes on from there the next time.
An exception or a second too much is kept and gone on from; what hangs or fills the memory
ends the process, and libFuzzer keeps the input under the same name.
"""

import re
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

from fuzz.faults import MEMORY_MAX_MB, fault_of
from fuzz.places import corpus_of, found_by

INPUT_MAX_BYTES = 16_384
HANG_S = 20
"""Beyond this nobody waits for an exception any more."""

WORDS_MAX = 500
HOSTILE = (
    rb"\ud800", b"1e999", b"NaN", b"292277026596", b"9" * 40, b"&#0;", b"\0", b"<![CDATA[", b"]]>",
    b"<!ENTITY", b"\xe2\x80\xae", b"\xd1\x96", b"\xef\xbb\xbf", b"\r\n ", b"[[[[[[[[", b"<b x>",
)  # fmt: skip
"""What hurt somebody's reader once, and is too rare to be made by chance."""

_WORD = re.compile(rb"""[A-Za-z_:/.-]{3,40}|<[^<>]{1,40}>|"[^"]{1,40}":""")


def main(name: str, seconds: int) -> None:
    """Mutate until the time is over; libFuzzer then ends the process."""
    with atheris.instrument_imports(include=["advisory_watch"]):
        from fuzz.targets import targets  # noqa: PLC0415 - instrumented on the way in
    target = targets()[name]
    known: set[str] = set()

    def try_one(body: bytes) -> None:
        fault = fault_of(target.read, body)
        if fault is not None and fault not in known:
            known.add(fault)
            Path(found_by(name), sha256(body).hexdigest()[:12]).write_bytes(body)

    with TemporaryDirectory() as folder:
        seeds, words = Path(folder, "seeds"), Path(folder, "words")
        seeds.mkdir()
        for number, seed in enumerate(target.seeds):
            Path(seeds, str(number)).write_bytes(seed)
        words.write_text("".join(f'"{_escaped(each)}"\n' for each in _words(target.seeds)))
        atheris.Setup(
            [
                "fuzz",
                f"-max_total_time={seconds}",
                f"-max_len={INPUT_MAX_BYTES}",
                f"-rss_limit_mb={MEMORY_MAX_MB}",
                f"-timeout={HANG_S}",
                f"-artifact_prefix={found_by(name)}/",
                f"-dict={words}",
                str(corpus_of(name)),
                str(seeds),
            ],
            try_one,
        )
        atheris.Fuzz()


def _words(seeds: tuple[bytes, ...]) -> list[bytes]:
    """Return words of the documents, for documents that never had them in that place."""
    found = {word for seed in seeds for word in _WORD.findall(seed)}
    return [*HOSTILE, *sorted(found, key=lambda word: (len(word), word))[:WORDS_MAX]]


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
