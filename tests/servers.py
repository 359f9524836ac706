"""Servers and browsers for tests: the whole application over real sockets, in this process or in real ones."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90
# The shell has no windows to draw: the same pages in two thirds of the time.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = (
    "there is no Chromium here: install one (Debian: apt install chromium-headless-shell, or chromium), "
    "or name one with LYKTA_CHROMIUM=/path/to/chromium"
)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """A fresh clone has no compiled catalogues; once per run, before any worker asks for English."""
    if not hasattr(session.config, "workerinput"):
        from backend.desk import running

        running.compile_catalogues()


# --- browser -------------------------------------------------------------------------------------------------------


def chromium_path() -> str | None:
    """The Chromium of this machine, or None."""
    named = os.environ.get("LYKTA_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests without a browser are skipped with a sentence; CI says LYKTA_REQUIRE_BROWSER=1 and they fail."""
    if chromium_path() or os.environ.get("LYKTA_REQUIRE_BROWSER") == "1":
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for a module's tests; each opens its own context. Mark those tests ``browser``."""
    from playwright.sync_api import sync_playwright

    assert chromium_path(), NO_CHROMIUM
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        # Playwright runs a loop in this thread; the ORM is used beside it, not inside it.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
            yield chromium
        chromium.close()


# --- the application in this process, on the test's own database -----------------------------------------------------


@pytest.fixture
def live_url(transactional_db: None) -> Iterator[str]:
    """The address of pages, API and sockets, served by a thread of this process from this test's database."""
    with serving() as url:
        yield url


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The whole application in a thread of this process, on a free port; what it reads must be committed."""
    import uvicorn

    from backend.asgi import application

    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()
    assert not thread.is_alive()


# --- real processes, as an operator starts them ----------------------------------------------------------------------


@dataclass
class Installation:
    """Lykta with a data folder and settings of its own, and the processes that were started on it."""

    folder: Path
    environment: dict[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; the caller looks at returncode, stdout and stderr."""
        return subprocess.run(
            self._command(arguments), env={**self.environment, **environment}, cwd=ROOT, text=True,
            capture_output=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a command that stays. Its output goes to log_of(process)."""
        with (self.folder / f"{len(self.started)}.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                self._command(arguments), env={**self.environment, **environment}, cwd=ROOT, text=True,
                stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def serve(self, command: str = "serve", *arguments: str) -> str:
        """Start a web process on a free port and wait until it answers. Returns its address."""
        url = self.launch(command, *arguments)
        self.await_answer(url, self.started[-1])
        return url

    def launch(self, command: str = "serve", *arguments: str) -> str:
        """Start a web process on a free port, without waiting. Returns the address it will have."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.start(command, "--port", str(port), *arguments, LYKTA_PUBLIC_URL=url)
        return url

    def await_answer(self, url: str, process: subprocess.Popen[str]) -> None:
        """Wait until the web process listens; AssertionError with its output when it ends instead."""
        port = urlsplit(url).port or 80
        wait_until(lambda: process.poll() is not None or answers(port), PATIENCE)
        assert process.poll() is None, self.log_of(process)

    def log_of(self, process: subprocess.Popen[str]) -> str:
        """What the process has printed so far."""
        return (self.folder / f"{self.started.index(process)}.log").read_text(encoding="utf-8")

    def stop(self, process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> int:
        """Signal the process and wait for its end. Returns its exit code."""
        if process.poll() is None:
            process.send_signal(how)
        return process.wait(PATIENCE)

    def stop_all(self) -> None:
        """End what is still running, also what does not want to."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait(PATIENCE)

    @staticmethod
    def _command(arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]


@contextlib.contextmanager
def installations(folder: Path) -> Iterator[Callable[..., Installation]]:
    """Make installations below ``folder``; all their processes end with the block.

    ``install()`` is an embedded one on SQLite, ``install(grown=True)`` has PostgreSQL and Redis. The grown one needs
    DATABASE_URL and REDIS_URL in the environment (as .ci/run sets them) and gets a database and a Redis prefix of its
    own; without them the test is skipped with a sentence.
    """
    with contextlib.ExitStack() as stack:
        made: list[Installation] = []

        def install(*, grown: bool = False, keys: bool = True, **environment: str) -> Installation:
            home = folder / f"installation-{len(made)}"
            home.mkdir()
            chosen = base_environment(home, keys=keys)
            if grown:
                chosen |= stack.enter_context(grown_environment())
            installation = Installation(home, chosen | environment)
            made.append(installation)
            stack.callback(installation.stop_all)
            return installation

        yield install


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Make installations for one test: see ``installations``."""
    with installations(tmp_path) as make:
        yield make


def base_environment(folder: Path, *, keys: bool = True) -> dict[str, str]:
    """The machine's environment without ours, plus a data folder; static files are collected once per test run."""
    ours = ("LYKTA_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "CONTACT_KEYS", "DJANGO_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    chosen = {
        "LYKTA_NO_BOOTSTRAP": "1",
        "LYKTA_DATA": str(folder / "var"),
        "LYKTA_STATIC_ROOT": str(Path(os.environ["LYKTA_DATA"]) / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    if keys:
        chosen |= {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "FIELD_KEYS", "CONTACT_KEYS")}
    return kept | chosen


@contextlib.contextmanager
def grown_environment() -> Iterator[dict[str, str]]:
    """A database of its own on the PostgreSQL of DATABASE_URL, dropped at the end, and REDIS_URL."""
    server, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if not server.startswith("postgres") or not redis:
        pytest.skip("the grown mode needs DATABASE_URL (PostgreSQL) and REDIS_URL; .ci/run sets them")
    import psycopg

    name = f"lykta_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {
                "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
                "REDIS_URL": redis,
                "LYKTA_REDIS_PREFIX": name,
            }
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def run_server(install: Callable[..., Installation]) -> Callable[..., tuple[Installation, list[str]]]:
    """``run_server(web=2, workers=2, grown=True)`` → the installation and the addresses of its web processes."""

    def run(
        *, web: int = 1, workers: int = 0, grown: bool = False, **environment: str
    ) -> tuple[Installation, list[str]]:
        installation = install(grown=grown, **environment)
        urls = [installation.launch() for _ in range(web)]
        for url, process in zip(urls, list(installation.started), strict=True):
            installation.await_answer(url, process)
        for _ in range(workers):
            installation.start("worker")
        return installation, urls

    return run


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something has become true; AssertionError when it has not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
