"""The API's description: current, complete, and the same everywhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from django.core.management import call_command
from django.utils import translation

from backend.common.endpoints import Endpoint
from tests.guards.routes import every_route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

pytestmark = pytest.mark.once

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yml"
APPS = {"desk", "places", "volunteers", "events", "tips", "situation"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
UNSAFE = {"post", "put", "patch", "delete"}


@cache
def described() -> dict[str, Any]:
    """What the repository says."""
    return dict(yaml.safe_load(COMMITTED.read_text("utf-8")))


def operations() -> list[Any]:
    """(path, method, operation), one test case each."""
    return [
        pytest.param(path, method, operation, id=operation["operationId"])
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]


def schemas(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with the way to it; references are not followed."""
    yield where, node
    for name, inner in node.get("properties", {}).items():
        yield from schemas(inner, f"{where}.{name}")
    for word in ("allOf", "anyOf", "oneOf"):
        for number, inner in enumerate(node.get(word, [])):
            yield from schemas(inner, f"{where}.{word}{number}")
    if "items" in node:
        yield from schemas(node["items"], f"{where}[]")


def every_schema() -> Iterator[tuple[str, dict[str, Any]]]:
    """Of components, parameters and answers."""
    for name, component in described()["components"]["schemas"].items():
        yield from schemas(component, name)
    for case in operations():
        _path, _method, operation = case.values
        for parameter in operation.get("parameters", []):
            yield f"{operation['operationId']}?{parameter['name']}", parameter["schema"]
        for status, answer in operation["responses"].items():
            for content in answer.get("content", {}).values():
                yield from schemas(content["schema"], f"{operation['operationId']} {status}")


def request_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Of what is sent: bodies and parameters."""
    return ((where, schema) for where, schema in every_schema() if "Request" in where.split(".")[0] or "?" in where)


def enum_of(schema: dict[str, Any]) -> bool:
    """Whether a schema leaves a choice and nothing else."""
    return "enum" in schema or any("$ref" in inner for word in ("allOf", "oneOf") for inner in schema.get(word, []))


def test_the_committed_description_is_the_generated_one(tmp_path: Path) -> None:
    """Refresh it with: manage.py spectacular --file docs/openapi.yml."""
    made = tmp_path / "openapi.yml"
    with translation.override("sv"):
        call_command("spectacular", "--fail-on-warn", "--validate", file=str(made))
    assert made.read_text("utf-8") == COMMITTED.read_text("utf-8")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html"])
def test_the_served_description_is_the_committed_one(
    client_of: Callable[..., Client], botkyrka: Any, accept: str
) -> None:
    answer = client_of().get("/api/schema/", headers={"accept": accept, "accept-language": "sv"})
    assert (answer.status_code, answer.content.decode()) == (200, COMMITTED.read_text("utf-8"))


def test_no_free_form_objects() -> None:
    known = {"$ref", "type", "allOf", "anyOf", "oneOf", "enum"}
    loose = [
        where
        for where, schema in every_schema()
        if not known & set(schema)
        or (schema.get("type") == "object" and not schema.get("properties"))
        or schema.get("additionalProperties") not in {None, False}
    ]
    assert loose == []


def test_what_is_sent_is_bounded() -> None:
    """A string has a greatest length, a format or a pattern, a number its bounds, a list its greatest length."""
    bounds = {
        "string": {"maxLength", "format", "pattern", "enum"},
        "integer": {"maximum", "enum"},
        "number": {"maximum"},
        "array": {"maxItems"},
    }
    loose = [
        where
        for where, schema in request_schemas()
        if schema.get("type") in bounds and not bounds[schema["type"]] & set(schema) and not enum_of(schema)
    ]
    assert loose == []


def test_bodies_hold_named_members_only() -> None:
    bodies = {name: c for name, c in described()["components"]["schemas"].items() if name.endswith("Request")}
    assert [name for name, schema in bodies.items() if schema.get("additionalProperties") is not False] == []
    assert bodies


def test_times_are_called_at_and_days_on() -> None:
    odd = {
        where.rpartition(".")[2].rpartition("?")[2]
        for where, schema in every_schema()
        if (schema.get("format") == "date-time" and not where.endswith("_at"))
        or (schema.get("format") == "date" and not where.endswith("_on"))
    }
    assert odd == {"from", "to", "since", "day", "deadline", "population_date", "open_at[][]"}


def test_names_are_noun_verb_and_unique() -> None:
    names = [case.values[2]["operationId"] for case in operations()]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_an_operation_says_whose_it_is_and_what_it_refuses(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = set(operation["responses"])
    security = operation["security"]
    expected = {
        "400": True,
        "401": all("session" in needed for needed in security),
        "403": method in UNSAFE,
        "404": "{" in path,
        "413": "requestBody" in operation,
        "415": "requestBody" in operation,
    }
    assert {code for code, stands in expected.items() if stands} <= answers
    # A key for another system comes from no page, and needs no page's token.
    assert all(("csrf" in needed) is (method in UNSAFE) for needed in security if "session" in needed or not needed)
    assert (path.startswith("/api/v1/"), path[-1], len(operation["tags"])) == (True, "/", 1)
    assert set(operation["tags"]) <= APPS
    assert operation["description"]
    assert any(code.startswith("2") for code in answers)


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_refusals_are_problem_documents_and_lists_are_pages(path: str, method: str, operation: dict[str, Any]) -> None:
    for code, answer in operation["responses"].items():
        if code.startswith("4"):
            assert answer["content"] == PROBLEM
        elif "content" in answer:
            (content,) = answer["content"].values()
            reference = content["schema"]["$ref"].rpartition("/")[2]
            shape = described()["components"]["schemas"][reference]
            name = operation["operationId"]
            is_list = name.endswith("_list") or name in {"team_form", "tip_numbers"}
            assert (set(shape["properties"]) == {"results", "next"}) is is_list


def test_every_view_is_of_our_kind_and_in_its_namespace() -> None:
    routes = [route for route in every_route() if route.path.startswith("/api/v1/")]
    assert [r.name for r in routes if not issubclass(r.callback.view_class, Endpoint)] == []
    assert [r.name for r in routes if r.name.partition(":")[0].removeprefix("api-") not in APPS] == []
    # What is put together from many apps stands on the roof: backend.desk.
    assert {r.callback.view_class.__module__.partition(".")[0] for r in routes} == APPS - {"desk"} | {"backend"}
