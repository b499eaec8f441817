import ast
import re
from pathlib import Path

import pytest

import bilateral.schedule
from bilateral.schedule.addition import KINDS
from bilateral.schedule.schedule_file import MOVE_REASONS, REASONS
from bilateral.text import READERS
from bilateral.wording import codes

ROOM = Path(bilateral.schedule.__file__).parent


def fault_codes() -> set[str]:
    """The codes that the room's sources name, whole or as the last part of a judged one."""
    found = set()
    readers = ("fields.py", "problem_file.py", "schedule_file.py", "changes_file.py", "dzn.py")
    for name in (*readers, "editing.py", "options.py"):
        for node in ast.walk(ast.parse((ROOM / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^(?:file|problem|changes|dzn|editing)\.\w+$", node.value))
    for node in ast.walk(ast.parse((ROOM / "judge.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0] if node.args else None
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            if name in ("fault", "_said"):
                found.add(f"schedule.{first.value}")
            if name == "Fault":
                found.add(first.value)
    return found | {f"schedule.unknown_{key}" for key in ("request", "slot", "table", "interpreter")}


def placeholders(sentence: object) -> list[str]:
    """Those of a sentence, or of all forms of one that counts."""
    return sorted(set(re.findall(r"\{(\w+)\}", str(sentence))))


@pytest.mark.parametrize("language", READERS)
def test_every_fault_and_reason_has_its_sentences_and_there_are_no_others(language: str) -> None:
    wanted = {f"fault.{code}.{part}" for code in fault_codes() for part in ("says", "mend")}
    reasons = {f"reason.{reason}" for reason in REASONS} | {f"move.{reason}" for reason in MOVE_REASONS}
    remedies = {f"remedy.{code}" for code in (*KINDS, "withdrawn", "value")}
    assert set(codes("schedule", language)) == wanted | reasons | remedies


@pytest.mark.parametrize("language", READERS)
def test_the_languages_name_the_same_values(language: str) -> None:
    english, own = codes("schedule", "en"), codes("schedule", language)
    assert {code: placeholders(own[code]) for code in own} == {code: placeholders(english[code]) for code in english}
