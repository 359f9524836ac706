"""Who receives which observations: named by the municipality, on pages and over the API."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.common.clock import at
from backend.common.errors import NotAllowed, NotFound
from backend.common.viewer import Role
from places.changes import RulesChanged
from places.models import RuleChange
from tests import factories
from tests.situation.cast import make_tip
from tips.actions import routing
from tips.categories import STORED
from tips.models import Receiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import District, Municipality, Place
    from volunteers.models import Organisation, User

NOW = at(dt.date(2026, 11, 27), dt.time(12, 0))
PAGE = "/kommun/installningar/mottagare/"
API = "/api/v1/receivers/"
JSON = {"content_type": "application/json"}


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def safety(safety_coordinator: User, viewer_of: Callable[..., Viewer]) -> Viewer:
    return viewer_of(safety_coordinator)


@pytest.fixture
def officer(safety_unit: Organisation) -> User:
    """The data protection officer."""
    return factories.make_member(safety_unit, Role.DATA_PROTECTION, "Dag Skydd")


@pytest.fixture
def row(safety: Viewer, landlord: Organisation) -> Receiver:
    """The landlord gets all litter."""
    values = {"category": "litter", "organisation_id": landlord.pk}
    return save(safety, uuid.uuid4(), values)


def save(viewer: Viewer, pk: uuid.UUID, values: dict[str, Any], version: int = 0) -> Receiver:
    return routing.save_receiver(viewer=viewer, receiver_id=pk, values=values, version=version, now=NOW)


def version_of(row: Receiver) -> int:
    return RuleChange.objects.filter(area=f"receiver:{row.pk}").latest("id").pk


def test_a_receiver_is_added_changed_and_taken_out_of_use(
    safety: Viewer, row: Receiver, fittja: District, station: Place, landlord: Organisation
) -> None:
    tip = make_tip(fittja, at=NOW, category="litter", place=station)
    assert Receiver.objects.matching(tip).first() == row
    save(safety, row.pk, {"ground_owner": "transit", "district_id": fittja.pk}, version_of(row))
    assert Receiver.objects.matching(tip).get().district == fittja
    save(safety, row.pk, {"is_active": False}, version_of(row))
    assert not Receiver.objects.matching(tip).exists()
    assert Receiver.objects.count() == 1
    added, changed, ended = (one.changes for one in RuleChange.objects.order_by("id"))
    assert added["organisation"] == [None, landlord.name]
    assert changed == {"ground_owner": ["", "transit"], "district": ["", "Fittja"]}
    assert ended == {"is_active": [True, False]}


def test_two_for_the_same_are_refused_and_one_out_of_use_is_none(
    safety: Viewer, row: Receiver, safety_unit: Organisation, fittja: District
) -> None:
    values = {"category": "litter", "organisation_id": safety_unit.pk}
    with pytest.raises(routing.AlreadyNamed):
        save(safety, uuid.uuid4(), values)
    save(safety, uuid.uuid4(), values | {"district_id": fittja.pk})
    save(safety, row.pk, {"is_active": False}, version_of(row))
    save(safety, uuid.uuid4(), values)
    with pytest.raises(routing.AlreadyNamed):
        save(safety, row.pk, {"is_active": True}, version_of(row))
    assert Receiver.objects.filter(is_active=True).count() == 2


def test_the_database_holds_it_too(row: Receiver, safety_unit: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Receiver.objects.create(municipality=row.municipality, category="litter", organisation=safety_unit)


@pytest.mark.parametrize("category", ["person_tip", "nothing", ""])
def test_what_is_never_stored_has_no_receiver(safety: Viewer, landlord: Organisation, category: str) -> None:
    with pytest.raises(routing.UnknownCategory):
        save(safety, uuid.uuid4(), {"category": category, "organisation_id": landlord.pk})


def test_nothing_of_another_municipality_is_named(
    safety: Viewer, huddinge: Municipality, landlord: Organisation
) -> None:
    theirs, there = factories.make_organisation(huddinge), factories.make_district(huddinge, "Segeltorp")
    foreign = Receiver.objects.create(municipality=huddinge, category="litter", organisation=theirs)
    good = {"category": "litter", "organisation_id": landlord.pk}
    for values in (good | {"organisation_id": theirs.pk}, good | {"district_id": there.pk}):
        with pytest.raises(NotFound):
            save(safety, uuid.uuid4(), values)
    with pytest.raises(NotFound):
        save(safety, foreign.pk, {"is_active": False})
    assert Receiver.objects.get() == foreign


def test_who_fell_asleep_is_taken_out_and_not_named_anew(
    safety: Viewer, row: Receiver, landlord: Organisation, client_of: Callable[..., Client], safety_coordinator: User
) -> None:
    landlord.state = "dormant"
    landlord.save()
    page = client_of(safety_coordinator).get(PAGE).content.decode()
    assert "Vilande" in page
    with pytest.raises(NotFound):
        save(safety, uuid.uuid4(), {"category": "graffiti", "organisation_id": landlord.pk})
    assert not save(safety, row.pk, {"is_active": False, "organisation_id": landlord.pk}, version_of(row)).is_active


def test_the_second_of_two_is_told(
    row: Receiver, safety: Viewer, fittja: District, client_of: Callable[..., Client], safety_coordinator: User
) -> None:
    seen = version_of(row)
    save(safety, row.pk, {"district_id": fittja.pk}, seen)
    with pytest.raises(RulesChanged):
        save(safety, row.pk, {"is_active": False}, seen)
    client = client_of(safety_coordinator)
    form = {"category": "litter", "organisation": row.organisation_id, "district": "", "version": seen}
    for typed in (form, form | {"is_active": "no"}):
        late = client.post(f"{PAGE}{row.pk}/", typed)
        assert late.status_code in {400, 409}
        assert "Någon annan har ändrat" in late.content.decode()
    body = {"category": "litter", "organisation": str(row.organisation_id), "version": seen}
    answer = client.put(f"{API}{row.pk}/", body, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "rules_changed")
    row.refresh_from_db()
    assert (row.is_active, row.district) == (True, fittja)


def test_only_who_sets_rules_sets_them(
    row: Receiver, officer: User, coordinator: User, client_of: Callable[..., Client], viewer_of: Callable[..., Viewer]
) -> None:
    assert client_of(officer).get(PAGE).status_code == 200
    assert "Lägg till" not in client_of(officer).get(PAGE).content.decode()
    assert client_of(coordinator).get(PAGE).status_code == 403
    for who in (officer, coordinator):
        assert client_of(who).get(f"{PAGE}{row.pk}/").status_code == 403
        with pytest.raises(NotAllowed):
            save(viewer_of(who), row.pk, {"is_active": False}, version_of(row))


def test_the_page_says_which_have_nobody_and_the_history_who_was_named(
    row: Receiver, safety_coordinator: User, client_of: Callable[..., Client], landlord: Organisation
) -> None:
    client = client_of(safety_coordinator)
    assert f"{len(STORED) - 1} slag av observationer har ingen mottagare" in client.get(PAGE).content.decode()
    made = client.post(f"{PAGE}ny/", {"category": "graffiti", "organisation": landlord.pk})
    assert (made.status_code, made["Location"]) == (302, PAGE)
    assert client.post(f"{PAGE}ny/", {"category": "graffiti", "organisation": landlord.pk}).status_code == 400
    client.post(f"{PAGE}{row.pk}/", {"is_active": "no", "version": version_of(row)})
    page = client.get(PAGE).content.decode()
    assert "Används inte" in page
    history = client.get("/kommun/installningar/").content.decode()
    assert "Mottagare av observationer: Skräp och sopor" in history
    assert "Används: från Ja till Nej" in history
    assert f"Vem tar emot?: från – till {landlord.name}" in history
    assert client.post(f"{PAGE}{row.pk}/", {"is_active": "yes", "version": version_of(row)}).status_code == 302
    assert Receiver.objects.filter(is_active=True).count() == 2


def test_the_list_costs_the_same_whatever_its_length(
    row: Receiver, safety: Viewer, officer: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(officer)
    counted = []
    for category in ("graffiti", "sharps"):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(API)
            client.get(PAGE)
        counted.append(len(seen))
        save(safety, uuid.uuid4(), {"category": category, "organisation_id": row.organisation_id})
    assert counted[0] == counted[1]


def test_over_the_api(
    safety_coordinator: User, officer: User, walker: User, landlord: Organisation, client_of: Callable[..., Client]
) -> None:
    client = client_of(safety_coordinator)
    body = {"category": "litter", "organisation": str(landlord.pk)}
    made = client.post(API, body, **JSON)
    assert made.status_code == 201
    told = made.json()
    assert (told["organisation_name"], told["is_active"], told["district"]) == (landlord.name, True, None)
    assert client.post(API, body, **JSON).json()["code"] == "already_named"
    address = f"{API}{told['id']}/"
    off = client.put(address, body | {"is_active": False, "version": told["version"]}, **JSON)
    assert (off.status_code, off.json()["is_active"]) == (200, False)
    assert client_of(officer).get(address).json() == off.json()
    assert client_of(officer).get(API).json() == {"results": [off.json()], "next": None}
    assert client_of(officer).put(address, body | {"version": off.json()["version"]}, **JSON).status_code == 403
    assert client_of(walker).get(API).status_code == client_of(walker).get(address).status_code == 403
    assert client.delete(address).status_code == 405
    assert client.put(f"{API}{uuid.uuid4()}/", body | {"version": 0}, **JSON).status_code == 404
