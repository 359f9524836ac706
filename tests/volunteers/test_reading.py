"""The read log: who was shown whose name or number, once an hour, and never what it was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.viewer import Role
from events.models import Signup
from tests import factories
from tests.factories import NOW
from volunteers import reading
from volunteers.actions.reading import record
from volunteers.models import AccessLog, JoinRequest, Membership, User
from volunteers.states import AccessKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer
    from events.models import Event
    from places.models import Municipality
    from volunteers.models import Organisation


def test_a_row_an_hour_for_the_same_person_page_and_fields(
    coordinator: User, walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    viewer = viewer_of(coordinator)
    for minutes in (0, 20, 70):
        at = NOW.replace(minute=0) + dt.timedelta(minutes=minutes)
        record(viewer=viewer, subjects=[walker.pk], what=reading.MEMBERS, fields=["name"], now=at)
    record(viewer=viewer, subjects=[walker.pk], what=reading.MEMBERS, fields=["phone", "name"], now=NOW)
    assert sorted(AccessLog.objects.values_list("fields", flat=True)) == ["name", "name", "name phone"]


def test_what_one_reads_of_oneself_is_not_kept_and_what_one_takes_out_is(
    walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    for kind in AccessKind:
        record(
            viewer=viewer_of(walker), subjects=[walker.pk], what=reading.OWN_DATA, fields=["name"], now=NOW, kind=kind
        )
    assert list(AccessLog.objects.values_list("kind", flat=True)) == [AccessKind.EXPORT]


@pytest.mark.parametrize(
    ("what", "fields"), [("nowhere", ["name"]), (reading.MEMBERS, ["Amina"]), (reading.MEMBERS, [])]
)
def test_only_registered_codes_are_taken(
    walker: User, coordinator: User, viewer_of: Callable[..., Viewer], what: str, fields: list[str]
) -> None:
    with pytest.raises(ValueError, match="not registered"):
        record(viewer=viewer_of(coordinator), subjects=[walker.pk], what=what, fields=fields, now=NOW)


def test_as_many_queries_for_five_hundred_as_for_one(
    walkers: Organisation, coordinator: User, client_of: Callable[..., Client]
) -> None:
    asked = []
    for more in (1, 499):
        users = User.objects.bulk_create(User(id=uuid4(), name=f"Kim {n}") for n in range(more))
        Membership.objects.bulk_create(
            Membership(organisation=walkers, user=user, role=Role.VOLUNTEER, since=NOW) for user in users
        )
        with CaptureQueriesContext(connection) as queries:
            assert client_of(coordinator).get(f"/organisationer/{walkers.pk}/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert AccessLog.objects.filter(what=reading.MEMBERS).count() == 500


def test_a_walks_list_is_kept_with_what_was_shown(
    walk: Event, leader: User, walker: User, second_walker: User, client_of: Callable[..., Client]
) -> None:
    User.objects.filter(pk=second_walker.pk).update(phone="+46701740605")
    factories.make_team(walk, leader, walker, second_walker)
    Signup.objects.filter(user=leader).update(is_leader=True)
    with time_machine.travel(walk.starts_at):
        for path in (f"/vandringar/{walk.pk}/ute/", f"/vandringar/{walk.pk}/", f"/api/v1/events/{walk.pk}/roster/"):
            assert client_of(walker).get(path).status_code == 200
        assert client_of(leader).get(f"/vandringar/{walk.pk}/ute/").status_code == 200
    seen = set(AccessLog.objects.filter(what="events.roster").values_list("reader", "subject", "fields"))
    assert (walker.pk, second_walker.pk, "first_name") in seen
    assert (leader.pk, second_walker.pk, "name phone") in seen
    assert (leader.pk, walker.pk, "name") in seen
    assert len(seen) == 4


def test_no_value_is_in_the_log(walk: Event, leader: User, walker: User, client_of: Callable[..., Client]) -> None:
    factories.make_team(walk, leader, walker)
    with time_machine.travel(walk.starts_at):
        client_of(leader).get(f"/vandringar/{walk.pk}/ute/")
    (row,) = AccessLog.objects.values()
    assert not {"Amina", walker.name, walker.email} & set(map(str, row.values()))


class TestPage:
    """/integritet/logg/ and "Vem har läst" on Mina uppgifter."""

    @pytest.fixture(autouse=True)
    def read(self, coordinator: User, walker: User, second_walker: User, viewer_of: Callable[..., Viewer]) -> None:
        subjects = [walker.pk, second_walker.pk]
        record(viewer=viewer_of(coordinator), subjects=subjects, what=reading.MEMBERS, fields=["name"], now=NOW)

    def test_it_names_the_reader_and_numbers_the_people(
        self, safety_coordinator: User, walker: User, coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        page = client_of(safety_coordinator).get("/integritet/logg/").content.decode()
        assert coordinator.name in page
        assert str(walker.pk) in page
        assert walker.name not in page

    def test_filters(self, safety_coordinator: User, walker: User, client_of: Callable[..., Client]) -> None:
        client = client_of(safety_coordinator)
        counts = {
            query: len(client.get(f"/integritet/logg/?{query}").context["lines"])
            for query in (
                "", f"about={walker.pk}", f"by={walker.pk}", "kind=export", "since=2099-01-01", "until=2099-01-01"
            )
        }  # fmt: skip
        assert list(counts.values()) == [2, 1, 0, 0, 0, 2]

    @pytest.mark.parametrize("who", ["walker", "leader", "coordinator", "police", "housing"])
    def test_others_are_shut_out(
        self, request: pytest.FixtureRequest, who: str, client_of: Callable[..., Client]
    ) -> None:
        assert client_of(request.getfixturevalue(who)).get("/integritet/logg/").status_code == 403

    def test_a_page_follows_the_one_before(
        self, safety_coordinator: User, walker: User, coordinator: User, viewer_of: Callable[..., Viewer],
        client_of: Callable[..., Client],
    ) -> None:  # fmt: skip
        viewer = viewer_of(coordinator)
        for hour in range(60):
            at = NOW + dt.timedelta(hours=hour)
            record(viewer=viewer, subjects=[walker.pk], what=reading.MEMBERS, fields=["name"], now=at)
        client = client_of(safety_coordinator)
        first = client.get("/integritet/logg/")
        second = client.get(first.context["next"])
        assert (len(first.context["lines"]), len(second.context["lines"]), second.context["next"]) == (50, 11, None)

    def test_the_person_reads_their_own_rows(
        self, walker: User, coordinator: User, botkyrka: Municipality, client_of: Callable[..., Client]
    ) -> None:
        page = client_of(walker).get("/mina-uppgifter/").content.decode()
        assert (coordinator.name in page, "Vem har läst" in page) == (True, True)

    def test_a_reader_with_protected_data_is_not_named(
        self, walker: User, coordinator: User, client_of: Callable[..., Client]
    ) -> None:
        User.objects.filter(pk=coordinator.pk).update(is_protected=True)
        page = client_of(walker).get("/mina-uppgifter/").content.decode()
        assert (coordinator.name in page, "Någon med skyddade uppgifter" in page) == (False, True)


def test_every_page_that_shows_somebody_is_in_the_log(
    coordinator: User, walker: User, walkers: Organisation, client_of: Callable[..., Client]
) -> None:
    membership = Membership.objects.get(user=walker, organisation=walkers)
    asking = factories.make_user("Ibrahim Sesay")
    JoinRequest.objects.create(organisation=walkers, user=asking, asked_at=NOW)
    client, base = client_of(coordinator), f"/organisationer/{walkers.pk}"
    for path, subject, fields in (
        (f"{base}/medlem/{walker.pk}/", walker, "clearances name"),
        (f"{base}/medlem/{walker.pk}/skydda/", walker, "name"),
        (f"/medlemskap/{membership.pk}/", walker, "name role"),
        (f"{base}/", asking, "name"),
        ("/api/v1/join-requests/", asking, "name"),
    ):
        AccessLog.objects.all().delete()
        page = client.get(path)
        assert (page.status_code, subject.name in page.content.decode()) == (200, True)
        assert AccessLog.objects.filter(subject=subject, fields=fields, reader=coordinator).exists(), path


def test_an_operators_reading_is_in_the_log(coordinator: User, walker: User, client_of: Callable[..., Client]) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_staff=True, is_superuser=True)
    client = client_of(coordinator)
    mine = AccessLog.objects.filter(subject=walker, reader=coordinator, what=reading.OPERATOR)
    for model in ("user", "membership"):
        mine.delete()
        client.get(f"/drift/volunteers/{model}/")
        assert list(mine.values_list("fields", flat=True)) == ["name"]
    mine.delete()
    client.get(f"/drift/volunteers/user/{walker.pk}/change/")
    assert list(mine.values_list("fields", flat=True)) == ["email name"]
    mine.delete()
    User.objects.filter(pk=walker.pk).update(is_protected=True)
    client.get(f"/drift/volunteers/user/{walker.pk}/change/")
    assert list(mine.values_list("fields", flat=True)) == ["name"]
