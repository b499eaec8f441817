"""The exchange workbook's sheets and columns: the one description that reading, writing and the template follow.

A column's key is the name of the noun's field. Its heading in each language is in the wording under "heading.<key>",
or, where a sheet has its own word, under "own_heading.<sheet>.<key>".
"""

from dataclasses import dataclass

from bilateral.company.model import Cooperation, Direction, Vetting
from bilateral.meeting.model import Status
from bilateral.wording import codes, say
from bilateral.workbook import cells
from bilateral.workbook.cells import Cell

SIDES = ("host", "guest")


def heading(sheet: str, key: str, language: str) -> str:
    """The heading of a column in a language, without the code of the language that it holds."""
    return _own("heading", sheet, key, language)


def note(sheet: str, key: str, language: str) -> str:
    """What belongs into a column."""
    return _own("note", sheet, key, language)


def _own(section: str, sheet: str, key: str, language: str) -> str:
    special = f"own_{section}.{sheet}.{key}"
    return say("workbook", special if special in codes("workbook", language) else f"{section}.{key}", language)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `by_language` has a column per language ("name:zh"); `refers` names the sheets one of whose ids
    each value must be."""

    key: str
    cell: Cell = cells.WORDS
    required: bool = False
    by_language: bool = False
    refers: tuple[str, ...] = ()

    @property
    def one_id(self) -> bool:
        """Whether a cell holds a single id of another sheet."""
        return bool(self.refers) and self.cell is cells.IDENTIFIER


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `max_rows` bounds what is read, `required` sheets must be there with a row at least."""

    key: str
    columns: tuple[Column, ...]
    required: bool = False
    max_rows: int = 2_000

    def column(self, key: str) -> Column:
        """The column of that key; raises StopIteration where there is none."""
        return next(column for column in self.columns if column.key == key)


def _text(key: str, *, required: bool = False) -> Column:
    return Column(key, required=required, by_language=True)


_ID = Column("id", cells.IDENTIFIER, required=True)
_OWN_ID = Column("id", cells.IDENTIFIER)
_WHEN = (
    Column("date", cells.DATE, required=True),
    Column("start", cells.TIME, required=True),
    Column("end", cells.TIME, required=True),
)
_COMPANY = Column("company", cells.IDENTIFIER, required=True, refers=("companies",))
_INTERPRETERS = Column("interpreters", cells.IDENTIFIERS, refers=("interpreters",))
_ATTENDS = Column("attends", cells.ATTENDS, refers=("companies", "sides"))
_SECTOR = Column("sector", cells.IDENTIFIER, refers=("sectors",))
_STATEMENT = (
    _OWN_ID,
    _COMPANY,
    _text("text", required=True),
    Column("hs", cells.HS),
    _SECTOR,
    Column("direction", cells.choice(Direction, list(Direction))),
    Column("cooperation", cells.choice_list(Cooperation, list(Cooperation))),
    Column("certificates", cells.WORD_LIST),
    Column("quantity"),
)

EXCHANGE = Sheet(
    "exchange",
    (
        _ID,
        _text("name", required=True),
        Column("time_zone", cells.TIME_ZONE, required=True),
        _text("host", required=True),
        _text("guest", required=True),
        _text("venue"),
        _text("city"),
        Column("organiser_language", cells.choice(str, ["en", "ru", "zh"])),
        Column("floor", cells.integer(0, 100)),
        Column("max_meetings", cells.integer(1, 1000)),
        Column("proposals", cells.integer(0, 100)),
    ),
    required=True,
    max_rows=200,
)
"""Its rows are key and value; the columns here are its keys."""

SHEETS = (
    EXCHANGE,
    Sheet("sectors", (_ID, _text("name", required=True))),
    Sheet(
        "sessions",
        (
            _ID,
            _text("name"),
            *_WHEN,
            Column("slot_minutes", cells.integer(5, 480), required=True),
            Column("pause_minutes", cells.integer(0, 240)),
        ),
        required=True,
        max_rows=200,
    ),
    Sheet("tables", (_ID, _text("name"), _text("place")), required=True),
    Sheet(
        "companies",
        (
            _ID,
            Column("side", cells.choice(str, SIDES), required=True),
            _text("name", required=True),
            Column("country", cells.COUNTRY, required=True),
            _text("city"),
            _SECTOR,
            Column("languages", cells.LANGUAGES, required=True),
            _text("description"),
            Column("registration_number", cells.NUMBER_AS_TEXT),
            Column("tax_number", cells.NUMBER_AS_TEXT),
            Column("website"),
            Column("certificates", cells.WORD_LIST),
            Column("rivals", cells.IDENTIFIERS, refers=("companies",)),
            Column("former_partners", cells.IDENTIFIERS, refers=("companies",)),
            Column("unavailable", cells.PERIODS),
            Column("parallel", cells.integer(1, 50)),
            Column("max_meetings", cells.integer(1, 1000)),
            Column("floor", cells.integer(0, 100)),
            Column("table", cells.IDENTIFIER, refers=("tables",)),
            Column("vetting", cells.choice(Vetting, list(Vetting))),
        ),
        required=True,
        max_rows=20_000,
    ),
    Sheet(
        "people",
        (
            _OWN_ID,
            _COMPANY,
            _text("name", required=True),
            _text("position"),
            Column("email", cells.EMAIL),
            Column("phone", cells.PHONE),
            Column("languages", cells.LANGUAGES),
        ),
        max_rows=40_000,
    ),
    Sheet("offers", _STATEMENT, max_rows=100_000),
    Sheet("needs", _STATEMENT, max_rows=100_000),
    Sheet(
        "interpreters",
        (
            _ID,
            _text("name"),
            Column("languages", cells.LANGUAGES, required=True),
            Column("unavailable", cells.PERIODS),
            Column("max_consecutive", cells.integer(1, 100)),
            Column("max_meetings", cells.integer(1, 1000)),
            Column("standby", cells.YES_NO),
            Column("email", cells.EMAIL),
            Column("phone", cells.PHONE),
        ),
    ),
    Sheet(
        "requests",
        (
            _OWN_ID,
            Column("asker", cells.IDENTIFIER, required=True, refers=("companies",)),
            Column("asked", cells.IDENTIFIER, required=True, refers=("companies",)),
            Column("wish", cells.integer(1, 5)),
            Column("status", cells.choice(Status, [status for status in Status if status is not Status.PROPOSED])),
            Column("session", cells.IDENTIFIER, refers=("sessions",)),
            Column("table", cells.IDENTIFIER, refers=("tables",)),
            Column("after", cells.IDENTIFIERS, refers=("requests",)),
            _text("note"),
        ),
        max_rows=400_000,
    ),
    Sheet(
        "visits",
        (
            _ID,
            _text("name", required=True),
            Column("host", cells.IDENTIFIER, required=True, refers=("companies",)),
            *_WHEN,
            _text("meeting_point"),
            _ATTENDS,
            _INTERPRETERS,
            _text("note"),
        ),
    ),
    Sheet(
        "talks",
        (
            _ID,
            _text("title", required=True),
            *_WHEN,
            _text("speaker"),
            _text("place"),
            Column("language", cells.LANGUAGE),
            _ATTENDS,
            _INTERPRETERS,
        ),
    ),
)
"""Every sheet, in the order in which organisers fill them."""
