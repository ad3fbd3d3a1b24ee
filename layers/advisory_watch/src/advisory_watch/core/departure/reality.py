"""Tell whether what a sentence says about leaving is affirmed, and holds."""

from dataclasses import replace

from advisory_watch.core.departure.clauses import Circumstance, Parsed, Subordinate
from advisory_watch.core.departure.directive import (
    Addressee,
    Polarity,
    Reality,
)
from advisory_watch.core.departure.governors import (
    LIGHT,
    NO_LONGER,
    VERBAL,
    Head,
    has_before,
    has_neg_before,
    is_active,
    is_first,
    is_trying,
)
from advisory_watch.core.departure.hearsay import LABEL_WORDS, is_hearsay
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.people import NOBODY

_PAST_FORMS = {"was", "were", "had", "wurde", "wurden", "hatte", "hatten"}


def polarity_of(head: Head) -> Polarity:
    """Tell whether a sentence affirms, denies or ends what it says about leaving."""
    if _is_lifted(head):
        return Polarity.LIFTED
    is_negated = not head.has(Tag.STAY) and any(denies(head) for denies in _DENIALS)
    return Polarity.NEGATED if is_negated else Polarity.AFFIRMED


def _is_lifted(head: Head) -> bool:
    """Tell whether the sentence says that an order or advice ended."""
    parsed, part = head.parsed, range(head.start, head.end)
    lifts = [
        index
        for index in part
        if parsed.is_main[index]
        and parsed.has(index, {Tag.LIFT})
        and not has_neg_before(parsed, index, VERBAL)
        and parsed.after(index, {Tag.COMMA}, head.governor) < 0
    ]
    if head.has(Tag.LEFT, Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE):
        return _is_order_over(head, lifts)
    if any(
        parsed.tokens[index].word in NO_LONGER
        and index < (head.governor if head.has(Tag.STAY) else max(head.position, head.governor))
        and parsed.before(max(index, head.governor), {Tag.AND}, index) < 0
        for index in lifts
    ):
        return True
    if lifts and any(parsed.tokens[index].word in _STANDS for index in range(lifts[-1], head.end)):
        return False
    is_order = head.has(Tag.DEPARTURE) and head.is_under(Tag.AUTHORIZE, Tag.URGED)
    return bool(lifts) and (is_order or head.has(Tag.LEAVE_CALL) or _is_named_advice(head))


_STANDS = {"stands", "besteht", "bestehen", "bleibt", "remains", "in force", "in effect"}
"""Words after an end that keep up another thing: `lifted the curfew, not the order; it stands`."""


def _is_order_over(head: Head, lifts: list[int]) -> bool:
    """Tell whether an order of staff ended, or the staff came back."""
    parsed = head.parsed
    if parsed.tokens[head.position - 1].word in {"to", "by", "with"}:
        return False  # changed to authorized departure
    if head.has(Tag.LEFT):
        lifts = [index for index in lifts if parsed.tokens[index].word == "no longer"]
    returns = [index for index in range(head.start, head.end) if parsed.has(index, {Tag.BACK})]
    return any(not parsed.has(index - 1, {Tag.WILL, Tag.CAN}) for index in (*lifts, *returns))


def _is_named_advice(head: Head) -> bool:
    """Tell whether the sentence is about advice as a thing: `the advice that you should leave`."""
    parsed, start = head.parsed, head.start
    if head.is_under(Tag.ADVICE) or _is_noun(parsed, head.governor):
        return True
    first = min(head.position, head.governor) if head.governor >= 0 else head.position
    index = parsed.before(first, {Tag.THAT, Tag.TO, Tag.ADVICE, Tag.SAY}, start)
    if parsed.before(first, {Tag.AND}, max(index, 0)) >= 0:
        return False  # has changed its advice and now urges you to leave
    return index >= 0 and parsed.before(index + 1, {Tag.ADVICE, Tag.SAY}, start) >= 0


def _is_noun(parsed: Parsed, governor: int) -> bool:
    """Tell whether `call`, `appeal` or `request` is a noun: `its call on citizens to leave`."""
    near = governor - 1
    while near > 0 and parsed.has(near, {Tag.NAME, Tag.DATE}):
        near -= 1  # its October call
    return parsed.has(governor, {Tag.URGE}) and (
        parsed.has(near, {Tag.DET}) or parsed.tokens[near].word in {"our", "no"}
    )


