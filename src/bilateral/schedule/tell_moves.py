"""What a repair changed, and why: the moves of its schedule."""

from collections.abc import Iterable

import numpy as np

from bilateral.schedule.board import Snapshot
from bilateral.schedule.instance import Numbers
from bilateral.schedule.model import Move
from bilateral.schedule.published import Cause, Published, meeting_at


def tell_moves(published: Published, held: Snapshot, tables: Numbers, added: set[str]) -> tuple[Move, ...]:
    """Every request that is not held exactly as it was, in the problem's order; `added` are the ids of new ones."""
    teller = _Teller(published, held, tables)
    moves = []
    for m, request in enumerate(published.instance.problem.requests):
        was = published.meeting(m) if published.places[m] >= 0 else None
        now = meeting_at(published.instance, m, held.places, held.servers, tables) if held.places[m] >= 0 else None
        if was == now:
            continue
        if was is None:
            reason, cause = ("added" if request.id in added else "filled"), None
        else:
            reason, cause = teller.why(m)
        moves.append(Move(request.id, was, now, reason, cause))
    return tuple(moves)


class _Teller:
    """Finds the reason of each move in what came to where the meeting was."""

    def __init__(self, published: Published, held: Snapshot, tables: Numbers) -> None:
        self.published, self.instance = published, published.instance
        self.held, self.tables = held, tables
        self.newcomers: dict[int, list[int]] = {}
        """By position, the meetings that are not held there as they were."""
        differ = (held.places != published.places) | (held.servers != published.servers) | (tables != published.tables)
        for m in np.flatnonzero((held.places >= 0) & differ).tolist():
            self.newcomers.setdefault(int(held.places[m]), []).append(m)

    def why(self, m: int) -> tuple[str, str | None]:
        if m in self.published.cancelled:
            return ("cancelled", None)
        return self.published.displaced.get(m) or self._out_of_order(m) or self._made_room(m)

    def _out_of_order(self, m: int) -> Cause | None:
        """The request with which m would be out of order now, had it stayed in its slot."""
        rank, places = self.instance.rank, self.held.places
        home = rank[self.published.places[m]]
        early = [n for n in self.instance.before[m] if places[n] >= 0 and rank[places[n]] >= home]
        late = [n for n in self.instance.after[m] if places[n] >= 0 and rank[places[n]] <= home]
        found = [*early, *late]
        return ("keeps_order", self._name(found[0])) if found else None

    def _made_room(self, m: int) -> Cause:
        """The request that now has what m had: its party's time, its interpreter, its table, its slot; else the nearest
        in time of those with its interpreter, else the first that was displaced."""
        published, instance = self.published, self.instance
        home, server = int(published.places[m]), published.servers[m]
        parties = {int(instance.first[m]), int(instance.second[m])}
        here = [n for n in self.newcomers.get(home, ()) if n != m]
        choices: tuple[Iterable[int], ...] = (
            (n for n in here if parties & {int(instance.first[n]), int(instance.second[n])}),
            (n for n in here if server >= 0 and self.held.servers[n] == server),
            (n for n in here if self.tables[n] == published.tables[m]),
            (n for n in here if published.places[n] != home),
            self._served_by(int(server), home),
            (n for n in published.displaced if self.held.places[n] >= 0),
        )
        return ("made_room_for", self._name(next(n for choice in choices for n in choice if n != m)))

    def _served_by(self, server: int, home: int) -> list[int]:
        newly = [
            n for those in self.newcomers.values() for n in those if server >= 0 and self.held.servers[n] == server
        ]
        return sorted(newly, key=lambda n: (abs(int(self.held.places[n]) - home), n))

    def _name(self, m: int) -> str:
        return self.instance.problem.requests[m].id
