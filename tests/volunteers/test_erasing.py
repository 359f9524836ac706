"""After an erasure nothing holds the person's name, e-mail or telephone but what the receipt lists; later, nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from backend.common.errors import NotAllowed, NotFound
from backend.common.seal import SealedField
from backend.common.viewer import Role, system
from events.actions.feeds import create_feed
from events.calendars.tokens import new_token
from events.models import CheckIn, Event, Signup
from events.states import FeedKind
from notifications.actions import deliver
from notifications.models import Delivery, TopicEvent
from notifications.states import DeliveryState
from tests import factories
from tests.factories import NOW
from tips.models import Tip, TipEvent
from volunteers import messages
from volunteers.actions import erasing, retention
from volunteers.actions.members import LastLeader
from volunteers.actions.reading import record
from volunteers.models import (
    AccessLog,
    AccessToken,
    Clearance,
    Erasure,
    GuardianConsent,
    Invitation,
    JoinRequest,
    MemberImport,
    Membership,
    RetentionRule,
    User,
)
from volunteers.reading import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from backend.common.viewer import Viewer
    from places.models import District, Municipality
    from volunteers.models import Organisation

NAME, LEGAL, EMAIL, PHONE = "Zelda Qvist", "Zelda Maria Qvistgaard", "zelda.qvist@example.org", "+46701740699"
WORDS = (NAME, LEGAL, EMAIL, PHONE)
YEAR = dt.timedelta(days=366)


def where(words: tuple[str, ...] = WORDS) -> dict[str, list[str]]:
    """Every column of every table, sealed ones opened and sessions decoded, in which one of the words stands."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        columns = list(model._meta.concrete_fields)
        for row in model._base_manager.all():
            for column in columns:
                value = str(getattr(row, column.attname))
                if isinstance(row, Session):
                    value += str(row.get_decoded())
                for word in words:
                    if word.casefold() in value.casefold():
                        found.setdefault(f"{model._meta.label}.{column.name}", []).append(word)
    return found


def files(words: tuple[str, ...] = WORDS) -> list[str]:
    """Every file under LYKTA_DATA in which one of the words stands, the database's own files too.

    Another process reads them: whoever opens and closes SQLite's files beside its connection loses its locks on them,
    and the next worker process then throws away the log that this one still writes to ("disk I/O error").
    """
    sought = [part for word in words for part in ("-e", word)]
    command = ["grep", "--recursive", "--text", "--fixed-strings", "--files-with-matches", *sought, settings.DATA_DIR]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode in {0, 1}, found.stderr
    return found.stdout.splitlines()


@pytest.fixture
def zelda(walkers: Organisation) -> User:
    return factories.make_member(walkers, Role.VOLUNTEER, NAME, email=EMAIL, phone=PHONE, legal_name=LEGAL)


