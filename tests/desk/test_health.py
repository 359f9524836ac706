"""Health: for load balancers, who ask by any name and learn nothing about anybody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from notifications.models import WorkerBeat
from notifications.states import WORKER_SILENT

if TYPE_CHECKING:
    from places.models import Municipality

pytestmark = pytest.mark.django_db


def tick(seconds_ago: float) -> None:
    seen = timezone.now() - dt.timedelta(seconds=seconds_ago)
    WorkerBeat.objects.create(worker="w", started_at=seen, seen_at=seen)


@pytest.mark.parametrize("host", ["botkyrka.localhost", "elsewhere.example", "10.0.0.7:8000", "127.0.0.1"])
def test_a_ticking_worker_is_well_under_every_name(host: str, botkyrka: Municipality) -> None:
    tick(seconds_ago=3)
    answer = Client(headers={"host": host}).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "worker": "ok", "worker_seconds": 3})


@pytest.mark.parametrize(("seconds", "said"), [(None, None), (WORKER_SILENT.total_seconds() + 5, 65)])
def test_a_silent_worker_is_not(seconds: float | None, said: int | None) -> None:
    if seconds is not None:
        tick(seconds)
    answer = Client(headers={"host": "elsewhere.example"}).get("/health")
    assert (answer.status_code, answer.json()["worker"], answer.json()["worker_seconds"]) == (503, "silent", said)


def test_an_unreachable_database_is_said_not_thrown() -> None:
    with mock.patch("backend.desk.views.connection.cursor", side_effect=OperationalError("gone")):
        answer = Client(headers={"host": "elsewhere.example"}).get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")


def test_it_is_read_only_and_never_kept() -> None:
    client = Client(headers={"host": "elsewhere.example"})
    assert (client.post("/health").status_code, "no-store" in client.get("/health")["Cache-Control"]) == (405, True)


def test_no_other_page_answers_an_unknown_host(botkyrka: Municipality) -> None:
    client = Client(headers={"host": "elsewhere.example"})
    assert [client.get(path).status_code for path in ("/", "/health/", "/healthy", "/api/v1/me/")] == [404] * 4
