"""Where a request may be put by hand: for each slot, table and interpreter what stands in the way and what it costs."""

from collections.abc import Collection
from dataclasses import dataclass

from bilateral.fault import Fault, Place
from bilateral.schedule.grid import NO_CHANGE, Change, Grid, Ground, Spot, Withdrawal
from bilateral.schedule.obstacles import Blocker, Findings, Obstacles


@dataclass(frozen=True, slots=True)
class Option:
    """A place for a request (ids; no interpreter where none is needed), as things stand.

    With `faults` it cannot be. Otherwise the requests in `gives_way` would be left without a place: those that the
    `blockers` name and what comes after them; and `change` is what all of it does to the objective.
    """

    slot: str
    table: str | None
    interpreter: str | None
    faults: tuple[Fault, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    gives_way: tuple[str, ...] = ()
    change: Change = NO_CHANGE

    @property
    def free(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.faults and not self.blockers


@dataclass(frozen=True, slots=True)
class SlotOptions:
    """What a slot has for a request: each table with the interpreter of `best`, each interpreter who speaks for both
    parties with the table of `best`. Where the slot cannot be, there are none, and `best` names no table."""

    best: Option
    tables: tuple[Option, ...] = ()
    interpreters: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A slot that can be: what stands in the way there whatever the table and the interpreter, and the caps."""

    t: int
    found: Findings
    caps: Findings
    ground: Ground


class Hand:
    """Request m in the hand: the grid is looked at without it. Meetings at the positions of the `past` stay."""

    def __init__(self, grid: Grid, m: int, past: Collection[int]) -> None:
        self.grid, self.instance, self.m, self.past = grid, grid.instance, m, past
        self.problem = grid.instance.problem
        self.was = grid.taken_from(m)
        self.obstacles = Obstacles(grid, m, lambda n: grid.spots[n].position in past)
        language_class = self.instance.language_class[m]
        self.servers = list(self.instance.class_servers[language_class]) if language_class else [-1]

    def slot(self, t: int) -> SlotOptions:
        """All that the slot at position t has."""
        found = self.obstacles.in_slot(t)
        caps = self.obstacles.caps(t, found.gone)
        faults = [*self._past(t), *found.faults, *caps.faults]
        if faults:
            return SlotOptions(Option(self.grid.slot_id(t), None, None, tuple(faults)))
        tables = [self.obstacles.at_table(t, b, found.gone) for b in range(len(self.problem.tables))]
        servers = {i: self.obstacles.with_interpreter(t, i, found.gone) for i in self.servers}
        if all(each.faults for each in tables):
            faults.append(self._fault("editing.no_table", t))
        if all(each.faults for each in servers.values()):
            faults.append(self._fault("editing.no_interpreter", t))
        if faults:
            return SlotOptions(Option(self.grid.slot_id(t), None, None, tuple(faults)))
        with self.grid.without(caps.gone):
            opened = _Opened(t, found, caps, self.grid.ground(self.m, t))
        i = min((i for i in servers if not servers[i].faults), key=lambda i: self._worth(i, servers[i]))
        at_tables = [self._with(opened, b, each, i, servers[i]) for b, each in enumerate(tables)]
        b = self._least(at_tables)
        spoken = [self._with(opened, b, tables[b], i, each) for i, each in servers.items() if i >= 0]
        return SlotOptions(at_tables[b], tuple(at_tables), tuple(spoken))

    def option(self, t: int, b: int | None, i: int | None) -> Option:
        """A place. Where the table or the interpreter is None, with those that cost least."""
        if b is None and i is None:
            return self.slot(t).best
        tables = range(len(self.problem.tables)) if b is None else [b]
        servers = self.servers if i is None else [i]
        if not tables or not servers:
            code = "editing.no_interpreter" if tables else "editing.no_table"
            faults = [*self._past(t), *self.obstacles.in_slot(t).faults, self._fault(code, t)]
            faults += [] if b is None else self.obstacles.at_table(t, b, frozenset()).faults
            return Option(self.grid.slot_id(t), None, None, tuple(faults))
        options = [self._anew(t, b, i) for b in tables for i in servers]
        return options[self._least(options)]

    def _worth(self, i: int, found: Findings) -> tuple[int, bool, bool, int]:
        """By what the interpreter is chosen: least lost, not from standby, the one that it has."""
        lost = -sum(self.grid.withdrawals[n].change.value for n in found.roots)
        return lost, i >= 0 and self.grid.standby[i], self.was is None or i != self.was.server, i

    def _least(self, options: list[Option]) -> int:
        """The number of the option that costs least; of equal ones that at the table that the request has."""

        def cost(number: int) -> tuple[int, int, int, int, int, bool, int]:
            option, change = options[number], options[number].change
            table = None if option.table is None else self.instance.table_number[option.table]
            moved = self.was is None or table != self.was.table
            return (
                len(option.faults),
                -change.value,
                change.breaks,
                change.table_changes,
                change.standby,
                moved,
                number,
            )

        return min(range(len(options)), key=cost)

    def _with(self, opened: _Opened, b: int, table: Findings, i: int, server: Findings) -> Option:
        """A place in an opened slot. Changes of meetings that share no company add up; else all is looked at anew."""
        t, faults = opened.t, (*table.faults, *server.faults)
        if faults and (table.roots or server.roots):
            return self._anew(t, b, i)
        caps, ground = opened.caps, opened.ground
        if faults:
            found = (opened.found, table, server, caps)
            blockers = tuple(blocker for each in found for blocker in each.blockers)
            return self._option(t, b, i, faults=faults, blockers=blockers)
        goes = [self.grid.withdrawals[n] for n in (*table.roots, *server.roots)]
        if _apart(ground.parties, goes) and not self._frees(table.roots, i):
            change = ground.change
            for each in goes:
                change += each.change
            beside, standby = ground.beside.get(b, 0), int(i >= 0 and self.grid.standby[i])
            if beside or standby:
                change += Change(table_changes=beside, standby=standby)
            gone = caps.gone.union(table.gone, server.gone)
        else:
            server = self.obstacles.with_interpreter(t, i, table.gone)
            caps = self.obstacles.caps(t, server.gone)
            gone = caps.gone
            with self.grid.without(gone):
                change = self.grid.change_with(self.m, Spot(t, b, i))
        blockers = (*opened.found.blockers, *table.blockers, *server.blockers, *caps.blockers)
        return self._option(t, b, i, blockers=blockers, gone=gone, change=change)

    def _frees(self, roots: tuple[int, ...], i: int) -> bool:
        """Whether interpreter i serves one of those that go with these."""
        withdrawals, spots = self.grid.withdrawals, self.grid.spots
        return i >= 0 and any(spots[n].server == i for root in roots for n in withdrawals[root].requests)

    def _anew(self, t: int, b: int, i: int) -> Option:
        """A place with nothing known beforehand."""
        found = self.obstacles.in_slot(t)
        table = self.obstacles.at_table(t, b, found.gone)
        server = self.obstacles.with_interpreter(t, i, table.gone)
        caps = self.obstacles.caps(t, server.gone)
        every = (found, table, server, caps)
        faults = (*self._past(t), *(fault for each in every for fault in each.faults))
        blockers = tuple(blocker for each in every for blocker in each.blockers)
        if faults:
            return self._option(t, b, i, faults=faults, blockers=blockers)
        with self.grid.without(caps.gone):
            change = self.grid.change_with(self.m, Spot(t, b, i))
        return self._option(t, b, i, blockers=blockers, gone=caps.gone, change=change)

    def _option(
        self,
        t: int,
        b: int,
        i: int,
        *,
        faults: tuple[Fault, ...] = (),
        blockers: tuple[Blocker, ...] = (),
        gone: Collection[int] = (),
        change: Change = NO_CHANGE,
    ) -> Option:
        requests = self.problem.requests
        return Option(
            self.grid.slot_id(t),
            self.problem.tables[b].id,
            None if i < 0 else self.instance.interpreters[i].id,
            faults,
            blockers,
            tuple(requests[n].id for n in sorted(gone)),
            change,
        )

    def _past(self, t: int) -> list[Fault]:
        """The past can neither be filled nor left."""
        over = [u for u in (t, None if self.was is None else self.was.position) if u in self.past and u is not None]
        return [self._fault("editing.past", u) for u in dict.fromkeys(over)]

    def _fault(self, code: str, t: int) -> Fault:
        named = {"id": self.problem.requests[self.m].id, "slot": self.grid.slot_id(t)}
        return Fault(code, Place(), named)


def _apart(parties: frozenset[int], goes: list[Withdrawal]) -> bool:
    """Whether no company is concerned twice."""
    if not all(parties.isdisjoint(each.parties) for each in goes):
        return False
    return len(goes) < 2 or len(frozenset().union(*(each.parties for each in goes))) == sum(
        len(each.parties) for each in goes
    )
