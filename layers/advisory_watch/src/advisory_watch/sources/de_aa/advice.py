"""Read what the sentences of a document advise against: how gravely, and for which places.

The Auswärtiges Amt advises in a few forms: `Vor Reisen nach X wird gewarnt`, `Von (nicht
notwendigen) Reisen in X wird (dringend) abgeraten`. Advice in other words is an error.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisory_watch.core.errors import UnknownLevel
from advisory_watch.core.text import shown
from advisory_watch.sources.de_aa.levels import Rung
from advisory_watch.sources.de_aa.sentences import Sentence, sentences_of
from advisory_watch.sources.de_aa.whole import EXCEPTION, Country, Extent, extent_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One advice: its step, and what it is about.

    `places` are the words for the parts, or for the whole if something is excepted from it.
    """

    rung: Rung
    extent: Extent
    places: tuple[str, ...] = ()


FOUND_MAX_CHARS = 160
"""How much of an unknown sentence an error quotes."""

_KINDS_OF_TRAVEL = (
    r"(?:[Rr]eise|[Aa]ufenthalt|[Ff]ahrt|[Aa]usfl[uü]g|[Tt]our|[Nn]utzung|[Bb]esuch|[Ff]l[uü]g|"
    r"[Ww]anderung|[Tt]rekking|[Ee]xpedition|[Bb]etreten|[Bb]efahren|[Dd]urchquerung|[Pp]assage|"
    r"[Tt]ransit)"
)
"""What advice may be about; `Vom Baden wird abgeraten` is no level."""

_OBJECT = (
    r"(?P<adjectives>(?:[a-zäöüß(][\wäöüß-]*[),]* ){0,8})"
    rf"(?P<noun>(?:[A-ZÄÖÜ]\w*- (?:und|oder|sowie) )?(?=[A-ZÄÖÜ])[\w-]*{_KINDS_OF_TRAVEL}\w*)"
)
_NO_OPENING = (
    r"(?:(?!\b[Vv](?:on|om|or) (?:[a-zäöüß][\w,-]* ){0,8}(?:[A-ZÄÖÜ]\w*r|R)eisen?\b)[^\n])"
)
_ADVICE = re.compile(
    rf"\b[Vv](?:on|om|or) {_OBJECT}(?P<place>{_NO_OPENING}{{0,3000}}?)"
    r"\b(?:wird|werden)\b(?P<how>(?:[^.:;!?]|\.(?! [A-ZÄÖÜ])){0,300}?)"
    r"\b(?P<verb>abgeraten|gewarnt)\b"
)
"""`Von … Reisen in X wird … abgeraten`."""

_INVERTED = re.compile(
    r"\b(?:[Ww]ird|[Ww]erden)\b(?P<how>[^.:;!?]{0,100}?) ?\bv(?:on|om|or) "
    rf"{_OBJECT}(?P<place>{_NO_OPENING}{{0,3000}}?)\b(?P<verb>abgeraten|gewarnt)\b"
)
"""`Derzeit wird von Reisen nach X abgeraten`."""

_RELATIVE = re.compile(
    r"(?P<place>[^,.()]{3,200}), (?:von|vor) (?:der|dem|denen|welche[rmn]|deren \w+)"
    r"(?P<how> [\w ]{0,60}?)? ?(?P<verb>abgeraten|gewarnt) wird"
)
"""`die Strecke von A nach B, von welcher abgeraten wird`."""

_BUT_FOR = re.compile(r"^(?:mit Ausnahme|ausgenommen|außer) (?:von |der |des |vom |die |den )?")
_STRONGLY = re.compile(r"\b(?:dringend|dringendst|eindringlich|nachdrücklich)\b")
_DENIED = re.compile(r"\bnicht(?: mehr| länger)?(?: dringend)?\s*$")
_UNNECESSARY = re.compile(
    r"\bnicht (?:[a-zäöü]+ )?"
    r"(?:notwendig|erforderlich|nötig|dringlich|zwingend|essen[zt]iell)\w*|"
    r"\b(?:unnötig|vermeidbar|aufschiebbar|verzichtbar|entbehrlich)\w*"
)
_TRAVEL = re.compile(r"(?:Reisen?|Reiseverkehrs?|Aufenthalt(?:e[ns]?|s)?)$")
_WIDE = re.compile(
    r"\b(?:alle[nr]?|sämtlichen|jeglichen|jeder|touristischen|privaten|und|den|der|einer|"
    r"insbesondere|vor allem)\b,?"
)
_CROSSING = re.compile(r"(?:[Ee]in|[Aa]us|[Rr]ück|[Aa]b|[Aa]n|[Ww]eiter[Ee]?in)reisen?$")
_MANNER = re.compile(r"\b(?:auf dem (?:Land|Luft|See|Wasser)weg|über Land)\b")
_TOPIC = re.compile(r"Reise\w+$")
_BREAK = re.compile(
    r"(?:, | (?:sowie|und|oder) )(?=(?:sowie )?(?:in|nach|auf|an) )|; ?| sowie (?=die |das |den )"
)
_ADVERBS = re.compile(
    r"(?:[ ,]*\b(?:derzeit|aktuell|zurzeit|momentan|weiterhin|generell|grundsätzlich|auch|jedoch|"
    r"dringend|vorerst|bis auf [Ww]eiteres))+[ ,]*$"
)
EXCEPTION_STARTS_BY = 40
"""How soon after the verb an exception begins that belongs to it, in characters."""

