"""The figures of docs/algorithms as SVG, the same bytes for the same numbers. Needs the extra `bench`."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Curve = Sequence[tuple[float, float]]

mpl.rcParams["svg.hashsalt"] = "bilateral"
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["font.size"] = 9


def _axes(columns: int) -> tuple[Figure, Sequence[Axes]]:
    figure = Figure(figsize=(4.2 * columns, 3.0), layout="constrained")
    axes = [figure.add_subplot(1, columns, number + 1) for number in range(columns)]
    for each in axes:
        each.grid(visible=True, linewidth=0.4, alpha=0.6)
        each.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _write(figure: Figure, target: Path) -> None:
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    lines = target.read_text(encoding="utf-8").splitlines()
    target.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")


def plot_cost(target: Path, costs: Sequence[tuple[str, int, float, float]]) -> None:
    """CPU seconds and peak MB over the number of requests; a point is (size, requests, CPU seconds, peak MB)."""
    figure, axes = _axes(2)
    for axis, column, label in zip(axes, (2, 3), ("CPU seconds", "peak memory, MB"), strict=True):
        axis.loglog([cost[1] for cost in costs], [cost[column] for cost in costs], marker="o", color="tab:blue")
        for cost in costs:
            axis.annotate(cost[0], (cost[1], float(cost[column])), textcoords="offset points", xytext=(4, -10))
        most, least = (float(pick(cost[column] for cost in costs)) for pick in (max, min))
        axis.set(xlabel="requests", ylabel=label, ylim=(10 ** floor(log10(least)), 10 ** ceil(log10(most))))
        axis.minorticks_off()
        axis.margins(x=0.15)
    _write(figure, target)


def plot_gaps(target: Path, curves: Mapping[str, Curve]) -> None:
    """The gap over time; a curve is of (wall seconds, gap in percent)."""
    figure, (axis,) = _axes(1)
    for name, curve in curves.items():
        axis.step([at for at, _ in curve], [gap for _, gap in curve], where="post", linewidth=1.2, label=name)
        axis.plot(*curve[-1], marker="o", markersize=4, color=axis.lines[-1].get_color())
    axis.set(xlabel="seconds", ylabel="gap, % of weight", xscale="log")
    axis.set_yscale("symlog", linthresh=0.001)
    axis.set_ylim(bottom=0)
    axis.legend(frameon=False)
    _write(figure, target)


def plot_proved(target: Path, seconds: Mapping[str, Sequence[float]]) -> None:
    """How many cases each solver proved within which CPU time."""
    figure, (axis,) = _axes(1)
    for name, times in seconds.items():
        axis.step(sorted(times), range(1, len(times) + 1), where="post", linewidth=1.2, label=name)
    axis.set(xlabel="CPU seconds", ylabel="cases proved", xscale="log")
    axis.legend(frameon=False)
    _write(figure, target)
