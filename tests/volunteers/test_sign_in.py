"""Signing in: a code by mail or SMS on one form, the same answer for known and unknown, passwords as an option."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache

from notifications.models import Delivery
from notifications.worker import Worker
from tests import factories
from volunteers.actions import sign_in
from volunteers.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    ClientOf = Callable[..., Client]

NUMBER = "+46701740605"
ASK, CONFIRM, LOGIN = "/konto/login/code/", "/konto/login/code/confirm/", "/konto/login/"


@pytest.fixture(autouse=True)
def sms_folder(settings: SettingsWrapper, tmp_path: Path) -> Iterator[Path]:
    cache.clear()
    settings.SMS_URL, settings.DATA_DIR = "file:", tmp_path
    yield tmp_path / "sms"
    cache.clear()


@pytest.fixture
def owner(walker: User) -> User:
    User.objects.filter(pk=walker.pk).update(phone=NUMBER, phone_is_verified=True)
    return walker


def who(client: Client) -> str:
    return str(client.get("/api/v1/me/").json().get("name", ""))


def code_of_sms(folder: Path) -> str:
    from backend.common import clock

    Worker().tick(clock.now())
    (text,) = [file.read_text("utf-8") for file in sorted(folder.iterdir())]
    found = re.search(r"\b(\d{6}) är din kod", text)
    assert found
    assert text.startswith(f"{NUMBER}\n")
    assert text.rstrip().endswith(f"@botkyrka.localhost #{found[1]}")
    return found[1]


@pytest.mark.parametrize("written", ["070-174 06 05", "+46 70 174 06 05", "0046701740605", " 0701740605 "])
def test_a_code_by_sms_opens_the_door(owner: User, client_of: ClientOf, sms_folder: Path, written: str) -> None:
    client = client_of()
    asked = client.post(ASK, {"address": written}, follow=True)
    assert asked.redirect_chain == [(CONFIRM, 302)]
    assert (
        'Om <span class="nowrap">070-174 06 05</span> har ett konto kommer en kod dit som sms' in asked.content.decode()
    )
    code = code_of_sms(sms_folder)
    client.post(CONFIRM, {"code": code, "action": "verify"})
    assert (who(client), mail.outbox, Delivery.objects.count()) == ("Amina Warsame", [], 0)


def test_a_code_by_mail_opens_the_door(walker: User, client_of: ClientOf) -> None:
    client = client_of()
    client.post(ASK, {"address": f" {str(walker.email).upper()} "})
    found = re.search(r"\b([B-Z]{4}-[B-Z]{4})\b", mail.outbox[0].body)
    assert found
    client.post(CONFIRM, {"code": found[1], "action": "verify"})
    assert who(client) == "Amina Warsame"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", ""),
        ("x", "Skriv en e-postadress eller ett mobilnummer"),
        ("112", "Skriv en e-postadress eller ett mobilnummer"),
        ("a@b", "Skriv en fullständig e-postadress"),
        ("\x00" * 5, ""),
        ("9" * 300, ""),
    ],
)
def test_what_is_no_address_is_said_on_the_field(walker: User, client_of: ClientOf, written: str, said: str) -> None:
    answer = client_of().post(ASK, {"address": written})
    assert (answer.status_code, bool(answer.context["form"].errors["address"])) == (200, True)
    assert said in answer.content.decode()


def test_without_sms_a_number_is_told_so(owner: User, client_of: ClientOf, settings: SettingsWrapper) -> None:
    settings.SMS_URL = ""
    page = client_of().post(ASK, {"address": "070-174 06 05"}).content.decode()
    assert ("Vi skickar inga sms här." in page, "mobilnummer" in page, Delivery.objects.count()) == (True, False, 0)


@pytest.mark.parametrize("known", ["nobody", "claimed", "closed"])
def test_a_number_that_opens_nothing_looks_the_same_and_gets_nothing(
    owner: User, client_of: ClientOf, sms_folder: Path, known: str
) -> None:
    from backend.common import clock

    change: dict[str, Any] = {
        "nobody": {"phone": None},
        "claimed": {"phone_is_verified": False},
        "closed": {"is_active": False},
    }[known]
    User.objects.filter(pk=owner.pk).update(**change)
    client = client_of()
    asked = client.post(ASK, {"address": "070-174 06 05"}, follow=True)
    assert 'Om <span class="nowrap">070-174 06 05</span> har ett konto' in asked.content.decode()
    wrong = client.post(CONFIRM, {"code": "000000", "action": "verify"}).content.decode()
    assert "Koden stämmer inte." in wrong
    Worker().tick(clock.now())
    assert (sms_folder.exists(), Delivery.objects.count()) == (False, 0)


PAIRS = {"mail": ("owner@example.org", "nobody@example.org"), "sms": ("070-174 06 05", "070-174 06 06")}


@pytest.fixture(params=sorted(PAIRS))
def known_and_unknown(request: pytest.FixtureRequest, owner: User) -> tuple[str, str]:
    """An address that has an account, and one of the same kind that has none."""
    known, unknown = PAIRS[request.param]
    return (str(owner.email) if request.param == "mail" else known), unknown


def seconds(client: Client, path: str, values: dict[str, str]) -> tuple[float, int, str]:
    began = time.thread_time()
    answer = client.post(path, values)
    return time.thread_time() - began, answer.status_code, answer.get("Location", "")


def test_known_and_unknown_get_the_same_answer_for_the_same_work(
    known_and_unknown: tuple[str, str], client_of: ClientOf, settings: SettingsWrapper
) -> None:
    """Asking, and a wrong code: processor time, which a busy machine lengthens little, the least of many rounds."""
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[tuple[str, int], list[float]] = {}
    answers: dict[str, set[tuple[int, str]]] = {}

    def differences() -> dict[str, float]:
        return {path: min(took[path, 0]) / min(took[path, 1]) for path in (ASK, CONFIRM)}

    for done in range(1, 61):
        for n, address in enumerate(known_and_unknown):
            client = client_of()
            for path, values in ((ASK, {"address": address}), (CONFIRM, {"code": "999999", "action": "verify"})):
                spent, *answer = seconds(client, path, values)
                took.setdefault((path, n), []).append(spent)
                answers.setdefault(path, set()).add(tuple(answer))  # type: ignore[arg-type]
        if done >= 10 and all(0.7 < ratio < 1.4 for ratio in differences().values()):
            break
    assert {path: len(found) for path, found in answers.items()} == {ASK: 1, CONFIRM: 1}
    assert all(0.7 < ratio < 1.4 for ratio in differences().values()), differences()


def test_known_and_unknown_ask_the_database_the_same(known_and_unknown: tuple[str, str], client_of: ClientOf) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for address in known_and_unknown:
        client = client_of()
        client.get(LOGIN)
        with CaptureQueriesContext(connection) as asked:
            client.post(ASK, {"address": address})
            client.post(CONFIRM, {"code": "999999", "action": "verify"})
        counts.append([re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", one["sql"])[:60] for one in asked])
    assert counts[0] == counts[1]


@pytest.mark.parametrize("pair", [("{email}", "okand@example.org"), ("070-174 06 05", "070-174 06 09")])
def test_a_code_sent_anew_tells_nobody_who_is_known(owner: User, client_of: ClientOf, pair: tuple[str, str]) -> None:
    seen = []
    for address in pair:
        client = client_of()
        client.post(ASK, {"address": address.format(email=owner.email)})
        sent, codes = Delivery.objects.count() + len(mail.outbox), []
        for _ in range(3):
            answer = client.post(CONFIRM, {"action": "resend"}, follow=True)
            codes.append((answer.status_code, [path for path, _status in answer.redirect_chain]))
        wrong = client.post(CONFIRM, {"code": "nix"}).status_code
        seen.append((codes, wrong, Delivery.objects.count() + len(mail.outbox) - sent))
    assert seen[0] == seen[1]
    assert seen[0][0][0][0] == 200
    assert seen[0][2] > 0


def test_the_code_that_was_sent_anew_is_the_one(owner: User, client_of: ClientOf, sms_folder: Path) -> None:
    client = client_of()
    client.post(ASK, {"address": NUMBER})
    code_of_sms(sms_folder)
    for file in sms_folder.iterdir():
        file.unlink()
    client.post(CONFIRM, {"action": "resend"})
    client.post(CONFIRM, {"code": code_of_sms(sms_folder)})
    assert who(client) == "Amina Warsame"


def test_codes_sent_anew_count_as_codes(owner: User, client_of: ClientOf) -> None:
    for _ in range(3):
        client = client_of()
        client.post(ASK, {"address": NUMBER})
        said = client.post(CONFIRM, {"action": "resend"}, follow=True).content.decode()
    assert "Det blev för många försök" in said
    assert Delivery.objects.count() == 5


def test_a_number_that_somebody_else_proved_meanwhile_opens_nothing(
    owner: User, client_of: ClientOf, sms_folder: Path
) -> None:
    client = client_of()
    client.post(ASK, {"address": NUMBER})
    code = code_of_sms(sms_folder)
    User.objects.filter(pk=owner.pk).update(phone=None, phone_is_verified=False)
    factories.make_user("Någon", phone=NUMBER, phone_is_verified=True)
    answer = client.post(CONFIRM, {"code": code})
    assert (answer.status_code, str(sign_in.PhoneTaken.message) in answer.content.decode()) == (200, True)
    assert who(client) == ""


def test_a_code_is_worth_three_tries(owner: User, client_of: ClientOf, sms_folder: Path) -> None:
    client = client_of()
    client.post(ASK, {"address": "0701740605"})
    code = code_of_sms(sms_folder)
    for _ in range(3):
        client.post(CONFIRM, {"code": "000000" if code != "000000" else "111111", "action": "verify"})
    client.post(CONFIRM, {"code": code, "action": "verify"})
    assert who(client) == ""


def test_thirty_people_behind_one_address_all_get_in(walkers: Any, client_of: ClientOf) -> None:
    people = [factories.make_member(walkers) for _ in range(30)]
    clients = [client_of() for _ in people]
    for client, person in zip(clients, people, strict=True):
        assert client.get(LOGIN).status_code == 200
        assert client.post(ASK, {"address": person.email}).status_code == 302
        code = re.search(r"\b([B-Z]{4}-[B-Z]{4})\b", mail.outbox[-1].body)
        assert code
        client.post(CONFIRM, {"code": "FELF-FELF", "action": "verify"})  # each mistypes once
        client.post(CONFIRM, {"code": code[1], "action": "verify"})
    assert [who(client) for client in clients] == ["Kim"] * 30


@pytest.mark.parametrize("address", ["070-174 06 05", "070-174 06 09"])
def test_one_address_gets_few_codes_from_wherever_they_are_asked(
    owner: User, client_of: ClientOf, address: str
) -> None:
    said = [client_of().post(ASK, {"address": address}, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(6)]
    assert said == [302] * 5 + [200]
    assert Delivery.objects.count() == 5


def test_nobody_is_asked_for_a_password_who_has_not_chosen_one(walker: User, client_of: ClientOf) -> None:
    pages = [client_of().get(path).content.decode() for path in (LOGIN, f"{LOGIN}?med=losenord")]
    assert ['type="password"' in page for page in pages] == [False, True]
    answer = client_of().post(LOGIN, {"login": walker.email, "password": "gissning gissning"})
    assert "Adressen och lösenordet hör inte ihop." in answer.content.decode()


def test_a_password_is_chosen_used_and_taken_away(walker: User, client_of: ClientOf) -> None:
    phone, tablet = client_of(walker), client_of(walker)
    words = "häst batteri klammer"
    bad = phone.post("/konto/skydd/losenord/nytt/", {"password1": "kort", "password2": "kort"})
    assert bad.status_code == 200
    assert bad.context["form"].errors["password1"]
    saved = phone.post("/konto/skydd/losenord/nytt/", {"password1": words, "password2": words}, follow=True)
    assert (saved.redirect_chain, "Lösenordet är sparat." in saved.content.decode()) == (
        [("/konto/skydd/", 302)],
        True,
    )
    assert (who(phone), who(tablet)) == ("Amina Warsame", "")
    other = client_of()
    other.post(LOGIN, {"login": str(walker.email).upper(), "password": words})
    assert who(other) == "Amina Warsame"
    asked = other.post("/konto/skydd/losenord/bort/", follow=True)
    assert "Visa att det är du" in asked.content.decode()
    other.post("/konto/skydd/igen/losenord/?next=/konto/skydd/losenord/bort/", {"password": words})
    assert User.objects.get(pk=walker.pk).has_usable_password() is False
    assert (who(other), who(phone)) == ("Amina Warsame", "")


def test_the_evenings_link_by_sms_is_ones_own_choice(owner: User, client_of: ClientOf) -> None:
    client, page = client_of(owner), "/konto/skydd/"
    assert "kvällens grupp med e-post" in client.get(page).content.decode()
    for way, is_sms in (("sms", True), ("mail", False), ("sms", True)):
        client.post("/konto/skydd/mobil/kvallens-lank/", {"way": way})
        owner.refresh_from_db()
        assert owner.evening_by_sms is is_sms
    assert "kvällens grupp som sms" in client.get(page).content.decode()
    sign_in.remove_phone(user_id=owner.pk)
    owner.refresh_from_db()
    assert (owner.phone, owner.evening_by_sms) == (None, False)
    assert client.post("/konto/skydd/mobil/kvallens-lank/", {"way": "sms"}).status_code == 409


def test_a_number_is_proved_before_it_opens_anything(
    walker: User, second_walker: User, client_of: ClientOf, sms_folder: Path
) -> None:
    User.objects.filter(pk=second_walker.pk).update(phone=NUMBER)  # somebody else has only claimed it
    client = client_of(walker)
    sent = client.post("/konto/skydd/mobil/", {"phone": "070 174 06 05"})
    assert (sent["Location"], User.objects.get(pk=walker.pk).phone) == ("/konto/skydd/mobil/kod/", None)
    code = code_of_sms(sms_folder)
    wrong = client.post("/konto/skydd/mobil/kod/", {"code": "0", "action": "verify"})
    assert "Koden stämmer inte." in wrong.content.decode()
    done = client.post("/konto/skydd/mobil/kod/", {"code": code, "action": "verify"}, follow=True)
    assert "Mobilnumret är bekräftat." in done.content.decode()
    proved, claimed = User.objects.get(pk=walker.pk), User.objects.get(pk=second_walker.pk)
    assert (proved.phone, proved.phone_is_verified, claimed.phone) == (NUMBER, True, None)


def test_a_number_that_somebody_has_proved_stays_theirs(
    owner: User, second_walker: User, client_of: ClientOf, sms_folder: Path
) -> None:
    client = client_of(second_walker)
    client.post("/konto/skydd/mobil/", {"phone": "0701740605"})
    code = code_of_sms(sms_folder)
    said = client.post("/konto/skydd/mobil/kod/", {"code": code, "action": "verify"}).content.decode()
    assert "Numret hör redan till ett annat konto." in said
    assert User.objects.get(pk=owner.pk).phone == NUMBER
    assert User.objects.get(pk=second_walker.pk).phone is None


def test_a_number_is_taken_away(owner: User, client_of: ClientOf) -> None:
    client_of(owner).post("/konto/skydd/mobil/bort/")
    gone = User.objects.get(pk=owner.pk)
    assert (gone.phone, gone.phone_is_verified) == (None, False)
