"""Read who speaks to whom in a sentence about leaving."""

from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.directive import (
    Action,
    Addressee,
    Speaker,
)
from advisory_watch.core.departure.governors import (
    PEOPLE,
    VERBS,
    clause_start,
    is_active,
    main_tokens,
)
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import People, people_in
from advisory_watch.core.departure.sentences import Token

_OWN_STAFF = (
    "non", "eligible", "accompanying", "embassy", "diplomat", "dependent", "dependant", "mission",
    "famil", "botschaft", "entsandt", "angehorig", "officials",
)  # fmt: skip


def people_of(parsed: Parsed, position: int, governor: int) -> People:
    """Read the people around a head: the subject of `should`, the object of `urge`."""
    start, end = clause_start(parsed, governor, position), parsed.end_of_part(position)
    zones: list[tuple[int, int]] = []
    if parsed.has(governor, {Tag.URGE, Tag.AUTHORIZE, Tag.ADVICE}) or is_active(parsed, governor):
        zones += (
            [(governor + 1, position), (position + 1, end)]
            if governor < position
            else [(position + 1, governor), (governor + 1, end)]
        )
        if parsed.has(position, VERBS | {Tag.OUT}):
            zones = zones[:1]
        if parsed.has(governor, {Tag.AUTHORIZE}):
            zones += [(start, min(governor, position))]
    else:
        zones += [(start, position)]
        if not parsed.has(position, VERBS | {Tag.OUT}):
            zones += [(position + 1, end)]
        zones += [(parsed.start_of_part(position), position), (min(position, governor) + 1, end)]
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


def addressee_of(
    parsed: Parsed, position: int, governor: int, people: People, action: Action
) -> Addressee:
    if parsed.has(position, {Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE}):
        return Addressee.STAFF
    if _is_rule_of_stay(parsed, position, governor):
        return Addressee.GROUP
    if (
        people.addressee is Addressee.STAFF
        and governor < 0
        and not parsed.has(position, {Tag.LEFT})
    ):
        return Addressee.EVERYONE
    if people.addressee is not None:
        return people.addressee
    if parsed.has(governor, {Tag.MODAL, Tag.URGED, Tag.NEED_NOT}) and not is_active(
        parsed, governor
    ):
        start = clause_start(parsed, governor, position)
        if any(
            word in parsed.tokens[governor].word
            for word in ("time", "moment", "hour", "zeit", "best", "course")
        ):
            return Addressee.EVERYONE
        subject = main_tokens(parsed, start, governor)
        unknown = [token for token in subject if not token.tags or Tag.NAME in token.tags]
        return Addressee.GROUP if unknown else Addressee.EVERYONE
    return Addressee.EVERYONE


def _is_rule_of_stay(parsed: Parsed, position: int, governor: int) -> bool:
    """Tell whether leaving follows from a visa, a contract or a court."""
    first = (
        parsed.before(position, {Tag.COMMA, Tag.STOP} | ({Tag.AND} if governor < 0 else set())) + 1
    )
    last = parsed.after(position, {Tag.COMMA, Tag.STOP})
    last = len(parsed.tokens) if last < 0 else last
    for index in range(parsed.start_of_part(position), parsed.end_of_part(position)):
        if parsed.has(index, {Tag.VISA}) and not _is_conceded(parsed, index):
            if first <= index < last or not parsed.is_main[index]:
                return True
    return False


def _is_conceded(parsed: Parsed, index: int) -> bool:
    return any(
        part.start <= index < part.end and parsed.has(part.start, {Tag.EVEN})
        for part in parsed.subordinates
    )


def speaker_of(
    parsed: Parsed, position: int, governor: int, people: People, addressee: Addressee
) -> Speaker:
    if (
        parsed.has(governor, {Tag.URGED})
        and not is_active(parsed, governor)
        and addressee is not Addressee.STAFF
    ):
        return _speaker_of_passive(parsed, position, governor, people)
    start = parsed.start_of_part(position)
    if addressee is Addressee.STAFF and _is_of_others(parsed, start, parsed.end_of_part(position)):
        return Speaker.OTHER
    is_telling = parsed.has(governor, {Tag.URGE, Tag.AUTHORIZE}) or is_active(parsed, governor)
    if not is_telling:
        label = (
            main_tokens(parsed, max(0, start - 6), start)
            if start and parsed.tokens[start - 1].word == ":"
            else []
        )
        tags = set().union(*(token.tags for token in label))
        return (
            Speaker.OTHER
            if Tag.OTHER in tags and not tags & {Tag.PUBLISHER, Tag.MISSION}
            else Speaker.PUBLISHER
        )
    subject = main_tokens(parsed, clause_start(parsed, governor, position), governor)
    return _speaker_among(subject, parsed, addressee)


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
    if is_foreign:
        return Speaker.OTHER
    if tags & {Tag.PUBLISHER, Tag.MISSION, Tag.ADVICE}:
        return Speaker.PUBLISHER
    named = [token for token in subject if token.tags & {Tag.COUNTRY, Tag.NATIONALITY}]
    if named:
        return (
            Speaker.PUBLISHER
            if any(token.codes & parsed.home for token in named) and len(parsed.home) == 1
            else Speaker.OTHER
        )
    if tags & {Tag.OTHER, Tag.CAPITAL, Tag.NAME, Tag.NARROW}:
        return Speaker.OTHER
    return (
        Speaker.PUBLISHER
        if not subject or addressee in {Addressee.EVERYONE, Addressee.STAFF}
        else Speaker.OTHER
    )


def _speaker_of_passive(parsed: Parsed, position: int, governor: int, people: People) -> Speaker:
    end = position if governor < position else parsed.end_of_part(position)
    for index in range(governor, end):
        if parsed.has(index, {Tag.BY}) and any(
            parsed.has(near, {Tag.OTHER}) for near in range(index, index + 4)
        ):
            return Speaker.OTHER
    is_harsh = parsed.tokens[governor].word in {
        "ordered",
        "told",
        "asked",
        "forced",
        "made",
        "required",
        "instructed",
        "directed",
    }
    return Speaker.OTHER if people.is_generic and is_harsh else Speaker.PUBLISHER
