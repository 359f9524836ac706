"""SMS against a stand-in that fails, refuses, hangs, answers twice and late; to files; cut to four parts; forgotten."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from notifications import actions, kinds
from notifications.channels import sms
from notifications.models import Delivery, Due
from notifications.states import Channel, DeliveryState
from notifications.worker import Worker
from tests.factories import NOW
from tests.notifications.gateway import HANGS, PASSWORD, TWICE, USER, Gateway, gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from places.models import Municipality
    from volunteers.models import User

pytestmark = pytest.mark.django_db

NUMBER, CODE = "+46701740605", "K7QX-2M9P"
WAITING, SENT, DROPPED = DeliveryState.WAITING, DeliveryState.SENT, DeliveryState.DROPPED
LATER = NOW + timedelta(seconds=31)


@pytest.fixture
def elks(settings: SettingsWrapper) -> Iterator[Gateway]:
    with gateway() as standing:
        settings.SMS_URL = standing.url
        yield standing


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> str:
    """A notice kind of which nothing is kept."""
    kind = kinds.NoticeKind("code", "Kod", good_for=timedelta(minutes=5), forget=True)
    monkeypatch.setitem(kinds._kinds, "code", kind)
    return "code"


@pytest.fixture
def owner(walker: User) -> User:
    type(walker).objects.filter(pk=walker.pk).update(phone=NUMBER, phone_is_verified=True)
    return walker


def write(kind: str, here: Municipality, user: User | None, **more: Any) -> Delivery:
    values = {"address": "", "subject": "Kod", "body": f"Koden är {CODE}."} | more
    user_id = user.pk if user is not None else None
    return actions.deliver(
        kind=kind, key="k", municipality_id=here.pk, user_id=user_id, channel=Channel.SMS, now=NOW, **values
    )


def test_it_goes_as_the_service_wants_it(notice: str, botkyrka: Municipality, owner: User, elks: Gateway) -> None:
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert elks.asked == ["POST /a1/sms HTTP/1.1"]
    assert elks.credentials == [f"{USER}:{PASSWORD}"]
    assert elks.taken == [{"from": "Lykta", "to": NUMBER, "message": f"Koden är {CODE}."}]
    assert (Delivery.objects.get().state, mail.outbox) == (SENT, [])


@pytest.mark.parametrize("status", [500, 503, 401, 402, 403, 429, 302])
def test_a_service_that_fails_or_does_not_know_us_is_asked_again(
    notice: str, botkyrka: Municipality, owner: User, elks: Gateway, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    elks.plan = [status]
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert (Delivery.objects.get().state, Due.objects.get().last_error, elks.taken) == (WAITING, "NotSent", [])
    Worker().tick(LATER)
    assert (Delivery.objects.get().state, len(elks.taken)) == (SENT, 1)
    assert [word for word in (NUMBER, CODE, PASSWORD) if word in caplog.text] == []


@pytest.mark.parametrize("status", [400, 422])
def test_a_number_that_the_service_refuses_is_not_tried_again(
    notice: str, botkyrka: Municipality, owner: User, elks: Gateway, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    elks.plan = [status]
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    Worker().tick(LATER)
    assert (Delivery.objects.get().state, len(elks.asked), Due.objects.open().count()) == (DROPPED, 1, 0)
    assert (f"Status{status}" in caplog.text, NUMBER in caplog.text, CODE in caplog.text) == (True, False, False)


def test_a_service_that_hangs_is_left_and_its_late_answer_makes_a_repeat_with_the_same_words(
    notice: str,
    botkyrka: Municipality,
    owner: User,
    elks: Gateway,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sms, "ANSWER_SECONDS", 0.3)
    elks.plan = [HANGS]
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert (Delivery.objects.get().state, Due.objects.get().last_error) == (WAITING, "NotSent")
    elks.let_go.set()  # the answer arrives where nobody listens any more
    Worker().tick(LATER)
    assert Delivery.objects.get().state == SENT
    assert elks.taken[0] == elks.taken[1]  # at least once: what cannot be known is sent again
    assert [word for word in (NUMBER, CODE) if word in caplog.text] == []


def test_a_service_that_answers_twice_is_heard_once(
    notice: str, botkyrka: Municipality, owner: User, elks: Gateway
) -> None:
    elks.plan = [TWICE]
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    Worker().tick(LATER)
    assert (Delivery.objects.get().state, len(elks.asked)) == (SENT, 1)


def test_a_service_that_is_gone_is_asked_again(
    notice: str, botkyrka: Municipality, owner: User, settings: SettingsWrapper
) -> None:
    with gateway() as gone:
        settings.SMS_URL = gone.url
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert (Delivery.objects.get().state, Due.objects.get().last_error) == (WAITING, "NotSent")


@pytest.mark.parametrize("url", ["", "46elks://", "https://api.46elks.com"])
def test_without_a_service_nothing_waits_for_one(
    notice: str, botkyrka: Municipality, owner: User, settings: SettingsWrapper, url: str
) -> None:
    settings.SMS_URL = url
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert Delivery.objects.get().state == DROPPED


def test_a_number_that_is_not_proved_gets_nothing(
    notice: str, botkyrka: Municipality, owner: User, elks: Gateway
) -> None:
    type(owner).objects.update(phone_is_verified=False)
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert (Delivery.objects.get().state, elks.asked) == (DROPPED, [])


def test_a_given_number_is_written_to(notice: str, botkyrka: Municipality, elks: Gateway) -> None:
    write(notice, botkyrka, None, address=NUMBER)
    Worker().tick(NOW)
    assert [one["to"] for one in elks.taken] == [NUMBER]


def test_files_are_for_their_owner_alone(
    notice: str, botkyrka: Municipality, owner: User, settings: SettingsWrapper, tmp_path: Any
) -> None:
    settings.SMS_URL, settings.DATA_DIR = "file:", tmp_path
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    (file,) = (tmp_path / "sms").iterdir()
    assert file.read_text("utf-8") == f"{NUMBER}\nKoden är {CODE}.\n"
    assert (stat.S_IMODE(file.stat().st_mode), Delivery.objects.get().state) == (0o600, SENT)


def test_the_terminal_shows_it(
    notice: str, botkyrka: Municipality, owner: User, settings: SettingsWrapper, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SMS_URL = "console:"
    write(notice, botkyrka, owner)
    Worker().tick(NOW)
    assert f"SMS {NUMBER}\nKoden är {CODE}.\n" in capsys.readouterr().out


@pytest.mark.parametrize(("when", "state"), [(NOW, SENT), (NOW + timedelta(minutes=6), DROPPED)])
def test_nothing_of_a_code_is_kept(
    code: str, botkyrka: Municipality, owner: User, elks: Gateway, when: Any, state: str
) -> None:
    write(code, botkyrka, owner)
    Worker().tick(when)
    kept = Delivery.objects.get()
    assert (kept.state, kept.body, CODE in repr(Delivery.objects.values())) == (state, "", False)


def test_of_somebody_without_an_account_nothing_at_all_is_kept(
    code: str, botkyrka: Municipality, elks: Gateway
) -> None:
    write(code, botkyrka, None, address=NUMBER)
    Worker().tick(NOW)
    assert (len(elks.taken), Delivery.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("text", "length"),
    [("å" * 612, 612), ("€" * 306, 306), ("ł" * 268, 268), ("🏮" * 134, 134)],
)
def test_what_fits_in_four_parts_is_sent_whole(text: str, length: int) -> None:
    assert (sms.fitted(text), len(text)) == (text, length)


@pytest.mark.parametrize(
    ("text", "ends", "most"),
    [("vandring " * 100, "vandring...", 612), ("łódź " * 100, "łódź...", 268), ("å" * 700, "å...", 612)],
)
def test_what_is_longer_ends_with_a_whole_word_and_three_dots(text: str, ends: str, most: int) -> None:
    cut = sms.fitted(text)
    assert (cut.endswith(ends), most - 12 < len(cut) <= most) == (True, True)
    assert text.startswith(cut.removesuffix("..."))


@pytest.mark.parametrize("text", ["€" * 400, "🏮" * 200])
def test_signs_that_count_double_are_counted_double(text: str) -> None:
    plain = "€" in text
    room = sms.MOST_PARTS * (sms.GSM_PART if plain else sms.OTHER_PART)
    assert room - 3 <= sms._length(sms.fitted(text), plain=plain) <= room
