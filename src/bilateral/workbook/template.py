"""The template: a small exchange of invented companies that shows how each sheet is filled."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bilateral.company.model import Company, Cooperation, Direction, Need, Offer, Person
from bilateral.exchange.model import EVERYONE, Exchange, Interpreter, Period, Sector, Session, Side, Table, Talk
from bilateral.meeting.model import Request, Status
from bilateral.text import Text
from bilateral.visit.model import Visit
from bilateral.workbook.model import Workbook
from bilateral.workbook.write import write_workbook

_ZONE = ZoneInfo("Asia/Shanghai")
_DAY, _NEXT_DAY = date(2024, 3, 28), date(2024, 3, 29)


def write_template(language: str, written_at: datetime) -> bytes:
    """The template as an .xlsx file with headings and guidance in `language` (one of READERS); `written_at` is aware
    and goes into the file's properties."""
    return write_workbook(template_workbook(), language=language, written_at=written_at)


def template_workbook() -> Workbook:
    """The example that the template holds; it passes the check without a fault or a notice."""
    return Workbook(_exchange(), (*_host_companies(), *_guest_companies()), _requests(), (_visit(),))


def _period(day_on: date, start: time, end: time) -> Period:
    return Period(datetime.combine(day_on, start, _ZONE), datetime.combine(day_on, end, _ZONE))


def _exchange() -> Exchange:
    return Exchange(
        id="example-2024",
        name=Text(
            en="Example: exchange between East and West District",
            ru="Пример: деловой обмен Восточного и Западного районов",
            zh="示例：东区与西区经贸交流会",
        ),
        time_zone=_ZONE.key,
        host=Side("host", Text(en="East District", ru="Восточный район", zh="东区")),
        guest=Side("guest", Text(en="West District delegation", ru="Делегация Западного района", zh="西区代表团")),
        venue=Text(en="Example Hall", ru="Зал «Пример»", zh="示例大厅"),
        city=Text(en="Wuhan", ru="Ухань", zh="武汉"),
        organiser_language="zh",
        floor=1,
        max_meetings=6,
        proposals=3,
        sectors=(
            Sector("automotive", Text(en="Automotive parts", ru="Автокомпоненты", zh="汽车零部件")),
            Sector("health", Text(en="Health", ru="Медицина и здоровье", zh="大健康")),
        ),
        sessions=(
            Session(
                "S1",
                Text(en="Afternoon", ru="Дневная сессия", zh="下午场"),
                _period(_DAY, time(13, 30), time(17)),
                slot_minutes=25,
                pause_minutes=5,
            ),
            Session(
                "S2",
                Text(en="Second morning", ru="Утренняя сессия", zh="次日上午场"),
                _period(_NEXT_DAY, time(9), time(11, 30)),
                slot_minutes=25,
                pause_minutes=5,
            ),
        ),
        tables=tuple(
            Table(
                f"T{number}",
                Text(en=f"Table {number}", ru=f"Стол {number}", zh=f"{number}号桌"),
                Text(en="Example Hall", ru="Зал «Пример»", zh="示例大厅"),
            )
            for number in range(1, 5)
        ),
        interpreters=(
            Interpreter(
                "I1",
                Text(en="Example Interpreter One", ru="Переводчик Первый (пример)", zh="示例翻译甲"),
                ("zh", "ru"),
                unavailable=(_period(_DAY, time(15, 30), time(16)),),
                max_consecutive=4,
                email="interpreter1@bilateral.example",
            ),
            Interpreter(
                "I2",
                Text(en="Example Interpreter Two", ru="Переводчик Второй (пример)", zh="示例翻译乙"),
                ("zh", "ru", "en"),
                max_meetings=8,
                phone="+86 27 5550 0102",
            ),
        ),
        talks=(
            Talk(
                "K1",
                Text(en="Welcome by the hosts", ru="Приветствие принимающей стороны", zh="主办方致辞"),
                _period(_DAY, time(13), time(13, 20)),
                speaker=Text(en="Example Speaker", ru="Докладчик (пример)", zh="示例发言人"),
                place=Text(en="Example Hall", ru="Зал «Пример»", zh="示例大厅"),
                language="zh",
                attends=(EVERYONE,),
                interpreters=("I1",),
            ),
        ),
    )


