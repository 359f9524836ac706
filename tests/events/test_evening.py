"""The leader's link: it opens tonight's own group and nothing else, within its hours, and only by a press."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client

from backend.common.viewer import system
from events.actions import evening, plan, signup
from events.due import evening_link
from events.models import CheckIn
from events.states import CancelReason, EventState, SignupState
from notifications import clockwork
from notifications.models import Delivery, Due
from notifications.states import DeliveryState
from tests import factories
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend.common.viewer import Viewer
    from events.models import Event, Signup, Team
    from volunteers.models import User

HOUR = dt.timedelta(hours=1)
HOST = "botkyrka.localhost"


@pytest.fixture
def led(walk: Event, leader: User, walker: User) -> Signup:
    factories.make_signup(walk, walker)
    return factories.make_signup(walk, leader, is_leader=True)


@pytest.fixture
def group(walk: Event, led: Signup, leader: User, walker: User) -> Team:
    return factories.make_team(walk, leader, walker)


@pytest.fixture
def tonight(walk: Event) -> Iterator[None]:
    """Half an hour after the walk began."""
    with time_machine.travel(walk.starts_at + HOUR / 2, tick=True):
        yield


def address(led: Signup) -> str:
    return f"/kvall/{evening.new_token(led.pk)}/"


def phone() -> Client:
    return Client(headers={"host": HOST})


def entered(led: Signup) -> Client:
    client = phone()
    assert client.post(address(led))["Location"] == f"/vandringar/{led.event_id}/ute/"
    return client


@pytest.mark.usefixtures("tonight", "group")
def test_a_press_opens_tonights_own_group(led: Signup) -> None:
    page = entered(led).get(f"/vandringar/{led.event_id}/ute/")
    assert (page.status_code, "Grupp 1" in page.content.decode()) == (200, True)


@pytest.mark.usefixtures("tonight", "group")
def test_a_fetched_link_changes_nothing(led: Signup) -> None:
    client = phone()
    assert [client.get(address(led)).status_code, client.head(address(led)).status_code] == [200, 200]
    assert client.get(f"/vandringar/{led.event_id}/ute/").status_code == 302
    assert "sessionid" not in client.cookies


@pytest.mark.usefixtures("tonight")
def test_the_group_is_checked_out_by_page_and_by_api(led: Signup, group: Team) -> None:
    client = entered(led)
    client.post(f"/vandringar/{led.event_id}/ute/{group.pk}/", {"kind": "out"})
    said = factories.fact_times(NOW + 4 * HOUR)
    body = {"kind": "ok", "occurred_at": said["occurred_at"].isoformat(), "sent_at": said["sent_at"].isoformat()}
    told = client.put(f"/api/v1/teams/{group.pk}/check-ins/{said['id']}/", body, content_type="application/json")
    assert told.status_code in {200, 201}
    assert [(row.kind, row.sender_id) for row in CheckIn.objects.all()] == [("out", led.user_id), ("ok", led.user_id)]


@pytest.mark.usefixtures("tonight", "group")
@pytest.mark.parametrize(
    "path", ["/", "/vandringar/", "/mina-kvallar/", "/mina-uppgifter/", "/organisationer/", "/tavla/"]
)
def test_elsewhere_its_holder_is_a_stranger(led: Signup, path: str) -> None:
    mine, nobodys = entered(led).get(path), phone().get(path)
    assert (mine.status_code, mine.get("Location")) == (nobodys.status_code, nobodys.get("Location"))
    assert "Leyla" not in mine.content.decode()


@pytest.mark.usefixtures("tonight", "group")
def test_no_other_walk_is_opened(led: Signup, walkers: Any, fittja: Any, leader: User, walker: User) -> None:
    other = factories.make_event(walkers, fittja, title="En annan")
    factories.make_signup(other, leader, is_leader=True)
    team = factories.make_team(other, leader, walker)
    client = entered(led)
    body = {"kind": "out", "occurred_at": NOW.isoformat(), "sent_at": NOW.isoformat()}
    fact = client.put(
        f"/api/v1/teams/{team.pk}/check-ins/{factories.fact_times()['id']}/", body, content_type="application/json"
    )
    assert (client.get(f"/vandringar/{other.pk}/ute/").status_code, fact.status_code) == (404, 404)


@pytest.mark.parametrize(("hours", "status"), [(-2.1, 404), (-1.9, 302), (0, 302), (7.4, 302), (7.6, 404)], ids=str)
def test_it_works_from_two_hours_before_to_four_after(led: Signup, hours: float, status: int) -> None:
    with time_machine.travel(led.event.starts_at + hours * HOUR):
        assert phone().post(address(led)).status_code == status


def said(path: str) -> tuple[int, str]:
    """The answer without what differs in every one: the address itself and the form's token."""
    answer = phone().get(path)
    text = answer.content.decode().replace(path, "…")
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def shut(signup_row: Signup, how: str) -> None:
    event = signup_row.event
    changes: dict[str, tuple[Any, dict[str, Any]]] = {
        "said no": (signup_row, {"state": SignupState.STEPPED_DOWN}),
        "no longer leads": (signup_row, {"is_leader": False}),
        "closed account": (signup_row.user, {"is_active": False}),
        "cancelled": (event, {"state": EventState.CANCELLED, "cancel_reason": CancelReason.WEATHER}),
    }
    row, values = changes[how]
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.usefixtures("tonight", "group")
@pytest.mark.parametrize("how", ["said no", "no longer leads", "closed account", "cancelled"])
def test_what_is_taken_back_is_shut_at_once_also_for_who_is_inside(led: Signup, how: str) -> None:
    client = entered(led)
    shut(led, how)
    inside = client.get(f"/vandringar/{led.event_id}/ute/")
    assert (phone().get(address(led)).status_code, inside.status_code) == (404, 302)


