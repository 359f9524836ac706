"""The board says when nobody watches the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from notifications import topics
from notifications.models import WorkerBeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from volunteers.models import User

SILENT = re.compile(r"<div[^>]* data-worker-silent( hidden)?>")


@pytest.mark.parametrize("ticks", [True, False])
def test_the_red_banner_is_on_the_page_and_hidden_while_a_worker_ticks(
    ticks: bool, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    if ticks:
        WorkerBeat.objects.create(worker="w", started_at=timezone.now(), seen_at=timezone.now())
    page = client_of(coordinator).get("/tavla/").content.decode()
    assert [bool(hidden) for hidden in SILENT.findall(page)] == [ticks]


def test_a_boards_socket_hears_of_the_worker_and_a_walks_does_not() -> None:
    assert [topics.watches_worker(f"{kind}:x") for kind in ("board", "walk", "week")] == [True, False, False]
