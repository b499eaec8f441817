"""Two plain ways to a timetable of mode "select": the heaviest request first, and a straight model for CP-SAT.

For problems without fixed tables, absent tables or order, as `generate_problem` makes them.
"""

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from bilateral.schedule.model import FLOOR_VALUE, Company, Interpreter, Meeting, Problem, Request


def seated(problem: Problem, places: dict[str, str], interpreters: dict[str, str]) -> list[Meeting]:
    """Meetings with any free table."""
    free = {slot.id: [table.id for table in problem.tables] for slot in problem.slots}
    return [Meeting(name, slot, free[slot].pop(), interpreters.get(name)) for name, slot in places.items()]


class _Question:
    """A problem, looked up once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots = [slot.id for slot in problem.slots]
        self.companies = {company.id: company for company in problem.companies}
        self.days: dict[object, list[str]] = defaultdict(list)
        for slot in problem.slots:
            self.days[slot.day].append(slot.id)

    def parties(self, request: Request) -> list[Company]:
        return [self.companies[party] for party in request.parties]

    def speakers(self, request: Request) -> list[Interpreter] | None:
        """Who can serve; None where nobody need."""
        first, second = (company.languages for company in self.parties(request))
        if request.interpreter == "none" or first & second:
            return None
        return [each for each in self.problem.interpreters if each.languages & first and each.languages & second]

    def open_slots(self, request: Request) -> list[str]:
        sessions = {slot.id: slot.session for slot in self.problem.slots}
        return [
            slot
            for slot in self.slots
            if request.session in (None, sessions[slot])
            and all(slot not in company.unavailable for company in self.parties(request))
        ]


def build_by_weight(problem: Problem) -> list[Meeting]:
    """The heaviest request first, in the first slot that has room, with the first interpreter who is free."""
    greedy = _Greedy(problem)
    for request in sorted(problem.requests, key=lambda each: -each.weight):
        greedy.place(request)
    return seated(problem, greedy.places, greedy.interpreters)


class _Greedy(_Question):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.places: dict[str, str] = {}
        self.interpreters: dict[str, str] = {}
        self.met: dict[str, list[str]] = defaultdict(list)
        self.served: dict[str, set[str]] = defaultdict(set)
        self.used: dict[str, int] = defaultdict(int)

    def place(self, request: Request) -> None:
        """In the first slot with room, or nowhere."""
        if any(c.max_meetings is not None and len(self.met[c.id]) >= c.max_meetings for c in self.parties(request)):
            return
        speakers = self.speakers(request)
        for slot in self.open_slots(request):
            seats = all(self.met[company.id].count(slot) < company.parallel for company in self.parties(request))
            if not seats or self.used[slot] == len(self.problem.tables):
                continue
            if speakers is not None:
                free = [each for each in speakers if self.can_serve(each, slot)]
                if not free:
                    continue
                self.interpreters[request.id] = free[0].id
                self.served[free[0].id].add(slot)
            for party in request.parties:
                self.met[party].append(slot)
            self.used[slot] += 1
            self.places[request.id] = slot
            return

    def can_serve(self, each: Interpreter, slot: str) -> bool:
        """Whether the interpreter is there, free, and still rests often enough."""
        if slot in each.unavailable or slot in self.served[each.id]:
            return False
        day = next(day for day in self.days.values() if slot in day)
        run = longest = 0
        for other in day:
            run = run + 1 if other == slot or other in self.served[each.id] else 0
            longest = max(longest, run)
        return longest <= each.max_consecutive


def build_by_cp_sat(problem: Problem, seconds: float) -> list[Meeting]:
    """A literal per request and slot, one per interpreter for it, and every rule as it is spoken; on one thread.

    `seconds` are for the search alone. Nothing found is an empty timetable.
    """
    return _Model(problem).solve(seconds)


class _Model(_Question):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.model = cp_model.CpModel()
        self.held: dict[tuple[str, str], Any] = {}
        self.serves: dict[tuple[str, str, str], Any] = {}
        self.by: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for request in problem.requests:
            self.request(request)
        terms = [request.weight * literal for request in problem.requests for literal in self.by[request.id,]]
        terms += [FLOOR_VALUE * self.company(company) for company in problem.companies]
        for slot in self.slots:
            self.model.add(sum(self.by["slot", slot]) <= len(problem.tables))
        for interpreter in problem.interpreters:
            self.interpreter(interpreter)
        self.model.maximize(sum(terms))

    def request(self, request: Request) -> None:
        """Held at most once, with one interpreter where one is needed."""
        speakers = self.speakers(request)
        for slot in self.open_slots(request):
            literal = self.held[request.id, slot] = self.model.new_bool_var("")
            for key in ((request.id,), ("slot", slot), *((party, slot) for party in request.parties)):
                self.by[key].append(literal)
            if speakers is not None:
                services = []
                for each in speakers:
                    if slot not in each.unavailable:
                        service = self.serves[request.id, slot, each.id] = self.model.new_bool_var("")
                        services.append(service)
                        self.by[each.id, slot].append(service)
                self.model.add(sum(services) == literal)
        self.model.add_at_most_one(self.by[request.id,])

    def company(self, company: Company) -> Any:
        """Seats and most meetings; how far the floor is met."""
        meetings = []
        for slot in self.slots:
            self.model.add(sum(self.by[company.id, slot]) <= company.parallel)
            meetings += self.by[company.id, slot]
        if company.max_meetings is not None:
            self.model.add(sum(meetings) <= company.max_meetings)
        met = self.model.new_int_var(0, company.floor, "")
        self.model.add(met <= sum(meetings))
        return met

    def interpreter(self, each: Interpreter) -> None:
        """One meeting at a time, and rests."""
        for slot in self.slots:
            self.model.add_at_most_one(self.by[each.id, slot])
        window = each.max_consecutive + 1
        for day in self.days.values():
            for first in range(len(day) - window + 1):
                served = [literal for slot in day[first : first + window] for literal in self.by[each.id, slot]]
                self.model.add(sum(served) < window)

    def solve(self, seconds: float) -> list[Meeting]:
        """What CP-SAT finds in time with its usual workers."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return []
        places = {name: slot for (name, slot), literal in self.held.items() if solver.boolean_value(literal)}
        servers = {name: each for (name, _, each), x in self.serves.items() if solver.boolean_value(x)}
        return seated(self.problem, places, servers)
