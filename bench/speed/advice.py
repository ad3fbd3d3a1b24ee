"""The content that the invented publishers print as pages."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from advisory_watch.core.destinations import destination_names, name_of

SEED = 2026
DESTINATIONS = 200
"""The minimum number of destinations that a government lists."""

ISSUED_UNTIL = date(2026, 10, 30)
PARAGRAPH_WORDS = (20, 60)
WORDS = (  # noqa: SIM905 - a column of quoted words reads worse
    "travellers visitors roads border region market crowds weather season flights insurance "
    "health care hospitals water altitude buses drivers coast islands mountains capital local "
    "media authorities advice plans papers copies money cards phones networks short notice "
    "limited services guides trekking rivers bridges floods earthquakes hotels stations ports"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The advice of one publisher on one destination: a level from 1 to 4, and paragraphs."""

    code: str
    level: int
    issued_on: date
    paragraphs: tuple[str, ...]

    @property
    def name(self) -> str:
        """The English name, which the pages carry as their heading."""
        return name_of(self.code)

    @property
    def slug(self) -> str:
        """The last segment of the URL path."""
        return f"{self.code.lower()}-advice"


def all_advice(publisher: str) -> tuple[Advice, ...]:
    """Return the advice of a publisher on all its destinations, the same at every call."""
    random = Random(f"{SEED} {publisher}")
    return tuple(_advice(code, random) for code in sorted(destination_names())[:DESTINATIONS])


def _advice(code: str, random: Random) -> Advice:
    return Advice(
        code=code,
        level=random.choice([1, 1, 2, 2, 3, 4]),
        issued_on=ISSUED_UNTIL - timedelta(days=random.randrange(400)),
        paragraphs=tuple(_paragraph(random) for _ in range(random.randrange(25, 60))),
    )


def _paragraph(random: Random) -> str:
    words = random.choices(WORDS, k=random.randint(*PARAGRAPH_WORDS))
    return f"{' '.join(words).capitalize()}."


def changed(advice: Advice, on: date) -> Advice:
    """Return the next issue: a higher level if there is one, and different words in any case."""
    random = Random(f"{advice.code} {on}")
    words = (_paragraph(random), *advice.paragraphs[1:])
    return replace(advice, level=min(advice.level + 1, 4), issued_on=on, paragraphs=words)
