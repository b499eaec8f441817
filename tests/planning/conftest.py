from pathlib import Path

import pytest

from bilateral.planning.use_cases import Plan, plan_exchange
from bilateral.workbook.template import template_workbook


@pytest.fixture(scope="session")
def keep_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def plan(keep_in: Path) -> Plan:
    return plan_exchange(template_workbook(), keep_in=keep_in, seconds=20)
