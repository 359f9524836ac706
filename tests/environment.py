"""The tests' own environment, set before the settings are read: nothing of the machine's leaks in, nothing stays."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# What a tester may choose; every other LYKTA_ variable of the machine is put aside.
CHOICES = {"LYKTA_CHROMIUM", "LYKTA_REQUIRE_BROWSER", "LYKTA_NO_BOOTSTRAP"}
TEST_KEY = "tests-only-tests-only-tests-only-tests-only-tests-only"


def prepare() -> None:
    """A data folder of this run (removed at its end) and keys that protect nothing."""
    for name in [n for n in os.environ if n.startswith("LYKTA_") and n not in CHOICES]:
        del os.environ[name]
    data = tempfile.mkdtemp(prefix="lykta-test-")
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ.update(
        LYKTA_DATA=data,
        SECRET_KEY=TEST_KEY,
        FIELD_KEYS=TEST_KEY,
        CONTACT_KEYS=TEST_KEY[::-1],
        LYKTA_STATIC_FROM_SOURCE="1",
        LYKTA_EMBEDDED_WORKER="0",
    )


if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker inherits what its controller prepared
    prepare()
os.environ["LYKTA_REDIS_PREFIX"] = f"test-{os.getpid()}"  # its own channels and cache for each process of the run
