"""The best schedule of a tiny problem by trying everything, written from the rules alone: no solver, no judge."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bilateral.schedule.model import FLOOR_VALUE, Problem, Request, Slot

Places = dict[str, Slot]


class Table:
    """What the rules say about one problem, with everything looked up once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.companies = {company.id: company for company in problem.companies}
        self.requests = {request.id: request for request in problem.requests}
        self.in_time = sorted(problem.slots, key=lambda slot: slot.start_at)
        self.gone = {table.id: table.unavailable for table in problem.tables}
        self.days: dict[object, list[str]] = {}
        for slot in self.in_time:
            self.days.setdefault(slot.day, []).append(slot.id)

    def options(self, request: Request) -> list[Slot]:
        gone = frozenset[str]().union(*(self.companies[party].unavailable for party in request.parties))
        return [
            slot
            for slot in self.in_time
            if slot.id not in gone
            and (request.slots is None or slot.id in request.slots)
            and request.session in (None, slot.session)
        ]

    def tables_in(self, slot: str) -> int:
        return sum(slot not in table.unavailable for table in self.problem.tables)

    def fits(self, places: Places) -> bool:
        """Whether everything but interpreters allows these places; a subset of what fits, fits too, but for order."""
        in_slot = Counter(slot.id for slot in places.values())
        seats: Counter[tuple[str, str]] = Counter()
        held: Counter[str] = Counter()
        fixed: Counter[tuple[str, str]] = Counter()
        for name, slot in places.items():
            request = self.requests[name]
            for party in request.parties:
                seats[party, slot.id] += 1
                held[party] += 1
            if request.table is not None:
                fixed[request.table, slot.id] += 1 + (slot.id in self.gone[request.table])
        return (
            all(count <= self.tables_in(slot) for slot, count in in_slot.items())
            and all(count <= self.companies[party].parallel for (party, _), count in seats.items())
            and all(count == 1 for count in fixed.values())
            and all(held[c.id] <= c.max_meetings for c in self.problem.companies if c.max_meetings is not None)
        )

    def in_order(self, places: Places) -> bool:
        return all(
            earlier in places and places[earlier].start_at < slot.start_at
            for name, slot in places.items()
            for earlier in self.requests[name].after
        )

    def speakers(self, request: Request) -> list[int] | None:
        """Who can interpret, by number; None where nobody need."""
        first, second = (self.companies[party].languages for party in request.parties)
        if request.interpreter == "none" or first & second:
            return None
        return [
            number
            for number, each in enumerate(self.problem.interpreters)
            if not each.standby and each.languages & first and each.languages & second
        ]

    def interpreted(self, places: Places) -> bool:
        """Whether interpreters can be found for these places, by trying all."""
        needy = [(request, self.speakers(request)) for request in map(self.requests.__getitem__, places)]
        open_list = [(places[request.id].id, speakers) for request, speakers in needy if speakers is not None]
        return self._assign(open_list, {})

    def _assign(self, left: list[tuple[str, list[int]]], duty: dict[tuple[int, str], bool]) -> bool:
        if not left:
            return self.rested(duty)
        (slot, speakers), *rest = left
        return any(
            self._assign(rest, {**duty, (number, slot): True})
            for number in speakers
            if (number, slot) not in duty and slot not in self.problem.interpreters[number].unavailable
        )

    def rested(self, duty: dict[tuple[int, str], bool]) -> bool:
        for number, each in enumerate(self.problem.interpreters):
            if each.max_meetings is not None and sum(who == number for who, _ in duty) > each.max_meetings:
                return False
            for day in self.days.values():
                marks = "".join("x" if (number, slot) in duty else " " for slot in day)
                if max(map(len, marks.split())) > each.max_consecutive if marks.strip() else False:
                    return False
        return True

    def breaks(self, places: Places) -> list[int]:
        found = []
        for company in self.problem.companies:
            mine = {slot.id for name, slot in places.items() if company.id in self.requests[name].parties}
            count = 0
            for day in self.days.values():
                numbers = [number for number, slot in enumerate(day) if slot in mine]
                count += sum(later > earlier + 1 for earlier, later in pairwise(numbers))
            found.append(count)
        return found

    def value(self, places: Places) -> int:
        held = Counter(party for name in places for party in self.requests[name].parties)
        floors = sum(min(held[company.id], company.floor) for company in self.problem.companies)
        return FLOOR_VALUE * floors + sum(self.requests[name].weight for name in places)

    def schedules(self, whole: bool) -> Iterator[Places]:
        """Every choice of places that fits, interpreters aside."""

        def grow(number: int, places: Places) -> Iterator[Places]:
            if number == len(self.problem.requests):
                if self.in_order(places):
                    yield places
                return
            request = self.problem.requests[number]
            if not whole:
                yield from grow(number + 1, places)
            for slot in self.options(request):
                more = {**places, request.id: slot}
                if self.fits(more):
                    yield from grow(number + 1, more)

        return grow(0, {})


def best_value(problem: Problem) -> int:
    """The greatest 100 · floor_met + weight."""
    table = Table(problem)
    best = 0
    for places in table.schedules(whole=False):
        value = table.value(places)
        if value > best and table.interpreted(places):
            best = value
    return best


def fewest_breaks(problem: Problem) -> int | None:
    """The fewest breaks with every request held, None where that cannot be."""
    table = Table(problem)
    best: int | None = None
    for places in table.schedules(whole=True):
        breaks = table.breaks(places)
        if problem.max_breaks is not None and max(breaks) > problem.max_breaks:
            continue
        if (best is None or sum(breaks) < best) and table.interpreted(places):
            best = sum(breaks)
    return best
