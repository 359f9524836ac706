"""The municipality's settings: who reads and sets them, who was first, what is remembered."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from backend.common.clock import at
from backend.common.viewer import Role
from notifications import rules as quiet_rules
from notifications.actions import deliver
from notifications.kinds import NoticeKind
from notifications.models import Delivery, Due
from notifications.states import Lane
from notifications.worker import Worker
from places import changes, channels
from places.models import ContactChannel, RuleChange
from tests import factories
from volunteers.actions import rules as people_rules
from volunteers.models import VolunteersRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from places.models import Municipality
    from volunteers.models import Organisation, User

NOW = at(dt.date(2026, 11, 27), dt.time(22, 30))
PAGE = "/kommun/installningar/"
PEOPLE = {
    "area": "volunteers",
    "volunteers-youngest": "20",
    "volunteers-takes_youths": "on",
    "volunteers-youths_until": "23:00",
    "volunteers-second_factor_grace_days": "7",
    "volunteers-invitation_days": "10",
}
GATES = {
    "area": "events",
    "events-night_walk.walker": ["golden_rules", "of_age"],
    "events-night_walk.leader": [],
    "events-activity.leader": ["training", "record_check"],
}
NUMBER = {
    "kind": "social",
    "title_sv": "Socialjouren",
    "title_en": "",
    "when_sv": "",
    "when_en": "",
    "phone": "020-70 80 03",
    "open_hours": "mån–fre 17.00–08.00",
    "holidays": "sunday",
    "fallback": "",
    "position": "25",
    "verified_on": "2026-11-01",
}


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    """Friday night."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(safety_unit: Organisation) -> User:
    """The data protection officer."""
    return factories.make_member(safety_unit, Role.DATA_PROTECTION, "Dag Skydd")


