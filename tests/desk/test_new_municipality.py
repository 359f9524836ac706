"""A new municipality, by command and by wizard, answers on its host and has somebody who can do the rest."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from notifications.models import Delivery
from places.models import ContactChannel, District, Municipality, Place
from tests.doors import sign_in
from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "/kommun/ny/"
SALEM = {
    "name": "Salem",
    "kommunkod": "0128",
    "hostname": "salem.localhost",
    "districts": "Rönninge\n Salem centrum \n\nSöderby",
    "email": "sam@salem.example",
    "person": "Sam Ek",
    "social": "020-70 80 03",
    "contact_centre": "",
}


@pytest.fixture
def operator(botkyrka: Municipality, client_of: Callable[..., Client]) -> Client:
    return client_of(User.objects.create_superuser("drift@example.org", name="Drift"))


def works_on_its_host(email: str, host: str, name: str) -> None:
    """Visitors see it, and the safety coordinator signs in, has a home and may decide."""
    visitor = Client(headers={"host": host})
    assert name in visitor.get("/").content.decode()
    assert 'href="tel:112"' in visitor.get("/").content.decode()
    assert visitor.get("/observera/").status_code == 200
    coordinator = Client(headers={"host": host})
    sign_in(coordinator, User.objects.get(email=email))
    assert coordinator.get("/").status_code == 200
    assert coordinator.get("/kommun/installningar/").status_code == 200
    assert coordinator.get("/observationer/").status_code == 200
    assert Delivery.objects.filter(user__email=email, body__contains=host).count() == 1


def test_by_wizard(operator: Client) -> None:
    assert operator.get(PAGE).status_code == 200
    made = operator.post(PAGE, SALEM)
    assert made.status_code == 200, made.content.decode()
    assert "salem.localhost" in made.content.decode()
    salem = Municipality.objects.get(code="0128")
    assert set(salem.districts.values_list("name", flat=True)) == {"Rönninge", "Salem centrum", "Söderby"}
    assert {"112", "114 14", "020-70 80 03"} <= set(salem.channels.values_list("phone", flat=True))
    assert salem.channels.get(kind="social").calls_instead == "112"
    works_on_its_host("sam@salem.example", "salem.localhost", "Salem")
    again = operator.post(PAGE, SALEM | {"name": "Något annat"})
    assert again.status_code == 400
    assert Municipality.objects.get(code="0128").name == "Salem"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kommunkod": "128"}, "kommunkod"),
        ({"hostname": "https://salem.se/"}, "hostname"),
        ({"hostname": "botkyrka.localhost"}, "hostname"),
        ({"districts": "  \n"}, "districts"),
        ({"districts": "Salem\nSalem"}, "__all__"),
        ({"districts": "{"}, "__all__"),
        ({"email": "sam"}, "email"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(operator: Client, change: dict[str, str], field: str) -> None:
    answer = operator.post(PAGE, SALEM | change)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert Municipality.objects.count() == 1
    assert (Organisation.objects.count(), District.objects.count()) == (0, 0)


def test_a_file_of_lines_or_of_a_whole_municipality(operator: Client) -> None:
    lines = SimpleUploadedFile("delar.txt", "Rönninge\nSöderby".encode())
    assert operator.post(PAGE, SALEM | {"districts": "", "file": lines}).status_code == 200
    whole: dict[str, Any] = {
        "districts": [{"name": "Nynäshamn"}],
        "places": [{"name": "Estö", "kind": "park", "district": "Nynäshamn", "source": "s"}],
    }
    sent = SimpleUploadedFile("kommun.json", json.dumps(whole).encode())
    other = {"name": "Nynäshamn", "kommunkod": "0192", "hostname": "nynashamn.localhost", "districts": "", "file": sent}
    assert operator.post(PAGE, SALEM | other).status_code == 200
    assert Place.objects.get().name == "Estö"
    latin = SimpleUploadedFile("delar.txt", "Rönninge".encode("latin-1"))
    assert operator.post(PAGE, SALEM | {"kommunkod": "0136", "file": latin}).status_code == 400


def test_the_wizard_is_for_operators_with_a_second_factor(
    botkyrka: Municipality, safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    assert client_of().get(PAGE).status_code == 302
    assert client_of(safety_coordinator).get(PAGE).status_code == 403
    without = Client(headers={"host": "botkyrka.localhost"})
    sign_in(without, User.objects.create_superuser("drift@example.org", name="Drift"), second_factor=False)
    assert without.get(PAGE).status_code == 403
    assert without.post(PAGE, SALEM).status_code == 403
    assert Municipality.objects.count() == 1


def run(**values: Any) -> str:
    out = StringIO()
    given = {"host": "huddinge.localhost", "email": "petra@huddinge.example", "name": "Petra Holm"} | values
    call_command("new_municipality", given.pop("file", "huddinge"), stdout=out, **given)
    return out.getvalue()


@pytest.mark.django_db
def test_by_command_and_by_command_again() -> None:
    assert "Huddinge svarar på" in run()
    models = (Municipality, District, Place, ContactChannel, Organisation, Membership, User, Delivery)
    counts = [model.objects.count() for model in models]
    run()
    assert [model.objects.count() for model in models] == counts
    works_on_its_host("petra@huddinge.example", "huddinge.localhost", "Huddinge")
    assert "LYKTA_HOSTS" in run(host="trygg.huddinge.example")


def test_the_command_refuses_with_a_sentence(botkyrka: Municipality) -> None:
    for values, sentence in (
        ({"host": "botkyrka.localhost"}, "En annan kommun svarar redan"),
        ({"email": "petra"}, "fullständig e-postadress"),
        ({"file": "atlantis"}, "atlantis"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run(**values)
    assert Municipality.objects.count() == 1
