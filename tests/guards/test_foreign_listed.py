"""What can name a thing is found in the API's description and the pages' source: each is tried, or told to be none."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.urls import resolve

from tests.api.test_openapi import described, operations
from tests.guards import asked
from tests.guards.asked import Spot
from tests.guards.foreign import EVERY, TRIED, ask, places, stage
from tests.guards.foreign_calls import CALLS, LEAD_ON, MADE, NESTED, ONE_ID
from tests.guards.test_other_tenant import doors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_django import DjangoDbBlocker

    from tests.guards.foreign_world import Things

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]

# Names that hold no id, of fields and parameters that could: texts and choices among fixed words.
NO_THING = {
    # Of queries.
    "fran", "lang", "next", "state", "category", "kind", "urgency", "text_state", "week", "what", "mine", "page_size",
    # Of forms: words and choices.
    "title", "description", "meeting_point", "cost", "accessibility", "contact", "why", "hour", "reason", "note",
    "label", "behaviour", "when", "text", "code", "alias", "guardian_name", "legal_name", "phone", "hostname",
    "kommunkod", "name", "role", "way", "to", "effect", "purpose", "scopes", "languages", "fallback", "title_sv",
    "title_en", "when_sv", "when_en", "open_hours", "holidays", "ground_owner", "data_class", "decision_ref",
    "contact_centre", "social", "cut_weekday", "meeting_weekday", "week_weekday",
    # Buttons and ticks.
    "answer", "area", "do", "form", "leads", "language", "of_age", "protected", "remove", "sure", "then", "version",
    "send", "is_active", "night_walk.walker", "night_walk.leader", "activity.leader",
    # Of signing in.
    "address", "oldpassword", "password", "password1", "password2",
    # One press, one report: a random word of the form.
    "key",
}  # fmt: skip
# Fields of these hold no id, whatever they are called.
PLAIN_FIELDS = (
    forms.IntegerField, forms.DateField, forms.TimeField, forms.BooleanField, forms.EmailField, forms.FileField,
)  # fmt: skip
PLANNED = ("organisation", "district", "place", "form_id")
# Read by none of the calls with an id in it, for the reason beside it.
EXPLAINED = {
    Spot("backend.desk.styleguide.SampleForm", "place"): "two made up places",
    Spot("backend.demo.views.sign_in", "person"): "a key of the demo's list of accounts",
    Spot("events.web.present.asked", "rules_read"): "whether it was sent, not what",
    Spot("backend.desk.wizard.MunicipalityForm", "districts"): "names, one on each line",
    Spot("backend.desk.wizard.MunicipalityForm", "person"): "a name",
    **{Spot("events.web.forms.PlanForm", name): "its three kinds are asked" for name in PLANNED},
}
# They take a query or a form whole, and hand it on.
HANDED_ON = {
    "backend.common.endpoints.Endpoint.initial": "refuses every name that the description has not",
    "backend.common.pages.KeysetPages._size": "page_size",
    "backend.common.pages.KeysetPages.paginate_queryset": "after, a signed cursor: asked below",
    "backend.desk.municipality_views._kept": "a form of settings",
    "events.api.views.EventsView.get_queryset": "the shape that the description has",
    "events.web.present.posted": "a form",
    "places.api.views.PlacesView.get": "whether paging was asked for",
    "situation.web.views._forms.data": "a form",
    "situation.web.views.propose": "a form",
    "tips.web.queue._without_paging": "a link to the same query",
    "tips.web.queue.queue": "the cursor's pages",
    "volunteers.web.access_log.access_log": "the cursor's pages",
    "volunteers.web.again.code": "a form",
    "volunteers.web.invited.invitation": "a form",
    "volunteers.web.views_clearances.member": "a form",
}


# Forms whose fields have no names of their own: a person's id, of those that the page shows; a language.
MADE_FIELDS = {"events.web.groups_form.GroupsForm", "volunteers.web.forms_clearances.RulesForm"}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Things]:
    """The three corners, once for the module."""
    with django_db_blocker.unblock(), stage() as things:
        yield things


NO_OBJECT = {"format": {"date-time", "date"}, "type": {"integer", "boolean"}}


def every_operation() -> list[tuple[str, str, dict[str, Any]]]:
    return [case.values for case in operations()]


def view_of(path: str) -> str:
    """The route of a described address."""
    sample = re.sub(r"{key}", "2026-W47", path)
    return resolve(re.sub(r"{\w+}", str(uuid.UUID(int=0)), sample)).view_name


def shape_of(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, with what it refers to."""
    for inner in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in inner:
            found: dict[str, Any] = described()["components"]["schemas"][inner["$ref"].rpartition("/")[2]]
            return shape_of(found)
    return schema


def ids_of_body(schema: dict[str, Any], way: tuple[str, ...] = ()) -> Iterator[str]:
    """The ways to every id in a body: groups.[].signups.[]."""
    shape = shape_of(schema)
    if shape.get("format") == "uuid":
        yield ".".join(way)
    if "items" in shape:
        yield from ids_of_body(shape["items"], (*way, "[]"))
    for name, inner in shape.get("properties", {}).items():
        yield from ids_of_body(inner, (*way, name))


