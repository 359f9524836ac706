"""Hands manage.py over to the project's own .venv, and builds it from the hashed locks when it is not there.

Standard library only, and it must parse on Python 3.6, so that an old Python answers with a sentence.
"""

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEW_VENV = ROOT / ".venv.tmp"
OLDEST, NEWEST_TRIED = (3, 11), (3, 13)
LOCKS = {"base": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}
# Commands that need what only developers need; everything else runs on the base lock.
DEV_COMMANDS = ("test", "bench")


class SetupError(Exception):
    """What keeps us from starting, as a sentence for the person at the terminal."""


def main(argv):
    """Run the command of ``argv`` inside the project's environment. Returns the exit code."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        refuse_python()
        warn_of_python()
        if os.environ.get("LYKTA_NO_BOOTSTRAP") != "1":
            needed = "dev" if command in DEV_COMMANDS else "base"
            enter_environment(needed, argv)
        return run(command, argv)
    except SetupError as error:
        sys.stderr.write("{}\n".format(error))
        return 1
    except KeyboardInterrupt:
        return 130


def refuse_python():
    """Raises SetupError for a system that Lykta does not run on, and for a Python that is too old."""
    if os.name != "posix":
        raise SetupError("Lykta runs on Linux and macOS. On Windows, start it inside WSL.")
    if sys.version_info[:2] < OLDEST:
        raise SetupError(
            "Lykta needs Python 3.11 or newer; this is {}.{} ({}). Install one and start with its name, "
            "for example: python3.11 manage.py demo".format(sys.version_info[0], sys.version_info[1], sys.executable)
        )


def warn_of_python():
    """A Python that is newer than those Lykta is tested on gets a sentence and goes on; once, not again in .venv."""
    if sys.version_info[:2] > NEWEST_TRIED and not inside():
        say(
            "Lykta is tested on Python 3.11, 3.12 and 3.13; this is {}.{} ({}), so if something fails, start with one "
            "of those, for example: python3.13 manage.py demo".format(*sys.version_info[:2], sys.executable)
        )


def run(command, argv):
    """The command itself: pytest for ``test``, our own for ``bench``, Django for the rest. Returns the exit code."""
    if command == "test":
        return run_tests(argv[2:])
    if command == "bench":
        return run_benchmarks(argv[2:])
    data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
    if command == "init":
        return init()
    if command == "demo":
        os.environ["LYKTA_DEMO"] = "1"
        make_keys()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        raise SetupError("Django is not installed here; unset LYKTA_NO_BOOTSTRAP, or install requirements.txt.")
    execute_from_command_line(argv)
    return 0


def run_tests(arguments):
    """pytest with these arguments, from the project's folder; the whole suite runs on two processes."""
    try:
        import pytest
    except ImportError:
        raise SetupError("pytest is not installed here; unset LYKTA_NO_BOOTSTRAP, or install requirements-dev.txt.")
    os.chdir(str(ROOT))
    whole = not any(a.startswith(("-n", "--pdb", "--soak")) or not a.startswith("-") for a in arguments)
    return int(pytest.main((["-n", "2", "--dist", "loadfile"] if whole else []) + arguments))


def run_benchmarks(arguments):
    """tests/benchmarks with these arguments; a program, not a test: it measures and asserts no time."""
    try:
        from tests.benchmarks import run
    except ImportError as error:
        raise SetupError("The benchmarks cannot start: {}. They need requirements-dev.txt.".format(error))
    return run.main(arguments)


# --- keys: before the settings, which refuse to be without -------------------------------------------------------


def data_dir():
    """Where everything that is written lies; backend.settings says the same."""
    return Path(os.environ.get("LYKTA_DATA") or str(ROOT / "var")).resolve()


def contact_keys():
    """The file of the keys that seal names and addresses; apart from keys.env, and in no backup."""
    return Path(os.environ.get("LYKTA_CONTACT_KEYS_FILE") or str(data_dir() / "contact-keys.env")).resolve()


def init():
    """``manage.py init``: make the keys of an installation, once. Returns the exit code."""
    written = make_keys()
    for path in written:
        say("Wrote new keys to {}. Keep a copy apart from the backups.".format(path))
    if not written:
        say("The keys are already there; nothing was changed.")
    return 0


