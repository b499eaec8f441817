import random
import threading
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from drawn_changes import changes_to
from drawn_problems import problems, slots_of
from exhaustive_repair import best_repair, coming, standing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.fault import InputFaults
from bilateral.progress import Report
from bilateral.schedule.build import build_schedule
from bilateral.schedule.changes_file import Absence, Addition, Cancellation, Changes, Kind, changed_problem, past_slots
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import (
    Bound,
    Company,
    Interpreter,
    Meeting,
    Objective,
    Problem,
    Request,
    Schedule,
    Status,
    Table,
    Unplaced,
    gap,
)
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.repair import replan

CROWDED: dict[str, Any] = {
    "days": 1,
    "sessions": 1,
    "slots": 4,
    "tables": 2,
    "interpreters": 2,
    "caps": (2, 4),
    "floor": 1,
    "absent": 0,
}
KINDS: tuple[Kind, ...] = ("company", "interpreter", "table")
DRAWN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def crowd(seed: int) -> Problem:
    """A schedule with little room, and meetings that come after others."""
    return generate_problem(10, 24, seed, several=0.2, ordered=0.3, confined=0.1, **CROWDED)


def by_request(schedule: Schedule) -> dict[str, Meeting]:
    return {meeting.request: meeting for meeting in schedule.meetings}


