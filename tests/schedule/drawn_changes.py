"""Changes on the day for Hypothesis, to any drawn problem."""

from hypothesis import strategies as st

from bilateral.schedule.changes_file import Absence, Addition, Cancellation, Changes, Event
from bilateral.schedule.model import Problem, Request


@st.composite
def changes_to(draw: st.DrawFn, problem: Problem, most_events: int = 4) -> Changes:
    """Changes that the reader accepts."""
    ids = [slot.id for slot in problem.slots]
    events: list[Event] = []
    for number in range(draw(st.integers(0, most_events))):
        kind = draw(st.sampled_from(["company", "company", "interpreter", "table", "cancel", "add"]))
        slots = draw(st.frozensets(st.sampled_from(ids), min_size=1))
        cancelled = {event.request for event in events if isinstance(event, Cancellation)}
        open_to_cancel = [request.id for request in problem.requests if request.id not in cancelled]
        if kind == "company":
            events.append(Absence("company", draw(st.sampled_from(problem.companies)).id, slots))
        elif kind == "interpreter" and problem.interpreters:
            events.append(Absence("interpreter", draw(st.sampled_from(problem.interpreters)).id, slots))
        elif kind == "table" and problem.tables:
            events.append(Absence("table", draw(st.sampled_from(problem.tables)).id, slots))
        elif kind == "cancel" and open_to_cancel:
            events.append(Cancellation(draw(st.sampled_from(open_to_cancel))))
        elif kind == "add":
            events.append(Addition(_request(draw, problem, number)))
    return Changes(draw(st.none() | st.sampled_from(ids)), tuple(events))


def _request(draw: st.DrawFn, problem: Problem, number: int) -> Request:
    first, second = draw(st.permutations([company.id for company in problem.companies]))[:2]
    earlier = [request.id for request in problem.requests]
    return Request(
        f"new{number}",
        (first, second),
        weight=draw(st.integers(1, 100)),
        table=draw(st.none() | st.sampled_from([table.id for table in problem.tables])) if problem.tables else None,
        after=frozenset({draw(st.sampled_from(earlier))}) if earlier and not draw(st.integers(0, 3)) else frozenset(),
    )
