from dataclasses import replace

from drawn_changes import changes_to
from drawn_problems import problems
from exhaustive_repair import best_repair, coming, standing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.schedule.build import build_schedule
from bilateral.schedule.changes_file import Changes, changed_problem, past_slots
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Meeting, Problem, Schedule
from bilateral.schedule.repair import replan

DRAWN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


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
