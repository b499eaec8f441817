from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from drawn_problems import problems, slots_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.fault import Fault, InputFaults
from bilateral.schedule.build import build_schedule
from bilateral.schedule.changes_file import past_slots
from bilateral.schedule.editing import Draft
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.grid import Change
from bilateral.schedule.judge import judge
from bilateral.schedule.model import (
    Bound,
    Company,
    Interpreter,
    Meeting,
    Move,
    Objective,
    Problem,
    Request,
    Schedule,
    Table,
    Unplaced,
)
from bilateral.schedule.options import Option
from bilateral.schedule.problem_file import problem_sha256

DRAWN = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
RULES = ("company", "table", "interpreter", "earlier")
STATEMENTS = {"objective_wrong", "bound_beaten", "gap_wrong", "status_wrong", "bound_missing"}


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """A problem with little room and all that makes meetings depend on each other."""
    seed = draw(st.integers(0, 10**6))
    more: dict[str, Any] = {"several": 0.3, "confined": 0.2, "ordered": 0.25, "absent": 0.1, "bipartite": False}
    problem = generate_problem(8, 20, seed, days=1, slots=5, tables=3, interpreters=3, caps=(3, 6), floor=2, **more)
    tables = (None, None, None, *(table.id for table in problem.tables))
    first, second, third = problem.interpreters
    return replace(
        problem,
        requests=tuple(replace(each, table=draw(st.sampled_from(tables))) for each in problem.requests),
        interpreters=(
            replace(first, max_consecutive=2),
            replace(second, max_consecutive=1, max_meetings=draw(st.none() | st.integers(1, 4))),
            replace(third, standby=True),
        ),
    )


ANY = st.one_of(problems(), crowded(), crowded())


def broken(faults: tuple[Fault, ...]) -> set[tuple[str, ...]]:
    """The rules that are broken and who is named, whatever meeting a fault is told at, and no statements."""
    named = {(fault.code, *(str(fault.values.get(key, "")) for key in RULES)) for fault in faults}
    return {each for each in named if each[0].removeprefix("schedule.") not in STATEMENTS}


def forced(draft: Draft, request: str, slot: str, table: str, interpreter: str | None) -> set[tuple[str, ...]]:
    """What the judge says if the request is held there whatever stands in the way."""
    now = draft.schedule()
    meetings = [meeting for meeting in now.meetings if meeting.request != request]
    unplaced = tuple(each for each in now.unplaced if each.request != request)
    held = replace(now, meetings=(*meetings, Meeting(request, slot, table, interpreter)), unplaced=unplaced, moves=())
    return broken(judge(draft.problem, held).faults)


def called(draft: Draft) -> int:
    standby = {each.id for each in draft.problem.interpreters if each.standby}
    return sum(meeting.interpreter in standby for meeting in draft.schedule().meetings)


def judged(draft: Draft) -> Objective:
    """The objective that the judge counts, which must find no fault and no statement that is untrue."""
    verdict = judge(draft.problem, draft.schedule())
    assert verdict.faults == ()
    assert verdict.objective == draft.objective
    return verdict.objective


def difference(after: Objective, before: Objective, standby: int) -> Change:
    return Change(
        after.weight - before.weight,
        after.floor_met - before.floor_met,
        after.breaks - before.breaks,
        after.table_changes - before.table_changes,
        standby,
    )


def edited(data: st.DataObject, draft: Draft, now: str | None = None) -> Draft:
    """After some edits by hand, so that there is room and standby interpreters serve."""
    problem = draft.problem
    names = [request.id for request in problem.requests]
    for name in data.draw(st.lists(st.sampled_from(names), max_size=5)) if names else ():
        if draft.meeting(name) is not None and data.draw(st.booleans()):
            if draft.meeting(name).slot not in past_slots(problem, now):  # type: ignore[union-attr]  # it is held
                draft.withdraw(name, give_way=True)
            continue
        options = [o for each in draft.places(name) for o in (*each.tables, *each.interpreters) if not o.faults]
        if options:
            chosen = data.draw(st.sampled_from(options))
            draft.move(name, chosen.slot, chosen.table, chosen.interpreter, give_way=True)
    return draft


