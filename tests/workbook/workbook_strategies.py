"""Whole workbooks for Hypothesis, as odd as the rules between rows allow."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.ru import inn

from bilateral.company.model import Company, Cooperation, Direction, Need, Offer, Person, Vetting
from bilateral.exchange.model import EVERYONE, Exchange, Interpreter, Period, Sector, Session, Side, Table, Talk
from bilateral.meeting.model import Request, Status
from bilateral.text import Text
from bilateral.visit.model import Visit
from bilateral.workbook.cells import is_group
from bilateral.workbook.model import Workbook
from bilateral.workbook.raw import SEPARATORS, compared, plain

_ZONES = ("Asia/Shanghai", "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
_TEXT_LANGUAGES = ("en", "ru", "zh", "kk", "uz", "zh-Hant", "sr-Latn-RS")
_SPOKEN = ("en", "ru", "zh", "kk", "be", "mn")
_ODD = (
    "=1+1",
    "+7",
    "@SUM(A1)",
    "-",
    "'quoted'",
    '"quoted"',
    "_x0041_",
    "_x000D_",
    "1.0",
    "007",
    "TRUE",
    "2024-03-28",
    "#N/A",
    "# mine",
    "<b>&amp;</b>",
    "first\nsecond\n\nfourth",
    "tab\there",
    "שלום עולם",
    "👩‍🏭🇨🇳 emoji",
    "干式变压器，2500千伏安；IP20",
    "ООО «Ромашка» — ёжик",
    "https://bilateral.example/?a=b&c=d#e",
    "e\u0301 and \u00e9",
    "Ａ Ⅷ ﬁ",
    "x" * 3000,
)


def _kept(text: str) -> str:
    """What a cell gives back of any words: without the blanks around, and never "_x005F_"."""
    return re.sub("(?i)_x005f_", "_x005g_", plain(text)) or "words"


words = st.one_of(
    st.sampled_from(_ODD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30).map(_kept),
    st.text("ab я中\n\t_x0", max_size=12).map(_kept),
)
items = words.map(lambda text: _kept(SEPARATORS.sub(" ", text)))
texts = st.dictionaries(st.sampled_from(_TEXT_LANGUAGES), words, max_size=4).map(Text)
filled_texts = st.dictionaries(st.sampled_from(_TEXT_LANGUAGES), words, min_size=1, max_size=4).map(Text)
identifiers = (
    st.text(st.one_of(st.sampled_from("ABz09._-яЁ中文é"), st.characters(categories=["L", "N"])), min_size=1, max_size=8)
    .map(lambda text: re.sub(r"[^\w.-]", "", compared(text)) or "A")
    .filter(lambda text: compared(text) == text == _kept(text) and not is_group(text))
)
languages = st.lists(st.sampled_from(_SPOKEN), min_size=1, max_size=3, unique=True).map(tuple)
emails = st.sampled_from(["", "a@b.example", "иван.петров@почта.рф", "x+y_z@sub.domain.example"])
phones = st.sampled_from(["", "+86 27 5550 0101", "+7 900 000-00-01", "+7 (900) 000-00-02", "+442079460000"])
minutes = st.integers(0, 24 * 60 - 1)


def _at(day_on: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day_on, time(), zone) + timedelta(minutes=minute)


days = st.dates(date(2023, 12, 30), date(2024, 12, 31))


def _days_without_clock_change(zone: ZoneInfo) -> st.SearchStrategy[date]:
    return days.filter(lambda day_on: _at(day_on, 0, zone).utcoffset() == _at(day_on, 24 * 60, zone).utcoffset())


@st.composite
def day_periods(draw: st.DrawFn, zone: ZoneInfo) -> Period:
    day_on = draw(_days_without_clock_change(zone))
    start, end = sorted(draw(st.lists(minutes, min_size=2, max_size=2, unique=True)))
    return Period(_at(day_on, start, zone), _at(day_on, end, zone))


@st.composite
def long_periods(draw: st.DrawFn, zone: ZoneInfo) -> Period:
    start_at = _at(draw(days), draw(minutes), zone)
    return Period(start_at, start_at + timedelta(minutes=draw(st.integers(1, 5 * 24 * 60))))


def ids(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(identifiers, min_size=least, max_size=most, unique=True)


def some(known: list[str]) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(known), max_size=3, unique=True).map(tuple) if known else st.just(())


def one(known: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *known])


@st.composite
def sessions(draw: st.DrawFn, zone: ZoneInfo) -> tuple[Session, ...]:
    made = []
    # Clocks are changed on Sundays: a session later in the same week meets none.
    day_on, minute = draw(days.map(lambda day: day - timedelta(days=day.weekday()))), 0
    for name in draw(ids(1, 3)):
        if draw(st.booleans()) or minute > 20 * 60:
            day_on, minute = day_on + timedelta(days=1), 0
        start = minute + draw(st.integers(0, 120))
        slot = draw(st.integers(5, 60))
        end = start + slot + draw(st.integers(0, 60))
        period = Period(_at(day_on, start, zone), _at(day_on, end, zone))
        made.append(Session(name, draw(texts), period, slot, draw(st.integers(0, 240))))
        minute = end
    return tuple(made)


@st.composite
def registration(draw: st.DrawFn, country: str) -> tuple[str, str]:
    """A registration number and a tax number that pass the check of their country, or none."""
    if country == "CN":
        body = "91420115" + draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
        return str(body + uscc.calc_check_digit(body)), ""
    if country == "RU":
        digits = draw(st.text("0123456789", min_size=9, max_size=9))
        return "", str(digits + inn.calc_company_check_digit(digits))
    return draw(st.sampled_from([("", ""), ("BIN-1", "")]))


@st.composite
def statements(draw: st.DrawFn, kind: type[Any], name: str, sectors: list[str]) -> Any:
    return kind(
        name,
        draw(filled_texts),
        draw(st.sampled_from(Direction)),
        hs=draw(st.sampled_from(["", "85", "0409", "850434", "85043400", "8504340001"])),
        sector=draw(one(sectors)),
        cooperation=draw(st.lists(st.sampled_from(Cooperation), max_size=3, unique=True).map(tuple)),
        certificates=draw(st.lists(items, max_size=2).map(tuple)),
        quantity=draw(st.one_of(st.just(""), words)),
    )


@st.composite
def companies(
    draw: st.DrawFn, exchange: Exchange, sectors: list[str], tables: list[str], zone: ZoneInfo
) -> tuple[Company, ...]:
    names = draw(ids(2, 5))
    spoken_names: set[tuple[str, str]] = set()
    numbers: set[str] = set()
    owned = iter(draw(ids(15, 15)))
    made = []
    for position, name in enumerate(names):
        known_as = {
            language: text
            for language, text in {**draw(texts), "en": f"Company {position}"}.items()
            if (language, " ".join(compared(text).casefold().split())) not in spoken_names
        }
        spoken_names |= {(language, " ".join(compared(text).casefold().split())) for language, text in known_as.items()}
        country = draw(st.sampled_from(["CN", "RU", "KZ", "BY"]))
        registered, taxed = draw(registration(country))
        if {registered, taxed} & numbers:
            registered = taxed = ""
        numbers |= {registered, taxed} - {""}
        most = draw(st.one_of(st.none(), st.integers(max(exchange.floor, 1), 1000)))
        ceiling = most if most is not None else exchange.max_meetings
        others = [other for other in names if other != name]
        made.append(
            Company(
                name,
                ("host", "guest")[position] if position < 2 else draw(st.sampled_from(["host", "guest"])),
                Text(known_as),
                country,
                draw(languages),
                description=draw(texts),
                city=draw(texts),
                sector=draw(one(sectors)),
                registration_number=registered,
                tax_number=taxed,
                website=draw(st.one_of(st.just(""), words)),
                certificates=draw(st.lists(items, max_size=3).map(tuple)),
                rivals=draw(some(others)),
                former_partners=draw(some(names)),
                unavailable=tuple(draw(st.lists(long_periods(zone), max_size=2))),
                parallel=draw(st.integers(1, 50)),
                max_meetings=most,
                floor=draw(st.one_of(st.none(), st.integers(0, min(ceiling if ceiling is not None else 100, 100)))),
                table=draw(one(tables)),
                vetting=Vetting.APPROVED if position < 2 else draw(st.sampled_from(Vetting)),
                people=tuple(
                    Person(next(owned), draw(filled_texts), draw(texts), draw(emails), draw(phones), draw(languages))
                    for _ in range(draw(st.integers(0, 1)))
                ),
                offers=tuple(draw(statements(Offer, next(owned), sectors)) for _ in range(draw(st.integers(0, 1)))),
                needs=tuple(draw(statements(Need, next(owned), sectors)) for _ in range(draw(st.integers(0, 1)))),
            )
        )
    return tuple(made)


@st.composite
def requests(
    draw: st.DrawFn, known: tuple[Company, ...], session_ids: list[str], table_ids: list[str]
) -> tuple[Request, ...]:
    pairs = [(one.id, other.id) for one in known for other in known if one.side != other.side]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    made: list[Request] = []
    for name, (asker, asked) in zip(draw(ids(4, 4)), chosen, strict=False):
        made.append(
            Request(
                name,
                asker,
                asked,
                wish=draw(st.integers(1, 5)),
                status=draw(st.sampled_from([status for status in Status if status is not Status.PROPOSED])),
                session=draw(one(session_ids)),
                table=draw(one(table_ids)),
                after=draw(some([request.id for request in made])),
                note=draw(texts),
            )
        )
    return tuple(made)


@st.composite
def workbooks(draw: st.DrawFn) -> Workbook:
    """A workbook that keeps every rule."""
    zone = ZoneInfo(draw(st.sampled_from(_ZONES)))
    sector_ids, table_ids, interpreter_ids = draw(ids(0, 3)), draw(ids(1, 3)), draw(ids(0, 3))
    floor = draw(st.integers(0, 100))
    bare = Exchange(
        draw(identifiers),
        draw(filled_texts),
        zone.key,
        Side("host", draw(filled_texts)),
        Side("guest", draw(filled_texts)),
        venue=draw(texts),
        city=draw(texts),
        organiser_language=draw(st.sampled_from(["en", "ru", "zh"])),
        floor=floor,
        max_meetings=draw(st.one_of(st.none(), st.integers(max(floor, 1), 1000))),
        proposals=draw(st.integers(0, 100)),
        sectors=tuple(Sector(name, draw(filled_texts)) for name in sector_ids),
        sessions=draw(sessions(zone)),
        tables=tuple(Table(name, draw(texts), draw(texts)) for name in table_ids),
        interpreters=tuple(
            Interpreter(
                name,
                draw(texts),
                tuple(draw(st.lists(st.sampled_from(_SPOKEN), min_size=2, max_size=3, unique=True))),
                tuple(draw(st.lists(long_periods(zone), max_size=2))),
                max_consecutive=draw(st.integers(1, 100)),
                max_meetings=draw(st.one_of(st.none(), st.integers(1, 1000))),
                standby=draw(st.booleans()),
                email=draw(emails),
                phone=draw(phones),
            )
            for name in interpreter_ids
        ),
    )
    known = draw(companies(bare, sector_ids, table_ids, zone))
    company_ids = [company.id for company in known]
    attends = st.lists(
        st.sampled_from(["host", "guest", EVERYONE, *company_ids]), min_size=1, max_size=3, unique=True
    ).map(tuple)
    talks = tuple(
        Talk(
            name,
            draw(filled_texts),
            draw(day_periods(zone)),
            speaker=draw(texts),
            place=draw(texts),
            language=draw(st.sampled_from(["", *_SPOKEN])),
            attends=draw(attends),
            interpreters=draw(some(interpreter_ids)),
        )
        for name in draw(ids(0, 2))
    )
    visits = tuple(
        Visit(
            name,
            draw(filled_texts),
            draw(st.sampled_from(company_ids)),
            draw(day_periods(zone)),
            meeting_point=draw(texts),
            attends=draw(attends),
            interpreters=draw(some(interpreter_ids)),
            note=draw(texts),
        )
        for name in draw(ids(0, 2))
    )
    exchange = Exchange(**{**{name: getattr(bare, name) for name in Exchange.__slots__}, "talks": talks})
    asked = draw(requests(known, [session.id for session in bare.sessions], table_ids))
    return Workbook(exchange, known, asked, visits)
