from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from drawn_problems import problems, slots_of
from exhaustive import Table as Rules
from hypothesis import HealthCheck, given, settings

from bilateral.schedule.build import build_schedule
from bilateral.schedule.fairness import FairSchedule, Satisfaction, build_fair_schedule, fair_floors, satisfaction
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Company, Problem, Request, Table

engine = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def possible(rules: Rules, request: Request) -> bool:
    """Whether a request could be held were there no others."""
    speakers = rules.speakers(request)
    able = [rules.problem.interpreters[number] for number in speakers or ()]
    return any(
        rules.fits({request.id: slot})
        and (speakers is None or any(slot.id not in one.unavailable and one.max_meetings != 0 for one in able))
        for slot in rules.options(request)
    )


def greatest_least_share(problem: Problem) -> Fraction:
    """The greatest least share of all companies that can have a meeting, by trying everything."""
    rules = Rules(problem)
    wishes = Counter(party for request in problem.requests if possible(rules, request) for party in request.parties)
    most = {}
    for company in problem.companies:
        chairs = sum(slot.id not in company.unavailable for slot in problem.slots) * company.parallel
        cap = chairs if company.max_meetings is None else company.max_meetings
        most[company.id] = min(wishes[company.id], chairs, cap)
    best = Fraction(0)
    for places in rules.schedules(whole=False):
        held = Counter(party for name in places for party in rules.requests[name].parties)
        least = min((Fraction(held[name], number) for name, number in most.items() if number), default=Fraction(1))
        if least > best and rules.interpreted(places):
            best = least
    return best


def least_share(problem: Problem, fair: FairSchedule) -> float:
    return min(side.least for side in satisfaction(problem, fair.fair))


@engine
@given(problems(mode="select", most_requests=4, most_companies=4))
def test_no_schedule_passes_the_share_that_is_granted_and_where_one_reaches_it_the_fair_one_does(
    problem: Problem,
) -> None:
    fair = build_fair_schedule(problem, seconds=60)
    best = greatest_least_share(problem)
    assert best <= fair.least
    if best == fair.least:
        assert least_share(problem, fair) == float(best)


@engine
@given(problems(mode="select"))
def test_both_schedules_answer_the_problem_and_the_judge_is_content(problem: Problem) -> None:
    fair = build_fair_schedule(problem, seconds=60)
    assert judge(problem, fair.usual).faults == ()
    assert judge(problem, fair.fair).faults == ()
    assert fair.fair.bound == fair.usual.bound


def crowded() -> Problem:
    """One host with two slots, wished much by one guest twice and little by another once."""
    hosts = (Company("h1", "host", frozenset({"zh"})), Company("h2", "host", frozenset({"zh"})))
    guests = (Company("g1", "guest", frozenset({"zh"})), Company("g2", "guest", frozenset({"zh"})))
    return Problem(
        mode="select",
        slots=slots_of([2]),
        tables=(Table("t1"),),
        companies=(*hosts, *guests),
        requests=(
            Request("r1", ("h1", "g1"), 90),
            Request("r2", ("h1", "g1"), 80),
            Request("r3", ("h2", "g2"), 5),
        ),
    )


def test_fairness_costs_what_the_schedule_without_it_holds_more() -> None:
    problem = crowded()
    fair = build_fair_schedule(problem, seconds=60)
    assert [meeting.request for meeting in fair.usual.meetings] == ["r1", "r2"]
    assert [meeting.request for meeting in fair.fair.meetings] == ["r1", "r3"]
    assert (fair.least, fair.weight_given_up, fair.meetings_given_up) == (Fraction(1, 2), 75, 0)
    assert fair.fair.gap == round(75 / 95, 6)


def test_the_floors_are_the_share_rounded_up_and_take_the_place_of_the_problem_s_own() -> None:
    problem = crowded()
    greedy = replace(problem, companies=(replace(problem.companies[0], floor=2), *problem.companies[1:]))
    floors = fair_floors(greedy)
    assert floors.least == Fraction(1, 2)
    assert [company.floor for company in floors.problem.companies] == [1, 1, 1, 1]


def test_a_schedule_that_is_fair_already_is_the_fair_one() -> None:
    problem = replace(crowded(), tables=(Table("t1"), Table("t2")))
    fair = build_fair_schedule(problem, seconds=60)
    assert fair.fair is fair.usual
    assert fair.least == 1


def test_each_side_is_told_by_companies_requests_meetings_shares_and_weight() -> None:
    problem = crowded()
    alone = Company("g3", "guest", frozenset({"ru"}))
    problem = replace(
        problem,
        companies=(*problem.companies, alone),
        requests=(*problem.requests, Request("r4", ("h1", "g3"), 100)),
    )
    schedule = build_schedule(problem, seconds=30)
    assert satisfaction(problem, schedule) == (
        Satisfaction("host", 2, 3, 2, 0.5, 0.0, 170 / 175, ("h2",)),
        Satisfaction("guest", 2, 3, 2, 0.5, 0.0, 170 / 175, ("g2",)),
    )


def test_where_nothing_is_possible_nothing_is_amiss() -> None:
    problem = replace(crowded(), tables=())
    fair = build_fair_schedule(problem, seconds=30)
    assert (fair.least, fair.fair is fair.usual) == (Fraction(1), True)
    assert satisfaction(problem, fair.fair) == (
        Satisfaction("host", 0, 0, 0, 1.0, 1.0, 1.0, ()),
        Satisfaction("guest", 0, 0, 0, 1.0, 1.0, 1.0, ()),
    )


def test_without_time_for_the_programmes_nothing_is_granted() -> None:
    floors = fair_floors(generate_problem(16, 60, 2), seconds=0.0)
    assert floors.least == 0
    assert {company.floor for company in floors.problem.companies} == {0}


def test_a_larger_fair_schedule_grants_everyone_the_share() -> None:
    problem = generate_problem(24, 90, 5, interpreters=1, tables=2)
    fair = build_fair_schedule(problem, seconds=600)
    shares = [min(side.least for side in satisfaction(problem, each)) for each in (fair.usual, fair.fair)]
    assert shares[0] < shares[1] <= fair.least


def test_mode_all_is_refused() -> None:
    with pytest.raises(ValueError, match="mode"):
        fair_floors(replace(crowded(), mode="all"))
    with pytest.raises(ValueError, match="mode"):
        build_fair_schedule(replace(crowded(), mode="all"), seconds=10)
