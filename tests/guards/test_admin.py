"""Every address of the operator's pages, as everybody who may not and as the operator of another municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib import admin
from django.db import models, transaction
from django.test import Client

from backend.common.seal import SealedField
from places import changes
from tests.doors import sign_in
from tests.guards import world
from volunteers.models import AccessToken, Invitation, RetentionProof, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]
CONTACT = {"email", "phone", "address", "sent_to", "legal_name", "guardian_name", "token_hash", "contact_email"}
REGISTERED = {
    "events.DecidedFocus",
    "events.Event",
    "notifications.Due",
    "places.ContactChannel",
    "places.District",
    "places.Municipality",
    "places.Place",
    "places.RuleChange",
    "tips.Receiver",
    "volunteers.AccessToken",
    "volunteers.Invitation",
    "volunteers.Membership",
    "volunteers.Organisation",
    "volunteers.RetentionProof",
    "volunteers.User",
}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The demo, with a row of each registered model in both municipalities where the demo has none."""
    with django_db_blocker.unblock(), time_machine.travel(world.FRIDAY_NIGHT, tick=True), transaction.atomic():
        ids = world.build()
        _fill()
        yield ids
        transaction.set_rollback(True)


def _fill() -> None:
    """One of each in Botkyrka, whose rows Huddinge's operator asks for."""
    from places.models import Municipality, RuleChange

    here = Municipality.objects.get(code="0127")
    now = world.FRIDAY_NIGHT
    RuleChange.objects.create(municipality=here, area=changes.__name__, at=now, changes={})
    RetentionProof.objects.create(municipality=here, data_class="Botkyrka", at=now, older_than=now, removed=1)
    Invitation.objects.create(
        organisation_id=AccessToken.objects.get().user.memberships.first().organisation_id, role="volunteer",
        way="paper", token_hash="x", created_at=now, expires_at=now, sent_to="hemlig@example.org",
    )  # fmt: skip


def client_of(user: User | None, host: str = world.BOTKYRKA_HOST, *, second_factor: bool = True) -> Client:
    client = Client(headers={"host": host})
    if user is not None:
        sign_in(client, user, second_factor=second_factor)
    return client


def operator() -> User:
    found = User.objects.filter(email="drift@example.org").first()
    made: User = found or User.objects.create_superuser("drift@example.org", name="Drift")
    return made


def rows() -> list[tuple[type[models.Model], models.Model]]:
    """Each registered model with one of Botkyrka's rows."""
    found = []
    for model, page in admin.site._registry.items():
        request: Any = type("Request", (), {"viewer": _viewer()})()
        row = page.get_queryset(request).first()
        found.append((model, row))
    return found


def _viewer() -> Any:
    from backend.common.viewer import Viewer
    from places.models import Municipality

    return Viewer(user_id=None, municipality_id=Municipality.objects.get(code="0127").pk)


def addresses() -> list[tuple[str, str, str]]:
    """(model, view, address) of every page of every model; and of the pages of no model."""
    found = [("", "index", "/drift/"), ("", "app", "/drift/places/"), ("", "js", "/drift/jsi18n/")]
    for model, row in rows():
        base = f"/drift/{model._meta.app_label}/{model._meta.model_name}/"
        label = model._meta.label
        found += [(label, "changelist", base), (label, "add", f"{base}add/")]
        found += [(label, view, f"{base}{row.pk}/{view}/") for view in ("change", "history", "delete")]
    return found


def test_what_is_registered_is_written_here_and_has_rows_to_ask_for() -> None:
    assert {model._meta.label for model in admin.site._registry} == REGISTERED
    assert [model._meta.label for model, row in rows() if row is None] == []


def test_strangers_and_members_are_sent_to_the_sign_in_and_operators_want_a_second_factor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = addresses()
    for who in (None, world.user(world.SAFETY), world.user(world.VOLUNTEER)):
        client = client_of(who)
        for _label, _view, address in asked:
            for method in (client.get, client.post):
                answer = method(address, follow=True)
                if who is None:
                    assert answer.redirect_chain[-1][0].startswith("/konto/login/"), address
                else:
                    assert answer.status_code == 403, address
    without = client_of(operator(), second_factor=False)
    for _label, _view, address in asked:
        for method in (without.get, without.post):
            answer = method(address, follow=True)
            assert answer.status_code == 403, address
            assert "Tvåstegsinloggning behövs" in answer.content.decode()
    with capsys.disabled():
        print(f"\noperator's pages: {len(asked)} addresses × 4 who may not")


def test_an_operator_of_another_host_finds_no_row_of_this_one() -> None:
    here, there = client_of(operator()), client_of(operator(), world.HUDDINGE_HOST)
    for label, view, address in addresses():
        if view in {"change", "history", "delete"}:
            own = here.get(address).status_code
            assert own in {200, 403}, address
            if label == "notifications.Due":
                continue  # the clockwork's own rows belong to every host; asked below
            answer = there.get(address)
            refused = answer.status_code in {403, 404} or (answer.status_code, answer["Location"]) == (302, "/drift/")
            assert refused, address
        if view == "changelist":
            row = next(row for model, row in rows() if model._meta.label == label)
            if label != "notifications.Due":
                assert f"{address}{row.pk}/" not in there.get(address).content.decode(), address


def test_given_up_steps_are_those_of_the_host_and_the_clockworks_own() -> None:
    from notifications.models import Due
    from places.models import Municipality

    botkyrka = Municipality.objects.get(code="0127")
    row = Due.objects.filter(municipality=botkyrka, done_at__isnull=True).first()
    address = f"/drift/notifications/due/{row.pk}/change/"
    assert client_of(operator()).get(address).status_code == 200
    assert client_of(operator(), world.HUDDINGE_HOST).get(address).status_code == 302


def test_no_list_holds_sealed_or_contact_data() -> None:
    for model, page in admin.site._registry.items():
        shown = set(page.list_display) | set(page.list_filter)
        sealed = {field.name for field in model._meta.get_fields() if isinstance(field, SealedField)}
        contact = CONTACT - ({"phone"} if model._meta.label == "places.ContactChannel" else set())
        assert not shown & (sealed | contact), model
    client = client_of(operator())
    for _label, view, address in addresses():
        if view == "changelist":
            said = client.get(address).content.decode()
            assert world.user(world.SAFETY).email not in said
            assert "hemlig@example.org" not in said


def test_what_writes_goes_through_an_action() -> None:
    """Whoever may add, change or delete saves by a method of its own, which calls one."""
    request: Any = type("Request", (), {"viewer": _viewer(), "user": operator(), "GET": {}})()
    for page in admin.site._registry.values():
        kind = type(page)
        if page.has_change_permission(request) or page.has_add_permission(request):
            assert kind.save_model is not admin.ModelAdmin.save_model, kind
        if page.has_delete_permission(request):
            assert kind.delete_model is not admin.ModelAdmin.delete_model, kind
            assert kind.delete_queryset is not admin.ModelAdmin.delete_queryset, kind


def test_the_frameworks_own_tables_have_no_page() -> None:
    client = client_of(operator())
    for app in ("mfa", "auth", "account", "sites", "usersessions", "socialaccount"):
        assert client.get(f"/drift/{app}/").status_code == 404


def test_several_of_them_are_called_so_in_swedish() -> None:
    """Django's own plural is an English s: Kommuns."""
    assert [
        model._meta.label for model in admin.site._registry if "verbose_name_plural" not in model._meta.original_attrs
    ] == []
