"""Spoiled workbooks: each is said to be wrong exactly where it is, and nowhere else."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from workbook_files import (
    Change,
    emptied,
    line,
    put,
    sentences_of,
    setting,
    spoiled,
    table,
    title,
    without,
    without_heading,
)

EXPECTED = tomllib.loads(Path(__file__).with_name("broken_workbooks.toml").read_text(encoding="utf-8"))
SPOILED: dict[str, list[Change]] = {
    "a required sheet is missing": [without("Tables")],
    "what refers to a missing sheet is not said to be wrong": [without("Companies")],
    "a sheet is called almost right": [table("Visit", ["id"])],
    "a sheet of one's own": [table("Budget", [1])],
    "a sheet that begins with #": [table("#Budget", [1])],
    "a sheet stands twice, in two languages": [table("企业", ["编号"], ["C01"])],
    "required sheets are empty or have headings only": [table("Tables", ["id"]), table("Sessions")],
    "all sheets are empty": [emptied()],
    "a tax number is a number": [put("Companies", 2, "tax number", 91420115123456789)],
    "an HS code is a number": [put("Offers", 2, "HS code", 850434)],
    "a telephone is a number": [put("People", 2, "telephone", 8625550101)],
    "a number with a fraction among words": [put("Companies", 2, "city:en", 0.2)],
    "a date among words": [put("Companies", 2, "city:en", date(2024, 3, 28))],
    "a formula": [put("Companies", 2, "city:en", "=A2")],
    "an error": [put("Companies", 2, "country", "=NA()")],
    "a control character": [put("Companies", 2, "city:en", "Wu\x01han")],
    "an empty cell that must be filled": [put("Companies", 2, "country", "")],
    "something beside the settings": [line("Exchange", "", "", "an old name")],
    "an id twice": [line("Companies", "C01", "host", "East Two", "CN", "zh")],
    "a registration number twice": [
        line("Companies", "C02", "host", "East Two", "CN", "zh"),
        line("People", "C02", "Wu"),
        line("Offers", "C02", "springs"),
        put("Companies", 2, "registration number", "91420115MAEXA0001Q"),
        put("Companies", 4, "registration number", "91420115maexa0001q"),
    ],
    "a tax number twice, written in two ways": [
        line("Companies", "R02", "guest", "West Two", "RU", "zh"),
        line("People", "R02", "Anna"),
        line("Offers", "R02", "springs"),
        put("Companies", 3, "tax number", "5400000004"),
        put("Companies", 4, "tax number", "５４００ 0000 04"),
    ],
    "a name twice, written in two ways": [
        line("Companies", "C02", "host", "EAST  Ｂrakes", "CN", "zh"),
        line("People", "C02", "Wu"),
        line("Offers", "C02", "springs"),
    ],
    "a language unknown in a heading": [put("Companies", 2, "name:xq", "x")],
    "a language unknown in a cell": [put("Companies", 2, "languages", "zh, Klingonish")],
    "a heading without its language": [put("Companies", 2, "city", "Wuhan")],
    "a heading with a needless language": [put("Companies", 2, "website:zh", "east.example")],
    "a heading twice": [put("Companies", 2, "Country", "CN")],
    "a heading with a slip": [put("Companies", 2, "sectr", "health")],
    "a heading with a slip and a language": [put("Companies", 2, "descripton:zh", "制动")],
    "a heading like no other": [put("Companies", 2, "shoe size", "45")],
    "a heading like no other with nothing below": [put("Companies", 2, "shoe size", "")],
    "a heading that begins with #": [put("Companies", 2, "# shoe size", "45")],
    "words below no heading": [put("Companies", 2, "", "lost")],
    "headings below a title": [title("Companies", "List of companies")],
    "a required heading is missing": [without_heading("Companies", "country")],
    "a required heading by language is missing": [without_heading("People", "name:en")],
    "a required setting is missing": [without_heading("Exchange", "name:en")],
    "a session ends before it starts": [put("Sessions", 2, "end", "13:00")],
    "a session while the clocks are changed": [
        setting("time zone", "America/New_York"),
        put("Sessions", 2, "date", "2024-03-10"),
        put("Sessions", 2, "start", "01:30"),
        put("Sessions", 2, "end", "04:00"),
    ],
    "a talk in the hour that comes twice": [
        setting("time zone", "Europe/Berlin"),
        table("Talks", ["id", "title:en", "date", "start", "end"], ["K1", "Night", "2024-10-27", "02:10", "02:40"]),
    ],
    "a session shorter than one meeting": [put("Sessions", 2, "minutes per meeting", 300)],
    "sessions that overlap, with others between": [
        line("Sessions", "S2", "2024-03-28", "14:00", "14:30", 30),
        line("Sessions", "S3", "2024-03-28", "16:30", "18:00", 30),
    ],
    "sessions that touch": [line("Sessions", "S2", "2024-03-28", "17:00", "18:00", 30)],
    "a request to oneself": [table("Requests", ["from", "to"], ["C01", "C01"])],
    "a request within one side": [
        line("Companies", "C02", "host", "East Two", "CN", "zh"),
        line("People", "C02", "Wu"),
        line("Offers", "C02", "springs"),
        table("Requests", ["from", "to"], ["C01", "C02"]),
    ],
    "a request twice, and its answer": [
        table("Requests", ["from", "to"], ["C01", "R01"], ["R01", "C01"], ["C01", "R01"])
    ],
    "requests that wait for one another": [
        table("Requests", ["id", "from", "to", "after"], ["Q1", "C01", "R01", "Q2"], ["Q2", "R01", "C01", "Q1"])
    ],
    "a request that waits for itself": [table("Requests", ["id", "from", "to", "after"], ["Q1", "C01", "R01", "Q1"])],
    "an interpreter of one language": [table("Interpreters", ["id", "languages"], ["I1", "zh, 中文"])],
    "ids that stand nowhere": [
        put("Companies", 2, "table", "T9"),
        line("Offers", "C09", "springs"),
        table("Requests", ["from", "to", "session", "after"], ["C01", "R01", "S9", "Q9"]),
    ],
    "a sector that stands nowhere": [
        put("Companies", 2, "sector", "rail"),
        table("Sectors", ["id", "name:en"], ["health", "Health"]),
    ],
    "a sector where there is no list of sectors": [put("Companies", 2, "sector", "rail")],
    "a wrong check digit of a USCC": [put("Companies", 2, "registration number", "91420115MAEXA0001X")],
    "a wrong INN": [put("Companies", 3, "tax number", "5400000005")],
    "a wrong OGRN": [put("Companies", 3, "registration number", "1240000000009")],
    "a country without a rule": [
        put("Companies", 2, "country", "KZ"),
        put("Companies", 2, "registration number", "123"),
    ],
    "a date that can be taken in two ways": [put("Sessions", 2, "date", "03/04/2024")],
    "a date as its serial number": [put("Sessions", 2, "date", 45379)],
    "a date of another age": [put("Sessions", 2, "date", "0204-03-28")],
    "a date that does not exist": [put("Sessions", 2, "date", "2023-02-29")],
    "no time of day": [put("Sessions", 2, "start", "half past one")],
    "a time with seconds": [put("Sessions", 2, "start", "13:30:15")],
    "no period": [put("Companies", 2, "unavailable", "in the morning")],
    "a period backwards": [put("Companies", 2, "unavailable", "2024-03-28 15:00-13:30")],
    "no choice": [put("Companies", 2, "side", "both")],
    "no e-mail": [put("People", 2, "e-mail", "li at east.example")],
    "no telephone": [put("People", 2, "telephone", "8 800 555")],
    "no time zone": [setting("time zone", "Shanghai")],
    "no country": [put("Companies", 2, "country", "Chine")],
    "no HS code": [put("Offers", 2, "HS code", "85043")],
    "a number too great": [table("Requests", ["from", "to", "wish"], ["C01", "R01", 6])],
    "an id with a blank": [line("Companies", "C 02", "host", "East Two", "CN", "zh")],
    "an id that stands for a side": [
        put("Companies", 2, "id", "主办方"),
        put("People", 2, "company", "主办方"),
        put("Offers", 2, "company", "主办方"),
    ],
    "a floor above the maximum of a company": [
        put("Companies", 2, "meetings at least", 5),
        put("Companies", 2, "meetings at most", 4),
    ],
    "a floor above the maximum of the exchange": [
        setting("meetings at most", 3),
        put("Companies", 2, "meetings at least", 5),
    ],
    "an exchange whose floor is above its maximum": [setting("meetings at most", 1)],
    "a side without a company": [put("Companies", 3, "side", "host")],
    "a company that is its own rival": [put("Companies", 2, "rivals", "C01")],
    "a request to a company not approved": [
        put("Companies", 3, "vetting", "applied"),
        line("Companies", "R02", "guest", "West Two", "RU", "zh"),
        line("People", "R02", "Anna"),
        line("Offers", "R02", "springs"),
        table("Requests", ["from", "to"], ["C01", "R01"]),
    ],
    "companies that say nothing and have nobody": [without("People"), without("Needs")],
    "no interpreter between two companies": [put("Companies", 3, "languages", "ru")],
    "several faults at once": [
        put("Companies", 2, "country", "Chine"),
        put("Companies", 3, "languages", "ru, xq"),
        put("Sessions", 2, "end", "noon"),
        setting("floor", -1),
    ],
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_workbook_is_told_what_is_wrong_and_nothing_else(name: str) -> None:
    found = [f"{where}: {says} {mend}" for where, says, mend in sentences_of(spoiled(*SPOILED[name]))]
    assert found == EXPECTED[name]


def test_every_expectation_has_its_workbook() -> None:
    assert list(EXPECTED) == list(SPOILED)


def test_the_workbook_that_is_spoiled_has_no_fault() -> None:
    assert sentences_of(spoiled()) == []
