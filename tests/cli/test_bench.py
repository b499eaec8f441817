import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bilateral.cli.commands import app
from bilateral.schedule.generate import SIZES, generate_problem
from bilateral.schedule.problem_file import problem_sha256, read_problem

RUN = CliRunner()


def test_generate_has_help_with_an_example_and_a_line_in_the_readme() -> None:
    shown = RUN.invoke(app, ["bench", "generate", "--help"])
    assert shown.exit_code == 0
    assert "bilateral bench generate" in re.sub(r"\s+", " ", shown.output)
    assert "| `bench generate " in Path("README.md").read_text(encoding="utf-8")


def test_the_problem_written_is_that_of_the_size_and_seed(tmp_path: Path) -> None:
    target = tmp_path / "problem.json"
    told = RUN.invoke(app, ["bench", "generate", "--seed", "11", "-o", str(target), "--json"])
    wanted = generate_problem(seed=11, **SIZES["S"])
    assert read_problem(target.read_bytes()) == wanted
    assert json.loads(told.stdout) == {
        "companies": 60,
        "requests": 300,
        "slots": 32,
        "tables": 5,
        "interpreters": 3,
        "sha256": problem_sha256(wanted),
    }


def test_every_feature_comes_into_the_problem(tmp_path: Path) -> None:
    target = tmp_path / "problem.json"
    features = ["--representatives", "0.5", "--scarce", "--non-bipartite", "--confined", "--ordered"]
    made = RUN.invoke(app, ["bench", "generate", *features, "--tight-presence", "-o", str(target)])
    assert made.exit_code == 0
    problem = read_problem(target.read_bytes())
    sides = {company.id: company.side for company in problem.companies}
    assert {company.parallel for company in problem.companies} == {1, 2}
    assert len(problem.interpreters) == SIZES["S"]["interpreters"] // 2
    assert {sides[first] == sides[second] for first, second in (each.parties for each in problem.requests)} == {
        True,
        False,
    }
    assert {request.session for request in problem.requests} == {None, "session 1", "session 2"}
    assert {len(request.after) for request in problem.requests} == {0, 1}


@pytest.mark.parametrize("asked", [["--interpreters", "3", "--scarce"], ["--size", "XS"], ["--representatives", "2"]])
def test_what_cannot_be_meant_is_a_wrong_use_and_writes_nothing(tmp_path: Path, asked: list[str]) -> None:
    target = tmp_path / "problem.json"
    assert RUN.invoke(app, ["bench", "generate", *asked, "-o", str(target)]).exit_code == 2
    assert not target.exists()


def test_a_number_of_interpreters_may_be_nought(tmp_path: Path) -> None:
    target = tmp_path / "problem.json"
    RUN.invoke(app, ["bench", "generate", "--interpreters", "0", "-o", str(target)])
    assert read_problem(target.read_bytes()).interpreters == ()
