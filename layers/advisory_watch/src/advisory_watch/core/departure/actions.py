"""Tell which action a word of leaving means, if it is more than a mention."""

from collections.abc import Sequence

from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.directive import Action, Addressee, Place, Time
from advisory_watch.core.departure.governors import (
    LIGHT,
    NO_LONGER,
    PEOPLE,
    VERBS,
    Head,
    end_of_clause,
    has_neg_before,
    is_first,
    rule_of,
    time_of,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.parties import is_time_to
from advisory_watch.core.departure.people import people_in
from advisory_watch.core.departure.places import place_at
from advisory_watch.core.departure.target import LIGHT_AFTER, is_on_the_way


def action_of(head: Head) -> Action | None:
    """Return the action that a head means under its governor; None for a mere mention."""
    if any(applies(head) for applies in _MENTIONS):
        return None
    if head.has(Tag.DEPARTURE) and (action := _of_noun(head)) is not None:
        return action
    reads = next((reads for tags, reads in _SPECIAL if head.has(*tags)), None)
    if _is_german_perfect(head):
        reads = _left
    if reads is not None:
        return reads(head)
    if head.has(Tag.OUT, Tag.GO, Tag.DO_SO, Tag.BOARD, Tag.ABOARD) and not _means_leaving(head):
        return None
    return _governed(head) if head.governor >= 0 else _told(head)


def _is_wish(head: Head) -> bool:
    """Read `wer ausreisen will`."""
    following = {Tag.WISH, Tag.CAN, Tag.WILL}
    return head.word.endswith("en") and head.parsed.has(head.position + 1, following)


def _is_help(head: Head) -> bool:
    """Read `help them depart`, which tells them nothing."""
    before = head.parsed.tokens[max(0, head.position - 2)].word
    return before.startswith(("help", "enabl", "allow", "assist"))


def _is_german_perfect(head: Head) -> bool:
    """Read `haben das Land verlassen`."""
    is_participle = head.word in {"verlassen", "geraumt"}
    has_left = is_participle and head.parsed.before(head.position, {Tag.HAVE}, head.start) >= 0
    return has_left and not head.is_under(Tag.MODAL, Tag.URGED)


def _of_noun(head: Head) -> Action | None:
    """Read `departure is mandatory`, `your departure cannot wait`, `Ausreise erwägen`."""
    rule = rule_of(head)
    if rule >= 0 and head.parsed.sentence.has(Tag.STAFF):
        return Action.MAY_LEAVE if head.parsed.tokens[rule].word in _FREE else Action.LEAVE
    if _cannot_wait(head):
        return Action.LEAVE
    return Action.CONSIDER if _is_weighed(head.parsed, head.position) else None


def _is_other_phrase(head: Head) -> bool:
    """Tell whether people leave something else: `leave Samoa off your list`."""
    parsed, position = head.parsed, head.position
    is_noun = not parsed.tokens[position - 1].word.endswith("to")
    if head.word == "leave" and is_noun and parsed.has(position + 1, {Tag.BE, Tag.HAVE}):
        return True  # leave was granted
    after = parsed.tokens[position + 1 : position + 3]
    if len(after) > 1 and Tag.THEY in after[0].tags and after[1].word == "to":
        return True  # leave it to their own judgment
    return head.word == "leave" and any(
        parsed.tokens[index].word in {"off", "behind", "unlocked", "unattended"}
        for index in range(position + 1, min(position + 4, len(parsed.tokens)))
    )


def _is_manner(head: Head) -> bool:
    """Read `how to leave`, which is information."""
    parsed, position = head.parsed, head.position
    return parsed.has(position - 1, {Tag.TO}) and parsed.tokens[position - 2].word in {"how", "wie"}


def _is_of_those(head: Head) -> bool:
    """Read `those who remain in Mali`, which says who is meant."""
    return head.has(Tag.STAY) and head.parsed.has(head.position - 1, {Tag.WHO})


_MENTIONS = (_is_other_phrase, _is_wish, _is_help, _is_manner, _is_of_those)
_FREE = {"voluntary", "optional", "freiwillig"}


def _cannot_wait(head: Head) -> bool:
    """Read `your departure should not wait`, `Ihre Ausreise duldet keinen Aufschub`."""
    parsed, position = head.parsed, head.position
    neg = parsed.after(position, {Tag.NEG}, min(head.end, position + VEHICLE_WORDS))
    is_own = parsed.tokens[position - 1].word in {"your", "their", "ihre", "die"}
    return is_own and neg >= 0 and any(parsed.has(neg + at, {Tag.DELAY}) for at in (1, 2))


def _ordered(head: Head) -> Action | None:
    return Action.LEAVE if _is_of_staff(head) else None


def _authorized(head: Head) -> Action | None:
    return Action.MAY_LEAVE if _is_of_staff(head) else None


def _called(_: Head) -> Action:
    return Action.LEAVE


ONLY_WORDS = 3
"""How far before a verb `only` makes a limit of an instruction."""


def _told(head: Head) -> Action | None:
    """Read a verb without a governor, which may be an imperative."""
    parsed, position = head.parsed, head.position
    before = parsed.tokens[max(head.start, position - ONLY_WORDS) : position]
    if any(token.word in {"only", "nur"} for token in before):
        return None  # only attempt to leave if it is safe
    is_told = head.has(*VERBS) and _is_imperative(parsed, position)
    if head.has(Tag.OUT) and parsed.has(position - 1, {Tag.EVERYONE, Tag.DEMONYM}):
        return Action.LEAVE  # everyone out of Egypt
    is_meant = is_told or _is_arranged(parsed, position) or _is_purpose(parsed, position)
    return Action.LEAVE if is_meant else None


def _is_purpose(parsed: Parsed, position: int) -> bool:
    """Tell whether `to leave` is why to do something: `Use commercial flights to leave`."""
    is_german = parsed.tokens[position].word.startswith(("auszu", "abzu", "heimzu", "zuruckzu"))
    if not is_german and not parsed.has(position - 1, {Tag.TO}):
        return False
    means = parsed.before(position, MEANS, max(0, position - VEHICLE_WORDS))
    if means < 0 or parsed.before(position, {Tag.NEG}, max(0, means - 1)) >= 0:
        return False
    return is_first(parsed, means) and parsed.tokens[means].word != "do"


def _is_of_staff(head: Head) -> bool:
    """Tell whether `ordered departure` or `mandatory evacuation` is one of staff."""
    is_formula = head.word.startswith(("ordered", "authori")) and "evacuation" not in head.word
    return is_formula or head.parsed.sentence.has(Tag.STAFF, Tag.MISSION, Tag.CONSULATE)


def _means_leaving(head: Head) -> bool:
    """Tell whether `out`, `go`, `do so` or `take the flight` means leaving here."""
    parsed, position = head.parsed, head.position
    if head.has(Tag.LEAVE) or head.word.startswith("be in "):
        return True
    if head.has(Tag.BOARD, Tag.ABOARD):
        return _takes_vehicle(head)
    if head.has(Tag.DO_SO):
        verbs = {Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.LEFT, Tag.ORDERED_DEPARTURE}
        if head.word in _FOLLOW and not _is_to_join_those_who_left(head):
            return False
        near = parsed.tokens[: position + 4]
        return bool(parsed.setting.tags & verbs) or any(token.tags & verbs for token in near)
    return _ends_with_go(head) if head.has(Tag.GO) else _is_way_out(head)


_FOLLOW = {"follow", "follow us", "follow them"}


def _is_to_join_those_who_left(head: Head) -> bool:
    """Read `we ask you to follow them`; not `follow us on X`, `laws that you must follow`."""
    parsed, position = head.parsed, head.position
    before = parsed.tokens[parsed.start_of_part(position) : position]
    is_last = _ends_with_go(head) and not parsed.has(position + 1, {Tag.AND})
    return is_last and all(token.tags for token in before)


def _ends_with_go(head: Head) -> bool:
    """Tell whether no target follows `go`."""
    parsed, index = head.parsed, head.position + 1
    while parsed.has(index, LIGHT_AFTER):
        index += 1
    if parsed.has(index, {Tag.BE}) and parsed.has(index + 1, {Tag.NOW, Tag.TODAY}):
        return True  # the time to go is now
    is_last = index >= len(parsed.tokens) or not parsed.is_main[index]
    return (
        is_last
        or parsed.has(index, {Tag.STOP, Tag.COMMA, Tag.AND, Tag.QUOTE})
        or (parsed.tokens[index].word == "by")
    )


def _is_way_out(head: Head) -> bool:
    """Tell whether `out` is out of the country, or of a post after `ordered`."""
    parsed, position = head.parsed, head.position
    is_staying = parsed.before(position, {Tag.STAY}, max(0, position - 3)) >= 0
    if is_staying or parsed.tokens[position - 1].word == "and":
        return False
    if not parsed.has(position + 1, {Tag.FROM}):
        return parsed.has(position - 1, {Tag.URGED})
    if not parsed.has(position - 1, _BEFORE_OUT):
        return False
    place = place_at(parsed.tokens, position + 2, parsed.destination).place
    return place is not None or parsed.has(position + 2, {Tag.MISSION, Tag.CONSULATE})


_BEFORE_OUT = {
    Tag.BE, Tag.GO, Tag.EVERYONE, Tag.PEOPLE, Tag.NATIONALS, Tag.STAFF, Tag.NARROW, Tag.COMMA,
    Tag.URGED, Tag.ADVERB, Tag.NOW, Tag.MOVE, Tag.THEY, Tag.DEMONYM, Tag.LEFT, Tag.SOON, Tag.WHO,
}  # fmt: skip
"""Words between which and `out of` no thing is taken out: not `a ticket out of Iraq`."""

_ONE = {"one", "it", "them", "that"}
VEHICLE_WORDS = 12
"""How far after `take` its object may be: `take one of the three remaining commercial flights`."""


def _takes_vehicle(head: Head) -> bool:
    """Tell whether people are to take a flight out: `be on the ferry`, `book the next flight`."""
    parsed, position = head.parsed, head.position
    end = parsed.after(position, {Tag.COMMA, Tag.STOP, Tag.TIME, Tag.COND})
    end = min(position + VEHICLE_WORDS, len(parsed.tokens) if end < 0 else end)
    vehicle = parsed.after(position, {Tag.VEHICLE, Tag.COMMERCIAL}, end)
    if head.word in {"on board", "aboard"}:
        return head.is_under(Tag.URGE) or parsed.has(position - 1, {Tag.BE})
    if head.has(Tag.ABOARD) and parsed.has(position + 1, {Tag.THEY}):
        return True  # be on it
    if vehicle < 0:
        is_one = parsed.tokens[min(position + 1, len(parsed.tokens) - 1)].word in _ONE
        return is_one and Tag.VEHICLE in parsed.setting.tags
    if head.has(Tag.ABOARD):
        return True
    near = range(position + 1, vehicle + 4)
    if any(parsed.has(index, {Tag.BRIEF}) for index in range(position + 1, vehicle)):
        return True  # Saturday's flight
    is_hurried = time_of(parsed, position) is Time.NOW and not parsed.sentence.has(Tag.SPOT)
    return (
        is_hurried
        or _is_there(head)
        or any(parsed.has(index, {Tag.NEXT, Tag.OUT}) for index in near)
    )


def _is_there(head: Head) -> bool:
    """Tell whether the sentence says that people are in the destination."""
    parsed, position = head.parsed, head.position
    if head.word.split()[0] in {"get", "board", "take", "catch"} and is_on_the_way(parsed):
        return True
    return any(Tag.THERE in token.tags for token in parsed.tokens[:position]) or any(
        part.place is Place.WHOLE and part.end <= position for part in parsed.subordinates
    )


def _left(head: Head) -> Action | None:
    """Return whether staff left by order: `staff have been withdrawn`."""
    part = head.parsed.tokens[head.start : head.end]
    people = people_in(part, head.parsed.home, head.parsed.destination)
    is_done = head.parsed.before(head.position, {Tag.HAVE, Tag.BE}, head.start) >= 0
    is_ordered = any(token.word.endswith(("orders", "instructions")) for token in part)
    is_staff = people.addressee is Addressee.STAFF
    if head.is_under(Tag.URGE, Tag.MODAL, Tag.URGED) and _is_to_have_left(head):
        return Action.LEAVE
    return Action.LEAVE if is_staff and (is_done or is_ordered) else None


def _is_to_have_left(head: Head) -> bool:
    """Tell whether people are `to have left` by a day."""
    between = head.parsed.tokens[head.governor + 1 : head.position]
    is_infinitive = head.governing_word.endswith((" to", "should", "must"))
    return any(token.word == "have" for token in between[-2:]) and (
        is_infinitive or any(Tag.TO in token.tags for token in between)
    )


def _stayed(head: Head) -> Action | None:
    """Read `do not stay in Sudan`, or `consider whether to stay`."""
    if head.is_under(Tag.CONSIDER):
        return Action.CONSIDER
    parsed, after = head.parsed, head.position + 1
    while parsed.has(after, {Tag.NEG, Tag.EVERYONE}):
        after += 1
    after += parsed.has(after, {Tag.PREP})
    place = place_at(parsed.tokens, after, parsed.destination).place
    is_named = parsed.setting.place is Place.WHOLE or any(
        Tag.COUNTRY in token.tags for token in parsed.tokens[: head.position]
    )
    ends = {Tag.STOP, Tag.COMMA, Tag.THEY, Tag.THERE, Tag.BY}
    is_bare = parsed.has(after, ends) or after >= len(parsed.tokens)
    has_place = place is Place.WHOLE or (is_named and is_bare)
    return Action.LEAVE if has_place and _is_not_staying(head) else None


STAY_WORDS = 9
"""How far before `stay` its negation may be: `does not consider that any citizen should stay`."""


def _is_not_staying(head: Head) -> bool:
    parsed, position = head.parsed, head.position
    if head.word.startswith(("bleib", "verbleib")) and any(
        parsed.has(position + at, {Tag.NEG}) for at in (1, 2)
    ):
        return True
    if head.governor < 0:
        return has_neg_before(parsed, position, {Tag.DO, Tag.ADVERB})
    if not head.is_under(Tag.MODAL, Tag.URGE, Tag.URGED, Tag.HINDER, Tag.NEED_NOT):
        return False
    start = max(head.start, head.governor - STAY_WORDS, position - STAY_WORDS)
    is_denied = parsed.before(position, {Tag.NEG, Tag.NEED_NOT}, start) >= 0 or any(
        token.word in NO_LONGER for token in parsed.tokens[start:position]
    )
    return is_denied or head.parsed.tokens[head.position - 1].word == "against"


def _split(head: Head) -> Action | None:
    """Read the German `reisen Sie … aus`, whose second part ends the clause."""
    parsed, last = head.parsed, head.end - 1
    while last > head.position and parsed.has(last, {Tag.QUOTE, Tag.STOP}):
        last -= 1
    is_home = any(
        token.tags & {Tag.LEAVE, Tag.HOME} and token.word not in {"zuruck", "safety", "good"}
        for token in parsed.tokens[head.position + 1 : head.end]
    )
    is_out = is_home or any(
        parsed.tokens[index].word in {"aus", "heim", "zuruck", "ab"}
        and (index == last or not parsed.is_main[index + 1] or parsed.has(index + 1, _CLAUSE_ENDS))
        for index in range(head.position + 1, last + 1)
    )
    return Action.LEAVE if is_out and head.governor < 0 else None


_CLAUSE_ENDS = {Tag.AND, Tag.COMMA, Tag.STOP}


def _is_weighed(parsed: Parsed, position: int) -> bool:
    """Tell whether `in Betracht ziehen` or `erwägen` follows a noun."""
    end = parsed.after(position, {Tag.COMMA, Tag.STOP})
    return parsed.after(position, {Tag.CONSIDER}, None if end < 0 else end) >= 0


def _is_arranged(parsed: Parsed, position: int) -> bool:
    """Tell whether a noun is the object of an imperative: `Do not delay your departure`."""
    index = position - 1
    while index >= 0 and parsed.has(index, {Tag.DET, Tag.ADVERB, Tag.NOW, Tag.TO}):
        index -= 1
    if parsed.has(index, {Tag.DELAY}):
        is_german = parsed.tokens[index].word.endswith(" sie")
        is_denied = is_german and parsed.has(position + 1, {Tag.NEG})
        return is_denied or (parsed.has(index - 1, {Tag.NEG}) and is_first(parsed, index - 2))
    return parsed.has(index, {Tag.ARRANGE}) and is_first(parsed, index)


def _is_imperative(parsed: Parsed, position: int) -> bool:
    """Tell whether a verb is an instruction without `should`: `Please leave now`.

    With a subject it needs a word of hurry: `U.S. citizens in Russia depart immediately`, but
    not `travellers leave through the new gate`.
    """
    index = position - 1
    while (
        index >= 0
        and parsed.is_main[index]
        and parsed.has(index, {*LIGHT, Tag.DET} - {Tag.REMAINS})
    ):
        index -= 1
    if parsed.has(position - 1, {Tag.WHO, Tag.THAT}) or not _may_command(parsed, position):
        return False
    if index < 0 or not parsed.is_main[index] or parsed.has(index, {Tag.COMMA, Tag.STOP}):
        return not (index >= 0 and parsed.has(position - 1, {Tag.DET}))
    if parsed.has(position - 1, {Tag.AND}) and not parsed.has(index, {*PEOPLE, Tag.HAVE, Tag.BE}):
        to = parsed.before(position, {Tag.TO}, position - 4)  # to enter and leave
        return to < 0 or parsed.has(to + 1, _NOUNS)
    start = parsed.start_of_part(position)
    people = people_in(parsed.tokens[start:position], parsed.home, parsed.destination)
    hurry = {Tag.NOW, Tag.SOON} if parsed.tokens[index].word == "you" else {Tag.NOW}
    is_hurried = any(parsed.has(near, hurry) for near in range(position + 1, position + 4))
    return (
        people.addressee is Addressee.EVERYONE
        and is_hurried
        and parsed.has(index, {*PEOPLE, Tag.COUNTRY, Tag.WHOLE})
    )


_NOUNS = {Tag.DET, Tag.NAME, Tag.COUNTRY, Tag.CAPITAL, Tag.SPOT, Tag.PART, Tag.HOME, Tag.WHOLE}


def _may_command(parsed: Parsed, position: int) -> bool:
    """Tell whether the form of a verb can be an imperative: no German infinitive, no noun."""
    word = parsed.tokens[position].word
    if word in {"exit", "withdraw", "return"}:
        return parsed.has(position + 1, {Tag.DET, Tag.COUNTRY, Tag.WHOLE, Tag.NOW})
    return not word.endswith("en")


def _governed(head: Head) -> Action | None:
    """Read a head by the class of its governing word; the first class that it has counts."""
    found = (reads for tag, reads in _GOVERNED if head.is_under(tag))
    reads = next(found, None)
    return reads(head) if reads else None


MEANS = {Tag.ARRANGE, Tag.BOARD, Tag.DO_SO}
"""Verbs whose purpose is what counts: `use the open routes to leave`."""


def _considered(_: Head) -> Action:
    return Action.CONSIDER


def _prepared(head: Head) -> Action:
    """Read `make plans to leave now` as an order; other preparations are none."""
    is_now = time_of(head.parsed, head.position) is Time.NOW
    is_soon = any(
        head.parsed.has(index, {Tag.SOON, Tag.BRIEF}) for index in range(head.position, head.end)
    )
    is_plan = head.governing_word.startswith("mak") or "time" in head.governing_word
    return Action.LEAVE if (is_now or is_soon) and is_plan else Action.PREPARE


def _urged(head: Head) -> Action | None:
    """Read `urge to leave`; in `you should ask whether to leave` no one is urged."""
    parsed, governor = head.parsed, head.governor
    if not _is_object(head):
        return None
    is_news = parsed.before(governor, {Tag.ISSUED}, max(0, governor - NOTE_WORDS)) >= 0
    is_infinitive = (
        parsed.has(governor - 1, {Tag.TO})
        and not is_news
        and not parsed.has(governor - 2, {Tag.REMAINS, Tag.PUBLISHER})
    )
    is_advised = is_infinitive or parsed.has(governor - 1, {Tag.MODAL, Tag.CAN})
    return None if is_advised else Action.LEAVE


NOTE_WORDS = 5
"""How far before its purpose a note of an editor may begin: `updated its advisory to tell`."""


def _told_to(head: Head) -> Action | None:
    return Action.LEAVE if _is_object(head) else None


def _is_object(head: Head) -> bool:
    """Tell whether a noun is what is urged: not `recommends that you plan options for departure`.

    German puts the people between: `ruft alle Deutschen zur Ausreise auf`.
    """
    if not head.has(Tag.DEPARTURE, Tag.LEAVING):
        return True
    if head.governor > head.position:
        before = range(head.position - 2, head.position)
        return not any(head.parsed.has(index, {Tag.FOR}) for index in before)  # for departure
    if head.has(Tag.LEAVE) and head.parsed.has(head.position - 1, {Tag.TO}):
        return True  # advised to exit
    between = head.parsed.tokens[head.governor : head.position]
    if any(token.tags & MEANS for token in between):
        return head.word != "evacuation"
    near = head.position - 1
    through = LIGHT | {Tag.DET, Tag.COMMERCIAL}
    if head.governing_word.startswith(("emp", "rat")):
        through |= PEOPLE  # empfiehlt allen Deutschen die Ausreise
    while near > head.governor and head.parsed.has(near, through):
        near -= 1
    is_german = head.has(Tag.DEPARTURE) and head.parsed.tokens[near].word in {"zur", "zum"}
    return near == head.governor or is_german


def _advised(head: Head) -> Action | None:
    """Read `our advice is to leave`; the plans and orders of an evacuation are no advice."""
    is_given = _is_advice(head.parsed, head.governor, head.position)
    return Action.LEAVE if is_given and head.word != "evacuation" else None


def _obliged(head: Head) -> Action | None:
    return Action.LEAVE if _obeys_modal(head) else None


def _permitted(head: Head) -> Action | None:
    """Read `authorized to leave` and `may leave`, which mean an offer only to staff."""
    part = head.parsed.tokens[head.start : end_of_clause(head.parsed, head.position)]
    people = people_in(part, head.parsed.home, head.parsed.destination)
    is_offer = head.is_under(Tag.AUTHORIZE) or head.governing_word == "may"
    return Action.MAY_LEAVE if is_offer and people.addressee is Addressee.STAFF else None


def _is_advice(parsed: Parsed, governor: int, position: int) -> bool:
    """Tell whether a sentence gives, keeps or ends advice, and does not only mention it."""
    between = range(governor + 1, position)
    if any(parsed.has(index, {Tag.BE, Tag.REMAINS}) for index in between):
        return True
    start, end = parsed.start_of_part(position), parsed.end_of_part(position)
    return any(
        parsed.has(index, {Tag.LIFT, Tag.REMAINS, Tag.BE, Tag.NEG}) for index in range(start, end)
    )


def _obeys_modal(head: Head) -> bool:
    """Tell whether `should` commands the head: not `must show a ticket to leave`."""
    parsed, position, governor = head.parsed, head.position, head.governor
    between = [index for index in range(governor + 1, position) if parsed.is_main[index]]
    if head.has(Tag.DEPARTURE) and parsed.has(position - 2, {Tag.FOR}):
        return False  # should not wait for an evacuation
    if any(parsed.has(index, {Tag.DELAY}) for index in between):
        return any(parsed.has(index, {Tag.NEG}) for index in between)
    is_arranged = any(parsed.has(index, MEANS) for index in (*between, position + 1))
    if governor > position:
        return True
    is_verb = parsed.has(position, VERBS | {Tag.OUT}) or (
        parsed.has(position, {Tag.LEAVING})
        and parsed.tokens[position - 1].word in {"be", "begin", "start"}
    )
    if not is_verb:
        return is_arranged and head.has(Tag.DEPARTURE) and head.word != "evacuation"
    near = position - 1
    while near > governor and parsed.has(near, LIGHT):
        near -= 1
    if _is_aside(head, between, near):
        return False
    is_joined = parsed.has(near - 1, {Tag.AND})
    is_purpose = parsed.has(near, {Tag.TO}) and parsed.tokens[near].word != "zu" and not is_joined
    is_step = all(parsed.has(index, LIGHT | {Tag.BE, Tag.TO}) for index in between)
    return not is_purpose or is_step or is_arranged or is_time_to(head)


def _is_aside(head: Head, between: Sequence[int], near: int) -> bool:
    """Read `must register or leave`, and `should be valid on the day you leave`."""
    parsed = head.parsed
    is_alternative = parsed.tokens[head.position - 1].word in {"or", "oder"}
    if is_alternative and not any(parsed.has(index, {Tag.LEAVE, Tag.STAY}) for index in between):
        return True
    return parsed.tokens[near].word in {"you", "they"} and near > head.governor + 1


_SPECIAL = (
    ((Tag.AUTHORIZED_DEPARTURE,), _authorized),
    ((Tag.ORDERED_DEPARTURE,), _ordered),
    ((Tag.LEAVE_CALL,), _called),
    ((Tag.LEFT,), _left),
    ((Tag.STAY,), _stayed),
    ((Tag.SPLIT,), _split),
)
"""Heads with a reading of their own."""

_GOVERNED = (
    (Tag.CONSIDER, _considered),
    (Tag.PREPARE, _prepared),
    (Tag.URGE, _urged),
    (Tag.URGED, _told_to),
    (Tag.NEED_NOT, _called),
    (Tag.ADVICE, _advised),
    (Tag.MODAL, _obliged),
    (Tag.AUTHORIZE, _permitted),
    (Tag.CAN, _permitted),
)
"""Governing words in order of precedence, and how they are read."""
