"""Languages and countries in cells, by their codes or by their names in the readers' languages."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from bilateral.text import READERS
from bilateral.workbook.raw import BadCell, Raw, folded

_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""What CLDR holds among its territories although no company is registered there."""
_NO_LANGUAGES = {"mis", "mul", "root", "und", "zxx"}
_ALSO_LANGUAGES = {
    "mandarin": "zh", "汉语": "zh", "普通话": "zh", "英文": "en", "俄文": "ru", "哈萨克文": "kk",
    "русский язык": "ru", "английский язык": "en", "китайский язык": "zh",
}  # fmt: skip
_ALSO_COUNTRIES = {
    "prc": "CN", "mainland china": "CN", "中华人民共和国": "CN", "中国大陆": "CN", "кнр": "CN",
    "russian federation": "RU", "俄罗斯联邦": "RU", "俄国": "RU", "рф": "RU", "российская федерация": "RU",
    "usa": "US", "сша": "US", "uk": "GB", "uae": "AE", "оаэ": "AE", "республика беларусь": "BY", "白俄罗斯共和国": "BY",
    "республика казахстан": "KZ",
}  # fmt: skip


def _codes_by_name(kind: str, codes: Sequence[str], also: dict[str, str]) -> dict[str, str]:
    names = {
        unicodedata.normalize("NFKC", name).casefold(): code
        for reader in reversed(READERS)
        for code, name in getattr(Locale(reader), kind).items()
        if code in codes
    }
    return names | also | {code.casefold(): code for code in codes}


@cache
def _languages() -> dict[str, str]:
    """Codes of languages (two or three letters) by themselves and by their names in the readers' languages."""
    known = map(str, Locale("en").languages)
    codes = [code for code in known if code.isalpha() and len(code) <= 3 and code not in _NO_LANGUAGES]
    return _codes_by_name("languages", codes, _ALSO_LANGUAGES)


@cache
def _countries() -> dict[str, str]:
    """Codes of countries by themselves and by their names in the readers' languages."""
    known = map(str, Locale("en").territories)
    codes = [code for code in known if len(code) == 2 and code not in _NO_COUNTRIES]
    return _codes_by_name("territories", codes, _ALSO_COUNTRIES)


def read_language(raw: Raw, zone: ZoneInfo) -> str:
    """The code of a language; raises BadCell."""
    found = folded(raw)
    try:
        return _languages()[found.casefold()]
    except KeyError:
        raise BadCell("cell.unknown_language", found=found) from None


def language_of_heading(code: str) -> str | None:
    """The BCP 47 code of the language of a heading like "name:zh" or "name:zh-Hant", in its usual case; None where
    there is no such language, script or country."""
    language, *rest = code.split("-")
    script = rest.pop(0).title() if rest and len(rest[0]) == 4 else ""
    country = rest.pop(0).upper() if rest else ""
    language = language.lower()
    known = (
        _languages().get(language) == language
        and (not script or script in Locale("en").scripts)
        and (not country or _countries().get(country.lower()) == country)
    )
    return "-".join(part for part in (language, script, country) if part) if known and not rest else None


def read_country(raw: Raw, zone: ZoneInfo) -> str:
    """The code of a country; raises BadCell."""
    found = folded(raw)
    try:
        return _countries()[found.casefold()]
    except KeyError:
        raise BadCell("cell.unknown_country", found=found) from None