def check(draft: Draft, name: str, option: Option) -> None:
    """What an option tells is what comes of it, and undone it is as if nothing had been."""
    assert option.table is not None
    place = (option.slot, option.table, option.interpreter)
    was, before, standby = draft.schedule(), draft.objective, called(draft)
    same = draft.meeting(name) == Meeting(name, *place)
    if option.faults or option.blockers:
        with pytest.raises(InputFaults) as caught:
            draft.move(name, *place)
        told = broken(caught.value.faults)
        assert {each for each in told if each[0] != "editing.past"} == forced(draft, name, *place)
        assert draft.schedule() == was
    if option.faults:
        with pytest.raises(InputFaults) as caught:
            draft.move(name, *place, give_way=True)
        assert caught.value.faults == option.faults
        return
    edit = draft.move(name, *place, give_way=bool(option.blockers))
    assert draft.meeting(name) == Meeting(name, *place)
    assert {move.request for move in edit.moves} == {*option.gives_way} | ({name} if not same else set())
    now = {meeting.request for meeting in draft.schedule().meetings}
    assert {meeting.request for meeting in was.meetings} - now == set(option.gives_way)
    assert difference(judged(draft), before, called(draft) - standby) == option.change == edit.change
    assert draft.undo() == edit
    assert draft.schedule() == was


@DRAWN
@given(st.data(), ANY)
def test_every_place_is_as_it_is_told(data: st.DataObject, problem: Problem) -> None:
    now = data.draw(st.sampled_from([None, None, *(slot.id for slot in problem.slots)]))
    draft = edited(data, Draft(problem, build_schedule(problem, seconds=2), now=now), now)
    judged(draft)
    names = [request.id for request in problem.requests]
    for name in [data.draw(st.sampled_from(names))] if names else []:
        places = draft.places(name)
        assert [each.best.slot for each in places] == [s.id for s in sorted(problem.slots, key=lambda s: s.start_at)]
        for each in places:
            for option in (*each.tables, *each.interpreters):
                assert draft.option(name, option.slot, option.table, option.interpreter) == option
                check(draft, name, option)
            if each.best.faults:
                barred_everywhere(draft, name, each.best)
            else:
                assert each.best in each.tables
                assert each.best == draft.option(name, each.best.slot)


def barred_everywhere(draft: Draft, name: str, option: Option) -> None:
    """Whatever the table and the interpreter, the judge finds fault with the slot; unless it is merely past."""
    if {fault.code for fault in option.faults} == {"editing.past"}:
        return
    interpreters = [None, *(each.id for each in draft.problem.interpreters)]
    for table, interpreter in product([each.id for each in draft.problem.tables], interpreters):
        assert forced(draft, name, option.slot, table, interpreter)


@DRAWN
@given(st.data(), ANY)
def test_any_place_is_refused_with_the_judges_faults(data: st.DataObject, problem: Problem) -> None:
    draft = edited(data, Draft(problem, build_schedule(problem, seconds=2)))
    if not problem.requests or not problem.tables:
        return
    name = data.draw(st.sampled_from([request.id for request in problem.requests]))
    interpreters = [None, *(each.id for each in problem.interpreters)]
    every = list(product(problem.slots, problem.tables, interpreters))
    for slot, table, interpreter in data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=12)):
        option = draft.option(name, slot.id, table.id, interpreter)
        if option.table is None:  # nobody is named, and nobody can be found
            assert forced(draft, name, slot.id, table.id, None)
        elif interpreter is not None or option.interpreter is None:
            check(draft, name, option)


