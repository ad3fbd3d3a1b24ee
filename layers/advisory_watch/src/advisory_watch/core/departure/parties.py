"""Read who speaks to whom in a sentence about leaving."""

from collections.abc import Collection

from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.directive import (
    Addressee,
    Speaker,
)
from advisory_watch.core.departure.governors import (
    PEOPLE,
    VERBAL,
    VERBS,
    Head,
    clause_start,
    end_of_clause,
    is_active,
    main_tokens,
    rule_of,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import People, people_in
from advisory_watch.core.departure.sentences import Token

_OWN_STAFF = (
    "non", "eligible", "accompanying", "embassy", "diplomat", "dependent", "dependant", "mission",
    "famil", "government", "us government", "botschaft", "entsandt", "angehorig", "officials",
)  # fmt: skip


def people_of(parsed: Parsed, position: int, governor: int) -> People:
    """Read the people around a head: the subject of `should`, the object of `urge`."""
    start, end = clause_start(parsed, governor, position), end_of_clause(parsed, position)
    zones: list[tuple[int, int]] = []
    if parsed.has(position, {Tag.LEFT}):
        zones += [(parsed.start_of_part(position), end)]
    if parsed.has(governor, {Tag.URGE, Tag.AUTHORIZE, Tag.ADVICE}) or is_active(parsed, governor):
        zones += (
            [(governor + 1, position), (position + 1, end)]
            if governor < position
            else [(position + 1, governor), (governor + 1, end)]
        )
        if parsed.has(position, VERBS | {Tag.OUT}):
            zones = zones[:1]
        if " is" in parsed.tokens[governor].word:
            zones += [(start, governor)]  # for Americans in Iraq, our advice is to leave
        if parsed.has(governor, {Tag.AUTHORIZE}):
            zones += [(start, min(governor, position))]
    else:
        zones += [(start, position)]
        if not parsed.has(position, VERBS | {Tag.OUT}):
            zones += [(position + 1, end)]
        zones += [(parsed.start_of_part(position), position)]
        if governor >= 0:
            zones += [(min(position, governor) + 1, end)]
    found = People(None, None, is_wish=False, is_generic=False)
    for begin, stop in zones:
        found = people_in(main_tokens(parsed, begin, stop), parsed.home, parsed.destination)
        if found.addressee is not None:
            return _antecedent(parsed, begin, stop) or found
    return found


def _antecedent(parsed: Parsed, begin: int, stop: int) -> People | None:
    """Return the people that `they` means, if the sentence names them before."""
    named = [index for index in range(begin, stop) if parsed.has(index, PEOPLE)]
    if not named or not all(parsed.has(index, {Tag.THEY}) for index in named):
        return None
    found = people_in(parsed.tokens[:begin], parsed.home, parsed.destination)
    return found if found.addressee is not None else None


def addressee_of(head: Head) -> Addressee:
    """Tell whom a sentence about leaving addresses."""
    people = head.people.addressee
    is_ruled = rule_of(head) >= 0 and head.parsed.sentence.has(Tag.STAFF)
    if is_ruled or head.has(Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE):
        return Addressee.STAFF
    if _is_rule_of_stay(head):
        return Addressee.GROUP
    is_perfect = head.parsed.before(head.position, {Tag.HAVE}, head.start) >= 0
    is_imperative = head.governor < 0 and not head.has(Tag.LEFT) and not is_perfect
    if people is Addressee.STAFF and is_imperative:
        return Addressee.EVERYONE
    if people is not None:
        return people
    is_open = is_time_to(head) or head.has(Tag.FINISH)  # your stay should end
    return Addressee.GROUP if not is_open and _has_unknown_subject(head) else Addressee.EVERYONE


def is_time_to(head: Head) -> bool:
    """Tell whether the governing words are of the kind `it is time to`, `the best course is to`."""
    return head.is_under(Tag.MODAL) and any(word in head.governing_word for word in _TIMES)


_TIMES = (
    "time",
    "moment",
    "hour",
    "zeit",
    "best",
    "course",
    "option",
    "choice",
    "thing",
    "wise",
    "prudent",
    "step",
)


def _has_unknown_subject(head: Head) -> bool:
    """Tell whether the subject is a noun of no class: `the masters should leave`."""
    parsed, governor = head.parsed, head.governor
    is_passive = head.is_under(Tag.MODAL, Tag.URGED, Tag.NEED_NOT) and not is_active(
        parsed, governor
    )
    if head.has(Tag.DEPARTURE, Tag.LEAVING) and head.position < governor:
        return False  # departure by commercial means is recommended
    start = clause_start(parsed, governor, head.position)
    subject = main_tokens(parsed, start, governor) if is_passive else []
    return any(token.tags.isdisjoint(_NO_NOUN) for token in subject)


_NO_NOUN = {
    *VERBAL, Tag.AND, Tag.COMMA, Tag.DET, Tag.THAT, Tag.NEG, Tag.TIME, Tag.LIFT, Tag.PUBLISHER,
    Tag.ADVICE, Tag.SAY, Tag.WHO, Tag.THERE, Tag.SOON_IF, Tag.REMAINS, Tag.NEED_NOT, Tag.FROM,
    Tag.STAY_NOUN,
}  # fmt: skip


def _is_rule_of_stay(head: Head) -> bool:
    """Tell whether leaving follows from a visa, a contract or a court.

    In a main clause the word must be near: `Visa rules changed, leave now` is no such rule.
    """
    parsed = head.parsed
    ends = {Tag.COMMA, Tag.STOP}
    first = parsed.before(head.position, ends | ({Tag.AND} if head.governor < 0 else set())) + 1
    last = parsed.after(head.position, ends)
    near = range(first, last if last >= 0 else len(parsed.tokens))
    return any(
        parsed.has(index, {Tag.VISA})
        and not _is_conceded(parsed, index)
        and not _is_listed(parsed, index)
        and (index in near if parsed.is_main[index] else _is_in_clause(parsed, index))
        for index in range(head.start, head.end)
    )


def _is_listed(parsed: Parsed, index: int) -> bool:
    """Read `citizens, permanent residents and visa holders`, who are all people."""
    is_people = parsed.has(index + 1, {Tag.PEOPLE, Tag.NATIONALS})
    is_further = parsed.has(index - 1, {Tag.AND, Tag.COMMA})
    return is_people and is_further and parsed.before(index, {Tag.EVERYONE}) >= 0


def _is_in_clause(parsed: Parsed, index: int) -> bool:
    """Tell whether a word is in a subordinate clause, and not in brackets: `(see Visas)`."""
    return any(part.start <= index < part.end for part in parsed.subordinates)


def _is_conceded(parsed: Parsed, index: int) -> bool:
    return any(
        part.start <= index < part.end and parsed.has(part.start, {Tag.EVEN})
        for part in parsed.subordinates
    )


def speaker_of(head: Head) -> Speaker:
    """Tell who gives a directive."""
    parsed, governor = head.parsed, head.governor
    if head.addressee is Addressee.STAFF:
        if _is_of_others(parsed, head.start, head.end):
            return Speaker.OTHER
    elif head.is_under(Tag.URGED) and not is_active(parsed, governor):
        return _speaker_of_passive(head)
    if head.is_under(Tag.URGE, Tag.AUTHORIZE) or is_active(parsed, governor):
        if " is" in head.governing_word or _is_home_after(parsed, governor):
            return Speaker.PUBLISHER
        verb = _first_of_joined(parsed, governor)
        subject = main_tokens(parsed, clause_start(parsed, verb, head.position), verb)
        return _speaker_among(subject, parsed, head.addressee)
    return _speaker_of_label(head)


def _first_of_joined(parsed: Parsed, verb: int) -> int:
    """Return the verb that has the subject: `advises against all travel and urges you to leave`."""
    near = verb - 1
    while parsed.has(near, VERBAL):
        near -= 1
    earlier = parsed.before(near, {Tag.URGE, Tag.URGED}, parsed.start_of_part(verb))
    return earlier if parsed.has(near, {Tag.AND}) and earlier >= 0 else verb


def _is_home_after(parsed: Parsed, governor: int) -> bool:
    """Tell whether the publisher follows its verb: `nun fordert auch Deutschland …`."""
    near = parsed.tokens[governor + 1 : governor + 4]
    return len(parsed.home) == 1 and any(
        Tag.COUNTRY in token.tags and token.codes & parsed.home for token in near
    )


def _speaker_of_label(head: Head) -> Speaker:
    """Read `Police: leave now`."""
    parsed, start = head.parsed, head.start
    if not start or parsed.tokens[start - 1].word != ":":
        return Speaker.PUBLISHER
    label = main_tokens(parsed, max(0, start - SPEAKER_WORDS), start)
    tags = set().union(*(token.tags for token in label))
    if any(Tag.COMMA in token.tags for token in label):
        return Speaker.PUBLISHER
    is_other = Tag.OTHER in tags and not tags & {Tag.PUBLISHER, Tag.MISSION}
    return Speaker.OTHER if is_other else Speaker.PUBLISHER


SPEAKER_WORDS = 6
"""How far before a colon a speaker may be named."""


def _is_of_others(parsed: Parsed, start: int, end: int) -> bool:
    """Tell whether staff belong to another organisation: `employees of relief agencies`."""
    own = {
        Tag.MISSION,
        Tag.CONSULATE,
        Tag.PUBLISHER,
        Tag.ORDERED_DEPARTURE,
        Tag.AUTHORIZED_DEPARTURE,
    }
    tokens = parsed.tokens[start:end]
    if any(token.tags & own or token.codes & parsed.home for token in tokens):
        return False
    is_ours = any(Tag.STAFF in token.tags and token.word.startswith(_OWN_STAFF) for token in tokens)
    return not is_ours or any(Tag.OTHER in token.tags for token in tokens)


def _speaker_among(subject: list[Token], parsed: Parsed, addressee: Addressee) -> Speaker:
    tags = set().union(*(token.tags for token in subject))
    is_foreign = any(
        token.codes
        and not token.codes & parsed.home
        and index + 1 < len(subject)
        and subject[index + 1].tags & {Tag.MISSION, Tag.OTHER, Tag.PUBLISHER}
        for index, token in enumerate(subject)
        if Tag.NATIONALITY in token.tags
    )
    places = range(len(subject))
    if is_foreign or any(_is_of_foreign_state(subject, at, parsed.home) for at in places):
        return Speaker.OTHER
    is_capital = any(Tag.CAPITAL in token.tags and token.codes & parsed.home for token in subject)
    if is_capital or tags & {Tag.PUBLISHER, Tag.MISSION, Tag.CONSULATE, Tag.ADVICE}:
        return Speaker.PUBLISHER  # Washington asks
    named = [token for token in subject if token.tags & {Tag.COUNTRY, Tag.NATIONALITY}]
    if named:
        return (
            Speaker.PUBLISHER
            if any(token.codes & parsed.home for token in named) and len(parsed.home) == 1
            else Speaker.OTHER
        )
    if any(token.word in _STATES for token in subject):
        return Speaker.OTHER  # several countries
    others = {Tag.OTHER, Tag.CAPITAL, Tag.NAME, Tag.NARROW}
    if tags & (others - {Tag.NAME} if addressee is Addressee.STAFF else others):
        return Speaker.OTHER
    return (
        Speaker.PUBLISHER
        if not subject or addressee in {Addressee.EVERYONE, Addressee.STAFF}
        else Speaker.OTHER
    )


_STATES = {"countries", "nations", "states", "lander", "staaten"}


def _is_of_foreign_state(subject: list[Token], at: int, home: Collection[str]) -> bool:
    """Read `the Foreign Ministry of Belarus`."""
    after = subject[at + 1 : at + 3]
    return (
        len(after) > 1
        and Tag.PUBLISHER in subject[at].tags
        and Tag.FROM in after[0].tags
        and Tag.COUNTRY in after[1].tags
        and after[1].codes.isdisjoint(home)
    )


def _speaker_of_passive(head: Head) -> Speaker:
    """Read `are told to leave`: by whom, or else whom publishers address."""
    parsed, governor = head.parsed, head.governor
    end = head.position if governor < head.position else head.end
    for index in range(governor, end):
        agent = range(index + 1, index + 4)
        if parsed.has(index, {Tag.BY}) and any(parsed.has(near, {Tag.OTHER}) for near in agent):
            return Speaker.OTHER
    is_harsh = head.governing_word in _HARSH
    return Speaker.OTHER if head.people.is_generic and is_harsh else Speaker.PUBLISHER


_HARSH = {"ordered", "told", "asked", "forced", "made", "required", "instructed", "directed"}
"""What authorities do to `people` and `residents`; a publisher advises or urges."""