EXCEPTION_MAX_CHARS = 300

_EDGES = " ,;:.-–—"
_LOOSE_ENDS = re.compile(
    r"^(?:sowie |und )?(?:in|nach|auf|an|im|zu|zum|zur|innerhalb von) | (?:sowie|und|oder)$"
)

_ADVISED = re.compile(
    r"\b(?:rät|raten|rate)\b[^.]{0,300}\bab\b|\bab(?:ge|zu)raten\b(?! wird| werden)|"
    r"\b(?:warnt|warnen)\b|\bgewarnt\b(?! wird| werden)|"
    r"\bdass\b[^.]{0,300}\b(?:abgeraten|gewarnt) wird|\bgeraten\b[^.]{0,200}\bnicht\b|"
    r"\bsoll(?:te)?n?\b[^.]{0,100}\bnicht (?:nach|in)\b[^.]{0,100}\breisen\b"
)
_ABOUT_TRAVEL = re.compile(
    r"\b[Vv](?:on|or) (?:[a-zäöüß(][\w,()-]* ){0,8}(?:Reisen?|Aufenthalten?)\b|"
    r"\bnicht (?:nach|in) [^.]{1,100} (?:zu )?reisen\b"
)
_AVOIDED = re.compile(
    r"\bReisen? (?P<place>[^.]{0,300}?)\b(?:sollten?|sollen|müssen|sind)\b[^.]{0,100}?"
    r"\b(?:vermieden|vermeiden|unterbleiben|unterlassen|verzichten)\b"
)
_BROKEN = re.compile(
    r"^[Vv](?:on|or) (?:[a-zäöüß(][\w,()-]* ){0,8}(?:Reisen?|Aufenthalten?)\b"
    r"(?!.*\b(?:wird|werden|abgeraten|gewarnt|ist|sind|Sie|sollten?|müssen|muss|können|kann)\b)|"
    r"^(?:wird|werden)\b[^.]{0,300}\b(?:abgeraten|gewarnt)\b"
)
"""Half of a known form: the other half is where this program does not look."""

_AVOID = re.compile(
    r"\b(?:[Vv]ermeiden|[Uu]nterlassen|[Vv]erzichten) Sie (?:[a-zäöüß]+,? ){0,8}Reisen? "
    r"(?P<place>(?:nach|in|ins) [^.]*)|"
    r"\b[Rr]eisen Sie (?:\w+ )?nicht (?P<other>(?:nach|in|ins) [^.]*)"
)
_CONDITION = re.compile(r"\b(?:wenn|falls|sofern|soweit)\b|reisewarnung\b", re.IGNORECASE)
"""Advice on conduct, or for those to whom a warning is repeated."""

_BY_OTHERS = re.compile(
    r"\b(?:Behörden?|Ministeri(?:um|en)|\w+ministeri(?:um|en)|Polizei|Regierung|Katastrophenschutz\w*|"
    r"Wetterdienst\w*|Organisation(?:en)?|WHO|Streitkräfte|\w+behörden?|Veranstalter\w*)\b"
)
_VOICE = re.compile(
    rf"\b(?:[Ss]eitens|[Vv]on|[Dd]urch|[Ll]aut)(?: [a-zäöüß]\w*){{0,3}} {_BY_OTHERS.pattern}"
)
_OURS = re.compile(r"\b(?:Auswärtige[sn]? Amt|Bundesregierung|[Ww]ir|[Dd]eutsche[n]? Botschaft)\b")
_PAST = re.compile(r"\b(?:wurde|wurden|worden|aufgehoben|bislang|bisher)\b")


def statements_of(lines: Sequence[str], country: Country) -> tuple[Statement, ...]:
    """Read the advice of a head. Raises `UnknownLevel` for advice in unknown words."""
    sentences = sentences_of(lines)
    following = (*sentences, Sentence(""))[1:]
    found = (
        statement
        for sentence, next_sentence in zip(sentences, following, strict=True)
        for statement in _statements(sentence, next_sentence, country)
    )
    return tuple(found)


def _statements(sentence: Sentence, following: Sentence, country: Country) -> Iterator[Statement]:
    words, is_known = sentence.words, False
    matches = [*_ADVICE.finditer(words)] or [*_INVERTED.finditer(words)]
    ends = [match.start() for match in matches[1:]] + [len(words)]
    for match, end in zip(matches, ends, strict=False):
        is_known = True
        yield from _read(match, words[match.end() : end], sentence, following, country)
    for clause in _RELATIVE.finditer(words):
        is_known = True
        names = _names([_BUT_FOR.sub("", clause["place"].strip())])
        yield Statement(rung=_rung(clause), extent=Extent.PART, places=names)
    if not is_known and is_unknown_advice(words, country):
        raise UnknownLevel(f"no rule for the advice {shown(words, FOUND_MAX_CHARS)}")