def make_keys():
    """Write keys.env and the contact keys (0600), each unless it exists. Returns the files written."""
    files = (
        (data_dir() / "keys.env", {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": new_key()}),
        (contact_keys(), {"CONTACT_KEYS": new_key()}),
    )
    return [path for path, values in files if write_keys(path, values)]


def new_key():
    """Thirty-two random bytes as text."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def write_keys(keys, values):
    """A file of keys, whole or not at all, unless it is there or the environment has them. Whether it wrote."""
    if keys.exists() or all(os.environ.get(name) for name in values):
        return False
    draft = keys.with_name("{}.{}".format(keys.name, os.getpid()))
    with os.fdopen(os.open(str(draft), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        for name, value in values.items():
            file.write("{}={}\n".format(name, value))
    try:
        os.link(str(draft), str(keys))  # all or nothing, and never over somebody else's
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


# --- the environment -------------------------------------------------------------------------------------------


def enter_environment(needed, argv):
    """Return when this interpreter is the project's and fits the lock; otherwise make it so and start over in it."""
    if not fits(needed):
        with only_one_setup():
            if not fits(needed):  # somebody else may have made it while we waited
                set_up(needed)
    elif inside():
        return
    python = str(VENV / "bin" / "python")
    sys.stdout.flush()
    os.execv(python, [python, str(ROOT / "manage.py")] + argv[1:])


def inside():
    """Whether this interpreter is the one of .venv."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def fits(kind):
    """Whether .venv holds exactly the lock of this kind: its stamp carries the lock's hash."""
    if not (VENV / "bin" / "python").exists():
        return False
    version = "{}.{}".format(*sys.version_info[:2]) if inside() else "*"
    stamps = VENV.glob("lib/python{}/lykta-{}.stamp".format(version, kind))
    return any(stamp.read_text().strip() == fingerprint(kind) for stamp in stamps)


def fingerprint(kind):
    """The hash of a lock file."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def write_stamp(venv, kind):
    """Say that ``venv`` holds this lock. Next to site-packages, so that a changed Python version counts as none."""
    for library in venv.glob("lib/python3.*"):
        (library / "lykta-{}.stamp".format(kind)).write_text(fingerprint(kind) + "\n")


class only_one_setup:
    """Holds the set-up's lock (on the lock file itself, which is only read), and says so when it has to wait."""

    def __enter__(self):
        import fcntl

        self.file = LOCKS["base"].open("rb")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up of .venv is under way; waiting for it …")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def set_up(needed):
    """Make .venv hold the lock: add the developers' packages to a good one, build a new one otherwise."""
    if needed == "dev" and fits("base"):
        say("Adding what the tests need (about a minute, once) …")
        install(VENV, "dev")
        return
    say("Setting up Lykta's own Python environment in .venv (about a minute, once) …")
    if NEW_VENV.exists():
        shutil.rmtree(str(NEW_VENV))
    create_venv()
    install(NEW_VENV, needed)
    move_in()
    say("The environment is ready.")


def create_venv():
    """An empty environment in .venv.tmp, by the first of venv, virtualenv and uv that works here."""
    path = str(NEW_VENV)
    attempts = [
        [sys.executable, "-m", "venv", path],
        [sys.executable, "-m", "virtualenv", "--quiet", path],
        [shutil.which("uv") or "", "venv", "--quiet", "--python", sys.executable, path],
    ]
    for attempt in attempts:
        if attempt[0] and quiet(attempt) == 0:
            return
        shutil.rmtree(path, ignore_errors=True)
    raise SetupError(
        "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python{}.{}-venv".format(
            *sys.version_info[:2]
        )
    )


def install(venv, kind):
    """Install a lock with every hash checked, by pip or, where the environment has none, uv."""
    python = str(venv / "bin" / "python")
    lock = str(LOCKS[kind])
    if quiet([python, "-m", "pip", "--version"]) == 0:
        step = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-compile"]
    else:
        step = [shutil.which("uv") or "uv", "pip", "install", "--quiet", "--python", python]
    if subprocess.call(step + ["--require-hashes", "-r", lock]) != 0:
        raise SetupError("The packages of {} could not be installed; the lines above say why.".format(lock))
    # pip compiles on one core, this on all of them; a file that is no module of this Python's is passed over.
    quiet([python, "-m", "compileall", "-q", "-j", "0", str(venv / "lib")])
    if kind == "dev":
        write_stamp(venv, "base")  # the developers' lock holds the base lock, pin for pin
    write_stamp(venv, kind)


def move_in():
    """Put .venv.tmp in the place of .venv; the scripts in it carry its path as text."""
    for script in (NEW_VENV / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            text = script.read_bytes()
            if str(NEW_VENV).encode() in text:
                script.write_bytes(text.replace(str(NEW_VENV).encode(), str(VENV).encode()))
    old = ROOT / ".venv.old"
    shutil.rmtree(str(old), ignore_errors=True)
    if VENV.exists():
        VENV.rename(old)
    NEW_VENV.rename(VENV)
    shutil.rmtree(str(old), ignore_errors=True)


def quiet(command):
    """Run a command without its output. Returns its exit code, 127 where there is no such program."""
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return 127


def say(line):
    """One honest line of progress; on stderr, so that a command's own output stays its own."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
