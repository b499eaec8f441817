"""A small invented exchange: six companies with long names, two interpreters, two sessions on two days."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bilateral.agenda.model import Appointment, Occasion, Unplaced
from bilateral.company.model import Company, Cooperation, Need, Offer, Person
from bilateral.exchange.model import Exchange, Interpreter, Period, Sector, Session, Side, Table, Talk
from bilateral.text import Text
from bilateral.visit.model import Visit

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 3, day, hour, minute, tzinfo=ZONE)


def period(day: int, start: str, end: str) -> Period:
    return Period(at(day, start), at(day, end))


EXCHANGE = Exchange(
    id="jx-test",
    name=Text(
        zh="武汉市江夏区—俄罗斯中小企业经贸交流会（测试）",
        ru="Деловой обмен «Район Цзянся — малый и средний бизнес России» (проба)",
        en="Jiangxia–Russia SME business exchange (test)",
    ),
    time_zone="Asia/Shanghai",
    host=Side("host", Text(zh="江夏区企业", ru="Предприятия района Цзянся", en="Companies of Jiangxia")),
    guest=Side("guest", Text(zh="俄罗斯代表团", ru="Российская делегация", en="Russian delegation")),
    venue=Text(
        zh="江夏会议中心二楼", ru="Конференц-центр Цзянся, 2-й этаж", en="Jiangxia Conference Centre, 2nd floor"
    ),
    city=Text(zh="武汉", ru="Ухань", en="Wuhan"),
    organiser_language="zh",
    sectors=(
        Sector("automotive", Text(zh="汽车及零部件", ru="Автомобили и автокомпоненты", en="Automotive")),
        Sector("health", Text(zh="大健康", ru="Медицина и здоровье", en="Health")),
        Sector("new-energy", Text(zh="新能源", ru="Новая энергетика", en="New energy")),
    ),
    sessions=(
        Session(
            "S1",
            Text(zh="28日下午", ru="28 марта, день", en="28 March, afternoon"),
            period(28, "13:30", "15:35"),
            20,
            5,
        ),
        Session(
            "S2", Text(zh="29日上午", ru="29 марта, утро", en="29 March, morning"), period(29, "09:00", "10:15"), 20, 5
        ),
    ),
    tables=tuple(
        Table(f"T{n}", Text(zh=f"{n}号桌", ru=f"Стол {n}", en=f"Table {n}"), Text(zh="A厅", ru="Зал A", en="Hall A"))
        for n in (1, 2, 3)
    ),
    interpreters=(
        Interpreter(
            "I1",
            Text(zh="周岚清", ru="Чжоу Ланьцин", en="Zhou Lanqing"),
            ("zh", "ru"),
            max_consecutive=2,
            email="zhou@interpreters.example",
            phone="+86 27 5550 1001",
        ),
        Interpreter(
            "I2",
            Text(ru="Елизавета Щербакова"),
            ("ru", "en", "zh"),
            (period(29, "09:00", "09:20"),),
            email="sherbakova@interpreters.example",
            phone="+7 900 000-10-02",
        ),
    ),
    talks=(
        Talk(
            "K1",
            Text(
                zh="欢迎致辞与扶持政策推介",
                ru="Приветствие и меры поддержки компаний",
                en="Welcome and support policies",
            ),
            period(28, "13:00", "13:25"),
            Text(zh="江夏区区长", ru="Глава района Цзянся", en="Head of Jiangxia District"),
            Text(zh="主会场", ru="Главный зал", en="Main hall"),
            "zh",
            ("all",),
            ("I1",),
        ),
        Talk(
            "K2", Text(ru="Развитие МСП в России"), period(29, "08:30", "08:55"), language="ru", attends=("guest", "C1")
        ),
    ),
)

LONG_OFFER = "Редукторы и мотор-редукторы для конвейеров, ГОСТ 31592-2012, партии от 50 штук; " * 25

COMPANIES = (
    Company(
        "C1",
        "host",
        Text(zh="武汉江夏澜岫新能源汽车关键零部件研发制造股份有限公司", en="Wuhan Lanxiu NEV Components Co., Ltd."),
        "CN",
        ("zh",),
        Text(zh="生产新能源汽车热管理系统，年产量30万套。"),
        Text(zh="武汉", ru="Ухань", en="Wuhan"),
        "automotive",
        people=(
            Person(
                "P1",
                Text(zh="欧阳建国"),
                Text(zh="副总经理", en="Deputy General Manager"),
                "ouyang@lanxiu.example",
                "+86 27 5550 0001",
                ("zh",),
            ),
        ),
        offers=(
            Offer(
                "C1-O1",
                Text(zh="电动汽车电池冷却板，最小起订量200套，FCA武汉", en="EV battery cooling plates"),
                hs="870899",
                sector="automotive",
                cooperation=(Cooperation.SUPPLY,),
            ),
        ),
        needs=(
            Need(
                "C1-N1",
                Text(zh="寻找俄罗斯经销商", ru="Ищем дистрибьюторов в России"),
                cooperation=(Cooperation.DISTRIBUTION,),
            ),
        ),
    ),
    Company(
        "C2",
        "host",
        Text(zh="武汉楚澜医疗器械有限公司"),
        "CN",
        ("zh", "en"),
        Text(zh="一次性医用耗材。"),
        Text(zh="武汉"),
        "health",
        people=(
            Person("P2", Text(zh="曾晓燕", en="Zeng Xiaoyan"), email="zeng@chulan.example", phone="+86 27 5550 0002"),
        ),
        offers=(Offer("C2-O1", Text(zh="医用口罩与监护仪"), hs="9018"),),
        needs=(Need("C2-N1", Text(zh="诊断试剂“即时检验”——样品与报价")),),
    ),
    Company(
        "C3",
        "host",
        Text(zh="武汉桦序储能技术有限公司", ru="ООО «Ухань Хуасюй Энерджи Сторидж»", en="Wuhan Huaxu Energy Storage"),
        "CN",
        ("zh",),
        city=Text(zh="武汉"),
        sector="new-energy",
        people=(Person("P3", Text(zh="单长安"), email="shan@huaxu.example", phone="+86 27 5550 0003"),),
        offers=(Offer("C3-O1", Text(zh="储能电池柜", ru="Шкафы накопления энергии"), hs="850760"),),
    ),
    Company(
        "R1",
        "guest",
        Text(
            ru="Общество с ограниченной ответственностью "
            "«Новосибирский завод электротранспортного оборудования „Северный ветер“»",
            en="Severny Veter LLC",
            zh="新西伯利亚“北风”电动交通设备有限责任公司",
        ),
        "RU",
        ("ru",),
        Text(ru="Производитель электробусов. Ищем поставщика: гарантия, сертификат соответствия, образцы."),
        Text(ru="Новосибирск", zh="新西伯利亚"),
        "automotive",
        people=(
            Person(
                "P4",
                Text(ru="Юрий Подъячев", en="Yuri Podyachev"),
                Text(ru="директор по закупкам"),
                "yuri@sever.example",
                "+7 900 000-00-01",
                ("ru",),
            ),
            Person("P5", Text(ru="Мария Щукина"), Text(ru="технолог"), "", "+7 900 000-00-02", ("ru",)),
        ),
        offers=(Offer("R1-O1", Text(ru=LONG_OFFER), hs="8483"),),
        needs=(
            Need(
                "R1-N1",
                Text(
                    ru="Системы охлаждения тяговых батарей для низкопольных электробусов",
                    zh="低地板电动客车动力电池冷却系统",
                ),
                hs="8708",
            ),
        ),
    ),
    Company(
        "R2",
        "guest",
        Text(ru="АО «Пермьмедтехснаб»"),
        "RU",
        ("ru", "en"),
        Text(ru="Оптовые поставки медизделий."),
        Text(ru="Пермь"),
        "health",
        people=(
            Person(
                "P6",
                Text(ru="Анна Жилина", en="Anna Zhilina"),
                email="zhilina@permmed.example",
                phone="+7 900 000-00-03",
            ),
        ),
        needs=(Need("R2-N1", Text(ru="Расходные материалы, регистрационное удостоверение обязательно"), hs="9018"),),
    ),
    Company("R3", "guest", Text(en="Baltic Pulp & Paper =HYPERLINK LLC"), "RU", ("en",), city=Text(en="Vologda")),
)

VISITS = (
    Visit(
        "V1",
        Text(zh="参观桦序储能", ru="Посещение завода «Хуасюй»", en="Visit to Huaxu"),
        "C3",
        period(29, "13:30", "15:30"),
        Text(zh="会议中心正门", ru="Главный вход центра", en="Main entrance"),
        ("guest",),
        ("I1",),
        Text(zh="请穿平底鞋", ru="Наденьте обувь на плоской подошве"),
    ),
)


def slot(session: int, number: int) -> Period:
    return EXCHANGE.sessions[session].slots()[number].period


APPOINTMENTS = (
    Appointment(
        "C1-R1",
        ("C1", "R1"),
        slot(0, 0),
        "S1",
        "T1",
        "I1",
        True,
        Text(
            zh="对方寻找贵方供应的电池冷却板。",
            ru="Вы ищете охлаждение батарей, и компания его выпускает.",
            en="One makes what the other seeks.",
        ),
    ),
    Appointment(
        "C3-R1",
        ("C3", "R1"),
        slot(0, 1),
        "S1",
        "T2",
        "I1",
        False,
        Text(zh="同属新能源。", ru="Обе работают в новой энергетике."),
        True,
    ),
    Appointment("C2-R2", ("C2", "R2"), slot(0, 1), "S1", "T1", None, False),
    Appointment("C1-R2", ("C1", "R2"), slot(0, 3), "S1", "T3", "I2", True),
    Appointment("C2-R1", ("C2", "R1"), slot(1, 1), "S2", "T1", "I2", False),
    Appointment("C3-R3", ("C3", "R3"), slot(1, 2), "S2", "T2", None, True),
)

OCCASION = Occasion(
    EXCHANGE,
    COMPANIES,
    VISITS,
    APPOINTMENTS,
    (
        Unplaced(
            "C3-R2",
            ("C3", "R2"),
            Text(zh="双方没有共同空闲时段。", ru="Нет общего свободного слота.", en="No free slot in common."),
        ),
        Unplaced("C2-R3", ("C2", "R3")),
    ),
    at(27, "23:10"),
)


def with_company(changed: Company) -> Occasion:
    """The same occasion with one company exchanged for `changed` of the same id."""
    companies = tuple(changed if company.id == changed.id else company for company in COMPANIES)
    return replace(OCCASION, companies=companies)
