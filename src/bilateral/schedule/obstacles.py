"""What stands in the way of a request in a slot, at a table, with an interpreter, and what mends it by giving way."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from bilateral.fault import Fault
from bilateral.schedule.grid import Grid
from bilateral.schedule.instance import Instance


@dataclass(frozen=True, slots=True)
class Blocker:
    """A rule that would be broken, by the judge's code and the values that its sentence names, and the requests (ids)
    that mend it by giving way."""

    code: str
    values: Mapping[str, object]
    requests: tuple[str, ...]

    @property
    def fault(self) -> Fault:
        """The rule as it is told where nothing gives way."""
        return Fault(self.code, values=self.values)


@dataclass(slots=True)
class Findings:
    """Faults that nothing mends, rules that are mended where others give way, and the meetings, by number, that do:
    `roots` for these rules, `gone` with what comes after them and what gives way already."""

    gone: frozenset[int]
    roots: tuple[int, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    faults: tuple[Fault, ...] = ()


class Obstacles:
    """The rules as they concern request m, which is in the hand: the grid is looked at without it.

    Of several meetings of which one has to give way it is the one whose withdrawal, with all that comes after it, costs
    the least value. Nothing gives way that is `fixed`, nor what m comes after.
    """

    def __init__(self, grid: Grid, m: int, fixed: Callable[[int], bool]) -> None:
        self.grid, self.instance, self.m = grid, grid.instance, m
        self.problem = grid.instance.problem
        self.request = self.problem.requests[m]
        self.name = self.request.id
        self.earlier = ancestors(grid.instance, m)
        self.fixed = fixed
        self.confined = grid.instance.confinement(self.request)

    def in_slot(self, t: int) -> Findings:
        """The presence and the chairs of the parties, the request's confinement, and its order among others."""
        found = Findings(frozenset())
        for p in self.grid.parties(self.m):
            if not self.instance.available[p, t]:
                found.faults += (self._fault("company_unavailable", t, company=self.problem.companies[p].id),)
        if self.confined is not None and not self.confined[t]:
            slot = self.problem.slots[self.instance.slot_of[t]]
            if self.request.slots is not None and slot.id not in self.request.slots:
                found.faults += (self._fault("slot_not_allowed", t),)
            if self.request.session not in (None, slot.session):
                found.faults += (self._fault("session_not_allowed", t, session=self.request.session),)
        for p in self.grid.parties(self.m):
            here = self.grid.held[p].get(t, ())
            if len(here) >= self.instance.seats[p]:
                company = self.problem.companies[p]
                values = {"company": company.id, "parallel": company.parallel}
                self._one_gives_way(found, here, "company_double_booked", t, **values)
        self._order(found, t)
        return found

    def _order(self, found: Findings, t: int) -> None:
        grid, rank = self.grid, self.grid.rank
        for n in self.instance.before[self.m]:
            if n not in grid.spots:
                found.faults += (self._fault("predecessor_unplaced", t, earlier=self._id(n)),)
            elif rank[grid.spots[n].position] >= rank[t]:
                found.faults += (self._fault("predecessor_not_earlier", t, earlier=self._id(n)),)
        for n in self.instance.after[self.m]:
            if n in grid.spots and rank[u := grid.spots[n].position] <= rank[t]:
                values = {"id": self._id(n), "earlier": self.name}
                self._one_gives_way(found, (n,), "predecessor_not_earlier", u, **values)

    def at_table(self, t: int, table: int, gone: frozenset[int]) -> Findings:
        """The table's presence, the request's confinement to another, and who sits there, after `gone` gave way."""
        found = Findings(gone)
        name = self.problem.tables[table].id
        if not self.instance.table_available[table, t]:
            found.faults += (self._fault("table_unavailable", t, table=name),)
        if self.request.table not in (None, name):
            found.faults += (self._fault("table_not_allowed", t, table=self.request.table),)
        if (t, table) in self.grid.at_table:
            n = self.grid.at_table[t, table]
            self._one_gives_way(found, (n,), "table_taken_twice", t, table=name, other=self._id(n))
        return found

    def with_interpreter(self, t: int, i: int, gone: frozenset[int]) -> Findings:
        """Need, languages, presence, other service, rest and cap of interpreter i (-1 for none), after `gone` gave
        way."""
        found = Findings(gone)
        language_class = int(self.instance.language_class[self.m])
        if i < 0:
            if language_class:
                found.faults += (self._fault("interpreter_missing", t),)
            return found
        interpreter = self.instance.interpreters[i]
        if not language_class:
            found.faults += (self._fault("interpreter_needless", t, interpreter=interpreter.id),)
        elif i not in self.instance.class_servers[language_class]:
            found.faults += (self._fault("interpreter_languages", t, interpreter=interpreter.id),)
        if not self.instance.interpreter_available[i, t]:
            found.faults += (self._fault("interpreter_unavailable", t, interpreter=interpreter.id),)
        duty = self.grid.duty[i]
        if t in duty:
            self._one_gives_way(found, (duty[t],), "interpreter_double_booked", t, interpreter=interpreter.id)
        else:
            self._rest(found, t, i)
        cap = interpreter.max_meetings
        if cap is not None and len(duty) >= cap:
            values = {"interpreter": interpreter.id, "held": len(duty) + 1, "cap": cap}
            self._one_gives_way(found, duty.values(), "interpreter_over_cap", t, **values)
        return found

    def _rest(self, found: Findings, t: int, i: int) -> None:
        """Cut the run of served slots that m would join, on one side or on both, where it would become too long."""
        duty, day = self.grid.duty[i], self.grid.day_of[t]
        longest = self.instance.interpreters[i].max_consecutive
        sides: tuple[list[int], list[int]] = ([], [])
        for side, step in zip(sides, (-1, 1), strict=True):
            u = t + step
            while day.first <= u <= day.last and u in duty:
                side.append(duty[u])
                u += step
        if len(sides[0]) + 1 + len(sides[1]) <= longest:
            return
        code, values = "interpreter_without_rest", {"interpreter": self.instance.interpreters[i].id, "most": longest}
        runs = [list(takewhile(lambda n: n not in found.gone, side)) for side in sides]
        mended = [side[len(run)] for side, run in zip(sides, runs, strict=True) if len(run) < len(side)]
        if len(runs[0]) + 1 + len(runs[1]) > longest:
            cuts = list(self._cuts(runs, longest))
            if not cuts:
                found.faults += (self._fault(code, t, **values),)
                return
            _, chosen = min(cuts)
            self._let_go(found, chosen)
            mended = [*mended, *chosen]
        self._mended(found, mended, code, t, **values)

    def _cuts(self, runs: list[list[int]], longest: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """What may give way for rest, with the value that it costs: x slots stay before, y after."""
        for x in range(min(len(runs[0]), longest - 1) + 1):
            for y in range(min(len(runs[1]), longest - 1 - x) + 1):
                chosen = (*runs[0][x : x + 1], *runs[1][y : y + 1])
                if not any(n in self.earlier or self.fixed(n) for n in chosen):
                    yield sum(self._loss(n) for n in chosen), chosen

    def caps(self, t: int, gone: frozenset[int]) -> Findings:
        """The most meetings of each party, after `gone` gave way."""
        found = Findings(gone)
        for p in self.grid.parties(self.m):
            company = self.problem.companies[p]
            if company.max_meetings is not None and self.grid.count[p] >= company.max_meetings:
                values = {"company": company.id, "held": self.grid.count[p] + 1, "cap": company.max_meetings}
                meetings = (n for those in self.grid.held[p].values() for n in those)
                self._one_gives_way(found, meetings, "company_over_cap", t, **values)
        return found

    def _one_gives_way(self, found: Findings, those: Iterable[int], code: str, t: int, **values: object) -> None:
        """Let the one of the meetings that costs least give way, unless one of them does already."""
        those = sorted(those)  # companies and interpreters hold theirs in no order
        giving = [n for n in those if n in found.gone]
        if not giving:
            free = [n for n in those if n not in self.earlier and not self.fixed(n)]
            if not free:
                found.faults += (self._fault(code, t, **values),)
                return
            giving = free if len(free) == 1 else [min(free, key=lambda n: (self._loss(n), n))]
            self._let_go(found, giving)
        self._mended(found, giving, code, t, **values)

    def _mended(self, found: Findings, giving: list[int], code: str, t: int, **values: object) -> None:
        names = tuple([self._id(n) for n in giving])
        found.blockers += (Blocker(f"schedule.{code}", self._values(t, values), names),)

    def _let_go(self, found: Findings, those: Iterable[int]) -> None:
        for n in those:
            found.roots += (n,)
            found.gone = found.gone.union(self.grid.withdrawals[n].requests)

    def _loss(self, n: int) -> int:
        return -self.grid.withdrawals[n].change.value

    def _id(self, n: int) -> str:
        return self.problem.requests[n].id

    def _fault(self, code: str, t: int, **values: object) -> Fault:
        return Fault(f"schedule.{code}", values=self._values(t, values))

    def _values(self, t: int, values: dict[str, object]) -> dict[str, object]:
        return {"id": self.name, "slot": self.grid.slot_id(t), **values}


def ancestors(instance: Instance, m: int) -> set[int]:
    """What m comes after, directly or by way of others."""
    found: set[int] = set()
    reached = [m]
    while reached:
        more = set(instance.before[reached.pop()]) - found
        found |= more
        reached += more
    return found
