"""A file leaves the house through backend.common.files alone, and not before the right question has been asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import Client

from backend.common.files import File, others_file
from tests.doors import sign_in
from tests.guards.routes import Route, every_route
from tests.guards.test_query_growth import readable, rows  # noqa: F401 -- the fixture
from tests.servers import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.guards.rows import Rows
    from volunteers.models import User

pytestmark = pytest.mark.once

# What each file asks first: one's own data that one has just shown who one is, all other the second factor.
ASKS = {
    "desk:my_data_json": "fresh sign-in",
    "desk:my_data_zip": "fresh sign-in",
    "situation:fixed": "second factor",
}
# What makes a download, and the modules that may: the door, and the calendars, whose address is the key.
MAKES = re.compile(r"Content-Disposition|FileResponse|StreamingHttpResponse|as_attachment")
MAY = {"backend/common/files.py", "events/web/serving.py"}
APPS = ("backend", "events", "notifications", "places", "situation", "tips", "volunteers")
# Types of what is shown rather than taken along.
SHOWN = ("text/html", "application/json", "application/problem+json", "text/javascript", "text/calendar")
# JSON outside the API, a script, health, the description: by name, each without a person in it.
NO_FILE = {"api-schema", "desk:health", "events:offline"}


def makers(files: Iterable[Path]) -> set[str]:
    """Our modules that make downloads."""
    return {str(file.relative_to(ROOT)) for file in files if MAKES.search(file.read_text("utf-8"))}


def sources() -> list[Path]:
    return [file for app in APPS for file in (ROOT / app).rglob("*.py")]


def asked(route: Route) -> str | None:
    return getattr(route.callback, "asks_first", None)


def test_no_other_module_makes_a_download() -> None:
    assert makers(sources()) == MAY


def test_a_module_that_does_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "views.py"
    planted.write_text('HttpResponse(headers={"Content-Disposition": "attachment"})')
    monkeypatch.setattr("tests.guards.test_files.ROOT", tmp_path)
    assert makers([planted]) == {"views.py"}


def test_every_file_is_in_the_table_with_what_it_asks() -> None:
    assert {route.name: asked(route) for route in every_route() if asked(route)} == ASKS


def test_what_is_answered_as_a_file_is_in_the_table(rows: Rows) -> None:  # noqa: F811
    found = set()
    for role, user in rows.people.items():
        client = Client(headers={"host": "botkyrka.localhost"})
        sign_in(client, user)
        found |= {name for name in _files(client, rows) if role}
    assert found <= ASKS.keys()


def _files(client: Client, rows: Rows) -> set[str]:  # noqa: F811
    found = set()
    for route, address in [*readable(rows), *((route, route.path) for route in every_route() if asked(route))]:
        answer = client.get(address)
        if route.name not in NO_FILE and answer.status_code == 200 and _is_file(route, answer):
            found.add(route.name)
    return found


def _is_file(route: Route, answer: Any) -> bool:
    kind = answer.get("Content-Type", "").split(";")[0]
    outside = kind == "application/json" and not route.path.startswith("/api/")
    return "attachment" in answer.get("Content-Disposition", "") or kind not in SHOWN or outside


@pytest.mark.parametrize("name", sorted(name for name, ask in ASKS.items() if ask == "fresh sign-in"))
@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_ones_own_file_waits_for_a_fresh_sign_in(name: str, kind: str, walker: User) -> None:
    (route,) = (route for route in every_route() if route.name == name)
    client = Client(headers={"host": "botkyrka.localhost", "accept": kind})
    sign_in(client, walker, second_factor=False)
    answer = client.get(route.path)
    assert (answer.status_code, "fresh_sign_in_needed" in answer.content.decode()) == (403, True)
    sign_in(client, walker)
    assert client.get(route.path).status_code == 200


@pytest.mark.parametrize("name", sorted(name for name, ask in ASKS.items() if ask == "second factor"))
def test_what_is_about_others_waits_for_a_second_factor(name: str, coordinator: User) -> None:
    """A coordinator keeps the walks without one: the file asks by itself, whatever the role."""
    from volunteers.models import Membership

    Membership.objects.update(since="2020-01-01T00:00Z")
    (route,) = (route for route in every_route() if route.name == name)
    client = Client(headers={"host": "botkyrka.localhost"})
    sign_in(client, coordinator, second_factor=False)
    answer = client.get(route.path)
    assert (answer.status_code, "second_factor_needed" in answer.content.decode()) == (403, True)
    sign_in(client, coordinator)
    assert "second_factor_needed" not in client.get(route.path).content.decode()


def test_a_view_without_the_door_cannot_hand_out_a_file() -> None:
    """A File is no answer of a page: Django refuses a view that returns one outside the door."""
    assert not isinstance(File("a.csv", "text/csv", b"x"), HttpResponse)
    assert others_file(lambda _request: File("a.csv", "text/csv", b"x")).asks_first == "second factor"  # type: ignore[attr-defined]
