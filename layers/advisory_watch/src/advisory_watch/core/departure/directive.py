"""What a clause says about leaving, as a value, and the table from values to departure advice."""

from dataclasses import dataclass
from enum import Enum

from advisory_watch.core.advisory import Departure


class Speaker(Enum):
    """The one who gives the directive."""

    PUBLISHER = "the publisher itself"
    OTHER = "an authority, another government, a company or anyone else"


class Addressee(Enum):
    """The people whom the directive addresses."""

    EVERYONE = "all people of the publisher, or a group as large as all tourists"
    GROUP = "a narrow group: students, pilgrims, people whose visa ends"
    STAFF = "the publisher's own staff and their families"
    MISSION = "the embassy or another post"


class Action(Enum):
    """What the addressees do or are told to do."""

    LEAVE = "leave"
    CONSIDER = "consider leaving"
    PREPARE = "prepare to leave"
    MAY_LEAVE = "may leave at the publisher's expense"
    SUSPEND = "suspend operations"
    LIMIT = "limit services"


class Polarity(Enum):
    """Whether the clause affirms the action."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    LIFTED = "taken back, ended or replaced"


class Reality(Enum):
    """Whether the directive holds in the world, or only in words."""

    INSTRUCTION = "holds now"
    CONDITION = "holds only if something happens"
    REPORT = "somebody claims it: a quotation, a rumour, a question"
    PAST = "held once"


class Place(Enum):
    """The place to leave, compared with the destination of the advice."""

    WHOLE = "the destination"
    PART = "a part of it, or one spot"
    ELSEWHERE = "another country"


class Time(Enum):
    """When to act."""

    NOW = "now, today or at once"
    OPEN = "no word of hurry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One thing that a sentence says about leaving; `words` is the sentence, verbatim."""

    speaker: Speaker = Speaker.PUBLISHER
    addressee: Addressee = Addressee.EVERYONE
    action: Action = Action.LEAVE
    polarity: Polarity = Polarity.AFFIRMED
    reality: Reality = Reality.INSTRUCTION
    place: Place = Place.WHOLE
    time: Time = Time.OPEN
    words: str = ""

    @property
    def departure(self) -> Departure:
        """The departure advice of this directive alone."""
        if not self.is_in_force:
            return Departure.NONE
        return ADVICE.get((self.action, self.addressee, self.time), Departure.NONE)

    @property
    def is_in_force(self) -> bool:
        """Whether the publisher itself says so, now, of the whole destination."""
        return (
            self.speaker is Speaker.PUBLISHER
            and self.polarity is Polarity.AFFIRMED
            and self.reality is Reality.INSTRUCTION
            and self.place is Place.WHOLE
        )


ADVICE = {
    (Action.LEAVE, Addressee.EVERYONE, Time.NOW): Departure.DEPART_IMMEDIATELY,
    (Action.LEAVE, Addressee.EVERYONE, Time.OPEN): Departure.DEPART_IMMEDIATELY,
    (Action.CONSIDER, Addressee.EVERYONE, Time.NOW): Departure.DEPART_IMMEDIATELY,
    (Action.SUSPEND, Addressee.MISSION, Time.NOW): Departure.OPERATIONS_SUSPENDED,
    (Action.SUSPEND, Addressee.MISSION, Time.OPEN): Departure.OPERATIONS_SUSPENDED,
    (Action.LEAVE, Addressee.STAFF, Time.NOW): Departure.ORDERED_DEPARTURE,
    (Action.LEAVE, Addressee.STAFF, Time.OPEN): Departure.ORDERED_DEPARTURE,
    (Action.MAY_LEAVE, Addressee.STAFF, Time.NOW): Departure.AUTHORIZED_DEPARTURE,
    (Action.MAY_LEAVE, Addressee.STAFF, Time.OPEN): Departure.AUTHORIZED_DEPARTURE,
    (Action.LIMIT, Addressee.MISSION, Time.NOW): Departure.LIMITED_SERVICES,
    (Action.LIMIT, Addressee.MISSION, Time.OPEN): Departure.LIMITED_SERVICES,
}
"""Departure advice of a directive in force, by action, addressee and time.

Anything else is no departure advice: a narrow group, preparations, and advice only to consider
leaving without a word of hurry.
"""