def _needs_not(head: Head) -> bool:
    return head.is_under(Tag.NEED_NOT)


def _denies_order(head: Head) -> bool:
    parsed, position = head.parsed, head.position
    is_order = head.has(Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.LEAVE_CALL)
    neg = parsed.after(position, {Tag.NEG}, head.end)
    if head.has(Tag.LEAVE_CALL) and parsed.after(position, {Tag.COMMA}, neg) < 0 <= neg:
        return not _negates_end(parsed, neg)  # besteht nicht
    denied = parsed.before(position, {Tag.NEG}, head.start)
    return is_order and denied >= 0 and parsed.after(denied, {Tag.COMMA}, position) < 0


def _denies_advice(head: Head) -> bool:
    """Tell whether advice is denied anywhere: German has its `nicht` at the end."""
    parsed = head.parsed
    last = head.end - 1
    if parsed.has(last, {Tag.NEG}) and any(
        parsed.has(index, {Tag.LIFT}) for index in range(head.start)
    ):
        return False  # the curfew has been lifted; the advice to leave has not
    return head.is_under(Tag.ADVICE) and any(
        parsed.is_main[index]
        and parsed.has(index, {Tag.NEG})
        and not _negates_end(parsed, index)
        and not _negates_other(head, index)
        for index in range(head.start, head.end)
    )


def _negates_other(head: Head, index: int) -> bool:
    """Read `there is no fuel, so our advice is to leave`, and `to leave now, not later`."""
    if index < head.governor:
        return head.parsed.after(index, {Tag.COMMA}, head.governor) >= 0
    return index > head.position and head.parsed.has(index - 1, {Tag.COMMA, Tag.AND, Tag.MODAL})


def _denies_german_imperative(head: Head) -> bool:
    """Read `verlassen Sie die Hauptstrecken nicht`."""
    end = head.parsed.after(head.position, {Tag.COMMA, Tag.STOP})
    return (
        head.word.endswith(" sie")
        and head.parsed.after(head.position, {Tag.NEG}, end if end >= 0 else None) >= 0
    )


def _denies_verb(head: Head) -> bool:
    return has_neg_before(head.parsed, head.position, LIGHT - {Tag.AND} | {Tag.TO, Tag.DO})


def _denies_modal(head: Head) -> bool:
    """Read `should not leave`; in `should not wait but leave` the negation is of `wait`."""
    parsed, position = head.parsed, head.position
    if not head.is_under(Tag.MODAL) or head.governor > position:
        return False
    near = head.governor + 1
    while near < position and parsed.has(near, LIGHT | {Tag.EVERYONE}):
        near += 1
    rest = [
        index
        for index in range(near + 1, position)
        if parsed.is_main[index]
        and not parsed.has(index, LIGHT | {Tag.TO})
        and not (head.word.endswith("en") and parsed.has(index, _OBJECT))
        and not is_trying(parsed, index)
    ]
    is_joined = parsed.tokens[position - 1].word in {"or", "oder"}
    return parsed.has(near, {Tag.NEG}) and (not rest or is_joined)


_OBJECT = {Tag.COUNTRY, Tag.WHOLE, Tag.DET}
"""What German puts before the verb: `sollten nicht das Land verlassen`."""


def _advises_against(head: Head) -> bool:
    between = head.parsed.tokens[max(head.governor, 0) : head.position]
    return head.is_under(Tag.URGE, Tag.URGED) and any(token.word == "against" for token in between)


def _denies_governor(head: Head) -> bool:
    """Read `has not asked`, `no citizen should`; the negation of `should not` is another one."""
    return head.governor >= 0 and has_neg_before(head.parsed, head.governor, _SUBJECT | VERBAL)


_SUBJECT = {
    Tag.PUBLISHER, Tag.EVERYONE, Tag.NATIONALITY, Tag.NATIONALS, Tag.DEMONYM, Tag.STAFF,
    Tag.ADVICE, Tag.TO, Tag.MISSION, Tag.PREP, Tag.DET,
}  # fmt: skip


def _denies_message(head: Head) -> bool:
    """Read `has not sent any message asking you to leave`."""
    neg = head.parsed.before(head.governor, {Tag.NEG}, head.start) if head.governor >= 0 else -1
    is_message = head.governing_word in {"asking", "telling", "urging", "advising", "ordering"}
    return is_message and neg >= 0 and head.parsed.after(neg, {Tag.COMMA}, head.governor) < 0


