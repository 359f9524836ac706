"""The public reads of geography."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from places import actions
from places.files import find, read

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from places.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "botkyrka.localhost"})


@pytest.fixture
def here() -> Municipality:
    return actions.load_municipality(file=read(find("botkyrka")), hostname="botkyrka.localhost", is_default=True)


@pytest.fixture
def there() -> Municipality:
    return actions.load_municipality(file=read(find("huddinge")), hostname="huddinge.localhost")


def test_municipality_has_its_numbers_most_urgent_first(client: Client, here: Municipality) -> None:
    body = client.get("/api/v1/municipality/").json()
    assert (body["code"], body["population"]) == ("0127", 95592)
    assert [c["phone"] for c in body["channels"]][:3] == ["112", "114 14", "020-120 25 25"]
    assert body["channels"][0]["verified_on"] is None


def test_districts_in_swedish_order(client: Client, here: Municipality) -> None:
    rows = client.get("/api/v1/districts/").json()["results"]
    assert [row["name"] for row in rows] == [
        "Alby",
        "Fittja",
        "Hallunda-Norsborg",
        "Tullinge",
        "Tumba",
        "Vårsta-Grödinge",
    ]
    assert rows[1]["is_approximate"] is True


def test_places_page_through_all_77(client: Client, here: Municipality) -> None:
    first = client.get("/api/v1/places/").json()
    second = client.get(first["next"]).json()
    names = [row["name"] for row in first["results"] + second["results"]]
    assert (len(names), len(set(names)), second["next"]) == (77, 77, None)


def test_places_by_district_and_name(client: Client, here: Municipality) -> None:
    fittja = here.districts.get(name="Fittja")
    rows = client.get("/api/v1/places/", {"district": fittja.pk, "q": "BADET"}).json()["results"]
    assert [row["name"] for row in rows] == ["Fittjabadet"]
    assert rows[0]["point"] is None


def test_near_gives_only_places_with_a_point_nearest_first(client: Client, here: Municipality) -> None:
    rows = client.get("/api/v1/places/", {"near": "59.2475,17.8608"}).json()["results"]
    assert [row["name"] for row in rows[:3]] == [
        "Fittja tunnelbanestation",
        "Fittja (ort)",
        "Alby tunnelbanestation",
    ]
    assert (len(rows), rows[0]["distance_m"], rows[0]["point"]["uncertainty_m"]) == (10, 2, 50)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"near": "Fittja"}, "near"),
        ({"near": "59.2,17.8", "page_size": "5"}, "page_size"),
        ({"near": "59.2,17.8", "after": ""}, "after"),
        ({"near": "95,17"}, "near"),
        ({"near": "59.2"}, "near"),
        ({"near": "90.1,17"}, "near"),
        ({"near": "59,180.5"}, "near"),
        ({"district": "Fittja"}, "district"),
        ({"q": "x" * 101}, "q"),
        ({"q": "\x00"}, "q"),
        ({"after": "nonsense"}, "after"),
    ],
)
def test_a_wrong_question_is_told_which_field(
    client: Client, here: Municipality, asked: dict[str, str], field: str
) -> None:
    answer = client.get("/api/v1/places/", asked)
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_each_municipality_answers_at_its_own_host(client: Client, here: Municipality, there: Municipality) -> None:
    rows = client.get("/api/v1/places/", headers={"host": "huddinge.localhost"}).json()["results"]
    assert len(rows) == 12
    foreign = here.districts.get(name="Fittja").pk
    asked = client.get(f"/api/v1/places/?district={foreign}", headers={"host": "huddinge.localhost"})
    assert asked.json()["results"] == []


@pytest.mark.parametrize("size", [1, 50])
def test_places_cost_the_same_queries_for_one_and_for_many(
    client: Client, here: Municipality, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/api/v1/places/")
    with django_assert_num_queries(2):  # host, places
        client.get("/api/v1/places/", {"page_size": size})