def is_unknown_advice(sentence: str, country: Country) -> bool:
    """Tell whether a sentence without a known form still advises against travel.

    What other authorities advise, and what was advised before, is not advice of this publisher.
    `Vermeiden Sie Reisen` in a part is advice on conduct, of the whole it would be a level.
    """
    if _BROKEN.search(sentence) or _is_avoidance(sentence, country):
        return True
    advised = _ADVISED.search(sentence)
    if advised is None or not _ABOUT_TRAVEL.search(sentence) or _PAST.search(sentence):
        return False
    return bool(_OURS.search(sentence)) or not _BY_OTHERS.search(sentence[: advised.start()])


def _is_avoidance(sentence: str, country: Country) -> bool:
    """Tell whether a sentence says to avoid travel to the whole, without a condition."""
    found = (match for form in (_AVOIDED, _AVOID) for match in form.finditer(sentence))
    places = (match.groupdict() for match in found)
    is_whole = any(
        extent_of(place["place"] or place.get("other") or "", country) is Extent.WHOLE
        for place in places
    )
    return is_whole and not _CONDITION.search(sentence)


def _read(
    match: re.Match[str], after: str, sentence: Sentence, following: Sentence, country: Country
) -> Iterator[Statement]:
    if not _is_travel(match) or _is_denied(match) or _is_by_others(match):
        return
    rung = _rung(match)
    place = _ADVERBS.sub("", match["place"])
    words = f"{_manner(match)}{place.strip(_EDGES)}"
    excepted = _exception_in(match["how"]) or _exception_in(after)
    extent = extent_of(place, country)
    if extent is Extent.PART and after.startswith(":"):
        listed = sentence.items or (after.strip(_EDGES),)
        yield Statement(rung=rung, extent=extent, places=_names(listed) or (words,))
    elif extent is Extent.PART or (extent is Extent.WHOLE and _manner(match)):
        yield Statement(rung=rung, extent=Extent.PART, places=_names([f"{words}{excepted}"]))
    elif extent is Extent.WHOLE:
        is_but_for = EXCEPTION.search(f"{place}{excepted} {following.words[:EXCEPTION_STARTS_BY]}")
        names = _names([f"{words}{excepted}"]) if is_but_for else ()
        yield Statement(rung=rung, extent=extent, places=names)


def _is_travel(match: re.Match[str]) -> bool:
    """Tell whether advice is about travel; crossing a border is not."""
    noun = match["noun"]
    if _TOPIC.match(noun) and not _TRAVEL.match(noun):
        raise UnknownLevel(f"no rule for the advice {shown(match[0], FOUND_MAX_CHARS)}")
    return _CROSSING.search(noun) is None


def _is_denied(match: re.Match[str]) -> bool:
    """Tell whether advice was taken back: `wird nicht mehr abgeraten`."""
    return any(map(_DENIED.search, (match["how"], match["place"])))


def _is_by_others(match: re.Match[str]) -> bool:
    """Tell whether other authorities advise: `von den Behörden wird … abgeraten`."""
    return any(map(_VOICE.search, (match.string[: match.start()], match["how"])))


def _rung(match: re.Match[str]) -> Rung:
    words = match.groupdict()
    if words["verb"] == "gewarnt":
        return Rung.WARNING
    is_strong = _STRONGLY.search(f"{words['place'][-60:]} {words['how'] or ''}") is not None
    if _UNNECESSARY.search(words.get("adjectives") or ""):
        return Rung.STRONGLY_AGAINST_UNNECESSARY if is_strong else Rung.AGAINST_UNNECESSARY
    return Rung.STRONGLY_AGAINST if is_strong else Rung.AGAINST


def _manner(match: re.Match[str]) -> str:
    """Return the words for a way to travel, such as `Überlandfahrten`; empty for travel at all."""
    noun, adjectives = match["noun"], match["adjectives"]
    special = _WIDE.sub("", _UNNECESSARY.sub("", adjectives)).strip(" ,")
    if _TRAVEL.match(noun) and not special and not _MANNER.search(match["place"]):
        return ""
    return f"{adjectives}{noun} "


def _exception_in(words: str) -> str:
    found = EXCEPTION.search(words)
    return (
        f", {words[:EXCEPTION_MAX_CHARS].strip(_EDGES)}"
        if found and found.start() < EXCEPTION_STARTS_BY
        else ""
    )


def _names(places: Iterable[str]) -> tuple[str, ...]:
    """Split the words for places into names, without prepositions."""
    pieces = (piece for place in places for piece in _BREAK.split(place))
    names = (_LOOSE_ENDS.sub("", piece.strip(_EDGES)).strip(_EDGES) for piece in pieces)
    return tuple(name for name in names if name)