@pytest.mark.usefixtures("tonight")
@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ":abc"])
def test_a_mangled_link_gets_the_page_of_a_late_one(led: Signup, token: str) -> None:
    with time_machine.travel(led.event.ends_at + 5 * HOUR):
        late = said(address(led))
    assert said(f"/kvall/{token}/") == late


@pytest.mark.usefixtures("tonight", "huddinge")
def test_another_municipality_knows_nothing_of_it(led: Signup) -> None:
    assert Client(headers={"host": "huddinge.localhost"}).get(address(led)).status_code == 404


def test_each_leader_is_written_to_once_two_hours_before(
    walk: Event, leader: User, viewer_of: Callable[..., Viewer], coordinator: User
) -> None:
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    row = Due.objects.get(kind=evening.EVENING)
    assert (row.due_at, row.ref) == (walk.starts_at - 2 * HOUR, walk.pk)
    evening_link(row, row.due_at)
    evening_link(row, row.due_at)
    written = Delivery.objects.get(kind=evening.EVENING)
    token = re.search(r"/kvall/(\S+)/", written.body)
    assert (written.user_id, token and evening.signup_of(token[1])) == (leader.pk, leader.signups.get().pk)


def test_of_a_link_that_was_sent_nothing_is_left_that_opens_anything(
    walk: Event, leader: User, viewer_of: Callable[..., Viewer]
) -> None:
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    row = Due.objects.get(kind=evening.EVENING)
    evening_link(row, row.due_at)
    written = Delivery.objects.get(kind=evening.EVENING)
    clockwork.send(Due.objects.get(ref=written.pk), row.due_at)
    sent = Delivery.objects.get(pk=written.pk)
    assert ("/kvall/" in written.body, sent.state, sent.body) == (True, DeliveryState.SENT, "")


NUMBER = "+46701740605"


def reach(user: User, **values: Any) -> None:
    """By what means the person can be written to."""
    type(user).objects.filter(pk=user.pk).update(**values)
    user.refresh_from_db()


