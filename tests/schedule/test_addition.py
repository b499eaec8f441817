from dataclasses import replace

from drawn_problems import problems
from hypothesis import given

from bilateral.schedule.addition import Addition, additions, enlarged
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.model import Company, Interpreter, Problem, Request, Table
from bilateral.schedule.problem_file import read_problem, write_problem


@given(problems(mode="select"))
def test_every_enlarged_problem_is_one_that_the_reader_accepts(problem: Problem) -> None:
    for addition in additions(problem, {request.id for request in problem.requests}):
        more = enlarged(problem, addition)
        assert more != problem
        assert read_problem(write_problem(more)) == more


def two_companies() -> Problem:
    slots = generate_problem(2, 1, 1, days=1, sessions=2, slots=2).slots
    return Problem(
        mode="select",
        slots=slots,
        tables=(Table("t1"),),
        companies=(
            Company("a", "host", frozenset({"zh"}), unavailable=frozenset({slots[0].id}), max_meetings=3),
            Company("b", "guest", frozenset({"ru", "en"})),
        ),
        interpreters=(Interpreter("i1", frozenset({"zh", "ru"}), max_consecutive=2, standby=True),),
        requests=(Request("r1", ("a", "b"), weight=7),),
    )


def test_additions_are_what_a_request_without_a_place_could_use() -> None:
    problem = two_companies()
    morning, afternoon = problem.slots[0].day, problem.slots[2].day
    assert additions(problem, {"r1"}) == (
        Addition("interpreter", morning, languages=("en", "zh")),
        Addition("interpreter", afternoon, languages=("en", "zh")),
        Addition("interpreter", morning, languages=("ru", "zh")),
        Addition("interpreter", afternoon, languages=("ru", "zh")),
        Addition("table", morning),
        Addition("table", afternoon),
        Addition("presence", morning, "a"),
        Addition("cap", company="a"),
        Addition("representative", company="a"),
        Addition("representative", company="b"),
    )
    assert additions(problem, set()) == ()


def test_what_is_added_is_there_in_its_session_day_only_and_rests_as_the_others_do() -> None:
    problem = two_companies()
    morning, away = problem.slots[0].day, frozenset({problem.slots[2].id, problem.slots[3].id})
    more = enlarged(problem, Addition("interpreter", morning, languages=("ru", "zh")))
    assert more.interpreters[1] == Interpreter("added-1", frozenset({"ru", "zh"}), away, max_consecutive=2)
    assert enlarged(problem, Addition("table", morning)).tables == (Table("t1"), Table("added-1", away))


def test_a_company_is_there_longer_meets_more_or_sends_one_more() -> None:
    problem = two_companies()
    company, other = problem.companies
    changed = [
        enlarged(problem, addition).companies
        for addition in (
            Addition("presence", problem.slots[0].day, "a"),
            Addition("cap", company="a"),
            Addition("representative", company="a"),
        )
    ]
    assert changed == [
        (replace(company, unavailable=frozenset()), other),
        (replace(company, max_meetings=4), other),
        (replace(company, parallel=2), other),
    ]
