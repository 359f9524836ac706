"""What the benchmarks share: rounds that take turns, and a row of bench.json from their figures."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Pair = tuple[float, float]


def taking_turns(rounds: int, own: Callable[[], float], floor: Callable[[], float], times: int = 1) -> list[Pair]:
    """(ours, floor) of each round, each the median of ``times`` goes that take turns, so that a busy machine is busy
    for both; who goes first changes with every go."""
    pairs = []
    for number in range(rounds):
        ours, floors = [], []
        for go in range(times):
            turns = [(own, ours), (floor, floors)]
            for measure, figures in turns if (number + go) % 2 else reversed(turns):
                figures.append(measure())
        pairs.append((statistics.median(ours), statistics.median(floors)))
    return pairs


def row(name: str, pairs: Sequence[Pair], *, unit: str, better: str, n: int, digits: int = 1) -> dict[str, Any]:
    """One line of bench.json. ``ratio``: the median of the rounds' own ours ÷ floor; ``spread``: (max - min) ÷ it."""
    ratios = [own / floor for own, floor in pairs]
    middle = statistics.median(ratios)
    return {
        "name": name,
        "database": connection.vendor,
        "value": round(statistics.median(own for own, _ in pairs), digits),
        "unit": unit,
        "better": better,
        "floor": round(statistics.median(floor for _, floor in pairs), digits),
        "ratio": round(middle, 2),
        "rounds": len(pairs),
        "spread": round((max(ratios) - min(ratios)) / middle, 3),
        "n": n,
    }
