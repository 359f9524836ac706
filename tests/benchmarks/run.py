"""``manage.py bench``: every benchmark on every database that is to be had, a table, and bench.json.

SQLite always; PostgreSQL (with Redis) when DATABASE_URL and REDIS_URL name servers, on databases made for it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import operator
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.one import NAMES
from tests.servers import ROOT, grown_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "benchmarks-only-benchmarks-only-benchmarks-only-benchmarks"
COLUMNS = ("name", "database", "value", "unit", "better", "floor", "ratio", "rounds", "spread", "n")
COMPARE = {">=": operator.ge, "<=": operator.le}


def main(arguments: list[str]) -> int:
    """Measure, print, write. Returns the exit code: 0 also where a goal is missed, for a time is no test."""
    asked = _parser().parse_args(arguments)
    rows: list[dict[str, Any]] = []
    print(_circumstances())
    for database in asked.database or _databases():
        for name in asked.names or NAMES:
            print(f"{name} on {database} …", file=sys.stderr, flush=True)
            rows += _measure(name, database, asked.rounds)
    print(_circumstances(), table(rows), sep="\n")
    asked.out.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def table(rows: list[dict[str, Any]]) -> str:
    """The figures in columns, each with its goal and whether it is met."""
    lines = [("benchmark", "database", "ours", "floor", "unit", "ratio", "goal", "", "spread", "n")]
    for row in rows:
        goal = _goals().get(row["name"], {}).get("goal", "")
        met = "" if not goal else "met" if is_met(goal, row["ratio"]) else "MISSED"
        figures = (f"{row['value']:g}", f"{row['floor']:g}", row["unit"], f"{row['ratio']:g}")
        lines.append((row["name"], row["database"], *figures, goal, met, f"{row['spread']:.0%}", str(row["n"])))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines)


def is_met(goal: str, ratio: float) -> bool:
    """Whether a ratio is as ">= 0.5" or "<= 2" wants it."""
    sign, number = goal.split()
    return bool(COMPARE[sign](ratio, float(number)))


def _circumstances() -> str:
    """Commit, machine and how busy it is: a figure without them says little."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    load = " ".join(f"{figure:.1f}" for figure in os.getloadavg())
    commit, cores = described.stdout.strip() or "?", os.cpu_count()
    return f"commit {commit} · Python {platform.python_version()} · {cores} cores, load {load}"


def _goals() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("goals.toml").read_text("utf-8"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="all of them unless named")
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=0, help="other than the benchmark's own number")
    parser.add_argument("--out", type=Path, default=ROOT / "bench.json")
    return parser


def _databases() -> list[str]:
    if os.environ.get("DATABASE_URL", "").startswith("postgres") and os.environ.get("REDIS_URL"):
        return ["sqlite", "postgresql"]
    print("Only SQLite: DATABASE_URL (PostgreSQL) and REDIS_URL name no servers.", file=sys.stderr)
    return ["sqlite"]


def _measure(name: str, database: str, rounds: int) -> list[dict[str, Any]]:
    with _throw_away(database) as environment:
        result = Path(environment["LYKTA_DATA"]) / "rows.json"
        command = [sys.executable, "-m", "tests.benchmarks.one", name, str(rounds), str(result)]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
        return [{column: row[column] for column in COLUMNS} for row in json.loads(result.read_text("utf-8"))]


@contextlib.contextmanager
def _throw_away(database: str) -> Iterator[dict[str, str]]:
    """The environment of an installation that is gone afterwards; nothing of the machine's own settings leaks in."""
    ours = ("LYKTA_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "CONTACT_KEYS", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with tempfile.TemporaryDirectory(prefix="lykta-bench-") as folder, contextlib.ExitStack() as stack:
        grown = stack.enter_context(grown_environment()) if database == "postgresql" else {}
        chosen = {
            "LYKTA_NO_BOOTSTRAP": "1", "LYKTA_DATA": folder, "SECRET_KEY": KEY, "FIELD_KEYS": KEY, "CONTACT_KEYS": KEY,
            "DJANGO_SETTINGS_MODULE": "backend.settings", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        yield {**kept, **chosen, **grown}
