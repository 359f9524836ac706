"""Nobody but the person reads the telephone, address or name of somebody with protected personal data: every page,
every API answer, every calendar, by every role and in the admin, and every mail to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from events.models import Signup, TeamMember
from notifications.models import Delivery
from tests.doors import sign_in
from tests.guards import world
from tests.guards.routes import every_route
from volunteers.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]

PHONE, NAME = "+46701740699", "Ragnhild Hemlig"
SECRETS = (PHONE, "0701740699", "070-174 06 99", "70 174 06 99", "kim@lykta.example", NAME, "Ragnhild", "Hemlig")


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The demo, where Kim walks with the others tonight, was invited by name, and has a telephone."""
    with django_db_blocker.unblock(), time_machine.travel(world.FRIDAY_NIGHT, tick=True), transaction.atomic():
        ids = world.build()
        kim = User.objects.get(email="kim@lykta.example")
        User.objects.filter(pk=kim.pk).update(phone=PHONE, phone_is_verified=True, legal_name=NAME)
        signup = Signup.objects.filter(event=ids["walk"], user=kim).first() or Signup.objects.create(
            event_id=ids["walk"], user=kim, answered_at=world.FRIDAY_NIGHT, changed_at=world.FRIDAY_NIGHT
        )
        TeamMember.objects.get_or_create(team_id=ids["team"], signup=signup)
        yield ids | {"user": kim.pk}
        transaction.set_rollback(True)


def told(client: Client, path: str) -> set[str]:
    """Which of the secrets an answer holds."""
    answer: Any = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode(errors="replace")
    return {secret for secret in SECRETS if secret in text}


def addresses(ids: dict[str, Any]) -> list[str]:
    """Every route with real ids, those about Kim too."""
    given = world.parameters(ids, "")
    found = []
    for route in every_route():
        named = world.parameters(ids, route.name)
        if set(route.parameters) <= set(given):
            found += [route.address(values) for values in (named, named | {"user_id": ids["user"]})]
    return sorted(set(found))


@pytest.mark.parametrize("who", list(world.EVERYBODY))
def test_no_page_and_no_answer_tells(db: dict[str, Any], who: str) -> None:
    client = Client(headers={"host": world.BOTKYRKA_HOST})
    if who:
        sign_in(client, world.user(who))
    asked = [path for path in addresses(db) if "logga-ut" not in path and "logout" not in path]
    assert len(asked) > 60
    assert {path: found for path in asked if (found := told(client, path))} == {}


def test_the_alias_is_what_is_read(db: dict[str, Any]) -> None:
    client = Client(headers={"host": world.BOTKYRKA_HOST})
    sign_in(client, world.user(world.COORDINATOR))
    page = client.get(reverse("events:walk", args=[db["walk"]])).content.decode()
    assert ">Kim<" in page.replace(" ", "") or "Kim" in page


def test_the_person_reads_their_own(db: dict[str, Any]) -> None:
    client = Client(headers={"host": world.BOTKYRKA_HOST})
    sign_in(client, world.user("kim"))
    assert told(client, reverse("desk:my_data")) >= {PHONE, "kim@lykta.example"}


def test_no_page_of_the_admin_tells(db: dict[str, Any]) -> None:
    client = Client(headers={"host": world.BOTKYRKA_HOST})
    chief = world.user(world.COORDINATOR)
    User.objects.filter(pk=chief.pk).update(is_staff=True, is_superuser=True)
    sign_in(client, chief)
    index = reverse("admin:index")
    paths = [index]
    for model, page in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        paths += [reverse(f"admin:{name}_changelist"), reverse(f"admin:{name}_changelist") + "?q=kim"]
        if not hasattr(model, "user") and model is not User:
            continue
        rows = model._default_manager.filter(**({"pk": db["user"]} if model is User else {"user_id": db["user"]}))
        paths += [reverse(f"admin:{name}_change", args=[row.pk]) for row in rows[:3]]
        assert page is not None
    assert {path: found for path in paths if (found := told(client, path))} == {}


def test_no_mail_to_somebody_else_tells(db: dict[str, Any]) -> None:
    others = Delivery.objects.exclude(user_id=db["user"])
    assert others.exists()
    texts = [f"{one.subject}\n{one.body}\n{one.address}" for one in others]
    assert [text for text in texts if any(secret in text for secret in SECRETS)] == []


def test_a_planted_telephone_is_seen(db: dict[str, Any]) -> None:
    with transaction.atomic():
        Membership.objects.filter(user_id=db["user"]).update(invited_as=NAME)
        User.objects.filter(pk=db["user"]).update(last_login=None)
        client = Client(headers={"host": world.BOTKYRKA_HOST})
        sign_in(client, world.user(world.COORDINATOR))
        assert told(client, reverse("volunteers:organisation", args=[db["organisation"]])) >= {NAME}
        transaction.set_rollback(True)