def names_no_object(schema: dict[str, Any]) -> bool:
    """A choice, a number, a time: nothing that somebody else could own."""
    shape = shape_of(schema)
    return "enum" in shape or any(shape.get(key) in values for key, values in NO_OBJECT.items())


def untried(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    """What the operation takes that could name a thing, and that no call exchanges."""
    view = view_of(path)
    here = [one for one in EVERY if (one.call.route, one.call.method) == (view, method)]
    tried = {(one.part, ".".join("[]" if isinstance(step, int) else step for step in one.way)) for one in here}
    query = {
        ("query", one["name"])
        for one in operation.get("parameters", [])
        if one["in"] == "query" and not names_no_object(one["schema"]) and one["name"] not in NO_THING | {"after"}
    }
    contents = operation.get("requestBody", {"content": {}})["content"].values()
    body = {("body", way) for content in contents for way in ids_of_body(content["schema"])}
    return {f"{view} {part} {way}" for part, way in (query | body) - tried}


def ids_in(form: Any) -> Iterator[str]:
    """The form's fields that could name a thing."""
    for name, one in form.base_fields.items():
        if isinstance(one, (forms.ModelChoiceField, forms.UUIDField)) or not isinstance(one, PLAIN_FIELDS):
            yield name


def unlisted(found: Iterable[Spot], tried: set[Spot]) -> set[Spot]:
    """What is neither tried nor told here to be of no thing."""
    return {one for one in found if one.name and one.name not in NO_THING} - tried - set(EXPLAINED)


@pytest.fixture(scope="module")
def tried(db: Things) -> set[Spot]:
    """Who reads a name, while it is answered, that the walk exchanges in that call."""
    found: set[Spot] = set()
    for call in CALLS:
        named = places(call)
        with asked.noted() as notes:
            ask(db, named[0], "own")
        names = {place.name for place in named}
        found |= {spot for spot in notes.spots | notes.fields if spot.name in names}
    return found


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_id_that_the_api_takes_is_tried(path: str, method: str, operation: dict[str, Any]) -> None:
    assert untried(path, method, operation) == set()


def test_every_name_that_a_page_reads_is_tried_or_holds_no_id(tried: set[Spot]) -> None:
    assert unlisted(asked.spots(), tried) == set()
    assert {one.where for one in asked.spots() if not one.name} == set(HANDED_ON)


def test_every_field_of_a_form_is_tried_or_holds_no_id(tried: set[Spot]) -> None:
    found = {Spot(asked.name_of(form), name) for form in asked.form_classes() for name in ids_in(form)}
    assert unlisted(found, tried) == set()
    assert asked.forms_with_made_fields() == MADE_FIELDS


def test_what_is_written_here_is_still_read(tried: set[Spot]) -> None:
    fields = {Spot(asked.name_of(form), name) for form in asked.form_classes() for name in form.base_fields}
    everything = asked.spots() | fields
    assert set(EXPLAINED) - everything == set()
    query = {one["name"] for _path, _method, operation in every_operation() for one in operation.get("parameters", [])}
    assert NO_THING - {one.name for one in everything} - query == set()
    assert not NO_THING & {place.name for place in TRIED}
    made = {(place.call.route, place.name) for place in EVERY if place.thing == "new"} | {
        (call.route, name) for call in (*CALLS, *NESTED) for name, said in call.ids.items() if said == "{new}"
    }
    # A form's seed is no id of anything: what is made is named by it and by all that was typed.
    assert {one for one in made if one[1] != "form_id"} == set(MADE)


def test_every_id_of_an_address_is_tried() -> None:
    """Alone where there are several; where there is one, by tests/guards/test_other_tenant.py."""
    several = {(route.name, method) for route, method in doors() if len(set(route.parameters) - {"key"}) > 1}
    assert several - LEAD_ON - ONE_ID == {(call.route, call.method) for call in NESTED} - {WEEKS}


WEEKS = ("api-situation:week-focus-place", "delete")  # a week's name, and one id


def test_a_parameter_that_is_not_tried_is_seen(tried: set[Spot]) -> None:
    planted = {"parameters": [{"in": "query", "name": "team", "schema": {"type": "string", "format": "uuid"}}]}
    assert untried("/api/v1/events/", "get", planted) == {"api-events:events query team"}
    schema = {"type": "object", "properties": {"teams": {"items": {"type": "string", "format": "uuid"}}}}
    planted = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    assert untried("/api/v1/events/", "post", planted) == {"api-events:events body teams.[]"}
    source = "def page(request):\n    a = request.GET.get('team')\n    return 'b' in request.POST, Some(request.GET)\n"
    found = set(asked.spots_in(source, "planted"))
    assert found == {Spot("planted.page", "team"), Spot("planted.page", "b"), Spot("planted.page", "")}
    assert unlisted(found, tried) == {Spot("planted.page", "team"), Spot("planted.page", "b")}
    planted_form = type("Planted", (forms.Form,), {"team": forms.UUIDField(), "day": forms.DateField()})
    assert list(ids_in(planted_form)) == ["team"]
