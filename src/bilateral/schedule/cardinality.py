"""At most so many of some literals."""

from typing import Any

from ortools.sat.python import cp_model


def add_at_most(model: cp_model.CpModel, literals: list[Any], most: int) -> None:
    """At most `most` (0 or more) of `literals`, as a sum."""
    if len(literals) <= most:
        return
    if most == 1:
        model.add_at_most_one(literals)
    else:
        model.add(sum(literals) <= most)


def add_ladder(model: cp_model.CpModel, literals: list[Any], most: int) -> None:
    """At most `most` (1 or more) of `literals`, by the sequential counter of Sinz (CP 2005).

    A rung says that at least so many of the literals up to here hold. The solver learns from rungs what a plain sum
    hides, at the price of about len(literals) · most of them.
    """
    if len(literals) <= most:
        return
    before: list[Any] = []
    for literal in literals:
        rungs = [model.new_bool_var("") for _ in range(min(most, len(before) + 1))]
        model.add_implication(literal, rungs[0])
        for lower, rung in zip(before, rungs, strict=False):
            model.add_implication(lower, rung)
        for lower, rung in zip(before, rungs[1:], strict=False):
            model.add_bool_or([literal.negated(), lower.negated(), rung])
        if len(before) == most:
            model.add_implication(literal, before[-1].negated())
        before = rungs