def _negates_end(parsed: Parsed, index: int) -> bool:
    """Tell whether `not` denies an end: `has not been withdrawn`, `has not changed`."""
    after = index + 1
    while parsed.has(after, VERBAL):
        after += 1
    return parsed.has(after, {Tag.LIFT, Tag.ADVERB})


_DENIALS = (
    _needs_not,
    _denies_order,
    _denies_advice,
    _denies_verb,
    _denies_german_imperative,
    _denies_modal,
    _advises_against,
    _denies_governor,
    _denies_message,
)


def reality_of(head: Head) -> Reality:
    """Tell whether a directive holds, or only in words, under a condition, or in the past."""
    found = (reality for reality, applies in _REALITIES if applies(head))
    return next(found, Reality.INSTRUCTION)


def _is_question(head: Head) -> bool:
    return head.parsed.sentence.is_question


def _is_said_after(head: Head) -> bool:
    """Read `foreigners must leave, the president said`."""
    comma = head.parsed.after(head.position, {Tag.COMMA}, head.end)
    rest = head.parsed.tokens[comma + 1 : head.end] if comma >= 0 else ()
    tags = set().union(*(token.tags for token in rest))
    is_short = len(rest) <= LABEL_WORDS
    return is_short and {Tag.SAY, Tag.OTHER} <= tags and Tag.PUBLISHER not in tags


def _is_said_by_others(head: Head) -> bool:
    said = _said(head)
    return said >= 0 and not _subject(head, said) & {Tag.PUBLISHER, Tag.MISSION, Tag.ADVICE}


def _is_never_said(head: Head) -> bool:
    """Read `we will never ring you to say that you must leave`."""
    said = _said(head)
    if said < 0 or any(token.word == "enough" for token in head.parsed.tokens[said : said + 4]):
        return False
    return head.parsed.before(said, {Tag.NEG}, max(head.start, said - 6)) >= 0


def _was_said(head: Head) -> bool:
    """Tell whether the publisher recounts its own words: `we wrote that citizens should leave`."""
    said = _said(head)
    is_past = said >= 0 and head.parsed.tokens[said].word in _SAID
    return is_past and not _is_kept(head)


_SAID = {"said", "wrote", "announced", "stated"}


def _said(head: Head) -> int:
    """Return the position of a verb such as `say` that covers the head, or -1."""
    first = head.governor if 0 <= head.governor < head.position else head.position
    said = head.parsed.before(first, {Tag.SAY}, head.start)
    if said > 0 and head.parsed.tokens[said].word in _NOUNS and _is_noun_at(head.parsed, said):
        return -1
    return said if said >= 0 and _reaches(head.parsed, said, first) else -1


_NOUNS = {"states", "state", "reports", "report", "post", "posts"}


def _is_noun_at(parsed: Parsed, said: int) -> bool:
    before = parsed.tokens[said - 1].tags
    return not before or bool(before & {Tag.DET, Tag.ALL, Tag.NEG, Tag.COMPASS})


def _subject(head: Head, verb: int) -> set[Tag]:
    return set().union(*(token.tags for token in head.parsed.tokens[head.start : verb]))


def _is_kept(head: Head) -> bool:
    """Tell whether the sentence says that old words still hold."""
    parsed = head.parsed
    return any(
        parsed.has(index, {Tag.REMAINS, Tag.REVIVE})
        for index in range(len(parsed.tokens))
        if index != head.position
        and parsed.is_main[index]
        and not (parsed.has(index, {Tag.LOCATED}) and parsed.has(index + 1, {Tag.PREP}))
    )


def _is_only_possible(head: Head) -> bool:
    parsed, governor = head.parsed, head.governor
    if head.is_under(Tag.URGE, Tag.AUTHORIZE) and parsed.has(governor - 1, {Tag.CONSIDER}):
        return True  # reviewing whether to order
    if head.is_under(Tag.MODAL):
        return parsed.tokens[governor - 1].word in {"may", "might", "could"}  # may have to
    return head.is_under(Tag.URGED) and has_before(parsed, governor, {Tag.WILL, Tag.CAN})