@pytest.mark.parametrize(
    ("values", "url", "channel"),
    [
        ({"email": None, "phone": NUMBER, "phone_is_verified": True}, "console:", "sms"),
        ({"phone": NUMBER, "phone_is_verified": True}, "console:", "email"),
        ({"phone": NUMBER, "phone_is_verified": True, "evening_by_sms": True}, "console:", "sms"),
        ({"phone": NUMBER, "evening_by_sms": True}, "console:", "email"),
        ({"phone": NUMBER, "phone_is_verified": True, "evening_by_sms": True}, "", "email"),
    ],
    ids=["no mail", "both", "chosen", "chosen, not proved", "no service"],
)
def test_the_link_comes_the_way_its_reader_can_be_reached_or_has_chosen(
    walk: Event, leader: User, viewer_of: Any, settings: Any, values: dict[str, Any], url: str, channel: str
) -> None:
    settings.SMS_URL = url
    reach(leader, **values)
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    row = Due.objects.get(kind=evening.EVENING)
    evening_link(row, row.due_at)
    written = Delivery.objects.get(kind=evening.EVENING)
    assert (written.channel, written.user_id, written.address) == (channel, leader.pk, "")
    assert ("Här är kvällens grupp" in written.body) == (channel == "email")


def test_by_sms_it_is_sent_to_the_proved_number_and_nothing_of_it_is_left(
    walk: Event, leader: User, viewer_of: Any, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SMS_URL = "console:"
    reach(leader, email=None, phone=NUMBER, phone_is_verified=True)
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    row = Due.objects.get(kind=evening.EVENING)
    evening_link(row, row.due_at)
    clockwork.send(Due.objects.get(ref=Delivery.objects.get(kind=evening.EVENING).pk), row.due_at)
    out = capsys.readouterr().out
    token = re.search(r"/kvall/(\S+)/", out)
    sent = Delivery.objects.get(kind=evening.EVENING)
    assert (out.startswith(f"SMS {NUMBER}\n"), sent.state, sent.body) == (True, DeliveryState.SENT, "")
    assert token
    assert evening.signup_of(token[1]) == leader.signups.get().pk


def test_who_has_no_mail_hears_by_sms_that_it_is_cancelled(
    walk: Event, leader: User, viewer_of: Any, coordinator: User, settings: Any
) -> None:
    settings.SMS_URL = "console:"
    reach(leader, email=None, phone=NUMBER, phone_is_verified=True)
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    plan.cancel_event(viewer=viewer_of(coordinator), event_id=walk.pk, reason=CancelReason.WEATHER, now=NOW)
    told = Delivery.objects.get(kind=plan.CANCELLED, user=leader)
    assert (told.channel, told.body.startswith("Inställd: Nattvandring Fittja, fre 20 november")) == ("sms", True)


def test_a_walk_that_moves_takes_the_link_along(walk: Event, leader: User, viewer_of: Any, coordinator: User) -> None:
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    later: plan.PlanValues = {"starts_at": walk.starts_at + HOUR, "ends_at": walk.ends_at + HOUR}
    plan.edit_event(viewer=viewer_of(coordinator), event_id=walk.pk, values=later, now=NOW)
    assert Due.objects.get(kind=evening.EVENING).due_at == walk.starts_at - HOUR


def test_a_cancelled_walk_sends_none(walk: Event, leader: User, viewer_of: Any, coordinator: User) -> None:
    signup.say_yes(viewer=viewer_of(leader), event_id=walk.pk, now=NOW)
    plan.cancel_event(viewer=viewer_of(coordinator), event_id=walk.pk, reason=CancelReason.WEATHER, now=NOW)
    evening.send_links(viewer=system(walk.municipality_id), event_id=walk.pk, now=walk.starts_at - 2 * HOUR)
    assert Due.objects.get(kind=evening.EVENING).withdrawn
    assert not Delivery.objects.filter(kind=evening.EVENING).exists()
