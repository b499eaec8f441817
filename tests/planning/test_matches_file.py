import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest

from bilateral.planning.matches_file import matches_json, matches_xlsx
from bilateral.planning.use_cases import Plan
from bilateral.text import READERS

WRITTEN_AT = datetime(2024, 3, 27, tzinfo=UTC)


def test_json_holds_the_suggestions_best_first_with_reasons_whose_sum_is_the_score(plan: Plan) -> None:
    data = json.loads(matches_json(plan.matched))
    assert {tuple(match["companies"]) for match in data["matches"]} == set(plan.matched.suggestions)
    scores = [match["score"] for match in data["matches"]]
    assert scores == sorted(scores, reverse=True)
    for match in data["matches"]:
        total = sum(reason["weight"] * reason["value"] for reason in match["reasons"])
        assert match["score"] == pytest.approx(min(1, max(0, total)), abs=0.002)
        assert set(match["why"]) == set(READERS)


@pytest.mark.parametrize("language", READERS)
def test_the_spreadsheet_opens_elsewhere_with_one_row_a_suggestion(plan: Plan, language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(matches_xlsx(plan.matched, language, WRITTEN_AT)))
    assert len(book.sheetnames) == 3
    assert book.worksheets[0].max_row == len(plan.matched.suggestions) + 1
    assert book.worksheets[1].max_row == 2 * len(plan.matched.suggestions) + 1


def test_the_same_matches_give_the_same_bytes(plan: Plan) -> None:
    assert matches_xlsx(plan.matched, "zh", WRITTEN_AT) == matches_xlsx(plan.matched, "zh", WRITTEN_AT)
    assert matches_json(plan.matched) == matches_json(plan.matched)
