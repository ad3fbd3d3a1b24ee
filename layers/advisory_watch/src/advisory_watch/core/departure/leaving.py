"""Read what a sentence says about leaving: who tells whom to leave what, and whether it holds."""

from collections.abc import Iterator
from dataclasses import replace

from advisory_watch.core.departure.actions import action_of
from advisory_watch.core.departure.clauses import Parsed
from advisory_watch.core.departure.directive import Action, Addressee, Directive
from advisory_watch.core.departure.governors import Head, governor_of, time_of
from advisory_watch.core.departure.lexicon import Tag
from advisory_watch.core.departure.parties import addressee_of, people_of, speaker_of
from advisory_watch.core.departure.reality import polarity_of, reality_of
from advisory_watch.core.departure.target import place_of

HEADS_MAX = 5
"""Words of leaving that are read in one sentence; a real one has at most four."""
HEADS = {
    Tag.LEAVE, Tag.LEAVING, Tag.DEPARTURE, Tag.STAY, Tag.SPLIT, Tag.LEAVE_CALL, Tag.LEFT,
    Tag.ORDERED_DEPARTURE, Tag.AUTHORIZED_DEPARTURE, Tag.OUT, Tag.GO, Tag.DO_SO, Tag.BOARD,
    Tag.ABOARD,
}  # fmt: skip


def directives_of_leaving(parsed: Parsed) -> Iterator[Directive]:
    """Yield a directive for each word of leaving in the main clauses of a sentence."""
    positions = [
        index
        for index, token in enumerate(parsed.tokens)
        if not token.tags.isdisjoint(HEADS)
        and Tag.NOUN_ONLY not in token.tags
        and parsed.is_main[index]
    ]
    for position in positions[:HEADS_MAX]:
        directive = _directive(parsed, position)
        if directive is not None:
            yield directive


def _directive(parsed: Parsed, position: int) -> Directive | None:
    bare = Head(parsed=parsed, position=position, governor=governor_of(parsed, position))
    action = action_of(bare)
    if action is None:
        return None
    peopled = replace(bare, people=people_of(parsed, position, bare.governor))
    head = replace(peopled, addressee=addressee_of(peopled))
    return Directive(
        speaker=speaker_of(head),
        addressee=head.addressee,
        action=_offered(head, action),
        polarity=polarity_of(head),
        reality=reality_of(head),
        place=place_of(head),
        time=time_of(parsed, position),
        words=parsed.sentence.words,
    )


def _offered(head: Head, action: Action) -> Action:
    """Tell an order to staff from an offer: `may leave`, `authorized to depart`."""
    is_offer = head.is_under(Tag.AUTHORIZE, Tag.CAN) and not head.has(Tag.ORDERED_DEPARTURE)
    is_staff = head.addressee is Addressee.STAFF and action is Action.LEAVE
    return Action.MAY_LEAVE if is_staff and is_offer else action