@pytest.fixture
def everywhere(
    zelda: User,
    walkers: Organisation,
    club: Organisation,
    fittja: District,
    botkyrka: Municipality,
    coordinator: User,
    walker: User,
    safety_coordinator: User,
    viewer_of: Callable[..., Viewer],
    client_of: Callable[..., Client],
) -> User:
    """Zelda with a row in every table that can hold one."""
    own = {"organisation": walkers, "created_at": NOW, "expires_at": NOW + YEAR}
    Invitation.objects.create(role="volunteer", way="mail", label=NAME, sent_to=EMAIL, token_hash="1", **own)
    Invitation.objects.create(role="volunteer", way="link", label="x", created_by=zelda, token_hash="2", **own)
    JoinRequest.objects.create(organisation=club, user=zelda, asked_at=NOW)
    MemberImport.objects.create(organisation=walkers, uploaded_by=coordinator, uploaded_at=NOW, rows=f'[["{NAME}"]]')
    Clearance.objects.create(municipality=botkyrka, user=zelda, kind="training", given_on=NOW.date(), noted_at=NOW)
    consent = {"given_on": NOW.date(), "adult_on": NOW.date(), "ends_on": (NOW + YEAR).date(), "noted_at": NOW}
    GuardianConsent.objects.create(organisation=walkers, user=zelda, guardian_name="Sven Qvist", **consent)
    GuardianConsent.objects.create(organisation=walkers, user=walker, guardian_name=NAME, **consent)
    AccessToken.objects.create(
        municipality=botkyrka, user=zelda, purpose="x", scopes="", token_hash="3", hint="l", created_at=NOW,
        expires_at=NOW + YEAR,
    )  # fmt: skip
    record(viewer=viewer_of(coordinator), subjects=[zelda.pk], what=MEMBERS, fields=["name"], now=NOW)
    record(viewer=viewer_of(zelda), subjects=[walker.pk], what=MEMBERS, fields=["name"], now=NOW)
    EmailAddress.objects.create(user=zelda, email=EMAIL, verified=True, primary=True)
    SocialAccount.objects.create(user=zelda, provider="oidc", uid="1", extra_data={"name": NAME, "email": EMAIL})
    key = client_of(zelda).session.session_key
    UserSession.objects.create(user=zelda, session_key=key, ip="127.0.0.1", user_agent="x")
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=safety_coordinator, content_type=kind, object_id=str(zelda.pk), object_repr=NAME, action_flag=CHANGE
    )
    create_feed(viewer=viewer_of(zelda), kind=FeedKind.PERSON, label=NAME, token=new_token(), now=NOW)
    with transaction.atomic():
        for user, text in ((zelda, f"Hej {NAME}"), (coordinator, f"{NAME}, {PHONE} kommer")):
            deliver(
                kind=messages.WELCOME.code, key=str(user.pk), municipality_id=botkyrka.pk, user_id=user.pk,
                subject=text, body=f"{text} {EMAIL}", now=NOW,
            )  # fmt: skip
    factories.make_event(club, fittja, kind="activity", title="Öppen hall", contact=f"{NAME}, {PHONE}")
    return zelda


def past_walk(organisation: Organisation, district: District, *people: User) -> Event:
    walk = factories.make_event(
        organisation, district, starts_at=NOW - dt.timedelta(days=30), ends_at=NOW - dt.timedelta(days=30, hours=-3)
    )
    team = factories.make_team(walk, *people)
    fact = {"occurred_at": NOW, "sent_at": NOW, "received_at": NOW, "corrected_at": NOW, "digest": "0"}
    CheckIn.objects.create(id=uuid.uuid4(), team=team, kind="out", sender=people[0], **fact)
    return walk


def erase(user: User, viewer: Viewer, now: dt.datetime = NOW) -> Erasure:
    return erasing.erase_person(viewer=viewer, user_id=user.pk, erasure_id=uuid.uuid4(), now=now)


def settle(now: dt.datetime) -> None:
    """The receipt is sent, and forgotten."""
    Delivery.objects.filter(kind=messages.ERASED.code).update(state=DeliveryState.SENT, closed_at=now)
    erasing.forget_receipts(now=now)


def test_nothing_is_left_of_somebody_who_was_never_out(
    everywhere: User, viewer_of: Callable[..., Viewer], walk: Event
) -> None:
    factories.make_signup(walk, everywhere)  # on Friday
    assert len(where()) > 12  # the test's own proof that it can find
    erasure = erase(everywhere, viewer_of(everywhere))
    assert [line["until"] for line in erasure.stays] == [(NOW + erasing.RECEIPT_WAITS).date().isoformat()]
    assert where() == {"notifications.Delivery.address": [EMAIL]}
    settle(NOW)
    assert where() == {}
    erasing.finish_erasures(now=NOW + dt.timedelta(days=3))
    assert not User.objects.filter(pk=everywhere.pk).exists()


