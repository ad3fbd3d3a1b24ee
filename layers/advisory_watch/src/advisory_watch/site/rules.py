"""The sentence that explains a rule: the first paragraph of its docstring.

A rule is a function with the name of the rule. Some names exist in two modules, one for each
direction in which a level can change.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from inspect import cleandoc
from types import FunctionType, MappingProxyType, ModuleType

from advisory_watch.core.scales import Change
from advisory_watch.core.verdicts import (
    copies,
    doubts,
    first_sight,
    graver_words,
    judge,
    lowerings,
    notice_rules,
    order,
    raises,
    repetition,
    same_level,
    second_door,
    vanishing,
)

_ALL = (
    same_level, raises, lowerings, doubts, graver_words, repetition, second_door, vanishing,
    first_sight, notice_rules, copies, order, judge,
)  # fmt: skip
_FIRST: Mapping[str, tuple[ModuleType, ...]] = MappingProxyType(
    {Change.LEVEL_RAISED.value: (raises,), Change.LEVEL_LOWERED.value: (lowerings,)}
)

_WITHOUT_FUNCTION: Mapping[str, str] = MappingProxyType(
    {
        "retracted": "A person decided this, and no rule of ours.",
        "second_door_confirms": "Another door of the same publisher says the same.",
        "second_door_agrees": "Another door of the same publisher says the same.",
        "withdrawn_after_days": "It was missing from good readings for days, so it is no longer "
        "listed. Vanishing is never taken for a lower level.",
    }
)


@cache
def sentence_of(rule: str, kind: str = "") -> str:
    """Return the sentence of a rule, or an empty text for an unknown rule; `kind` is its change."""
    if rule in _WITHOUT_FUNCTION:
        return _WITHOUT_FUNCTION[rule]
    return next(_sentences(rule, (*_FIRST.get(kind, ()), *_ALL)), "")


def _sentences(rule: str, modules: tuple[ModuleType, ...]) -> Iterator[str]:
    for module in modules:
        found = vars(module).get(rule)
        if isinstance(found, FunctionType) and found.__doc__:
            yield " ".join(cleandoc(found.__doc__).split("\n\n")[0].split())
