"""What two texts name exactly alike: standards, model numbers, brands, certificates. An encoder is blind to these."""

import re
import unicodedata

_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
"""Cyrillic capitals that are drawn like Latin ones: ЕАС is typed either way."""
_STANDARD = re.compile(
    r"(?<![A-ZА-Я])(?P<body>ГОСТ(?: ?Р)?(?: (?:ИСО|МЭК))?|GOST(?: R)?|GB ?/ ?T|GB|IEC|МЭК|ISO|ИСО|IATF|EN|DIN"
    r"|ASTM|API|JIS|ТР (?:ТС|ЕАЭС)|TR CU|YY ?/ ?T|YY|TB ?/ ?T|TB|ТУ|IRIS|UN)[ :-]{0,2}(?P<number>\d+(?:\.\d+)*)"
)
_BODIES = {"ИСО": "ISO", "МЭК": "IEC", "ГОСТ Р ИСО": "ISO", "ГОСТ ИСО": "ISO", "ГОСТ Р МЭК": "IEC", "ГОСТ МЭК": "IEC",
           "GOST": "ГОСТ", "ГОСТР": "ГОСТ Р", "GOST R": "ГОСТ Р", "TR CU": "ТР ТС"}  # fmt: skip
_MODEL = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9./-]*[A-Z])(?=[A-Z0-9./-]*\d)[A-Z0-9]+(?:[-./][A-Z0-9]+)*")
_QUANTITY = re.compile(
    r"\d+(?:[.,/-]\d+)*(?:[KMG]?(?:V|W|WH|VA|VAR|A|AH|HZ|PA|M|G|T|L|B|PX|BIT)|MM|CM|DM|KM|MM2|M2|M3|CM3|KG|MG|ML|ML|TEU|FT"
    r"|PCS|RPM|BAR|BT|KBT|MBT|KBA|KB|MBA|KM2|GA|X|D|H|C|K|P|TH|ST|ND|RD)?|[A-Z]\d?|\d+[X*]\d+.*|HS\d*|[345]G|20\d\d-?\d*"
)
_BRAND = re.compile(r"[A-Z][A-Za-z]{2,}(?:-[A-Z][A-Za-z]+)*")
_NO_BRANDS = frozenset(
    re.split(
        r"\s+",
        "OEM ODM OBM SKD CKD FCA FOB CIF CFR CPT CIP DAP DPU DDP EXW FAS MOQ ISO IEC IATF GOST EAC DIN ASTM API JIS "
        "IRIS CNC PLC MES ERP SCADA IOT GMP HACCP FDA MDR SME B2B HS USD CNY RUB EUR LED LFP PVC ABS PET USB GPS RFID "
        "IP HALAL KOSHER ORGANIC BIO OSB MDF LVL SUV VIN VAT INN AGM BMS PCS EMS KVA MWH KWH AIR OTG DRG "
        "RUSSIA RUSSIAN CHINA CHINESE ENGLISH EUROPE EUROPEAN ASIA ASIAN EURASIAN SIBERIA SIBERIAN URAL URALS EAEU CIS "
        "KAZAKHSTAN BELARUS WUHAN HUBEI BEIJING SHANGHAI MOSCOW PETERSBURG NOVOSIBIRSK KAZAN LTD LLC INC",
    )
)
"""Capitalised words of trade and of geography that are nobody's brand."""


def fold(words: str) -> str:
    """Capital letters in Unicode form NFKC, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", words).upper().split())


def _standards(folded: str) -> tuple[set[str], str]:
    """The standards named, without the year of their edition, and the words without them."""
    found = set()
    for match in _STANDARD.finditer(folded):
        body = re.sub(r" ?/ ?", "/", match["body"])
        found.add(f"{_BODIES.get(body, body)} {match['number']}")
    return found, _STANDARD.sub(" ", folded)


def marks(words: str, language: str) -> frozenset[str]:
    """The standards, model numbers and brands that `words` name, in one spelling each.

    A model number mixes Latin letters with digits and is no quantity; a brand is a capitalised Latin word inside text
    of another script, or inside an English sentence after its first word.
    """
    found, rest = _standards(fold(words))
    rest = rest.translate(_LOOKALIKES)
    models = {re.sub("[-./]", "", model[0]) for model in _MODEL.finditer(rest) if not _QUANTITY.fullmatch(model[0])}
    found |= {model for model in models if len(model) >= 4}
    for brand in _BRAND.finditer(unicodedata.normalize("NFKC", words)):
        opens = language not in {"zh", "ru"} and re.search(r"(?:^|[.!?:;«\"'(\n-])\s*$", words[: brand.start()])
        if not opens and brand[0].upper() not in _NO_BRANDS:
            found.add(brand[0].upper())
    return frozenset(found)


def certificate(name: str) -> str:
    """One spelling of a certificate's name: "ISO 9001:2015", "ИСО 9001" and "iso9001" are the same."""
    folded = fold(name)
    standards, _ = _standards(folded)
    if standards:
        return min(standards)
    return re.sub(r"[^\w]+", " ", folded.translate(_LOOKALIKES) if len(folded) <= 5 else folded).strip()
