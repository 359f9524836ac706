"""Starting Lykta for real people: what must be true first, the set-up, the lock, and the server."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import socket
from pathlib import Path
from typing import IO, TYPE_CHECKING

import uvicorn
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from uvicorn.supervisors import Multiprocess

from backend.common.db import only_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEMO_MARK = "demo-data"
# Requests and sockets of one process together; more get 503. Below the 1024 files that a process may usually hold open.
CONNECTIONS = 900


def say(line: str) -> None:
    """One line of progress on the terminal."""
    print(line, flush=True)


# --- locks on the data folder --------------------------------------------------------------------------------------

_held: dict[str, IO[str]] = {}


def hold_web_lock() -> None:
    """Make this the only web process on the data folder, until it ends. CommandError when another one is.

    Only for what cannot be shared: SQLite, or live messages without Redis.
    """
    if "web" in _held or can_share():
        return
    file = (settings.DATA_DIR / "web.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        owner = file.read().strip() or "unknown"
        file.close()
        message = (
            f"Lykta already runs on the data in {settings.DATA_DIR} (process {owner}). One process at a time with "
            "SQLite and without Redis; docs/running.md says how to run several."
        )
        raise CommandError(message) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    _held["web"] = file


def release_web_lock() -> None:
    """Let go of the data folder."""
    if file := _held.pop("web", None):
        file.close()


def can_share() -> bool:
    """Whether several web processes may run at once: PostgreSQL and Redis."""
    return connection.vendor == "postgresql" and bool(settings.REDIS_URL)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock file while the block runs; waits its turn."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- set-up: each step does nothing when there is nothing to do ----------------------------------------------------


def prepare() -> None:
    """Catalogues, database and static files as this version wants them."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    compile_catalogues()
    migrate()
    collect_static()


def compile_catalogues() -> list[Path]:
    """Write the .mo of every .po that is newer than it. Returns what was written."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- heavy, and rarely needed
    from babel.messages.pofile import read_po  # noqa: PLC0415

    written = []
    for po in (p for folder in settings.LOCALE_PATHS for p in Path(folder).glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        draft = mo.with_suffix(f".{os.getpid()}")
        with po.open("rb") as source, draft.open("wb") as target:
            write_mo(target, read_po(source))
        draft.replace(mo)
        written.append(mo)
    return written


def migrate() -> None:
    """Bring the database to this version's tables; of several processes that start at once, one does it."""
    with only_one("migrate"), alone(settings.DATA_DIR / "setup.lock"):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            say("Updating the database …")
            call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> bool:
    """Collect and hash the static files when their contents differ from last time. Returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    with alone(root.parent / f"{root.name}.lock"):
        stamp, wanted = root.parent / f"{root.name}.stamp", static_fingerprint()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted and root.exists():
            return False
        say("Preparing pages, styles and icons …")
        call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
        stamp.write_text(wanted, encoding="ascii")
        return True


def static_fingerprint() -> str:
    """A hash over every static source file and over how they are stored."""
    digest = hashlib.sha256(repr((settings.STORAGES["staticfiles"], settings.STATIC_URL)).encode())
    storage_module = Path(__file__).with_name("static.py")
    files = [(name, store.path(name)) for finder in finders.get_finders() for name, store in finder.list([])]
    for name, path in [*sorted(files), ("", str(storage_module))]:
        digest.update(name.encode() + b"\0" + hashlib.sha256(Path(path).read_bytes()).digest())
    return digest.hexdigest()


# --- the server ----------------------------------------------------------------------------------------------------


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. CommandError with a sentence when the port is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise CommandError(_why_not(error, host, port)) from None
    return listener


def _why_not(error: Exception, host: str, port: int) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Choose another one, for example: --port {port + 1}"
    if code == errno.EACCES:
        return f"Port {port} may not be opened by this user. Choose one above 1024 and put a proxy in front."
    return f"Cannot listen on {host}, port {port}: {error}"


class Announcing(uvicorn.Server):
    """Says where it is only when it really answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def configuration(processes: int = 1) -> uvicorn.Config:
    """How uvicorn serves us. No access log: who looked at what is nobody's business, a reporter's least of all."""
    return uvicorn.Config(
        "backend.asgi:application",
        workers=processes,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.TRUSTED_PROXIES),
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=15,
    )


def run_server(listener: socket.socket, ready: Callable[[], None], processes: int = 1) -> int:
    """Serve until a signal. Returns the exit code: 0 after Ctrl-C, 3 when the server could not start."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    config = configuration(processes)
    if processes > 1:
        ready()
        Multiprocess(config, sockets=[listener]).run()
        return 0
    server = Announcing(config, ready)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    return 0 if server.started else 3