@DRAWN
@given(st.data(), ANY)
def test_undoing_everything_restores_what_was_given(data: st.DataObject, problem: Problem) -> None:
    published = build_schedule(problem, seconds=2)
    draft = Draft(problem, published)
    given = draft.schedule()
    assert given.meetings == published.meetings
    assert given.moves == ()
    withdrawals = dict(draft.grid.withdrawals)
    edited(data, draft)
    while draft.undo() is not None:
        judged(draft)
    assert draft.schedule() == given
    assert draft.grid.withdrawals == withdrawals


LIN_AND_WEI = (
    Interpreter("lin", frozenset({"zh", "ru"}), max_consecutive=2),
    Interpreter("wei", frozenset({"zh", "ru"}), standby=True),
)
PAIRS = Problem(
    mode="select",
    slots=slots_of([3]),
    tables=(Table("t1"), Table("t2")),
    companies=tuple(
        Company(name, side, frozenset({language}), unavailable=gone, floor=floor)
        for name, side, language, gone, floor in (
            ("a", "host", "zh", frozenset[str](), 0),
            ("b", "guest", "zh", frozenset[str](), 1),
            ("c", "host", "zh", frozenset[str](), 0),
            ("d", "guest", "ru", frozenset({"s11"}), 0),
        )
    ),
    interpreters=LIN_AND_WEI,
    requests=(
        Request("ab", ("a", "b"), 5),
        Request("cd", ("c", "d"), 7),
        Request("ad", ("a", "d"), 9),
        Request("bc", ("b", "c"), 4, after=frozenset({"ab"})),
    ),
)


def hand_made(problem: Problem, *meetings: Meeting, bound: int) -> Schedule:
    """A right schedule that holds just these."""
    held = {meeting.request for meeting in meetings}
    unplaced = tuple(Unplaced(request.id, "displaced") for request in problem.requests if request.id not in held)
    told = Bound(bound, "trivial")
    blank = Schedule(problem_sha256(problem), "feasible", meetings, unplaced, Objective(0, 0, 0, 0), told, None, 0.0)
    objective = judge(problem, blank).objective
    return replace(blank, objective=objective, gap=round((bound - objective.value("select")) / objective.weight, 6))


PUBLISHED = hand_made(
    PAIRS,
    Meeting("ab", "s11", "t1"),
    Meeting("cd", "s12", "t1", "lin"),
    Meeting("bc", "s13", "t2"),
    bound=200,
)


def refused(draft: Draft, *place: str, withdraw: bool = False) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        draft.withdraw(*place) if withdraw else draft.move(*place)
    return [fault.code for fault in caught.value.faults]


def test_a_meeting_by_hand_takes_the_place_of_others_and_says_so() -> None:
    draft = Draft(PAIRS, PUBLISHED)
    assert draft.option("ad", "s12", "t1", "lin").gives_way == ("cd",)
    assert refused(draft, "ad", "s12", "t1", "lin") == [
        "schedule.company_double_booked",
        "schedule.table_taken_twice",
        "schedule.interpreter_double_booked",
    ]
    edit = draft.move("ad", "s12", "t1", "lin", give_way=True)
    assert edit.change == Change(weight=2, table_changes=-1)
    assert edit.moves == (
        Move("cd", Meeting("cd", "s12", "t1", "lin"), None, "made_room_for", "ad"),
        Move("ad", None, Meeting("ad", "s12", "t1", "lin"), "by_hand"),
    )
    schedule = draft.schedule()
    assert schedule.moves == edit.moves
    assert schedule.unplaced == (Unplaced("cd", "party_busy", ("ad", "bc")),)
    assert schedule.bound == PUBLISHED.bound


def test_what_comes_after_goes_with_what_gives_way() -> None:
    draft = Draft(PAIRS, PUBLISHED)
    edit = draft.move("ad", "s12", give_way=True)
    assert draft.undo() == edit
    assert refused(draft, "ab", withdraw=True) == ["schedule.predecessor_unplaced"]
    edit = draft.withdraw("ab", give_way=True)
    assert [(move.request, move.now, move.reason, move.cause) for move in edit.moves] == [
        ("ab", None, "by_hand", None),
        ("bc", None, "keeps_order", "ab"),
    ]
    assert edit.change == Change(weight=-9, floor_met=-1, breaks=-1, table_changes=-2)
    assert draft.schedule().unplaced == (
        Unplaced("ab", "by_hand"),
        Unplaced("ad", "has_room"),
        Unplaced("bc", "precedence", ("ab",)),
    )


