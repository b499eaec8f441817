"""Reads one JSON object key by key and notes every fault with its path."""

from collections.abc import Iterator
from typing import Any

from bilateral.fault import Fault, Place

_KINDS = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}
"""The types by their names in JSON (Schema), which are the same to every reader."""


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), type(value).__name__)


class Fields:
    """A JSON object at `path`; its faults go to `faults` and carry the object's id.

    Each reader returns a value of the promised type whatever the file says, so that reading goes on to the next fault.
    A key with a `default` may be left out; without one it must be there.
    """

    def __init__(self, item: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self._seen: set[str] = set()
        self._item: dict[str, Any] = item if isinstance(item, dict) else {}
        self._broken = not isinstance(item, dict)
        name = self._item.get("id")
        self.id = name if isinstance(name, str) else ""
        if self._broken:
            self._wrong_type("", "object", item)

    def at(self, key: str) -> str:
        """The path of a key of this object."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def fault(self, code: str, key: str, /, **values: object) -> None:
        """Note a fault at a key ("parties[0]"), or at the object itself where the key is empty."""
        self.faults.append(Fault(code, Place(path=self.at(key)), {"id": self.id, **values}))

    def _wrong_type(self, key: str, expected: str, found: object) -> None:
        self.fault("file.type", key, expected=expected, found=_kind(found))

    def _take(self, key: str, required: bool) -> tuple[bool, Any]:
        self._seen.add(key)
        if key not in self._item:
            if required and not self._broken:
                self.fault("file.key_missing", "", key=key)
            return False, None
        return True, self._item[key]

    def text(self, key: str) -> str:
        """A text that is not empty."""
        there, value = self._take(key, True)
        if there and not isinstance(value, str):
            self._wrong_type(key, "string", value)
        elif value == "":
            self.fault("file.empty", key)
        return value if isinstance(value, str) else ""

    def text_or_none(self, key: str) -> str | None:
        """A text that is not empty, or nothing."""
        return self.text(key) if self._item.get(key) is not None else self._take(key, False)[1]

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of `allowed`."""
        there, value = self._take(key, default is None)
        if there and value not in allowed:
            self.fault("file.choice", key, found=repr(value), allowed=", ".join(allowed))
        return value if value in allowed else default or allowed[0]

    def integer(self, key: str, least: int, most: int | None = None, default: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        there, value = self._take(key, default is None)
        if there and type(value) is not int:
            self._wrong_type(key, "integer", value)
        elif there and (value < least or (most is not None and value > most)):
            if most is None:
                self.fault("file.too_small", key, found=value, least=least)
            else:
                self.fault("file.out_of_range", key, found=value, least=least, most=most)
        elif there:
            return int(value)
        return least if default is None else default

    def integer_or_none(self, key: str, least: int, most: int | None = None) -> int | None:
        """A whole number from `least` to `most`, or nothing."""
        return self.integer(key, least, most) if self._item.get(key) is not None else self._take(key, False)[1]

    def number(self, key: str) -> float:
        """A number that is not negative."""
        there, value = self._take(key, True)
        if there and type(value) not in (int, float):
            self._wrong_type(key, "number", value)
        elif there and not 0 <= value < float("inf"):
            self.fault("file.too_small", key, found=value, least=0)
        elif there:
            return float(value)
        return 0.0

    def number_or_none(self, key: str) -> float | None:
        """A number that is not negative, or nothing."""
        return self.number(key) if self._item.get(key) is not None else self._take(key, False)[1]

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        there, value = self._take(key, False)
        if there and type(value) is not bool:
            self._wrong_type(key, "boolean", value)
        return value if type(value) is bool else default

    def items(self, key: str, required: bool = True) -> list[Any]:
        """A list of anything."""
        there, value = self._take(key, required)
        if there and not isinstance(value, list):
            self._wrong_type(key, "array", value)
        return value if isinstance(value, list) else []

    def texts(self, key: str, required: bool = False, distinct: bool = True) -> list[str]:
        """A list of texts; where they are to be `distinct`, none may be said twice."""
        told: list[str] = []
        for index, value in enumerate(self.items(key, required)):
            place = f"{key}[{index}]"
            if not isinstance(value, str):
                self._wrong_type(place, "string", value)
            elif not value:
                self.fault("file.empty", place)
            elif distinct and value in told:
                self.fault("file.repeated", place, repeated=value)
            else:
                told.append(value)
        return told

    def texts_or_none(self, key: str) -> list[str] | None:
        """The same list, or nothing."""
        return self.texts(key) if self._item.get(key) is not None else self._take(key, False)[1]

    def objects(self, key: str, required: bool = True) -> Iterator["Fields"]:
        """A list of objects, each to be read by its own fields."""
        for index, item in enumerate(self.items(key, required)):
            yield Fields(item, f"{self.at(key)}[{index}]", self.faults)

    def object_or_none(self, key: str) -> "Fields | None":
        """An object, or nothing."""
        value = self._take(key, False)[1]
        return None if value is None else Fields(value, self.at(key), self.faults)

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self._item:
            if key not in self._seen:
                self.fault("file.key_unknown", "", key=key)
