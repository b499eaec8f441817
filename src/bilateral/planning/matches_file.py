"""Who suits whom, and why: as JSON for programs, as a spreadsheet for people."""

import io
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bilateral.matching.model import Match, Reason
from bilateral.matching.reasons import reason_sentences, summary
from bilateral.meeting.model import Status
from bilateral.meeting.pairs import Couple, couple_of
from bilateral.planning.use_cases import Matched
from bilateral.text import READERS
from bilateral.wording import say


def matches_json(matched: Matched) -> bytes:
    """The suggested pairs, best first, each with its table of reasons and its sentence in every reader's language
    (format "bilateral/matches@1")."""
    data = {
        "format": "bilateral/matches@1",
        "exchange": matched.workbook.exchange.id,
        "matches": [_as_data(matched.explain(couple)) for couple in _best_first(matched)],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def matches_xlsx(matched: Matched, language: str, written_at: datetime) -> bytes:
    """The same for an organiser who reads `language`: all suggestions, each company's own list, and every reason."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    name = matched.workbook.exchange.name.for_reader(language)
    book.set_properties({"title": name, "created": written_at.astimezone(UTC).replace(tzinfo=None)})
    _Sheets(book, matched, language).write()
    book.close()
    return target.getvalue()


def _best_first(matched: Matched) -> list[Couple]:
    return sorted(matched.suggestions, key=lambda couple: -matched.suggestions[couple])


def _as_data(match: Match) -> dict[str, Any]:
    return {
        "companies": [company.id for company in match.companies],
        "score": match.score,
        "gains": list(match.gains),
        "reasons": [_reason_data(reason) for reason in match.reasons],
        "lanes": [
            {
                "seller": lane.seller.id,
                "buyer": lane.buyer.id,
                "offer": lane.offer.id,
                "need": lane.need.id,
                "fit": lane.fit,
                "reasons": [_reason_data(reason) for reason in lane.reasons],
            }
            for lane in match.lanes
        ],
        "why": {reader: summary(match, reader) for reader in READERS},
    }


def _reason_data(reason: Reason) -> dict[str, Any]:
    return {
        "feature": reason.feature,
        "weight": reason.weight,
        "value": reason.value,
        "evidence": dict(reason.evidence),
    }


class _Sheets:
    """The sheets of one workbook in one language."""

    def __init__(self, book: xlsxwriter.Workbook, matched: Matched, language: str) -> None:
        self.book, self.matched, self.language = book, matched, language
        plain = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#C8CDD3", "font_size": 10}
        self.head = book.add_format({**plain, "bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
        self.text = book.add_format(plain)
        self.score = book.add_format({**plain, "num_format": "0.00"})
        self.names = {company.id: company.name.for_reader(language) for company in matched.companies}
        self.matches = {couple: matched.explain(couple) for couple in _best_first(matched)}
        self.wishes = self._wishes()

    def write(self) -> None:
        heads = [("rank", 6), ("score", 8), ("host", 34), ("guest", 34), ("status", 18), ("why", 110)]
        self._sheet("suggestions", heads, [self._suggestion(*item) for item in enumerate(self.matches, 1)])
        heads = [("company", 36), ("rank", 6), ("counterpart", 36), ("score", 8), ("status", 18), ("why", 110)]
        self._sheet("by_company", heads, self._lists())
        heads = [("host", 30), ("guest", 30), ("reason", 120)]
        self._sheet("reasons", heads, self._reasons())

    def _wishes(self) -> dict[Couple, str]:
        found: defaultdict[Couple, set[Status]] = defaultdict(set)
        order = self.matched.order
        for request in self.matched.workbook.requests:
            if request.asker in order and request.asked in order:
                found[couple_of(request.asker, request.asked, order)].add(request.status)
        return {couple: "accepted" if Status.ACCEPTED in said else "asked" for couple, said in found.items()}

    def _suggestion(self, rank: int, couple: Couple) -> list[str | float]:
        match, why = self.matches[couple], summary(self.matches[couple], self.language)
        return [
            rank,
            match.score,
            *(self.names[company] for company in self._by_side(couple)),
            self._status(couple),
            why,
        ]

    def _lists(self) -> list[list[str | float]]:
        own: defaultdict[str, list[Couple]] = defaultdict(list)
        for couple in self.matches:
            for company in couple:
                own[company].append(couple)
        return [
            [self.names[one], rank, self.names[other], match.score, self._status(couple), summary(match, self.language)]
            for one in self.matched.order
            for rank, couple in enumerate(own[one], 1)
            for match, other in [(self.matches[couple], couple[couple[0] == one])]
        ]

    def _reasons(self) -> list[list[str | float]]:
        return [
            [*(self.names[company] for company in self._by_side(couple)), sentence]
            for couple, match in self.matches.items()
            for sentence in reason_sentences(match, self.language)
        ]

    def _by_side(self, couple: Couple) -> list[str]:
        sides = {company.id: company.side for company in self.matched.companies}
        return sorted(couple, key=lambda company: sides[company] != self.matched.workbook.exchange.host.id)

    def _status(self, couple: Couple) -> str:
        return say("planning", f"matches.{self.wishes.get(couple, 'open')}", self.language)

    def _sheet(self, name: str, heads: Sequence[tuple[str, int]], rows: Sequence[Sequence[str | float]]) -> None:
        page: Worksheet = self.book.add_worksheet(say("planning", f"matches.{name}", self.language))
        for at, (head, width) in enumerate(heads):
            page.set_column(at, at, width)
            page.write_string(0, at, say("planning", f"matches.{head}", self.language), self.head)
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, at, value, self.text)
                else:
                    page.write_number(number, at, value, self.score if isinstance(value, float) else self.text)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
