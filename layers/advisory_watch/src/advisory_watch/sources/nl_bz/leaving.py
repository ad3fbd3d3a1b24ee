"""Read whether the advice tells people to leave the country.

The ministry's colour texts have one instruction for this, "only in exceptional cases": `Bent u in
X? Verlaat het land dan als dat op een veilige manier kan.` Real pages leave out `dan`, and repeat
the instruction as an item of a list.
"""

import re
from collections.abc import Iterator

from advisory_watch.core.advisory import Departure
from advisory_watch.parsing.html import sentences

_HASTE = r"(?:dan|nu|direct|meteen|onmiddellijk|zo snel mogelijk|zo spoedig mogelijk)"
_THERE = r"(?:het land|dit land|(?:de |het )?{name})"
_LEAVE = rf"(?:verlaat (?:{_HASTE} )*|vertrek (?:{_HASTE} )*uit ){_THERE}\b(?P<rest>.*)"

_SAFELY = (
    r"(?:als|zodra|nu|indien) (?:dat|dit|het|u dat|u dit) (?:nog )?"
    r"(?:op een veilige manier |veilig )?(?:kan|kunt|mogelijk is|kan doen|kunt doen)"
)
_HARMLESS = re.compile(rf"\b(?:{_HASTE}|{_SAFELY})\b")
"""Haste, and the condition that it can be done safely: the instruction still applies."""

_LIMITED = re.compile(
    r"\b(?:niet|nooit|geen|als|wanneer|zodra|indien|tenzij|mits|voor|voordat|nadat|na|bij|binnen|"
    r"totdat|alleen)\b"
)
"""Words of a denial or of a condition: a visa that ends, a situation that gets worse."""

_NEXT_THOUGHT = re.compile(r",? (?:en|maar) |, (?:bijvoorbeeld|via) |[;:]")

_TO_EVERYONE = re.compile(r"(?:bent|verblijft|woont|zit) u\b(?!.*\b(?:noord|zuid|oost|west|grens))")
"""The question before the instruction: it names no reason, and no part of the country."""


def departure_in(text: str, name: str) -> Departure:
    """Return `DEPART_IMMEDIATELY` if a sentence tells everyone to leave the country.

    `name` is the publisher's name of the destination. Leaving a city or an area does not
    count, nor does leaving for a reason that concerns only some.
    """
    short_name = name.partition("(")[0].partition(",")[0].strip().casefold()
    leave = re.compile(_LEAVE.format(name=re.escape(short_name)))
    for before, sentence in _pairs(text):
        said = leave.match(sentence)
        if said is None or (before.endswith("?") and not _TO_EVERYONE.match(before)):
            continue
        rest = _NEXT_THOUGHT.split(said["rest"], maxsplit=1)[0]
        if not _LIMITED.search(_HARMLESS.sub(" ", rest)):
            return Departure.DEPART_IMMEDIATELY
    return Departure.NONE


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence in lower case, after the one before it."""
    before = ""
    for sentence in sentences(text):
        said = sentence.casefold()
        yield before, said
        before = said
