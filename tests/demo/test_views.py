"""Sign-in by one press: in the demo, on this machine, as one of the demo's people; otherwise it does not exist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import include, path

import backend.demo
from backend.demo import people
from backend.demo.stage import Stage
from backend.urls import urlpatterns as real
from places.actions import load_municipality
from places.files import find, read
from tests import factories
from volunteers.models import User

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.urls(__name__)]

# As backend.urls is in the demo.
urlpatterns = [*real, path("demo/", include("backend.demo.urls"))]


@pytest.fixture(autouse=True)
def demo(settings: SettingsWrapper) -> None:
    settings.DEMO = True
    templates = Path(str(backend.demo.__file__)).parent / "templates"
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], templates]} for engine in settings.TEMPLATES]


@pytest.fixture
def loaded() -> None:
    for name in ("botkyrka", "huddinge"):
        here = load_municipality(file=read(find(name)), hostname=f"{name}.localhost", is_default=name == "botkyrka")
        people.load(Stage(here, factories.NOW))


def press(person: str, host: str = "botkyrka.localhost", **extra: Any) -> tuple[HttpResponse, str | None]:
    client = Client(headers={"host": host})
    answer = client.post("/demo/in/", {"person": person}, **extra)
    user_id = client.session.get("_auth_user_id")
    return answer, user_id and User.objects.get(pk=user_id).name


def test_the_page_has_a_button_for_each_role_of_this_municipality(loaded: None) -> None:
    shown = Client(headers={"host": "localhost:8000"}).get("/demo/").content.decode()
    assert shown.count('name="person"') == 12
    assert "Yasmin Korkmaz" in shown
    assert "Nadia Lundin" not in shown
    assert "http://huddinge.localhost:8000/demo/" in shown


def test_one_press_signs_in(loaded: None) -> None:
    answer, name = press("yasmin.korkmaz")
    assert (answer.status_code, name) == (302, "Yasmin Korkmaz")


def test_the_resident_is_nobody(loaded: None) -> None:
    client = Client(headers={"host": "botkyrka.localhost"})
    client.post("/demo/in/", {"person": "yasmin.korkmaz"})
    client.post("/demo/in/", {"person": "resident"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("person", ["nadia.lundin", "somebody", ""])
def test_only_the_demos_people_of_this_municipality(loaded: None, person: str) -> None:
    answer, name = press(person)
    assert (answer.status_code, name) == (404, None)


def test_an_account_that_was_given_more_is_not_for_one_press(loaded: None) -> None:
    User.objects.filter(email="yasmin.korkmaz@lykta.example").update(is_staff=True)
    assert press("yasmin.korkmaz")[1] is None


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
    ],
)
def test_from_another_machine_it_does_not_exist(loaded: None, extra: dict[str, str]) -> None:
    answer, name = press("yasmin.korkmaz", **extra)
    assert (answer.status_code, name) == (404, None)
    assert Client(headers={"host": "localhost"}).get("/demo/", **extra).status_code == 404


def test_under_another_name_it_does_not_exist(settings: SettingsWrapper) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    factories.make_municipality(hostname="trygg.example.se")
    for host in ("trygg.example.se", "localhost.example.se"):
        assert press("yasmin.korkmaz", host=host)[0].status_code == 404
        assert Client(headers={"host": host}).get("/demo/").status_code == 404


def test_without_the_setting_it_does_not_exist(loaded: None, settings: SettingsWrapper) -> None:
    settings.DEMO = False
    assert press("yasmin.korkmaz")[0].status_code == 404


def test_a_press_from_another_page_is_refused(loaded: None) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "botkyrka.localhost"})
    assert client.post("/demo/in/", {"person": "yasmin.korkmaz"}).status_code == 403


@pytest.mark.urls("backend.urls")
def test_outside_the_demo_there_is_no_such_address(settings: SettingsWrapper) -> None:
    factories.make_municipality(is_default=True)
    settings.DEMO = False
    assert Client(headers={"host": "localhost"}).get("/demo/").status_code == 404
