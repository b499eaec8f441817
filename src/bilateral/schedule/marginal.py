"""What an addition to a problem is worth at most, by the dual prices of the linear programme.

The programme's bound is concave in its limits, so any dual prices, the new rows priced as one likes, bound what the
enlarged programme can reach (weak duality). All additions are priced from one solution.
"""

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bilateral.schedule.addition import Addition, fresh_id, usual_run
from bilateral.schedule.bound import Prices
from bilateral.schedule.instance import NO_CAP, Day, Instance, Numbers, Truths
from bilateral.schedule.model import Interpreter, Table

Amounts = NDArray[np.float64]


class MarginalValues:
    """Reads the prices of one solved programme; `instance` is the one that it was made of."""

    def __init__(self, instance: Instance, prices: Prices) -> None:
        self.instance = instance
        self.of = prices.of
        self.parts = prices.parts
        self.part_of = np.full(instance.positions, -1, np.int64)
        for number, part in enumerate(self.parts):
            self.part_of[part] = number
        self.possible = np.stack([instance.allowed[:, part].any(axis=1) for part in self.parts], axis=1)
        self.served = np.array([bool(servers) for servers in instance.class_servers])
        self.served[0] = True
        slots, companies = instance.problem.slots, instance.problem.companies
        self.company: dict[str | None, int] = {company.id: number for number, company in enumerate(companies)}
        self.day: dict[tuple[date, str] | None, Day] = {
            slots[instance.slot_of[day.first]].day: day for day in instance.days
        }

    def worth(self, addition: Addition) -> float:
        """What the addition adds at most to the bound of the programme with the same parts."""
        if addition.kind == "interpreter":
            return self._interpreter(addition.languages, self.day[addition.day])
        if addition.kind == "table":
            return self._table(self.day[addition.day])
        p = self.company[addition.company]
        if addition.kind == "presence":
            return self._presence(p, self.day[addition.day])
        return self._cap(p) if addition.kind == "cap" else self._representative(p)

    @cached_property
    def reduced(self) -> Amounts:
        """What holding each request in each part adds beyond what it pays there, possible or not: [request, part]."""
        i, of = self.instance, self.of
        own: Amounts = i.weight - of["once"]
        for party in (i.first, i.second):
            own = own - of["caps"][party] + of["floors"][party]
        chairs = of["chairs"]
        found: Amounts = own[:, np.newaxis] - chairs[i.first] - chairs[i.second] - of["tables"]
        found -= of["speakers"][i.language_class]
        if "order" in of:
            found -= of["order"]
        if "fixed" in of:
            named = np.flatnonzero(i.table >= 0)
            found[named] -= of["fixed"][i.table[named]]
        return found

    @cached_property
    def roomy(self) -> Truths:
        """Where each request might be held if everybody were there, with a table, and spoken for."""
        problem = self.instance.problem
        everything = replace(
            problem,
            tables=(*problem.tables, Table(fresh_id(table.id for table in problem.tables))),
            companies=tuple(replace(company, unavailable=frozenset()) for company in problem.companies),
            interpreters=(Interpreter("", frozenset().union(*(each.languages for each in problem.companies))),),
        )
        return Instance(everything).allowed

    def _slots_in(self, slots: Numbers) -> Numbers:
        """How many of the positions are in each part."""
        return np.bincount(self.part_of[slots], minlength=len(self.parts))

    def _columns(self, numbers: Numbers, slots: Numbers, there: Truths) -> Truths:
        """Which of the requests could be held in which parts, where they cannot without the addition: `there` says in
        which of the slots."""
        found = np.zeros((len(numbers), len(self.parts)), np.bool_)
        for part in np.unique(self.part_of[slots]):
            found[:, part] = there[:, self.part_of[slots] == part].any(axis=1)
        fresh: Truths = found & ~self.possible[numbers]
        return fresh

    def _table(self, day: Day) -> float:
        i, slots = self.instance, np.array(day.positions)
        worth = float(self.of["tables"] @ self._slots_in(slots))
        bare = slots[i.tables_at[slots] == 0]
        if bare.size:
            there = (self.roomy & i.available[i.first] & i.available[i.second])[:, bare] & self.served_requests
            fresh = self._columns(np.arange(len(i.weight)), bare, there)
            worth += float(np.where(fresh, np.maximum(0.0, self.reduced), 0.0).max(axis=1).sum())
        return worth

    @property
    def served_requests(self) -> Truths:
        """Whether somebody speaks for each request, as a column."""
        spoken: Truths = self.served[self.instance.language_class][:, np.newaxis]
        return spoken

    def _cap(self, p: int) -> float:
        return float(self.of["caps"][p]) * self._more_under_the_cap(p, more_cap=1)

    def _representative(self, p: int) -> float:
        available = np.flatnonzero(self.instance.available[p])
        worth = self.of["chairs"][p] @ self._slots_in(available)
        return float(worth) + float(self.of["caps"][p]) * self._more_under_the_cap(p, more_chairs=len(available))

    def _more_under_the_cap(self, p: int, more_cap: int = 0, more_chairs: int = 0) -> int:
        """How much the limit of p's meetings rises: its cap, or its chairs where they are fewer."""
        i = self.instance
        cap = i.problem.companies[p].max_meetings
        chairs = int(i.available[p].sum() * i.seats[p]) + more_chairs
        return min(NO_CAP if cap is None else cap + more_cap, chairs) - int(i.cap[p])

    def _presence(self, p: int, day: Day) -> float:
        """Chairs in the new slots, and requests held in parts where they could not be.

        In parts where p was not at all its chairs may be priced anew, so that only the best requests count; or each
        request counts in its best part only.
        """
        i = self.instance
        slots = np.array([t for t in day.positions if not i.available[p, t]])
        mine = np.array(i.of_company[p], np.int64)
        others = i.first[mine] + i.second[mine] - p
        there = self.roomy[mine][:, slots] & i.available[others][:, slots] & (i.tables_at[slots] > 0)
        fresh = self._columns(mine, slots, there & self.served_requests[mine])
        chairs, more = self.of["chairs"][p], self._slots_in(slots) * i.seats[p]
        gains = np.where(fresh, np.maximum(0.0, self.reduced[mine]), 0.0)
        once = float(chairs @ more) + (float(gains.max(axis=1).sum()) if mine.size else 0.0)
        by_part = 0.0
        for part in np.flatnonzero(more):
            if i.available[p, self.parts[part]].any():
                by_part += float(chairs[part] * more[part] + gains[:, part].sum())
            else:
                anew = self.reduced[mine[fresh[:, part]], part] + chairs[part]
                by_part += float(_best(anew, more[part]).sum())
        limit = float(self.of["caps"][p]) * self._more_under_the_cap(p, more_chairs=len(slots) * int(i.seats[p]))
        return min(once, by_part) + limit

    def _interpreter(self, languages: tuple[str, ...], day: Day) -> float:
        """What the classes pay for the best slots of the day, rests taken, and requests that nobody could serve."""
        i = self.instance
        slots = np.array(day.positions)
        speaks = np.array([not company.languages.isdisjoint(languages) for company in i.problem.companies])
        serves = speaks[i.first] & speaks[i.second] & (i.language_class > 0)
        unserved = serves & ~self.served[i.language_class]
        known = np.unique(i.language_class[serves & ~unserved])
        inside = self._slots_in(slots)
        run = usual_run(i.interpreters)
        usable = len(slots) - len(slots) // (run + 1)
        whole = all(serves[i.language_class == c].all() for c in known) and not unserved.any()
        if whole and ("in_part", tuple(known.tolist())) in self.of:
            return self._one_more_of(tuple(known.tolist()), day, inside, usable)
        wanted = np.flatnonzero(unserved)
        present = self.roomy[wanted] & i.available[i.first[wanted]] & i.available[i.second[wanted]]
        fresh = self._columns(wanted, slots, present[:, slots] & (i.tables_at[slots] > 0))
        gains = np.where(fresh, np.maximum(0.0, self.reduced[wanted]), 0.0)
        paid = self.of["speakers"][known].max(axis=0, initial=0.0)
        gains += np.where(fresh, self.of["speakers"][i.language_class[wanted]], 0.0)
        by_slot = [np.maximum(paid[q], _best(gains[:, q], inside[q], filled=True)) for q in np.flatnonzero(inside)]
        plain = np.repeat(paid, inside)
        once = float(_best(plain, usable).sum()) + (float(gains.max(axis=1).sum()) if wanted.size else 0.0)
        return min(once, float(_best(np.concatenate(by_slot), usable).sum()))

    def _one_more_of(self, served: tuple[int, ...], day: Day, inside: Numbers, usable: int) -> float:
        """One more interpreter of a type that there is already."""
        in_part, in_day, in_all = (self.of[name, served] for name in ("in_part", "in_day", "in_all"))
        number = self.instance.days.index(day)
        worth = float(in_part @ inside + usable * (in_day[number] + in_all[0]))
        apart = np.array([part[-1] <= day.last and part[0] >= day.first for part in self.parts])
        for c in served:
            beyond = self.of["speakers"][c] - in_part - in_all[0] - np.where(apart, in_day[number], 0.0)
            worth += float(np.maximum(0.0, beyond) @ inside)
        return worth


def _best(amounts: Any, most: int, *, filled: bool = False) -> Amounts:
    """The greatest `most` amounts, none below 0; with zeros to make up the number where `filled`."""
    found = np.sort(np.maximum(0.0, np.asarray(amounts, np.float64)))[::-1][:most]
    return np.pad(found, (0, int(most) - len(found))) if filled else found
