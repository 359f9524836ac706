"""My data shows everything that is held about oneself, and nothing about anybody else."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from backend.common import privacy
from events.actions.feeds import create_feed
from events.calendars.tokens import new_token
from events.models import CheckIn
from events.states import FeedKind
from notifications.models import Delivery
from tests import factories
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from events.models import Event
    from volunteers.models import User

PATH = "/mina-uppgifter/"


@pytest.fixture
def two(walk: Event, walker: User, second_walker: User, viewer_of: Callable[..., Viewer]) -> tuple[User, User]:
    """Two people of one group, each with one of everything."""
    team = factories.make_team(walk, walker, second_walker)
    for user in (walker, second_walker):
        fact = {"occurred_at": NOW, "sent_at": NOW, "received_at": NOW, "corrected_at": NOW, "sender": user}
        CheckIn.objects.create(id=uuid.uuid4(), team=team, kind="out", digest="0", **fact)
        label = f"Telefon {user.name}"
        create_feed(viewer=viewer_of(user), kind=FeedKind.PERSON, label=label, token=new_token(), now=NOW)
        Delivery.objects.create(
            municipality=walk.municipality, user=user, key=str(user.pk), kind="welcome", language="sv",
            subject=f"Hej {user.name}", body="Välkommen", created_at=NOW, due_at=NOW,
        )  # fmt: skip
    return walker, second_walker


def test_each_sees_their_own_and_not_the_others(two: tuple[User, User], client_of: Callable[..., Client]) -> None:
    for user, other in (two, two[::-1]):
        page = client_of(user).get(PATH).content.decode()
        for mine, theirs in ((user.email, other.email), (user.name, other.name), (f"Hej {user.name}", other.name)):
            assert (mine in page, theirs in page) == (True, False)


def test_every_holder_says_why_and_for_how_long(walker: User, client_of: Callable[..., Client]) -> None:
    page = client_of(walker).get(PATH).content.decode()
    said = [text for holder in privacy.holders() for text in (holder.title, holder.purpose, holder.ground, holder.keep)]
    assert [str(text) for text in said if str(text) not in page] == []


def test_a_stranger_is_asked_to_sign_in(client_of: Callable[..., Client]) -> None:
    assert client_of().get(PATH)["Location"] == f"/konto/login/?next={PATH}"


def test_it_is_read_only_and_never_kept(walker: User, client_of: Callable[..., Client]) -> None:
    client = client_of(walker)
    assert (client.post(PATH).status_code, "no-store" in client.get(PATH)["Cache-Control"]) == (405, True)
