"""Tell hearsay about advice to leave, and sentences that deny what was said before them.

Publishers warn of forged alerts in the words of the alerts. But most words of this kind are about
something else: `follow us on Facebook`, `beware of scams`, `it is not safe to stay`. Only what
speaks of the advice itself may silence it.
"""

from itertools import pairwise

from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.governors import Head
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.sentences import Sentence, Token

LABEL_WORDS = 4
"""How far before a colon a label may begin: `Fake notice:`."""

DENIAL_MAX_WORDS = 6
"""`This office does not.`"""


def is_hearsay(head: Head) -> bool:
    """Tell whether the sentence calls it false or hearsay; words before a semicolon are apart."""
    parsed, tokens, start = head.parsed, head.parsed.tokens, head.start
    is_labelled = start > 0 and tokens[start - 1].word == ":"
    near = range(max(0, start - LABEL_WORDS) if is_labelled else start, len(tokens))
    return any(
        (parsed.has(index, {Tag.RUMOUR}) and not _is_warned_of(head, index))
        or (parsed.has(index, {Tag.CHANNEL}) and is_source(parsed, index, head.position))
        or (parsed.has(index, {Tag.DENIAL}) and parsed.has(index + 1, {Tag.THAT}))
        for index in near
    )


def is_source(parsed: Parsed, channel: int, position: int) -> bool:
    """Tell whether something came through a channel: `a video tells`, `says a post on Facebook`.

    It did not if the publisher speaks there (`in a video message, the Ambassador urged`), or if
    it is a place to look (`leave now and monitor social media`).
    """
    if channel > position:
        between = range(position, channel)
        is_own = any(parsed.has(index, _SPEAKERS) for index in between)
        return not is_own and any(parsed.has(index, {Tag.SAY}) for index in between)
    start = parsed.start_of_part(channel)
    if any(parsed.has(index, {Tag.SAY}) for index in range(channel, position)):
        return True
    is_own = any(parsed.has(index, _SPEAKERS) for index in range(start, position))
    return not is_own and not _is_apart(parsed, channel, position)


_SPEAKERS = {Tag.PUBLISHER, Tag.MISSION}


def _is_apart(parsed: Parsed, index: int, position: int) -> bool:
    """Tell whether a word before is of another instruction: `check social media and leave`."""
    joint = parsed.before(position, {Tag.AND}, index)
    is_told = parsed.after(index, {Tag.SAY, Tag.URGE, Tag.URGED, Tag.MODAL}, position) >= 0
    is_affirmed = parsed.tokens[parsed.start_of_part(index)].word in _AFFIRMING
    return is_affirmed or (joint >= 0 and not is_told)


_AFFIRMING = {"as", "wie"}
"""`As announced on social media, …`"""


def _is_warned_of(head: Head, index: int) -> bool:
    """Tell whether something false is another danger: `leave now and beware of scams`."""
    parsed, position = head.parsed, head.position
    if index < position:
        return _is_warning(parsed.tokens[head.start : index]) and _is_apart(parsed, index, position)
    return _is_warning(parsed.tokens[position:index])


def _is_warning(tokens: tuple[Token, ...]) -> bool:
    return any(token.word in _WARNINGS for token in tokens)


_WARNINGS = {
    "beware", "aware", "wary", "careful", "cautious", "alert", "vigilant", "avoid", "report",
    "trust", "respond", "fall", "watch", "vorsicht", "achten", "warnen",
}  # fmt: skip