def test_a_slot_that_cannot_be_says_why() -> None:
    draft = Draft(PAIRS, PUBLISHED)
    told = {each.best.slot: [fault.code for fault in each.best.faults] for each in draft.places("bc")}
    assert told == {
        "s11": ["schedule.company_double_booked", "schedule.predecessor_not_earlier"],
        "s12": [],
        "s13": [],
    }
    first = draft.places("ad")[0]
    assert (first.tables, first.interpreters) == ((), ())
    assert first.best.faults == (
        Fault("schedule.company_unavailable", values={"id": "ad", "slot": "s11", "company": "d"}),
    )
    alone = replace(PAIRS, interpreters=())
    draft = Draft(alone, hand_made(alone, PUBLISHED.meetings[0], bound=200))
    assert [fault.code for fault in draft.places("ad")[1].best.faults] == ["editing.no_interpreter"]


def test_standby_is_called_by_hand_at_a_cost_and_leaves_a_bound_that_knows_of_it() -> None:
    draft = Draft(PAIRS, replace(PUBLISHED, bound=Bound(200, "lp")))
    draft.withdraw("cd")
    assert draft.option("ad", "s12").interpreter == "lin"
    assert draft.option("ad", "s12", "t2", "wei").change.standby == 1
    draft.move("ad", "s12", "t2", "wei")
    schedule = draft.schedule()
    assert schedule.bound == Bound(125, "trivial")
    assert judge(PAIRS, schedule).faults == ()


def test_the_past_is_neither_filled_nor_left() -> None:
    draft = Draft(PAIRS, PUBLISHED, now="s12")
    assert refused(draft, "ab", "s12") == ["editing.past"]
    assert refused(draft, "ab", withdraw=True) == ["editing.past"]
    assert refused(draft, "bc", "s11") == [
        "editing.past",
        "schedule.company_double_booked",
        "schedule.predecessor_not_earlier",
    ]


def test_what_is_not_known_or_not_held_is_refused() -> None:
    draft = Draft(PAIRS, PUBLISHED)
    assert refused(draft, "zz", "s99", "t9", "nobody") == [
        "schedule.unknown_request",
        "schedule.unknown_slot",
        "schedule.unknown_table",
        "schedule.unknown_interpreter",
    ]
    assert refused(draft, "ad", withdraw=True) == ["editing.not_held"]
    assert draft.undo() is None
    with pytest.raises(InputFaults):
        Draft(PAIRS, replace(PUBLISHED, problem_sha256="other"))


def test_mode_all_becomes_select_since_a_request_may_be_left_out_by_hand() -> None:
    problem = generate_problem(6, 5, 3, mode="all", days=1, absent=0, caps=(6, 6), interpreters=3)
    draft = Draft(problem, build_schedule(problem, seconds=5))
    assert draft.problem == replace(problem, mode="select")
    held = draft.schedule().meetings
    assert len(held) == len(problem.requests)
    draft.withdraw(held[0].request)
    judged(draft)


@DRAWN
@given(st.data(), ANY)
def test_what_is_told_to_have_room_has_it_without_calling_anybody_and_nothing_else_has(
    data: st.DataObject, problem: Problem
) -> None:
    draft = edited(data, Draft(problem, build_schedule(problem, seconds=2)))
    standby = {each.id for each in problem.interpreters if each.standby}
    for unplaced in draft.schedule().unplaced:
        if unplaced.reason != "by_hand":
            options = [o for each in draft.places(unplaced.request) for o in (*each.tables, *each.interpreters)]
            free = any(option.free and option.interpreter not in standby for option in options)
            assert (unplaced.request, unplaced.reason == "has_room") == (unplaced.request, free)
