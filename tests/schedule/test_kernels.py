import os
import subprocess
import sys

import numpy as np
from drawn_problems import problems
from hypothesis import HealthCheck, given, settings

from bilateral.schedule import kernels
from bilateral.schedule.board import Board
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.model import Problem
from bilateral.schedule.resting import with_rests

PLAY = """
import sys
sys.path.insert(0, {tests!r})
from test_kernels import played
print(played())
"""


def played() -> list[int]:
    """What a short game of every kind of move leaves on the board."""
    problem = generate_problem(14, 50, 3, several=0.2, confined=0.1, ordered=0.1, bipartite=False, days=4, slots=9)
    instance = Instance(problem)
    board = Board(instance, 5, with_rests(instance))
    order = np.argsort(-instance.weight, kind="stable")
    kernels.construct(board.state, order, 20, 50)
    board.let_interpreters_serve(instance.interpreter_available)
    kernels.anneal(board.state, order, 300, 20.0, 2)
    kernels.close_breaks(board.state, np.flatnonzero(board.places >= 0), 300, 1.0, 1)
    snapshot = board.snapshot()
    return [board.value(), board.breaks(), *snapshot.places.tolist(), *snapshot.servers.tolist()]


def test_compiled_and_plain_kernels_play_the_same_game() -> None:
    script = PLAY.format(tests=os.path.dirname(__file__))  # noqa: PTH120 - a plain text for another process
    plain = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain.stdout.strip() == str(played())


SCRATCH = (
    kernels.AT_OCCUPANTS,
    kernels.AT_HELD,
    kernels.AT_SCRATCH,
    kernels.AT_POOL,
    kernels.AT_LOG,
    kernels.AT_EJECTED,
    kernels.AT_CHAIN,
    kernels.AT_TOUCHED,
)


def bare(board: Board) -> list[int]:
    """The state without what is only scratch, randomness, or the order in which meetings of a slot are listed."""
    state = board.state
    kept = state.copy()
    kept[[kernels.RANDOM, kernels.POOL_SIZE, kernels.LOG_SIZE, kernels.EJECTED_SIZE]] = 0
    kept[[kernels.CHAIN_SIZE, kernels.TOUCHED_SIZE]] = 0
    starts = [int(state[at]) for at in range(kernels.AT_REQUESTS, kernels.HEADER)]
    for part in SCRATCH:
        start = int(state[part])
        kept[start : min([each for each in starts if each > start], default=len(kept))] = 0
    width = kernels.ALLOWED + board.instance.words
    records = kept[int(state[kernels.AT_REQUESTS]) :][: len(board.instance.weight) * width].reshape(-1, width)
    records[:, [kernels.HELD_AT, kernels.POOLED_AT]] = 0
    companies = len(board.instance.seats)
    wide = kernels.COMPANY_SETS + 3 * board.instance.words
    kept[int(state[kernels.AT_COMPANIES]) :][: companies * wide].reshape(-1, wide)[:, kernels.BREAKS] = 0
    return [int(number) for number in kept]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_after_any_game_the_board_is_what_its_meetings_alone_would_make(problem: Problem) -> None:
    instance = Instance(problem)
    board = Board(instance, 1)
    order = np.arange(len(instance.weight))
    kernels.construct(board.state, order, 20, 50)
    kernels.anneal(board.state, order, 500, 30.0, 2)
    if order.size:
        kernels.close_breaks(board.state, order, 200, 1.0, 1)
    fresh = Board(instance, 1)
    fresh.load(board.snapshot())
    assert bare(fresh) == bare(board)
    assert fresh.value() == board.value()
