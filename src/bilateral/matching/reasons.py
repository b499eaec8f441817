"""A match told in the reader's language: every reason as a sentence, and all that matters in one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from babel import Locale
from babel.numbers import format_decimal

from bilateral.company.model import Company, Direction
from bilateral.matching.features import GROUND_LIKENESS
from bilateral.matching.language import language_of
from bilateral.matching.model import Lane, Match, Reason
from bilateral.text import Text
from bilateral.wording import say

_ROOM = "matching"
_QUOTED = 120
"""Characters of an offer or a need that are quoted."""
_PLACE = re.compile("\ue000(\\w+)\ue001")
_TELLING = 0.15
"""What a general wording must take off the likeness to be worth a sentence."""

_LEARNED = 0.05
"""What the answers to requests must say of a pair (0 to 1, either way) to be worth one."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a sentence in one language (a BCP 47 code), so that a page can mark what is not in the reader's.

    `own` words are Bilateral's; the others were written by a company.
    """

    words: str
    language: str
    own: bool = True


Sentence = tuple[Part, ...]


def reason_sentences(match: Match, language: str) -> list[str]:
    """Every reason for and against the match, a sentence each, the weightiest lane first.

    `language` is one of READERS. What companies wrote is quoted in that language where they wrote it, else as
    `Text.for_reader` chooses. A match without reasons has one sentence that says so.
    """
    return [_words(sentence) for sentence in reason_parts(match, language)]


def reason_parts(match: Match, language: str) -> list[Sentence]:
    """The sentences of `reason_sentences` cut by language."""
    clauses = [*_pair_clauses(match, language)]
    lanes = [clause for lane in match.lanes for clause in _lane_clauses(lane, language, every=True)]
    return [_closed([clause], language) for clause in (*lanes, *clauses)] or [_nothing(match, language)]


def summary(match: Match, language: str) -> str:
    """The best lane, what comes back, and the languages, as one sentence that can be read aloud."""
    return _words(summary_parts(match, language))


def summary_parts(match: Match, language: str) -> Sentence:
    """The sentence of `summary` cut by language."""
    best = [clause for lane in match.lanes[:1] for clause in _lane_clauses(lane, language, every=False)]
    clauses = [*best, *_pair_clauses(match, language)]
    return _closed(clauses, language) if clauses else _nothing(match, language)


def gist(match: Match, language: str) -> str:
    """What meets what, for a page that has little room: the best offer and need, and the codes or marks in common;
    the sentence of `summary` where nothing is offered."""
    if not match.lanes:
        return summary(match, language)
    lane = match.lanes[0]
    clauses = [_clause("pairing", language, _spoken(lane, language, _PAIRING))]
    clauses += [_lane_clause(reason, lane, language) for reason in lane.reasons if reason.feature in {"hs", "exact"}]
    clauses += [_clause("mutual", language, {})] if len(match.lanes) > 1 else []
    return _words(_closed(clauses, language))


def _nothing(match: Match, language: str) -> Sentence:
    return (Part(say(_ROOM, f"excluded.{match.exclusion or 'none'}", language), language),)


def _words(sentence: Sentence) -> str:
    return "".join(part.words for part in sentence)


def _closed(clauses: list[Sentence], language: str) -> Sentence:
    """The clauses as one sentence; a first word of our own gets its capital, a company's name stays as it is."""
    parts: list[Part] = []
    for clause in clauses:
        parts += [Part(say(_ROOM, "form.between", language), language)] if parts else []
        parts += clause
    if parts[0].own:
        parts[0] = Part(parts[0].words[:1].upper() + parts[0].words[1:], language)
    return (*parts, Part(say(_ROOM, "form.stop", language), language))


def _clause(code: str, language: str, values: Mapping[str, Sentence]) -> Sentence:
    """The wording of `code` with parts in its places."""
    marked = say(_ROOM, f"clause.{code}", language, **{name: f"\ue000{name}\ue001" for name in values})
    parts: list[Part] = []
    for number, piece in enumerate(_PLACE.split(marked)):
        parts += values[piece] if number % 2 else [Part(piece, language)] if piece else []
    return tuple(parts)


def _plain(words: str, language: str) -> Sentence:
    return (Part(words, language),)


def _listed(words: list[str], language: str) -> Sentence:
    return _plain(say(_ROOM, "form.listed", language).join(words), language)


def _name(company: Company, language: str) -> Sentence:
    shown = company.name.language_for(language)
    return (Part(company.name[shown], shown, own=False),) if shown else (Part(company.id, language, own=False),)


