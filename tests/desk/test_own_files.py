"""One's own data as files: whole, one's own alone, and written in the log."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from backend.common import privacy
from tests import factories
from volunteers.models import AccessLog

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from events.models import Event
    from volunteers.models import User

JSON, ZIP = "/mina-uppgifter/mina-uppgifter.json", "/mina-uppgifter/mina-uppgifter.zip"


@pytest.fixture
def mine(walk: Event, walker: User, second_walker: User) -> User:
    factories.make_team(walk, walker, second_walker)
    return walker


def test_the_json_is_streamed_and_holds_every_holder(
    mine: User, second_walker: User, client_of: Callable[..., Client]
) -> None:
    answer = client_of(mine).get(JSON)
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/json")
    text = answer.getvalue().decode()
    said = json.loads(text)
    assert [each["model"] for each in said["holders"]] == [holder.model for holder in privacy.holders()]
    rows = {each["model"]: each["rows"] for each in said["holders"]}
    assert rows["volunteers.User"][0]["email"] == mine.email
    assert rows["events.Signup"]
    assert second_walker.name not in text
    assert "password" not in text


def test_the_zip_holds_the_same_and_a_page(mine: User, client_of: Callable[..., Client]) -> None:
    answer = client_of(mine).get(ZIP)
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert archive.namelist() == ["mina-uppgifter.json", "mina-uppgifter.html"]
    assert json.loads(archive.read("mina-uppgifter.json"))["person"] == str(mine.pk)
    page = archive.read("mina-uppgifter.html").decode()
    assert all(str(holder.title) in page for holder in privacy.holders())
    assert (mine.email in page, "<script" in page, "http" in page) == (True, False, False)


@pytest.mark.parametrize("path", [JSON, ZIP])
def test_taking_out_is_logged_and_never_kept(mine: User, path: str, client_of: Callable[..., Client]) -> None:
    answer = client_of(mine).get(path)
    assert "no-store" in answer["Cache-Control"]
    assert list(AccessLog.objects.values_list("reader", "subject", "kind", "fields")) == [
        (mine.pk, mine.pk, "export", "everything")
    ]


@pytest.mark.parametrize("path", [JSON, ZIP])
def test_a_stranger_is_asked_to_sign_in(path: str, client_of: Callable[..., Client], botkyrka: object) -> None:
    assert client_of().get(path)["Location"].startswith("/konto/login/")