@DRAWN
@given(st.data(), problems())
def test_a_repair_is_right_keeps_the_past_and_tells_every_move(data: st.DataObject, problem: Problem) -> None:
    published = build_schedule(problem, seconds=2)
    changes = data.draw(changes_to(problem))
    repaired = replan(problem, published, changes)
    assert repaired.problem == changed_problem(problem, changes)
    assert judge(repaired.problem, repaired.schedule).faults == ()
    before, after = by_request(published), by_request(repaired.schedule)
    past = past_slots(problem, changes.now)
    assert {m for m in before.values() if m.slot in past} == {m for m in after.values() if m.slot in past}
    names = [request.id for request in repaired.problem.requests]
    told = {move.request: (move.was, move.now) for move in repaired.moves}
    assert told == {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
    touched = {move.request for move in repaired.moves if move.reason not in ("made_room_for", "filled", "added")}
    assert set(before) <= set(after) | touched


@DRAWN
@given(st.data(), problems(most_requests=7, most_companies=5))
def test_no_repair_holds_as_much_with_less_moved(data: st.DataObject, problem: Problem) -> None:
    published = build_schedule(problem, seconds=2)
    changes = data.draw(changes_to(problem, most_events=2))
    if len(coming(published, problem, changes)) <= 5:
        repaired = replan(problem, published, changes)
        assert standing(repaired.schedule, published, problem, changes) == best_repair(published, problem, changes)


@DRAWN
@given(st.data(), st.one_of(problems(), st.builds(crowd, st.integers(0, 10**6))), st.integers(0, 200))
def test_a_repair_of_a_part_is_right_and_withdraws_no_untouched_meeting(
    data: st.DataObject, problem: Problem, most: int
) -> None:
    published = build_schedule(problem, seconds=2)
    changes = data.draw(changes_to(problem))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bilateral.schedule.repair.WHOLE", 0)
        patch.setattr("bilateral.schedule.repair.NEAR", most)
        repaired = replan(problem, published, changes)
    assert judge(repaired.problem, repaired.schedule).faults == ()
    left_out = {move.request for move in repaired.moves if move.reason == "made_room_for" and move.now is None}
    assert left_out == set()


@DRAWN
@given(st.data(), problems(), st.integers(0, 2))
def test_no_more_untouched_meetings_are_moved_than_allowed(data: st.DataObject, problem: Problem, most: int) -> None:
    published = build_schedule(problem, seconds=2)
    repaired = replan(problem, published, data.draw(changes_to(problem)), most_moves=most)
    assert sum(move.reason == "made_room_for" for move in repaired.moves) <= most
    assert judge(repaired.problem, repaired.schedule).faults == ()


@DRAWN
@given(st.data(), problems())
def test_nothing_happened_changes_nothing(data: st.DataObject, problem: Problem) -> None:
    published = build_schedule(problem, seconds=2)
    now = data.draw(st.none() | st.sampled_from([slot.id for slot in problem.slots]))
    repaired = replan(problem, published, Changes(now))
    assert (repaired.moves, repaired.schedule.meetings) == ((), published.meetings)
    if problem.mode == "select":
        assert replace(repaired.schedule, unplaced=(), seconds=0) == replace(published, unplaced=(), seconds=0)


def test_small_crowded_schedules_are_repaired_as_well_as_can_be() -> None:
    seen: Counter[str] = Counter()
    for seed in range(80):
        chance = random.Random(seed)  # noqa: S311 - drawn disruptions keep no secret
        problem = generate_problem(6, 9, seed, several=0.2, **CROWDED)
        published = build_schedule(problem, seconds=1)
        kind = chance.choice(KINDS)
        pool = {
            "company": [each.id for each in problem.companies],
            "interpreter": [each.id for each in problem.interpreters],
            "table": [each.id for each in problem.tables],
        }[kind]
        slots = frozenset(chance.sample([slot.id for slot in problem.slots], chance.randint(1, 2)))
        changes = Changes(chance.choice([None, "s1-1-2"]), (Absence(kind, chance.choice(pool), slots),))
        if len(coming(published, problem, changes)) > 7:
            continue
        repaired = replan(problem, published, changes)
        assert standing(repaired.schedule, published, problem, changes) == best_repair(published, problem, changes)
        seen.update({move.reason for move in repaired.moves})
        seen["lost"] += any(move.now is None for move in repaired.moves)
    assert seen["made_room_for"] > 5
    assert min(seen[f"{kind}_unavailable"] for kind in KINDS) > 5
    assert seen["lost"] > 5


PAIRS = Problem(
    mode="select",
    slots=slots_of([3]),
    tables=(Table("t1"), Table("t2")),
    companies=tuple(
        Company(name, side, frozenset({language}))
        for name, side, language in (
            ("a", "host", "zh"),
            ("b", "guest", "zh"),
            ("c", "host", "zh"),
            ("d", "guest", "ru"),
        )
    ),
    interpreters=(
        Interpreter("lin", frozenset({"zh", "ru"})),
        Interpreter("wei", frozenset({"zh", "ru"}), standby=True),
    ),
    requests=(Request("ab", ("a", "b"), 5), Request("cd", ("c", "d"), 7), Request("ad", ("a", "d"), 9)),
)


def published_at(places: dict[str, tuple[str, str, str | None]], problem: Problem = PAIRS) -> Schedule:
    """A right schedule that holds just this."""
    meetings = tuple(Meeting(name, *place) for name, place in places.items())
    unplaced = tuple(Unplaced(request.id, "displaced") for request in problem.requests if request.id not in places)
    blank = Schedule(
        problem_sha256(problem), "feasible", meetings, unplaced, Objective(0, 0, 0, 0), Bound(21, "trivial"), None, 0.0
    )
    objective = judge(problem, blank).objective
    status: Status = "optimal" if objective.weight == 21 else "feasible"
    return replace(blank, status=status, objective=objective, gap=gap("select", objective, 21))


PUBLISHED = published_at({"ab": ("s11", "t1", None), "cd": ("s12", "t1", "lin"), "ad": ("s13", "t2", "lin")})
ALL = frozenset({"s11", "s12", "s13"})


def test_another_interpreter_is_called_from_standby_and_nothing_else_changes() -> None:
    repaired = replan(PAIRS, PUBLISHED, Changes("s12", (Absence("interpreter", "lin", ALL),)))
    assert [(m.request, m.reason, m.cause) for m in repaired.moves] == [
        ("cd", "interpreter_unavailable", "lin"),
        ("ad", "interpreter_unavailable", "lin"),
    ]
    assert [move.now for move in repaired.moves] == [
        Meeting("cd", "s12", "t1", "wei"),
        Meeting("ad", "s13", "t2", "wei"),
    ]


def test_a_lost_table_costs_no_more_than_a_table() -> None:
    repaired = replan(PAIRS, PUBLISHED, Changes(None, (Absence("table", "t1", frozenset({"s12"})),)))
    assert [(m.now, m.reason, m.cause) for m in repaired.moves] == [
        (Meeting("cd", "s12", "t2", "lin"), "table_unavailable", "t1")
    ]


def test_who_left_keeps_the_meetings_of_the_past() -> None:
    repaired = replan(PAIRS, PUBLISHED, Changes("s12", (Absence("company", "a", ALL),)))
    assert [(m.request, m.now, m.reason, m.cause) for m in repaired.moves] == [("ad", None, "company_unavailable", "a")]
    assert repaired.schedule.unplaced == (Unplaced("ad", "no_common_slot"),)
    assert repaired.schedule.meetings == PUBLISHED.meetings[:2]


def test_a_cancelled_meeting_leaves_its_place_to_the_waiting_list_unless_it_is_past() -> None:
    cancel = (Cancellation("ab"),)
    assert replan(PAIRS, PUBLISHED, Changes("s12", cancel)).moves == ()
    narrow = replace(PAIRS, tables=(Table("t1"),), slots=PAIRS.slots[:1])
    published = published_at({"ab": ("s11", "t1", None)}, narrow)
    repaired = replan(narrow, published, Changes(None, cancel))
    assert [(m.request, m.was is None, m.now is None, m.reason) for m in repaired.moves] == [
        ("ab", False, True, "cancelled"),
        ("ad", True, False, "filled"),
    ]
    assert Unplaced("ab", "cancelled") in repaired.schedule.unplaced
    again = replan(repaired.problem, repaired.schedule, Changes())
    assert (again.schedule.unplaced, again.moves) == (repaired.schedule.unplaced, ())


def test_an_added_request_is_held_where_nobody_moves() -> None:
    new = Request("bc", ("b", "c"), 50)
    repaired = replan(PAIRS, PUBLISHED, Changes("s12", (Addition(new),)))
    (move,) = repaired.moves
    assert (move.request, move.was, move.reason) == ("bc", None, "added")
    assert move.now is not None
    assert move.now.slot == "s13"


def test_a_meeting_makes_room_and_says_for_whom_unless_none_may_be_moved() -> None:
    problem = replace(
        PAIRS, tables=(Table("t1"),), requests=(replace(PAIRS.requests[0], slots=ALL - {"s13"}), PAIRS.requests[1])
    )
    published = published_at({"ab": ("s11", "t1", None), "cd": ("s12", "t1", "lin")}, problem)
    late = Changes(None, (Absence("company", "a", frozenset({"s11"})),))
    moved = [(m.request, m.now and m.now.slot, m.reason, m.cause) for m in replan(problem, published, late).moves]
    assert moved[0] == ("ab", "s12", "company_unavailable", "a")
    assert moved[1][0] == "cd"
    assert moved[1][2:] == ("made_room_for", "ab")
    (lost,) = replan(problem, published, late, most_moves=0).moves
    assert (lost.request, lost.now) == ("ab", None)


def test_a_schedule_that_is_not_right_is_refused_with_the_judges_faults() -> None:
    with pytest.raises(InputFaults) as caught:
        replan(PAIRS, replace(PUBLISHED, problem_sha256="other"), Changes())
    assert [fault.code for fault in caught.value.faults] == ["schedule.other_problem"]


def test_the_same_seed_gives_the_same_repair() -> None:
    problem = generate_problem(24, 90, 5)
    published = build_schedule(problem, seconds=5)
    gone = Changes(
        None, tuple(Absence("interpreter", i.id, frozenset({"s1-1-3", "s1-1-4"})) for i in problem.interpreters)
    )
    first, second = (replan(problem, published, gone, seed=3) for _ in range(2))
    assert replace(first.schedule, seconds=0) == replace(second.schedule, seconds=0)


def hard_to_repair() -> tuple[Problem, Schedule, Changes]:
    """A schedule so crowded, and so much away, that CP-SAT is still at work when it is asked to stop."""
    problem = generate_problem(60, 300, 11, slots=8, tables=5, interpreters=3)
    day = problem.slots[0].day
    session = frozenset(slot.id for slot in problem.slots if slot.day == day)
    away = tuple(Absence("company", company.id, session) for company in problem.companies[::4])
    return problem, build_schedule(problem, seconds=3), Changes(None, (*away, Absence("table", "t1", session)))


@pytest.mark.parametrize("stage", range(4))
def test_a_repair_cancelled_at_any_stage_is_right_and_withdraws_no_untouched_meeting(stage: int) -> None:
    problem, published, changes = hard_to_repair()
    reached, stopped = threading.Event(), threading.Event()

    def stop() -> None:
        reached.wait()
        stopped.set()

    def listen(report: Report) -> None:
        if report.done == stage:
            reached.set()

    threading.Thread(target=stop, daemon=True).start()
    repaired = replan(problem, published, changes, seconds=60, progress=listen, cancelled=stopped.is_set)
    assert judge(repaired.problem, repaired.schedule).faults == ()
    lost = {move.reason for move in repaired.moves if move.now is None}
    assert lost <= {"company_unavailable", "table_unavailable"}


def test_the_search_for_a_better_repair_is_stopped_by_another_thread() -> None:
    problem, published, changes = hard_to_repair()
    asked: list[str] = []

    def cancelled() -> bool:
        asked.append(threading.current_thread().name)
        return threading.current_thread() is not threading.main_thread()

    repaired = replan(problem, published, changes, seconds=600, cancelled=cancelled)
    assert sum(name != threading.main_thread().name for name in asked) == 1
    assert judge(repaired.problem, repaired.schedule).faults == ()


def test_a_repair_without_time_is_right() -> None:
    problem, published, changes = hard_to_repair()
    repaired = replan(problem, published, changes, seconds=0)
    assert judge(repaired.problem, repaired.schedule).faults == ()
