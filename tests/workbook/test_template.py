"""The template that organisers begin with."""

import pytest
from workbook_files import WRITTEN_AT, sentences_of

from bilateral.text import READERS
from bilateral.workbook.read import read_workbook
from bilateral.workbook.sheets import SHEETS
from bilateral.workbook.template import template_workbook, write_template


@pytest.mark.parametrize("language", READERS)
def test_the_template_passes_without_a_fault_or_a_notice(language: str) -> None:
    data = write_template(language, WRITTEN_AT)
    assert sentences_of(data) == []
    assert read_workbook(data).workbook == template_workbook()


def test_the_template_is_the_same_every_time() -> None:
    assert write_template("zh", WRITTEN_AT) == write_template("zh", WRITTEN_AT)


def test_the_template_shows_every_sheet_and_both_sides() -> None:
    workbook = template_workbook()
    exchange = workbook.exchange
    assert [company.side for company in workbook.companies] == ["host"] * 3 + ["guest"] * 3
    assert (len(exchange.sessions), len(exchange.tables), len(exchange.interpreters)) == (2, 4, 2)
    assert all((exchange.talks, exchange.sectors, workbook.visits, workbook.requests))
    assert all(company.people and (company.offers or company.needs) for company in workbook.companies)
    assert len(SHEETS) == 12


def test_everyone_in_the_template_is_evidently_an_example() -> None:
    for company in template_workbook().companies:
        assert {"Example", "Пример", "示例"} & {
            word for name in company.name.values() for word in ("Example", "Пример", "示例") if word in name
        }
        assert all(not person.email or person.email.endswith(".example") for person in company.people)