def _host_companies() -> tuple[Company, ...]:
    city = Text(en="Wuhan", ru="Ухань", zh="武汉")
    return (
        Company(
            "C01",
            "host",
            Text(en="Example Brakes Co., Ltd.", ru="Пример-Тормоз", zh="示例制动器有限公司"),
            country="CN",
            languages=("zh",),
            description=Text(
                en="Invented company, for example.", ru="Вымышленная компания, для примера.", zh="虚构企业，仅作示例。"
            ),
            city=city,
            sector="automotive",
            registration_number="91420115MAEXA0001Q",
            website="https://brakes.example",
            certificates=("IATF 16949", "ISO 9001"),
            rivals=("C02",),
            unavailable=(_period(_NEXT_DAY, time(10, 30), time(11, 30)),),
            people=(
                Person(
                    "C01-P1",
                    Text(en="Li Example", ru="Ли (пример)", zh="李示例"),
                    Text(en="Export manager", ru="Менеджер по экспорту", zh="外贸经理"),
                    email="li@brakes.example",
                    phone="+86 27 5550 0101",
                    languages=("zh",),
                ),
            ),
            offers=(
                Offer(
                    "C01-O1",
                    Text(
                        en="Brake discs and pads for passenger cars",
                        ru="Тормозные диски и колодки для легковых автомобилей",
                        zh="乘用车制动盘和制动片",
                    ),
                    hs="870830",
                    sector="automotive",
                    cooperation=(Cooperation.SUPPLY, Cooperation.DISTRIBUTION),
                    certificates=("IATF 16949",),
                    quantity="20,000 sets a month",
                ),
            ),
            needs=(
                Need(
                    "C01-N1",
                    Text(
                        en="Distributors of brake parts abroad",
                        ru="Дистрибьюторы тормозных деталей за рубежом",
                        zh="寻找海外制动件经销商",
                    ),
                    direction=Direction.EXPORT,
                    sector="automotive",
                    cooperation=(Cooperation.DISTRIBUTION,),
                ),
            ),
        ),
        Company(
            "C02",
            "host",
            Text(en="Example Filters Co., Ltd.", zh="示例滤清器有限公司"),
            country="CN",
            languages=("zh", "en"),
            description=Text(zh="虚构企业，仅作示例。"),
            city=city,
            sector="automotive",
            parallel=2,
            people=(Person("C02-P1", Text(zh="王示例"), Text(zh="总经理"), languages=("zh", "en")),),
            offers=(Offer("C02-O1", Text(zh="汽车机油滤清器、空气滤清器"), hs="842123", sector="automotive"),),
        ),
        Company(
            "C03",
            "host",
            Text(en="Example Health Co., Ltd.", zh="示例健康科技有限公司"),
            country="CN",
            languages=("zh",),
            description=Text(zh="虚构企业，仅作示例。"),
            city=city,
            sector="health",
            table="T4",
            people=(Person("C03-P1", Text(zh="赵示例"), email="zhao@health.example"),),
            offers=(Offer("C03-O1", Text(zh="一次性医用口罩、防护服"), hs="630790", sector="health"),),
            needs=(Need("C03-N1", Text(zh="采购蜂蜜、燕麦等健康食品"), hs="0409", sector="health"),),
        ),
    )


def _guest_companies() -> tuple[Company, ...]:
    invented = Text(ru="Вымышленная компания, для примера.")
    return (
        Company(
            "R01",
            "guest",
            Text(en="Example Autoparts LLC", ru="ООО «Пример Автозапчасти»", zh="示例汽配有限责任公司"),
            country="RU",
            languages=("ru",),
            description=invented,
            city=Text(ru="Новосибирск"),
            sector="automotive",
            registration_number="1240000000008",
            tax_number="5400000004",
            former_partners=("C01",),
            max_meetings=4,
            floor=2,
            people=(
                Person(
                    "R01-P1",
                    Text(en="Ivan Primerov", ru="Иван Примеров"),
                    Text(ru="Директор по закупкам"),
                    email="primerov@autoparts.example",
                    phone="+7 900 000-00-01",
                    languages=("ru",),
                ),
            ),
            needs=(
                Need(
                    "R01-N1",
                    Text(ru="Тормозные колодки и диски, фильтры для легковых автомобилей"),
                    hs="8708",
                    sector="automotive",
                    cooperation=(Cooperation.SUPPLY,),
                    certificates=("ЕАС",),
                ),
            ),
        ),
        Company(
            "R02",
            "guest",
            Text(en="Example Honey Farm", ru="Пасека «Пример»"),
            country="RU",
            languages=("ru",),
            description=invented,
            city=Text(ru="Уфа"),
            sector="health",
            people=(Person("R02-P1", Text(ru="Анна Образцова"), languages=("ru", "en")),),
            offers=(Offer("R02-O1", Text(ru="Мёд натуральный, фасованный"), hs="040900", quantity="5 т в месяц"),),
        ),
        Company(
            "R03",
            "guest",
            Text(en="Example Medtorg LLC", ru="ООО «Пример Медторг»"),
            country="RU",
            languages=("ru", "en"),
            description=invented,
            city=Text(ru="Казань"),
            sector="health",
            people=(Person("R03-P1", Text(ru="Пётр Шаблонов"), languages=("ru", "en")),),
            offers=(
                Offer(
                    "R03-O1",
                    Text(ru="Сбыт медицинских изделий в аптечных сетях"),
                    direction=Direction.IMPORT,
                    cooperation=(Cooperation.DISTRIBUTION,),
                ),
            ),
            needs=(Need("R03-N1", Text(ru="Медицинские маски и защитная одежда"), hs="630790", sector="health"),),
        ),
    )


def _requests() -> tuple[Request, ...]:
    return (
        Request("Q1", "R01", "C01", wish=5, status=Status.ACCEPTED, session="S1"),
        Request("Q2", "R01", "C02", wish=3, after=("Q1",), note=Text(ru="После встречи с C01.")),
        Request("Q3", "C03", "R02", wish=4, table="T4", note=Text(zh="请对方带样品。")),
        Request("Q4", "R03", "C02", status=Status.NEVER),
    )


def _visit() -> Visit:
    return Visit(
        "V1",
        Text(en="Visit of the brake works", ru="Посещение завода тормозных дисков", zh="参观制动器工厂"),
        "C01",
        _period(_NEXT_DAY, time(14), time(16)),
        meeting_point=Text(en="Main entrance, 13:40", ru="Главный вход, 13:40", zh="正门，13:40"),
        attends=("guest", "C01"),
        interpreters=("I2",),
        note=Text(en="Closed shoes", ru="Закрытая обувь", zh="请穿包头鞋"),
    )
