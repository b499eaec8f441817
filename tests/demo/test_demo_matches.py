"""The engine against a reader: who should meet whom in the demo was graded by reading, before any score was seen."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bilateral.demo.build import demo_workbook
from bilateral.planning.use_cases import Matched, match_companies

GRADES: dict[str, list[str]] = json.loads(Path(__file__).with_name("counterparts.json").read_text("utf-8"))["grades"]


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> Matched:
    """The demo matched by its texts alone: what companies asked for is not told."""
    return match_companies(replace(demo_workbook(), requests=()), keep_in=tmp_path_factory.mktemp("cache"))


def test_nine_tenths_of_the_sure_pairs_are_suggested(matched: Matched) -> None:
    suggested = {"+".join(couple) for couple in matched.suggestions}
    sure = GRADES["3"]
    assert sum(pair in suggested for pair in sure) >= 0.9 * len(sure)


def test_nearly_nine_tenths_of_the_suggestions_make_good_sense(matched: Matched) -> None:
    good = {*GRADES["3"], *GRADES["2"]}
    sensible = ["+".join(couple) in good for couple in matched.suggestions]
    assert sum(sensible) >= 0.87 * len(sensible)


def test_the_thirty_best_all_make_good_sense(matched: Matched) -> None:
    best = sorted(matched.suggestions, key=lambda couple: -matched.suggestions[couple])[:30]
    assert ["+".join(couple) for couple in best if "+".join(couple) not in {*GRADES["3"], *GRADES["2"]}] == []


def test_rivals_and_companies_of_one_side_are_never_suggested(matched: Matched) -> None:
    side = {company.id: company.side for company in matched.companies}
    rivals = {frozenset((company.id, rival)) for company in matched.companies for rival in company.rivals}
    assert [couple for couple in matched.suggestions if frozenset(couple) in rivals] == []
    assert [couple for couple in matched.suggestions if side[couple[0]] == side[couple[1]]] == []