def test_a_walk_keeps_the_sealed_name_for_the_insurance_and_then_nothing(
    everywhere: User, walkers: Organisation, fittja: District, walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    walk = past_walk(walkers, fittja, everywhere, walker)
    erasure = erase(everywhere, viewer_of(everywhere))
    settle(NOW)
    assert where() == {"volunteers.User.legal_name": [LEGAL]}
    assert erasure.last_day == (walk.ends_at + dt.timedelta(days=365)).date()
    end = dt.datetime.combine(erasure.last_day, dt.time(12), dt.UTC)
    assert erasing.finish_erasures(now=end) == 0
    assert where() == {"volunteers.User.legal_name": [LEGAL]}
    assert erasing.finish_erasures(now=end + dt.timedelta(days=1)) == 1
    assert where() == {}
    assert not User.objects.filter(pk=everywhere.pk).exists()
    assert Signup.objects.filter(event=walk).count() == 2  # that two came is still counted


@pytest.mark.django_db(transaction=True)
def test_no_file_keeps_it_either(
    everywhere: User, viewer_of: Callable[..., Viewer], settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    (tmp_path / "1.log").write_text(f"To: {EMAIL}\n\nHej")
    (tmp_path / "2.log").write_text("To: bo@example.org\n\nHej")
    # On SQLite the database is one of the files: the search is seen to find before it finds nothing.
    assert bool(files()) == (connection.vendor == "sqlite")
    erase(everywhere, viewer_of(everywhere))
    settle(NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["2.log"]
    assert files() == []


def test_nor_a_message_by_sms_that_was_written_to_a_file(zelda: User, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, folder = tmp_path, tmp_path / "sms"
    erasing.forget_mail(erasing.person_of(zelda).words)
    folder.mkdir()
    for name, number in (("hers.txt", PHONE), ("others.txt", "+46701740000")):
        (folder / name).write_text(f"{number}\nHej\n", "utf-8")
    erasing.forget_mail(erasing.person_of(zelda).words)
    assert [file.name for file in folder.iterdir()] == ["others.txt"]


def test_a_municipal_walk_wants_a_decision_before_the_list_goes(
    zelda: User, safety_unit: Organisation, fittja: District, walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    walk = past_walk(safety_unit, fittja, zelda, walker)
    erasure = erase(zelda, viewer_of(zelda))
    settle(NOW)
    assert (erasure.last_day, None in [line["until"] for line in erasure.stays]) == (None, True)
    late = NOW + 3 * YEAR
    retention.dispose(municipality_id=walk.municipality_id, now=late)
    assert erasing.finish_erasures(now=late) == 0
    RetentionRule.objects.create(
        municipality=walk.municipality, data_class="events.walk_list_municipal", days=365, decision_ref="KS 2026/1"
    )
    retention.dispose(municipality_id=walk.municipality_id, now=late)
    assert erasing.finish_erasures(now=late) == 1
    assert where() == {}


def test_a_step_of_the_staff_keeps_a_number_without_a_name(
    safety_unit: Organisation, safety_coordinator: User, fittja: District, viewer_of: Callable[..., Viewer]
) -> None:
    staff = factories.make_member(safety_unit, Role.SAFETY_COORDINATOR, NAME, email=EMAIL)
    tip = Tip.objects.create(
        id=uuid.uuid4(), municipality=fittja.municipality, category="lighting", district=fittja, occurred_at=NOW,
        week="2026-W47", weekday=1, band=1, received_at=NOW, channel="web", reporter="resident", urgency=3, digest="1",
        receipt_hash="1",
    )  # fmt: skip
    TipEvent.objects.create(tip=tip, at=NOW, name="take_up", to_state="assessed", actor=staff)
    erasure = erase(staff, viewer_of(staff))
    settle(NOW)
    assert erasure.last_day is not None
    assert set(where()) == {"volunteers.User.legal_name"}
    erasing.finish_erasures(now=NOW + 3 * YEAR)
    assert where() == {}
    assert TipEvent.objects.get().actor.name == erasing.NAMELESS


def test_the_list_beforehand_is_the_receipt(
    zelda: User, walkers: Organisation, fittja: District, walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    past_walk(walkers, fittja, zelda, walker)
    before = [line.plain() for line in erasing.what_stays(zelda, NOW)]
    erasure = erase(zelda, viewer_of(zelda))
    (mail,) = Delivery.objects.filter(kind=messages.ERASED.code)
    assert erasure.stays == before
    assert mail.address == EMAIL
    assert all(line["title"]["sv"] in mail.body for line in before)
    assert NAME not in mail.body


def test_the_last_leader_hands_over_first(coordinator: User, viewer_of: Callable[..., Viewer]) -> None:
    with pytest.raises(LastLeader):
        erase(coordinator, viewer_of(coordinator))
    assert User.objects.get(pk=coordinator.pk).name == coordinator.name
    assert not Erasure.objects.exists()


def test_nobody_erases_somebody_else(zelda: User, coordinator: User, viewer_of: Callable[..., Viewer]) -> None:
    with pytest.raises(NotAllowed):
        erase(zelda, viewer_of(coordinator))


def test_nobody_is_erased_twice(
    zelda: User, walkers: Organisation, fittja: District, walker: User, viewer_of: Callable[..., Viewer]
) -> None:
    past_walk(walkers, fittja, zelda, walker)
    erase(zelda, viewer_of(zelda))
    with pytest.raises(NotFound):
        erase(zelda, system(fittja.municipality_id))


def test_every_session_ends_and_sockets_look_again(
    zelda: User, walkers: Organisation, fittja: District, walker: User, viewer_of: Callable[..., Viewer],
    client_of: Callable[..., Client],
) -> None:  # fmt: skip
    past_walk(walkers, fittja, zelda, walker)
    phone, laptop = client_of(zelda), client_of(zelda)
    version = zelda.rights_version
    erase(zelda, viewer_of(zelda))
    assert {client.get("/mina-uppgifter/").status_code for client in (phone, laptop)} == {302}
    assert User.objects.get(pk=zelda.pk).rights_version > version
    assert not Session.objects.exists()


def test_the_board_hears_that_somebody_is_not_coming(
    zelda: User, walk: Event, viewer_of: Callable[..., Viewer]
) -> None:
    factories.make_signup(walk, zelda)
    erase(zelda, viewer_of(zelda))
    assert not Signup.objects.filter(event=walk).exists()
    assert TopicEvent.objects.filter(kind="signup").exists()


class TestPages:
    """/radera-mig/ and the receipt."""

    def test_from_the_list_to_the_receipt(self, zelda: User, client_of: Callable[..., Client]) -> None:
        client = client_of(zelda)
        page = client.get("/radera-mig/").content.decode()
        assert ("Konto" in page, "tills det har skickats" in page) == (True, True)
        assert client.post("/radera-mig/").status_code == 400
        assert User.objects.filter(email=EMAIL).exists()
        answer = client.post("/radera-mig/", {"sure": "yes"})
        receipt = client_of().get(answer["Location"]).content.decode()
        assert str(Erasure.objects.get().pk) in receipt
        assert not any(word in receipt for word in WORDS)
        assert client.get("/mina-uppgifter/").status_code == 302

    def test_the_last_leader_is_told(self, coordinator: User, client_of: Callable[..., Client]) -> None:
        answer = client_of(coordinator).post("/radera-mig/", {"sure": "yes"})
        assert (answer.status_code, "Lägg till någon annan" in answer.content.decode()) == (400, True)

    def test_an_unknown_receipt_is_not_there(self, botkyrka: Municipality, client_of: Callable[..., Client]) -> None:
        assert client_of().get(f"/radera-mig/kvitto/{uuid.uuid4()}/").status_code == 404


def test_a_sealed_name_is_found_by_this_test(zelda: User) -> None:
    assert any(isinstance(f, SealedField) for f in User._meta.concrete_fields)
    assert where((LEGAL,)) == {"volunteers.User.legal_name": [LEGAL]}


def test_accounts_without_organisation_go_after_their_time(
    zelda: User, fittja: District, botkyrka: Municipality
) -> None:
    Membership.objects.filter(user=zelda).update(state="ended", ended_at=NOW)
    with time_machine.travel(NOW + YEAR):
        retention.dispose(municipality_id=botkyrka.pk, now=NOW + YEAR)
    settle(NOW + YEAR)
    assert where() == {}


def test_what_was_read_of_the_person_goes_and_what_they_read_stays_as_a_number(
    everywhere: User, viewer_of: Callable[..., Viewer]
) -> None:
    erase(everywhere, viewer_of(everywhere))
    assert list(AccessLog.objects.values_list("reader", flat=True)) == [everywhere.pk]
