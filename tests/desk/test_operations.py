"""The admin pages: superusers alone, through the same sign-in as everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from places.models import Municipality


def test_a_stranger_is_sent_to_the_one_sign_in(client_of: Callable[..., Client]) -> None:
    answer = client_of().get("/drift/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/konto/login/")


def test_staff_without_superuser_stays_outside(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    User.objects.filter(pk=safety_coordinator.pk).update(is_staff=True)
    assert client_of(safety_coordinator).get("/drift/").status_code == 302


def test_a_superuser_gets_in(botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
    user = User.objects.create_superuser("drift@example.org", name="Drift")
    assert client_of(user).get("/drift/").status_code == 200


def test_an_inactive_superuser_does_not(botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
    client = client_of(User.objects.create_superuser("drift@example.org", name="Drift"))
    User.objects.update(is_active=False)
    assert client.get("/drift/").status_code == 302


def test_health_is_told_under_whatever_name_a_load_balancer_has(botkyrka: Municipality) -> None:
    answers = [Client().get("/health", headers={"host": host}) for host in ("10.0.0.7:8000", "botkyrka.localhost")]
    assert [(answer.status_code, answer.json()["database"]) for answer in answers] == [(503, "ok")] * 2
    assert Client().get("/", headers={"host": "10.0.0.7"}).status_code == 404