def denies(sentence: Sentence) -> bool:
    """Tell whether a sentence denies what the one before says: `It did not.`."""
    if not sentence.has(Tag.DENIAL, Tag.NEG, Tag.RUMOUR, Tag.CHANNEL):
        return False
    words = [token for token in sentence.tokens if Tag.STOP not in token.tags]
    if not words or Tag.COND in words[0].tags:
        return False
    denial = next((index for index, token in enumerate(words[:2]) if Tag.DENIAL in token.tags), -1)
    if denial >= 0:
        return _is_of_what_was_said(words[denial].word, words[denial + 1 :])
    if len(words) > DENIAL_MAX_WORDS or sentence.has(Tag.COND):
        return False
    if _is_whole(sentence) and words[-1].word in _NEGATIONS:
        return True
    is_verdict = sentence.has(Tag.RUMOUR) or (sentence.has(Tag.CHANNEL) and _is_pronoun(words[0]))
    is_other = sentence.has(Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE)
    return is_verdict and not is_other and _speaks_of_it(sentence, words)


def _is_whole(sentence: Sentence) -> bool:
    """Tell whether a full stop ends it; without one it is a heading, or begins a list."""
    return sentence.tokens[-1].word in {".", "!"}


_NEGATIONS = {"not", "nicht"}


def _is_of_what_was_said(denial: str, rest: list[Token]) -> bool:
    """Tell whether the words after `it is not` deny what was said: `it is not safe` does not."""
    if not denial.endswith(" not") or not rest:
        return True
    if any(token.word in _ATTITUDES for token in rest[:3]):
        return False
    if any(token.word in _ABOUT for token in rest[:2]):
        return True
    of_saying = _OF_BEING if denial.split()[1] in {"is", "was"} else _OF_SAYING
    return any(not token.tags.isdisjoint(of_saying) for token in rest[:3])


_ABOUT = {"meant", "intended", "addressed", "about", "aimed"}
"""`It is not meant for this country`."""

_OF_BEING = {Tag.RUMOUR, Tag.PUBLISHER, Tag.ADVICE, Tag.MISSION}
"""`It is not true`, `it is not from this embassy`."""

_OF_SAYING = {*_OF_BEING, Tag.SAY, Tag.URGE, Tag.URGED, Tag.AUTHORIZE, Tag.THEY}
"""`We have not told anybody`, `the embassy did not say it`."""

_ATTITUDES = {
    "say", "believe", "expect", "encourage", "think", "know", "want", "advise", "recommend",
    "consider", "intend", "plan", "see", "have", "wish", "take", "need", "like", "feel",
    "able",
}  # fmt: skip
"""`We do not say this lightly` and `we do not expect a change` deny no sentence before."""


def _speaks_of_it(sentence: Sentence, words: list[Token]) -> bool:
    """Tell whether a verdict is about what was said: `it is a hoax`; not `scams are common`."""
    first = words[0]
    if any(map(_is_pronoun, [*words[:2], words[-1]])) or any(map(_names_it, words)):
        return _is_pronoun(first) or first.word not in _WARNINGS
    if sentence.has(Tag.BE) and (Tag.DET in first.tags or first.word.startswith("the ")):
        return True
    is_bare = all(token.tags & {Tag.RUMOUR, Tag.DET, Tag.ADVERB} for token in words)
    return is_bare and _is_whole(sentence)


def _is_pronoun(token: Token) -> bool:
    return token.word in _PRONOUNS or Tag.DENIAL in token.tags


_PRONOUNS = {
    "it", "this", "that", "these", "those", "they", "them", "both", "such", "das", "dies", "diese",
    "dieser", "dieses", "es", "sie", "beides",
}  # fmt: skip


def _names_it(token: Token) -> bool:
    """Tell whether a phrase of the lexicon has the thing in it: `ignore it`, `no such message`."""
    return Tag.RUMOUR in token.tags and " " in token.word


def speaks_on(sentence: Sentence) -> bool:
    """Tell whether a sentence goes on about what was said before: `it bears our seal`."""
    return _is_pronoun(sentence.tokens[0]) or any(
        (token.word in {"it", "them"} and Tag.BE not in following.tags)  # not `there it is safer`
        or (Tag.DET in token.tags and not following.tags.isdisjoint({Tag.ADVICE, Tag.SAY}))
        for token, following in pairwise(sentence.tokens)
    )
