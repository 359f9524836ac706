"""Fixtures for every test: the named cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from tests.cast import *  # noqa: F403 -- fixtures are found by name

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """Every test begins in Swedish: a request in English before it leaves its language in the thread."""
    with translation.override("sv"):
        yield
