import re

from bilateral.text import READERS
from bilateral.wording import codes


def placeholders(sentence: object) -> set[str]:
    forms = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {name for form in forms for name in re.findall(r"{(\w*)}", str(form))}


def test_every_language_has_the_same_codes_and_placeholders() -> None:
    first, *others = (
        {code: placeholders(words) for code, words in codes("agenda", reader).items()} for reader in READERS
    )
    assert others == [first, first]


def test_counted_sentences_have_every_plural_form_of_their_language() -> None:
    forms = {reader: set(codes("agenda", reader)["head.meetings"]) for reader in READERS}
    assert forms == {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "zh": {"other"}}


def test_names_of_sheets_fit_the_format() -> None:
    for reader in READERS:
        names = [words for code, words in codes("agenda", reader).items() if code.startswith("sheet.")]
        assert len(set(names)) == len(names)
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