def version(page: str, area: str) -> str:
    found = re.search(rf'name="area" value="{area}"><input type="hidden" name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_coordinator_sets_and_the_officer_reads(
    safety_coordinator: User, officer: User, coordinator: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(safety_coordinator)
    assert client.post(PAGE, PEOPLE | {"version": "0"}).status_code == 302
    rules = VolunteersRules.objects.get()
    assert (rules.youngest, rules.youths_until, rules.invitation_days) == (20, dt.time(23), 10)
    reader = client_of(officer)
    page = reader.get(PAGE).content.decode()
    assert "Maria Lind" in page
    assert "från 18 till 20" in page
    assert 'type="submit">Spara' not in page
    refused = reader.post(PAGE, PEOPLE | {"version": version(page, "volunteers"), "volunteers-youngest": "25"})
    assert refused.status_code == 400
    assert VolunteersRules.objects.get().youngest == 20
    assert client_of(coordinator).get(PAGE).status_code == 403


def test_the_second_of_two_is_told(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    client = client_of(safety_coordinator)
    seen = version(client.get(PAGE).content.decode(), "volunteers")
    assert client.post(PAGE, PEOPLE | {"version": seen}).status_code == 302
    late = client.post(PAGE, PEOPLE | {"version": seen, "volunteers-youngest": "30"})
    assert late.status_code == 400
    assert "Någon annan har ändrat" in late.content.decode()
    assert VolunteersRules.objects.get().youngest == 20
    assert RuleChange.objects.count() == 1


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("volunteers", PEOPLE | {"volunteers-youngest": "17"}),
        ("situation", {"situation-cut_weekday": "3", "situation-cut_time": "15:00",
                       "situation-meeting_weekday": "2", "situation-meeting_time": "10:00"}),
        ("notifications", {"notifications-quiet_from": "22:00", "notifications-quiet_until": ""}),
        ("events", GATES | {"events-night_walk.walker": ["training"]}),
        ("events", GATES | {"events-activity.leader": ["licence"]}),
        ("languages", {"languages-languages": ["en"]}),
        ("languages", {"languages-languages": ["sv", "xx"]}),
    ],
)  # fmt: skip
def test_what_no_municipality_can_decide(
    area: str, said: dict[str, Any], safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    answer = client_of(safety_coordinator).post(PAGE, said | {"area": area, "version": "0"})
    assert answer.status_code == 400
    assert not RuleChange.objects.exists()


def test_an_unknown_area_is_nothing(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    assert client_of(safety_coordinator).post(PAGE, {"area": "everything", "version": "0"}).status_code == 404


def test_saying_the_same_again_is_no_change(safety_coordinator: User, viewer_of: Callable[..., Any]) -> None:
    people_rules.set_rules(viewer=viewer_of(safety_coordinator), values={"youngest": 18}, version=0, now=NOW)
    assert not RuleChange.objects.exists()


def test_a_number_is_added_changed_and_removed(
    safety_coordinator: User, officer: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(safety_coordinator)
    assert client.post(f"{PAGE}nummer/nytt/", NUMBER).status_code == 302
    channel = ContactChannel.objects.get()
    assert channel.hours == [{"days": [0, 1, 2, 3, 4], "from": "17:00", "to": "08:00"}]
    address = f"{PAGE}nummer/{channel.pk}/"
    first = str(changes.version_of(channel.municipality_id, channels.area_of(channel.pk)))
    assert client.post(address, NUMBER | {"phone": "112", "version": first}).status_code == 302
    assert client.post(address, NUMBER | {"phone": "113", "version": first}).status_code == 400
    wrong = client.post(address, NUMBER | {"open_hours": "ibland", "version": first})
    assert "mån–fre 17.00–08.00" in wrong.content.decode()
    assert ContactChannel.objects.get().phone == "112"
    assert client_of(officer).get(address).status_code == 403
    latest = str(changes.version_of(channel.municipality_id, channels.area_of(channel.pk)))
    client.post(address, {"remove": "yes", "version": latest})
    assert not ContactChannel.objects.exists()
    assert RuleChange.objects.count() == 3


def test_a_number_of_another_municipality_is_not_there(
    safety_coordinator: User, huddinge: Municipality, viewer_of: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    theirs = ContactChannel.objects.create(municipality=huddinge, kind="police", phone="114 14", title={"sv": "P"})
    assert client_of(safety_coordinator).get(f"{PAGE}nummer/{theirs.pk}/").status_code == 404
    for act in (channels.save_channel, channels.remove_channel):
        more: dict[str, Any] = {"values": {"phone": "1"}} if act is channels.save_channel else {}
        with pytest.raises(channels.NotFound):
            act(viewer=viewer_of(safety_coordinator), channel_id=theirs.pk, version=0, now=NOW, **more)


def test_an_unchecked_number_is_said_to_be_so(safety_coordinator: User, client_of: Callable[..., Client]) -> None:
    client = client_of(safety_coordinator)
    client.post(f"{PAGE}nummer/nytt/", NUMBER)
    assert "Ej kontrollerad" not in client.get(PAGE).content.decode()
    with time_machine.travel(NOW + dt.timedelta(days=400), tick=False):
        page = client_of(safety_coordinator).get(PAGE).content.decode()
    assert "Ej kontrollerad" in page


def test_a_municipality_that_offers_swedish_speaks_swedish(
    safety_coordinator: User, client_of: Callable[..., Client]
) -> None:
    english = {"headers": {"accept-language": "en"}}
    client = client_of()
    assert 'lang="en"' in client.get("/", **english).content.decode().partition(">")[2][:60]
    client_of(safety_coordinator).post(PAGE, {"area": "languages", "version": "0", "languages-languages": ["sv"]})
    page = client.get("/", **english).content.decode()
    assert '<html lang="sv"' in page
    assert "In English" not in page


def test_settings_over_the_api(
    safety_coordinator: User, officer: User, walker: User, client_of: Callable[..., Client]
) -> None:
    for who in (safety_coordinator, officer):
        told = client_of(who).get("/api/v1/settings/").json()
        assert told["people"]["youngest"] == 18
        assert told["week"]["cut_time"] == "15:00"
        assert told["languages"] == ["sv", "en"]
    assert client_of(walker).get("/api/v1/settings/").status_code == 403


@pytest.mark.parametrize(
    ("lane", "sent_at_night"), [(Lane.BULK, 0), (Lane.CLOCK, 1)], ids=["what can wait", "what cannot"]
)
def test_quiet_hours_hold_what_can_wait(
    lane: Lane, sent_at_night: int, botkyrka: Municipality, safety_coordinator: User, viewer_of: Any, monkeypatch: Any
) -> None:
    from notifications import kinds

    monkeypatch.setitem(kinds._kinds, "probe", NoticeKind("probe", "Prov", lane=lane))
    values = {"quiet_from": dt.time(22), "quiet_until": dt.time(7)}
    quiet_rules.set_rules(viewer=viewer_of(safety_coordinator), values=values, version=0, now=NOW)
    with transaction.atomic():
        deliver(
            kind="probe", key="probe:1", municipality_id=botkyrka.pk, address="a@example.org", subject="Hej",
            body="Hej", now=NOW,
        )  # fmt: skip
    mail.outbox.clear()
    worker = Worker()
    Due.objects.exclude(kind="notifications.delivery").delete()
    worker.tick(NOW)
    assert len(mail.outbox) == sent_at_night
    worker.tick(NOW + dt.timedelta(hours=2))
    assert len(mail.outbox) == sent_at_night
    morning = at(dt.date(2026, 11, 28), dt.time(7))
    worker.tick(morning)
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == "sent"
