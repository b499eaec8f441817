import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bilateral.cli.commands import app
from bilateral.matching.tariff import titles

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _kept(keep_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILATERAL_CACHE", str(keep_in))


def test_headings_are_given_to_programs_with_code_title_and_score() -> None:
    told = json.loads(RUN.invoke(app, ["hs", "центробежные насосы для воды", "--json"]).stdout)["headings"]
    assert (told[0]["code"], told[0]["title"]) == ("8413", titles()["8413"])
    assert [set(each) for each in told] == 5 * [{"code", "title", "score"}]
    assert [each["score"] for each in told] == sorted((each["score"] for each in told), reverse=True)


@pytest.mark.parametrize(("language", "heading"), [("en", "HS heading"), ("ru", "Товарная позиция"), ("zh", "HS 品目")])
def test_the_table_is_in_the_language_of_the_reader(language: str, heading: str) -> None:
    shown = RUN.invoke(app, ["hs", "茶", "-l", language])
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert (lines[0].startswith(heading), lines[1].split()[:2]) == (True, ["0902", "Tea"])


def test_words_without_goods_are_told_so() -> None:
    shown = RUN.invoke(app, ["hs", "🙂", "-l", "en"])
    assert (shown.exit_code, shown.output) == (
        0,
        "No heading suits these words. Name the goods in a word or two.\n",
    )
