import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import vobject  # type: ignore[import-untyped]  # it ships no types
from forum import APPOINTMENTS, COMPANIES, OCCASION, at, with_company
from icalendar import Calendar

from bilateral.agenda.calendar import agenda_ics
from bilateral.agenda.day import company_agenda, interpreter_agenda
from bilateral.agenda.model import Occasion
from bilateral.exchange.model import Period
from bilateral.text import Text


def company(id_: str, occasion: Occasion = OCCASION) -> bytes:
    return agenda_ics(occasion, company_agenda(occasion, id_))


def events(ics: bytes) -> list[dict[str, str]]:
    """Events by a reader of our own, from RFC 5545 alone: unfold, cut at the first colon, take back the escapes."""
    lines = re.sub(rb"\r\n[ \t]", b"", ics).decode().split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name.split(";")[0], re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), value))
    return found


def test_every_entry_is_an_event_at_its_time_and_place() -> None:
    meeting = events(company("R1"))[1]
    assert meeting["SUMMARY"] == "Стол 1 · Wuhan Lanxiu NEV Components Co., Ltd."
    assert meeting["LOCATION"] == "Конференц-центр Цзянся, 2-й этаж, Зал A, Стол 1"
    assert (meeting["DTSTART"], meeting["DTEND"]) == ("20240328T133000", "20240328T135000")
    assert (meeting["UID"], meeting["SEQUENCE"]) == ("meeting-C1-R1@jx-test.bilateral.invalid", "0")
    assert meeting["DTSTAMP"] == "20240327T151000Z"
    assert meeting["DESCRIPTION"].split("\n") == [
        "Принята обеими сторонами",
        "Переводчик: Чжоу Ланьцин",
        "Повод для встречи: Вы ищете охлаждение батарей, и компания его выпускает.",
        "С вами встретятся: Оуян Цзяньго (欧阳建国), Deputy General Manager",
        "Контакты: 欧阳建国, +86 27 5550 0001, ouyang@lanxiu.example",
    ]


def test_talks_and_visits_are_events_too() -> None:
    assert [event["SUMMARY"] for event in events(company("C3"))] == [
        "欢迎致辞与扶持政策推介",
        "2号桌 · 新西伯利亚“北风”电动交通设备有限责任公司",
        "2号桌 · Baltic Pulp & Paper =HYPERLINK LLC",
        "实地考察 · 参观桦序储能",
    ]


def test_what_is_not_accepted_is_tentative_and_without_contacts() -> None:
    found = {event["UID"].split("@")[0]: event for event in events(company("R1"))}
    assert found["meeting-C1-R1"]["STATUS"] == "CONFIRMED"
    assert found["meeting-C2-R1"]["STATUS"] == "TENTATIVE"
    assert [uid for uid, event in found.items() if "@" in event.get("DESCRIPTION", "")] == ["meeting-C1-R1"]


def test_no_calendar_holds_contacts_where_nothing_is_accepted() -> None:
    closed = replace(OCCASION, appointments=tuple(replace(meeting, accepted=False) for meeting in APPOINTMENTS))
    said = [event.get("DESCRIPTION", "") for member in COMPANIES for event in events(company(member.id, closed))]
    assert [words for words in said if "@" in words or "+" in words] == []


def test_an_interpreter_has_the_same_events_with_both_companies_and_no_contacts() -> None:
    found = events(agenda_ics(OCCASION, interpreter_agenda(OCCASION, "I1")))
    assert found[1]["UID"] == events(company("R1"))[1]["UID"]
    assert found[1]["SUMMARY"].endswith("股份有限公司 — 新西伯利亚“北风”电动交通设备有限责任公司")
    assert not any("@" in event.get("DESCRIPTION", "") for event in found)


def test_an_event_keeps_its_name_when_it_moves() -> None:
    moved = replace(APPOINTMENTS[0], period=Period(at(29, "09:00"), at(29, "09:20")), table="T3")
    after = replace(OCCASION, appointments=(moved, *APPOINTMENTS[1:]))
    uids = [{event["UID"] for event in events(company("R1", occasion))} for occasion in (OCCASION, after)]
    assert uids[0] == uids[1]


def test_lines_are_folded_at_75_octets_between_characters() -> None:
    lines = company("R1").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in b"".join(lines)


def test_the_zone_is_described_so_that_times_hold_anywhere() -> None:
    calendar: Any = Calendar.from_ical(company("R1"))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    start = calendar.walk("VEVENT")[1]["DTSTART"].dt
    assert start.astimezone(UTC) == datetime(2024, 3, 28, 5, 30, tzinfo=UTC)
    assert str(calendar["METHOD"]) == "PUBLISH"


def test_a_zone_with_summer_time_holds_on_both_sides_of_the_change() -> None:
    days = [
        replace(APPOINTMENTS[0], pair=f"p{day}", period=Period(at(day, "12:00"), at(day, "12:20"))) for day in (29, 31)
    ]
    exchange = replace(OCCASION.exchange, time_zone="Europe/Berlin", talks=())
    occasion = replace(OCCASION, exchange=exchange, appointments=tuple(days), visits=())
    described: Any = Calendar.from_ical(company("C1", occasion)).walk("VTIMEZONE")[0]
    zone = described.to_tz()
    starts = [datetime(2024, 3, day, 12, tzinfo=zone).utcoffset() for day in (29, 31)]
    assert starts == [timedelta(hours=1), timedelta(hours=2)]


def test_another_library_reads_the_same() -> None:
    calendar = vobject.readOne(company("R1").decode())
    assert [event.summary.value for event in calendar.vevent_list] == [e["SUMMARY"] for e in events(company("R1"))]
    assert calendar.vevent_list[1].dtstart.value == at(28, "13:30")


def test_a_name_cannot_add_lines() -> None:
    occasion = with_company(replace(COMPANIES[0], name=Text(zh="甲\r\nATTENDEE:mailto:x@y.example\nEND:VEVENT;,\\")))
    assert b"\r\nATTENDEE" not in company("R1", occasion)
    assert len(events(company("R1", occasion))) == 6


def test_the_same_occasion_gives_the_same_bytes() -> None:
    assert company("R1") == company("R1")
