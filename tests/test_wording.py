"""The sentences of every room, in every language in which Bilateral speaks."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel import Locale

import bilateral
from bilateral.text import READERS, Text
from bilateral.wording import codes, say, text

ROOMS = sorted(folder.parent.name for folder in Path(bilateral.__file__).parent.glob("*/wording"))
COUNTS = (1, 2, 5, 11, 21)
IN_EVERY_ROOM = pytest.mark.parametrize("room", ROOMS)


def _forms(sentence: Any) -> dict[str, str]:
    return sentence if isinstance(sentence, dict) else {"": sentence}


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_there_are_rooms_that_speak() -> None:
    assert {"workbook", "schedule"} <= set(ROOMS)


@IN_EVERY_ROOM
def test_each_language_has_its_file_and_no_other_language_has(room: str) -> None:
    folder = Path(bilateral.__file__).parent / room / "wording"
    assert sorted(path.name for path in folder.glob("*.toml")) == [f"{language}.toml" for language in READERS]


@IN_EVERY_ROOM
def test_each_language_has_the_same_codes(room: str) -> None:
    for language in READERS:
        assert sorted(codes(room, language)) == sorted(codes(room, "en"))


@IN_EVERY_ROOM
def test_each_language_has_the_same_placeholders_in_every_form(room: str) -> None:
    for code, english in codes(room, "en").items():
        expected = set().union(*(_placeholders(form) for form in _forms(english).values()))
        for language in READERS:
            for form in _forms(codes(room, language)[code]).values():
                assert (code, language, _placeholders(form) - {"count"}) == (code, language, expected - {"count"})
                assert "" not in _placeholders(form)


@IN_EVERY_ROOM
def test_a_sentence_that_counts_has_every_plural_form_of_its_language_and_no_other(room: str) -> None:
    for language in READERS:
        forms = {*Locale(language).plural_form.tags, "other"}
        for code, sentence in codes(room, language).items():
            if isinstance(sentence, dict):
                assert (code, language, set(sentence)) == (code, language, forms)
                assert all("{count" in form for form in sentence.values())


@IN_EVERY_ROOM
def test_a_sentence_that_counts_does_so_in_every_language(room: str) -> None:
    for code, english in codes(room, "en").items():
        counted = {isinstance(codes(room, language)[code], dict) for language in READERS}
        assert (code, counted) == (code, {isinstance(english, dict)})


@IN_EVERY_ROOM
@pytest.mark.parametrize("count", COUNTS)
def test_counted_sentences_are_said_with_any_number(room: str, count: int) -> None:
    for language in READERS:
        for code, sentence in codes(room, language).items():
            if isinstance(sentence, dict):
                names = set().union(*(_placeholders(form) for form in sentence.values())) - {"count"}
                said = say(room, code, language, count=count, **dict.fromkeys(names, "…"))
                assert str(count) in said
                assert "{" not in said


@IN_EVERY_ROOM
def test_no_code_is_hidden_by_a_section_that_looks_like_plural_forms(room: str) -> None:
    """A section with a key "other" would be taken for one sentence that counts."""
    plurals = {"zero", "one", "two", "few", "many", "other"}
    for language in READERS:
        for code, sentence in codes(room, language).items():
            if isinstance(sentence, dict):
                assert (code, set(sentence) - plurals) == (code, set())


@IN_EVERY_ROOM
def test_sentences_are_in_their_language_and_not_left_in_english(room: str) -> None:
    """A sentence of several words has a letter of its script somewhere."""
    scripts = {"ru": re.compile("[а-яё]", re.IGNORECASE), "zh": re.compile("[\u3400-\u9fff]")}
    for language, script in scripts.items():
        for code, sentence in codes(room, language).items():
            for form in _forms(sentence).values():
                words = re.sub(r"{[^}]*}", "", form)
                if len(re.findall(r"[a-z]{2,}", words)) >= 3:
                    assert script.search(words), f"{room} {code} {language}: {form}"


@IN_EVERY_ROOM
def test_no_sentence_is_empty_or_has_blanks_around(room: str) -> None:
    for language in READERS:
        for code, sentence in codes(room, language).items():
            for form in _forms(sentence).values():
                assert form
                # A separator of a list has its blank.
                assert (code, form.strip()) == (code, form) or not re.search(r"\w", form)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, ("1 fault. Nothing was written.", "1 ошибка. Ничего не записано.", "共 1 处错误，未写入任何内容。")),
        (2, ("2 faults. Nothing was written.", "2 ошибки. Ничего не записано.", "共 2 处错误，未写入任何内容。")),
        (5, ("5 faults. Nothing was written.", "5 ошибок. Ничего не записано.", "共 5 处错误，未写入任何内容。")),
        (11, ("11 faults. Nothing was written.", "11 ошибок. Ничего не записано.", "共 11 处错误，未写入任何内容。")),
        (21, ("21 faults. Nothing was written.", "21 ошибка. Ничего не записано.", "共 21 处错误，未写入任何内容。")),
    ],
)
def test_faults_are_counted_as_each_language_counts(count: int, expected: tuple[str, str, str]) -> None:
    assert tuple(say("workbook", "where.summary", language, count=count) for language in READERS) == expected


def test_an_unknown_code_is_a_defect() -> None:
    with pytest.raises(KeyError):
        say("workbook", "no.such.code", "en")


def test_a_sentence_without_its_value_is_a_defect() -> None:
    with pytest.raises(KeyError):
        say("workbook", "where.row", "en", sheet="Companies")


def test_a_text_holds_the_sentence_in_every_language() -> None:
    assert text("workbook", "where.file") == Text(en="the file", ru="файл", zh="文件")