def _quote(text: Text, language: str) -> Sentence:
    """What a company wrote, between quotation marks, its first words where it is long."""
    words = " ".join(text.for_reader(language).split()).rstrip(".。;；")
    if len(words) > _QUOTED:
        cut = words[:_QUOTED]
        words = (cut.rsplit(" ", 1)[0] if " " in cut[_QUOTED // 2 :] else cut).rstrip(" ,;:，；、") + "…"
    opening, closing = say(_ROOM, "form.quote", language, words="\ue000").split("\ue000")
    written = language_of(words, text.language_for(language) or language)
    return (Part(opening, language), Part(words, written, own=False), Part(closing, language))


def _lane_clauses(lane: Lane, language: str, *, every: bool) -> Iterator[Sentence]:
    """What speaks for and against one offer and one need; only what matters most unless `every`."""
    if lane.likeness >= GROUND_LIKENESS:
        yield _clause("likeness", language, _spoken(lane, language, (*_PAIRING, "likeness")))
    else:
        yield _clause("pairing", language, _spoken(lane, language, _PAIRING))
    for reason in lane.reasons:
        clause = _lane_clause(reason, lane, language) if every or reason.feature in {"hs", "exact", "direction"} else ()
        if clause:
            yield clause


_PAIRING = ("seller", "buyer", "offer", "need")


def _spoken(lane: Lane, language: str, places: Iterable[str]) -> dict[str, Sentence]:
    """What fills the places of a clause about an offer and a need."""
    spoken = {
        "seller": _name(lane.seller, language),
        "buyer": _name(lane.buyer, language),
        "offer": _quote(lane.offer.text, language),
        "need": _quote(lane.need.text, language),
        "likeness": _plain(format_decimal(lane.likeness, format="0.00", locale=language), language),
    }
    return {place: spoken[place] for place in places}


def _lane_clause(reason: Reason, lane: Lane, language: str) -> Sentence:
    """One feature of a lane in words; nothing where another clause says it or it is too slight."""
    evidence = reason.evidence
    match reason.feature:
        case "hs":
            code = str(evidence["shared"])
            return _clause("hs" if len(code) > 2 else "hs_chapter", language, {"code": _plain(code, language)})
        case "exact" | "certificates_held" | "certificates_missing":
            names = [str(name) for name in _items(evidence["names"])]
            return _clause(reason.feature, language, {"names": _listed(names, language)})
        case "cooperation":
            kinds = [say(_ROOM, f"kind.{kind}", language) for kind in _items(evidence["kinds"])]
            return _clause("cooperation", language, {"kinds": _listed(kinds, language)})
        case "direction":
            return _direction(lane, language)
        case "sector" | "words":
            return _clause(reason.feature, language, {})
        case "commonplace" if reason.value >= _TELLING:
            return _clause("commonplace", language, {})
    return ()


def _items(evidence: object) -> tuple[object, ...]:
    return evidence if isinstance(evidence, tuple) else ()


def _direction(lane: Lane, language: str) -> Sentence:
    if lane.offer.direction is Direction.NONE:
        return _clause("no_goods", language, {})
    pair = (lane.seller, lane.buyer) if lane.offer.direction is Direction.EXPORT else (lane.buyer, lane.seller)
    exporter, importer = (_name(company, language) for company in pair)
    return _clause("direction", language, {"exporter": exporter, "importer": importer})


def _pair_clauses(match: Match, language: str) -> Iterator[Sentence]:
    a, b = match.companies
    for reason in match.reasons:
        match reason.feature:
            case "reciprocity" if len(match.lanes) > 1:
                yield _clause("mutual", language, {})
            case "reciprocity" if (lane := match.lanes[0]).offer.direction is Direction.EXPORT:
                names = {"seller": _name(lane.seller, language), "buyer": _name(lane.buyer, language)}
                yield _clause("one_way", language, names)
            case "wish":
                wishes = reason.evidence["wishes"]
                askers = [one for one in (a, b) if isinstance(wishes, dict) and wishes.get(one.id)]
                if len(askers) == 1:
                    yield _clause("wish_one", language, {"asker": _name(askers[0], language)})
                else:
                    yield _clause("wish_both", language, {})
            case "language":
                shared = [_language(str(code), language) for code in _items(reason.evidence["shared"])]
                yield _clause("language", language, {"languages": _listed(shared, language)})
            case "interpreter" if a.languages and b.languages:
                spoken = {"first": a.languages[0], "second": b.languages[0]}
                names = {place: _plain(_language(code, language), language) for place, code in spoken.items()}
                yield _clause("interpreter", language, names)
            case "interpreter":
                yield _clause("interpreter_unknown", language, {})
            case "same_offer" | "former_partners":
                yield _clause(reason.feature, language, {})
            case "learned" if abs(reason.value) >= _LEARNED:
                answers = _plain(str(reason.evidence["answers"]), language)
                yield _clause("learned_for" if reason.value > 0 else "learned_against", language, {"answers": answers})
            case "more_like" | "less_like":
                yield _opinion_clause(reason, a, b, language)


def _opinion_clause(reason: Reason, asker: Company, other: Company, language: str) -> Sentence:
    """Which company the other is like, that the asker praised or refused; or that it is itself the praised one."""
    if reason.evidence["like"] == other.id:
        names = {"asker": _name(asker, language), "other": _name(other, language)}
        return _clause(f"{reason.feature}_itself", language, names)
    name = reason.evidence["name"]
    like = replace(other, id=str(reason.evidence["like"]), name=Text(name if isinstance(name, dict) else {}))
    return _clause(reason.feature, language, {"asker": _name(asker, language), "like": _name(like, language)})


def _language(code: str, reader: str) -> str:
    """The name of a language as `reader` calls it; its code where Babel has none."""
    return str(Locale.parse(reader).languages.get(code.replace("-", "_"), code))
