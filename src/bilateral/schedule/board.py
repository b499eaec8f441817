"""The state on which the kernels play: who meets when, with which interpreter."""

from dataclasses import dataclass

import numpy as np

from bilateral.schedule import kernels as k
from bilateral.schedule.instance import NO_CAP, Instance, Numbers, Truths


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Position and interpreter of each request, -1 for none."""

    places: Numbers
    servers: Numbers


def words_of(truths: Truths) -> Numbers:
    """Rows of positions as rows of words."""
    split = truths.reshape(truths.shape[0], truths.shape[1] // k.BITS, k.BITS)
    words = np.zeros(split.shape[:2], np.int64)
    for bit in range(k.BITS):  # one by one: all at once would take eight bytes for each truth
        words |= split[:, :, bit].astype(np.int64) << bit
    return words


class Board:
    """Owns the array that the kernels work on; one board is one search, and its randomness comes from `seed`.

    `there` is where interpreters may serve, by default wherever they are available.
    """

    def __init__(self, instance: Instance, seed: int, there: Truths | None = None) -> None:
        self.instance = instance
        self._sizes = np.zeros(k.HEADER, np.int64)
        self._parts: list[Numbers] = [self._sizes]
        self._end = k.HEADER
        self._links: list[int] = []
        n, i = len(instance.problem.requests), instance
        for field, size in (
            (k.N_REQUESTS, n),
            (k.N_COMPANIES, len(i.problem.companies)),
            (k.N_INTERPRETERS, len(i.interpreters)),
            (k.N_SLOTS, len(i.problem.slots)),
            (k.N_CLASSES, len(i.class_servers)),
            (k.N_TABLES, len(i.problem.tables)),
            (k.N_DAYS, len(i.days)),
            (k.WORDS, i.words),
            (k.POSITIONS, i.positions),
            (k.RANDOM, 88172645463325252 + 7919 * (seed % (1 << 32))),
        ):
            self._sizes[field] = size
        self._append(k.AT_REQUESTS, self._request_records())
        self._append(k.AT_COMPANIES, self._company_records())
        self._append(k.AT_INTERPRETERS, self._interpreter_records(i.interpreter_available if there is None else there))
        self._append(k.AT_CLASSES, self._class_records())
        self._append(k.AT_POSITIONS, self._position_records())
        day_rows = [(d.first // k.BITS, ((1 << (d.last - d.first + 1)) - 1) << (d.first % k.BITS)) for d in i.days]
        self._append(k.AT_DAYS, np.array(day_rows, np.int64))
        self._append(k.AT_SLOTS, np.sort(i.position))
        seats = int(i.seats.sum())
        empty = (
            (k.AT_OCCUPANTS, seats * i.positions),
            (k.AT_LOADS, len(i.seats) * i.positions),
            (k.AT_SERVING, len(i.interpreters) * i.positions),
            (k.AT_HELD, i.positions * (len(i.problem.tables) + 1)),
            (k.AT_FIXED, len(i.problem.tables) * i.positions),
            (k.AT_SCRATCH, 2 * i.words),
            (k.AT_POOL, n),
            (k.AT_LOG, k.LONGEST_LOG * k.ENTRY),
            (k.AT_EJECTED, k.LONGEST_LOG),
            (k.AT_CHAIN, k.LONGEST_CHAIN * k.ENTRY),
            (k.AT_TOUCHED, 2 * k.LONGEST_CHAIN + 2),
        )
        for field, size in empty:
            self._append(field, np.full(size, -1 if field in (k.AT_SERVING, k.AT_FIXED) else 0, np.int64))
        is_open = (i.slot_of >= 0) & (i.tables_at > 0)
        self._append(k.AT_OPEN, words_of(is_open[np.newaxis]))
        self._append(k.AT_LINKS, np.array(self._links, np.int64))
        self.state = np.concatenate([part.ravel() for part in self._parts])
        self._parts.clear()
        k.refresh_all(self.state)

    def _append(self, field: int, part: Numbers) -> None:
        self._sizes[field] = self._end
        self._parts.append(part)
        self._end += part.size

    def _link(self, numbers: list[int] | tuple[int, ...]) -> tuple[int, int]:
        start = len(self._links)
        self._links.extend(numbers)
        return start, len(self._links)

    def _request_records(self) -> Numbers:
        i = self.instance
        records = np.zeros((len(i.before), k.ALLOWED + i.words), np.int64)
        for field, column in (
            (k.FIRST, i.first),
            (k.SECOND, i.second),
            (k.CLASS, i.language_class),
            (k.WEIGHT, i.weight),
            (k.FIXED_TABLE, i.table),
        ):
            records[:, field] = column
        records[:, [k.PLACE, k.SERVER, k.POOLED_AT]] = -1
        for index, (earlier, later) in enumerate(zip(i.before, i.after, strict=True)):
            if earlier or later:
                records[index, [k.BEFORE_FROM, k.BEFORE_TO]] = self._link(earlier)
                records[index, [k.AFTER_FROM, k.AFTER_TO]] = self._link(later)
        records[:, k.ALLOWED :] = words_of(i.allowed)
        return records

    def _company_records(self) -> Numbers:
        i = self.instance
        records = np.zeros((len(i.seats), k.COMPANY_SETS + 3 * i.words), np.int64)
        records[:, k.SEATS] = i.seats
        records[:, k.CAP] = i.cap
        records[:, k.FLOOR] = i.floor
        records[:, k.CHAIRS] = (np.cumsum(i.seats) - i.seats) * i.positions
        sets = words_of(i.available)
        records[:, k.COMPANY_SETS : k.COMPANY_SETS + i.words] = sets
        records[:, k.COMPANY_SETS + i.words : k.COMPANY_SETS + 2 * i.words] = sets
        return records

    def _interpreter_records(self, there: Truths) -> Numbers:
        i = self.instance
        records = np.zeros((len(i.interpreters), k.INTERPRETER_SETS + 2 * i.words), np.int64)
        for index, each in enumerate(i.interpreters):
            records[index, k.LONGEST_RUN] = min(each.max_consecutive, k.BITS)
            records[index, k.SERVER_CAP] = NO_CAP if each.max_meetings is None else each.max_meetings
            served = [number for number, servers in enumerate(i.class_servers) if index in servers]
            records[index, [k.CLASSES_FROM, k.CLASSES_TO]] = self._link(served)
        records[:, k.INTERPRETER_SETS : k.INTERPRETER_SETS + i.words] = words_of(there)
        return records

    def _class_records(self) -> Numbers:
        i = self.instance
        records = np.zeros((len(i.class_servers), k.CLASS_SETS + i.words + i.positions), np.int64)
        versatility = [0] * len(i.interpreters)
        for servers in i.class_servers:
            for server in servers:
                versatility[server] += 1
        for index, servers in enumerate(i.class_servers):
            in_order = sorted(servers, key=lambda one: (i.interpreters[one].standby, versatility[one], one))
            records[index, [k.SERVERS_FROM, k.SERVERS_TO]] = self._link(in_order)
        records[0, k.CLASS_SETS : k.CLASS_SETS + i.words] = (1 << k.BITS) - 1
        return records

    def _position_records(self) -> Numbers:
        i = self.instance
        records = np.zeros((i.positions, k.POSITION_SIZE), np.int64)
        records[:, k.DAY_FROM] = records[:, k.DAY_TO] = np.arange(i.positions)
        for number, day in enumerate(i.days):
            records[day.first : day.last + 1, [k.DAY, k.DAY_FROM, k.DAY_TO]] = (number, day.first, day.last)
        records[:, k.RANK] = i.rank
        records[:, k.MOST] = i.tables_at
        return records

    def _requests(self) -> Numbers:
        start = int(self.state[k.AT_REQUESTS])
        width = k.ALLOWED + self.instance.words
        return self.state[start : start + len(self.instance.before) * width].reshape(-1, width)

    @property
    def places(self) -> Numbers:
        """The position of each request, -1 where it has none."""
        return self._requests()[:, k.PLACE]

    def snapshot(self) -> Snapshot:
        """What is held now."""
        records = self._requests()
        return Snapshot(records[:, k.PLACE].copy(), records[:, k.SERVER].copy())

    def load(self, snapshot: Snapshot) -> None:
        """Hold exactly what was held then."""
        k.load_places(self.state, snapshot.places, snapshot.servers)

    def confine(self, m: int, allowed: Truths) -> None:
        """Let request m be put only where it is allowed."""
        self._requests()[m, k.ALLOWED :] = words_of(allowed[np.newaxis])[0]

    def hold(self, snapshot: Snapshot) -> None:
        """Hold of this what fits, in time."""
        there = np.flatnonzero(snapshot.places >= 0)
        in_time = there[np.argsort(self.instance.rank[snapshot.places[there]], kind="stable")]
        nothing = np.full_like(snapshot.places, -1)
        k.load_places(self.state, nothing, nothing)
        k.hold(self.state, in_time, snapshot.places, snapshot.servers)

    def lock(self, numbers: list[int]) -> None:
        """Let these requests stay where they are."""
        self._requests()[numbers, k.LOCKED] = 1

    def value(self) -> int:
        """100 · floor_met + weight of what is held."""
        return int(k.value(self.state))

    def breaks(self) -> int:
        """The sum of the companies' breaks."""
        return int(k.count_breaks(self.state))

    def let_interpreters_serve(self, there: Truths) -> None:
        """Replace where interpreters may serve; where they serve already they must be there."""
        start = int(self.state[k.AT_INTERPRETERS])
        words = self.instance.words
        width = k.INTERPRETER_SETS + 2 * words
        records = self.state[start : start + there.shape[0] * width].reshape(-1, width)
        records[:, k.INTERPRETER_SETS : k.INTERPRETER_SETS + words] = words_of(there)
        k.refresh_all(self.state)
