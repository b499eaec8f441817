"""What must hold between the rows of a workbook, and what is worth a word although it stops nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from zoneinfo import ZoneInfo

from bilateral.company.model import Vetting
from bilateral.company.registration import Verdict, check_registration_number, check_tax_number
from bilateral.exchange.model import EVERYONE, Period, Session
from bilateral.fault import Place
from bilateral.meeting.model import Status
from bilateral.text import NO_WORDS
from bilateral.workbook.nouns import period_of
from bilateral.workbook.rows import Findings, Row
from bilateral.workbook.sheets import SHEETS, SIDES

Rows = Mapping[str, list[Row]]


def check_rows(rows: Rows, zone: ZoneInfo, findings: Findings) -> None:
    """Note every fault that shows only when rows are seen together; `rows` are by sheet key."""
    _check_ids(rows, findings)
    _check_references(rows, findings)
    _check_periods(rows, zone, findings)
    _check_sessions(rows["sessions"], zone, findings)
    _check_companies(rows, findings)
    _check_interpreters(rows, findings)
    _check_requests(rows, findings)
    _check_after(rows["requests"], findings)


def _check_ids(rows: Rows, findings: Findings) -> None:
    for sheet in SHEETS:
        _check_unique(rows[sheet.key], "id", "id.twice", findings)


def _check_unique(rows: list[Row], key: str, code: str, findings: Findings) -> None:
    first: dict[object, Row] = {}
    for row in rows:
        value = row.values.get(key)
        if value and first.setdefault(value, row) is not row:
            findings.add(code, row.place(key), found=value, first=first[value].number)


def _check_references(rows: Rows, findings: Findings) -> None:
    known: dict[str, set[str]] = {
        key: {row.values["id"] for row in found if "id" in row.values} for key, found in rows.items()
    }
    known["sides"] = {*SIDES, EVERYONE}
    if not rows["sectors"]:
        known["sectors"] = {row.values["sector"] for found in rows.values() for row in found if "sector" in row.values}
    for sheet in SHEETS:
        for column in sheet.columns:
            if not column.refers:
                continue
            ids = set().union(*(known[target] for target in column.refers))
            for row in rows[sheet.key]:
                value = row.values.get(column.key, ())
                for item in (value,) if isinstance(value, str) else value:
                    if item not in ids:
                        findings.add("id.unknown", row.place(column.key), found=item, sheet=column.refers[0])


def _has_period(row: Row) -> bool:
    return {"date", "start", "end"} <= row.values.keys()


def _check_periods(rows: Rows, zone: ZoneInfo, findings: Findings) -> None:
    for key in ("sessions", "talks", "visits"):
        for row in filter(_has_period, rows[key]):
            period = period_of(row.values, zone)
            if period.start_at >= period.end_at:
                findings.add("period.backwards", row.place("end"), start=row.values["start"], end=row.values["end"])


def _check_sessions(sessions: list[Row], zone: ZoneInfo, findings: Findings) -> None:
    timed: list[tuple[Period, Row]] = []
    for row in filter(_has_period, sessions):
        period = period_of(row.values, zone)
        if period.start_at >= period.end_at:
            continue
        timed.append((period, row))
        minutes = row.values.get("slot_minutes")
        if minutes and not Session("", NO_WORDS, period, minutes).slots():
            findings.add("session.no_slot", row.place("slot_minutes"), minutes=minutes)
    timed.sort(key=lambda item: (item[0].start_at, item[1].number))
    for (before, earlier), (after, later) in pairwise(timed):
        if before.overlaps(after):
            findings.add(
                "session.overlap", later.place("start"), other=earlier.values.get("id", ""), row=earlier.number
            )


def _check_companies(rows: Rows, findings: Findings) -> None:
    companies = rows["companies"]
    _check_unique(companies, "registration_number", "company.registration_twice", findings)
    _check_unique(companies, "tax_number", "company.tax_twice", findings)
    _check_names(companies, findings)
    for side in SIDES:
        if companies and not any(row.values.get("side") == side and _approved(row) for row in companies):
            findings.add("company.no_side", Place(companies[0].layout.name), side=side)
    stated = {row.values.get("company") for key in ("offers", "needs") for row in rows[key]}
    reachable = {row.values.get("company") for row in rows["people"]}
    for row in companies:
        _check_numbers(row, findings)
        floor, most = row.values.get("floor"), row.values.get("max_meetings")
        if floor is not None and most is not None and floor > most:
            findings.add("company.floor_above_max", row.place("floor"), floor=floor, most=most)
        if row.values.get("id") in row.values.get("rivals", ()):
            findings.add("company.own_rival", row.place("rivals"), company=row.values["id"])
        if "id" in row.values and row.values["id"] not in stated:
            findings.notice("company.says_nothing", row.place("id"), company=row.values["id"])
        if "id" in row.values and row.values["id"] not in reachable:
            findings.notice("company.no_person", row.place("id"), company=row.values["id"])


def _approved(row: Row) -> bool:
    return row.values.get("vetting", Vetting.APPROVED) is Vetting.APPROVED


def _check_names(companies: list[Row], findings: Findings) -> None:
    first: dict[tuple[str, str], Row] = {}
    for row in companies:
        for language, name in row.values.get("name", NO_WORDS).items():
            known = first.setdefault((language, " ".join(name.casefold().split())), row)
            if known is not row:
                findings.add("company.name_twice", row.place("name"), name=name, first=known.number)
                break


def _check_numbers(row: Row, findings: Findings) -> None:
    country = row.values.get("country")
    for key, check in (("registration_number", check_registration_number), ("tax_number", check_tax_number)):
        number = row.values.get(key)
        if not country or not number:
            continue
        verdict = check(country, number)
        if verdict is Verdict.WRONG:
            findings.add("company.wrong_number", row.place(key), found=number, country=country)
        elif verdict is Verdict.NOT_CHECKED:
            findings.notice("company.number_not_checked", row.place(key), found=number, country=country)


def _check_interpreters(rows: Rows, findings: Findings) -> None:
    spoken = [set(row.values.get("languages", ())) for row in rows["interpreters"]]
    for row, languages in zip(rows["interpreters"], spoken, strict=True):
        if "languages" in row.values and len(languages) < 2:
            findings.add("interpreter.one_language", row.place("languages"), found=", ".join(sorted(languages)))
    for (one, other), (host, guest) in sorted(_mute_pairs(rows["companies"])):
        if not any(set(one) & languages and set(other) & languages for languages in spoken):
            place = Place(rows["companies"][0].layout.name)
            findings.notice("interpreter.none_for", place, one=one, other=other, host=host, guest=guest)


def _mute_pairs(companies: list[Row]) -> Iterator[tuple[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, str]]]:
    """Each pair of language lists between the two sides that have none in common, with the first companies so."""
    lists: dict[str, dict[tuple[str, ...], str]] = {side: {} for side in SIDES}
    for row in companies:
        if {"side", "languages", "id"} <= row.values.keys():
            lists[row.values["side"]].setdefault(tuple(sorted(row.values["languages"])), row.values["id"])
    for one, host in lists["host"].items():
        for other, guest in lists["guest"].items():
            if set(one).isdisjoint(other):
                yield (one, other), (host, guest)


def _check_requests(rows: Rows, findings: Findings) -> None:
    company = {row.values["id"]: row for row in rows["companies"] if "id" in row.values}
    first: dict[tuple[str, str], Row] = {}
    for row in rows["requests"]:
        asker, asked = row.values.get("asker", ""), row.values.get("asked", "")
        if asker not in company or asked not in company:
            continue
        if asker == asked:
            findings.add("request.to_oneself", row.place("asked"), company=asker)
        elif company[asker].values.get("side") == company[asked].values.get("side"):
            findings.add("request.same_side", row.place("asked"), asker=asker, asked=asked)
        elif (earlier := first.setdefault((asker, asked), row)) is not row:
            findings.add("request.twice", row.place("asked"), asker=asker, asked=asked, first=earlier.number)
        if row.values.get("status") in {Status.NEVER, Status.DECLINED}:
            continue
        for key, who in (("asker", asker), ("asked", asked)):
            if not _approved(company[who]):
                findings.notice("request.not_approved", row.place(key), company=who)


def _check_after(requests: list[Row], findings: Findings) -> None:
    by_id = {row.values["id"]: row for row in requests if "id" in row.values}
    graph: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    graph.update({name: row.values.get("after", ()) for name, row in by_id.items()})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        ring = list(reversed(cycle.args[1]))
        place = by_id[ring[0]].place("after") if ring[0] in by_id else Place()
        findings.add("request.after_circle", place, ring=" → ".join(ring))
