"""What must hold between the rows of a workbook, and what is worth a word although it stops nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from zoneinfo import ZoneInfo

from bilateral.company.model import Vetting
from bilateral.company.registration import Verdict, check_registration_number, check_tax_number
from bilateral.exchange.model import EVERYONE, Exchange, Period, Session
from bilateral.fault import Place
from bilateral.meeting.model import Status
from bilateral.text import NO_WORDS
from bilateral.workbook.cells import is_group
from bilateral.workbook.nouns import period_of
from bilateral.workbook.raw import compared
from bilateral.workbook.rows import Findings, Row
from bilateral.workbook.sheets import SHEETS, SIDES, Column

Rows = Mapping[str, list[Row]]
_FLOOR = next(field.default for field in fields(Exchange) if field.name == "floor")


def check_rows(rows: Rows, zone: ZoneInfo, findings: Findings) -> None:
    """Note every fault that shows only when rows are seen together; `rows` are by sheet key."""
    _check_ids(rows, findings)
    _check_references(rows, findings)
    _check_periods(rows, zone, findings)
    _check_sessions(rows["sessions"], zone, findings)
    _check_companies(rows, findings)
    _check_floors(rows, findings)
    _check_interpreters(rows, findings)
    _check_requests(rows, findings)
    _check_after(rows["requests"], findings)


def _check_ids(rows: Rows, findings: Findings) -> None:
    for sheet in SHEETS:
        _check_unique(rows[sheet.key], "id", "id.twice", findings)
    for row in rows["companies"]:
        if is_group(row.values.get("id", "")):
            findings.add("id.group", row.place("id"), found=row.values["id"])


def _check_unique(rows: list[Row], key: str, code: str, findings: Findings) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        value = row.values.get(key)
        if value and (earlier := first.setdefault(value.upper() if key != "id" else value, row)) is not row:
            findings.add(code, row.place(key), found=value, first=earlier.number)


def _check_references(rows: Rows, findings: Findings) -> None:
    known: dict[str, set[str]] = {
        sheet.key: {row.values["id"] for row in rows[sheet.key] if "id" in row.values} for sheet in SHEETS
    }
    # Where a sheet's ids could not be read at all, that is the fault, not every mention of them.
    unread = {sheet.key for sheet in SHEETS if not known[sheet.key] and (rows[sheet.key] or sheet.required)}
    if not rows["sectors"]:
        unread.add("sectors")
    known["sides"] = {*SIDES, EVERYONE}
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.refers and unread.isdisjoint(column.refers):
                ids = set().union(*(known[target] for target in column.refers))
                _check_known(rows[sheet.key], column, ids, findings)


def _check_known(rows: list[Row], column: Column, ids: set[str], findings: Findings) -> None:
    for row in rows:
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
            elif _meets_clock_change(period):
                place = row.place("start")
                findings.add("period.clock_change", place, start=row.values["start"], end=row.values["end"])


def _meets_clock_change(period: Period) -> bool:
    """Whether the clocks are put forward or back within `period`, or one of its ends comes twice or never."""
    ends = (period.start_at, period.end_at)
    return len({at.replace(fold=fold).utcoffset() for at in ends for fold in (0, 1)}) > 1


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
    latest = 0
    for at in range(1, len(timed)):
        (before, earlier), (after, later) = timed[latest], timed[at]
        if before.overlaps(after):
            place = later.place("start")
            findings.add("session.overlap", place, session=earlier.values.get("id", ""), row=earlier.number)
        if after.end_at > before.end_at:
            latest = at


def _check_companies(rows: Rows, findings: Findings) -> None:
    companies = rows["companies"]
    _check_unique(companies, "registration_number", "company.registration_twice", findings)
    _check_unique(companies, "tax_number", "company.tax_twice", findings)
    _check_names(companies, findings)
    for side in SIDES:
        # A company whose side could not be read may be the one that is missing here.
        if companies and not any(row.values.get("side", side) == side and _approved(row) for row in companies):
            findings.add("company.no_side", Place(companies[0].layout.name), side=side)
    stated = {row.values.get("company") for key in ("offers", "needs") for row in rows[key]}
    reachable = {row.values.get("company") for row in rows["people"]}
    for row in companies:
        _check_numbers(row, findings)
        if row.values.get("id") in row.values.get("rivals", ()):
            findings.add("company.own_rival", row.place("rivals"), company=row.values["id"])
        if "id" in row.values and row.values["id"] not in stated:
            findings.notice("company.says_nothing", row.place("id"), company=row.values["id"])
        if "id" in row.values and row.values["id"] not in reachable:
            findings.notice("company.no_person", row.place("id"), company=row.values["id"])


def _check_floors(rows: Rows, findings: Findings) -> None:
    """A company's own settings go before the exchange's."""
    settings = rows["exchange"][0].values if rows["exchange"] else {}
    standard = {"floor": settings.get("floor", _FLOOR), "max_meetings": settings.get("max_meetings")}
    for row in (*rows["exchange"], *rows["companies"]):
        given = [key for key in standard if key in row.values]
        floor, most = (row.values.get(key, standard[key]) for key in ("floor", "max_meetings"))
        if given and most is not None and floor > most:
            findings.add("company.floor_above_max", row.place(given[0]), floor=floor, most=most)


def _approved(row: Row) -> bool:
    return row.values.get("vetting", Vetting.APPROVED) is Vetting.APPROVED


def _check_names(companies: list[Row], findings: Findings) -> None:
    first: dict[tuple[str, str], Row] = {}
    for row in companies:
        for language, name in row.values.get("name", NO_WORDS).items():
            known = first.setdefault((language, " ".join(compared(name).casefold().split())), row)
            if known is not row:
                findings.add("company.name_twice", row.place("name", language), name=name, first=known.number)
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
            findings.add("interpreter.one_language", row.place("languages"), languages=tuple(sorted(languages)))
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


def _side(company: Row) -> str:
    return str(company.values.get("side", ""))


def _check_requests(rows: Rows, findings: Findings) -> None:
    company = {row.values["id"]: row for row in rows["companies"] if "id" in row.values}
    first: dict[tuple[str, str], Row] = {}
    for row in rows["requests"]:
        asker, asked = row.values.get("asker", ""), row.values.get("asked", "")
        if asker not in company or asked not in company:
            continue
        if asker == asked:
            findings.add("request.to_oneself", row.place("asked"), company=asker)
        elif _side(company[asker]) == _side(company[asked]) != "":
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
    after = {name: [other for other in row.values.get("after", ()) if other in by_id] for name, row in by_id.items()}
    for circle in _circles(after):
        findings.add("request.after_circle", by_id[circle[0]].place("after"), ring=" → ".join([*circle, circle[0]]))


def _circles(after: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """One circle at least of every knot of names that lead back to themselves, found by a walk in depth."""
    done: set[str] = set()
    for start in after:
        way = {} if start in done else {start: iter(after[start])}
        while way:
            name, onward = next(reversed(way.items()))
            other = next((step for step in onward if step not in done), None)
            if other is None:
                done.add(name)
                del way[name]
            elif other in way:
                circle = [name]
                while circle[-1] != other:
                    way.popitem()
                    circle.append(next(reversed(way)))
                way.popitem()
                done.update(circle)
                yield circle[::-1]
            else:
                way[other] = iter(after[other])