def _is_recounted(head: Head) -> bool:
    """Tell whether the words are of the past: `we advised`, `were told to leave`."""
    if head.addressee is Addressee.STAFF:
        return _is_over(head.parsed, head.start, head.end)
    if head.governing_word.startswith("had"):
        return True
    if _is_kept(head) and head.is_under(Tag.URGED, Tag.ADVICE, Tag.URGE):
        return False
    before = head.parsed.tokens[head.start : max(head.governor, head.position)]
    if any(token.word in _ONCE for token in before):
        return True
    if is_active(head.parsed, head.governor) and not head.parsed.sentence.has(Tag.TODAY):
        return head.parsed.tokens[head.governor - 1].word not in {"has", "have"} or _is_over(
            head.parsed, head.start, head.end
        )
    before = head.parsed.tokens[head.start : max(head.governor, 0)]
    return head.is_under(Tag.URGED) and any(token.word in _PAST_FORMS for token in before)


_ONCE = {"damals", "at the time", "at that time", "ago", "formerly", "in those days", "seinerzeit"}


def _reaches(parsed: Parsed, said: int, head: int) -> bool:
    """Tell whether `X says` covers a head: no comma ends the words of X before it."""
    if parsed.tokens[said].word in {"according to", "laut", "zufolge", "angeblich"}:
        return True
    return parsed.after(said, {Tag.COMMA}, head) < 0


def _is_quoted(head: Head) -> bool:
    """Tell whether the words are a quotation of others, or of advice that ended."""
    tokens = head.parsed.tokens
    quotes = [index for index, token in enumerate(tokens) if Tag.QUOTE in token.tags]
    before = sum(index < head.position for index in quotes)
    if before % 2 == 0 or before == len(quotes):
        return False
    if not quotes[0]:
        after = tokens[quotes[1] :]  # "Leave now," reads a leaflet
        return len(after) > LABEL_WORDS and not any(Tag.ADVICE in token.tags for token in after)
    tags = set().union(*(token.tags for token in tokens[: quotes[0]]))
    return not tags & {Tag.PUBLISHER, Tag.ADVICE} or Tag.LIFT in tags


def _is_over(parsed: Parsed, start: int, end: int) -> bool:
    """Tell whether the words give an order of staff an end, or only a year."""
    words = [token.word for token in parsed.tokens[start:end]]
    for index, word in enumerate(words[:-1]):
        rest = words[index:]
        is_span = word in {"between", "from"} and not {"and", "to", "until"}.isdisjoint(rest)
        if is_span and any(map(_is_year, rest)):
            return True
        if word in {"in", "during"} and any(map(_is_year, words[index + 1 : index + 3])):
            return True
    return any(parsed.has(index, {Tag.PAST, Tag.BACK}) for index in range(start, end))


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == 4 and word[:2] in {"19", "20"}  # noqa: PLR2004


def _is_conditional(head: Head) -> bool:
    """Tell whether the directive waits for an event or a wish; an offer to staff does not."""
    offers = (head.parsed.has(index, {Tag.AUTHORIZE}) for index in range(head.start, head.end))
    if head.addressee is Addressee.STAFF and (any(offers) or head.governing_word == "may"):
        return False
    if head.has(Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE):
        head = replace(head, people=NOBODY)
    events = (part for part in head.parsed.subordinates if part.circumstance is Circumstance.EVENT)
    return head.people.is_wish or any(_applies(part, head) for part in events)


def _applies(part: Subordinate, head: Head) -> bool:
    """Tell whether a condition is about the head, and not about another verb of the sentence."""
    if part.end <= head.position:
        is_before = part.end == head.start - 1 and is_first(head.parsed, head.position)
        is_before_colon = is_before and head.parsed.tokens[part.end].word == ":"
        return part.start >= head.start or is_before_colon
    between = range(head.position + 1, part.start)
    return not any(head.parsed.has(index, {Tag.AND, Tag.STOP, Tag.MODAL}) for index in between)


_REALITIES = (
    (Reality.REPORT, _is_question),
    (Reality.REPORT, is_hearsay),
    (Reality.REPORT, _is_quoted),
    (Reality.CONDITION, _is_conditional),
    (Reality.CONDITION, _is_only_possible),
    (Reality.REPORT, _is_said_by_others),
    (Reality.REPORT, _is_never_said),
    (Reality.REPORT, _is_said_after),
    (Reality.PAST, _was_said),
    (Reality.PAST, _is_recounted),
)
"""The tests in order; the first that applies decides."""
