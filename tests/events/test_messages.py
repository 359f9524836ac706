"""The words of mails."""

from __future__ import annotations

import pytest

from events import messages
from events.actions.common import link_to
from events.messages import Message
from notifications.channels import sms

LINK = "https://lykta.example/vandringar/1/"


def test_a_change_says_when_and_where(walk):
    assert messages.changed(walk, link=LINK, language="sv") == Message(
        "Ändrat: Nattvandring Fittja",
        "Nattvandring Fittja har ändrats.\n\nNär: fredag 20 november 21.00–00.30\nVar: Fittja tunnelbanestation\n\n"
        f"Du står kvar som anmäld. Passar det inte längre? Öppna länken och svara ”Jag kan inte”.\n{LINK}",
        "Ändrat: Nattvandring Fittja, fre 20 november 21.00-00.30. Passar det inte? "
        f"Svara här: {LINK} Fittja tunnelbanestation",
    )


def test_the_meeting_point_comes_before_the_place_and_the_district_stands_in(walk):
    walk.meeting_point = "Vid spärrarna"
    assert messages.where(walk) == "Vid spärrarna, Fittja tunnelbanestation"
    walk.place, walk.meeting_point = None, ""
    assert messages.where(walk) == "Fittja"


def test_a_group_that_never_spoke_has_not_been_heard_of(walk):
    said = messages.overdue(walk, team_name="Grupp 1", last_sign_at=None, link=LINK, language="sv")
    assert said.body.splitlines()[0] == "Grupp 1 skulle ha varit tillbaka. Inte hört av under kvällen."


@pytest.mark.parametrize("title", ["Nattvandring Fittja", "Ночная прогулка " * 8, "🌙" * 60], ids=["sv", "ru", "moon"])
def test_an_sms_never_loses_its_link(walk, title):
    walk.title, walk.cancel_reason, walk.cancel_note = title[:120], "weather", "Storm. " * 40
    link = f"https://trygg.kommunen.example/kvall/{'0' * 32}:{'a' * 43}/"
    for message in (
        messages.changed(walk, link=link, language="sv"),
        messages.cancelled(walk, link=link, language="sv"),
        messages.put_in_charge(walk, link=link, language="en"),
        messages.evening_link(walk, link=link, until=walk.ends_at, language="sv"),
    ):
        assert f"{link} " in sms.fitted(message.sms), message.sms


def test_the_evenings_sms_is_two_parts_and_its_words_are_the_alphabets(walk):
    link = f"https://botkyrka.example/kvall/{'0' * 32}:{'a' * 43}/"
    said = messages.evening_link(walk, link=link, until=walk.ends_at, language="sv").sms
    assert said == (f"Du leder Nattvandring Fittja. Kvällens grupp: {link} Gäller till 00.30. Skicka den inte vidare.")
    assert (set(said) <= sms.GSM, len(said) <= 2 * sms.GSM_PART) == (True, True)


def test_a_name_that_somebody_wrote_stands_in_no_mail(walk):
    said = messages.overdue(walk, team_name="Amina och Bengt", last_sign_at=None, link=LINK, language="sv")
    assert said.subject == "En grupp är inte tillbaka: Nattvandring Fittja"
    assert said.body.splitlines()[0] == "En grupp skulle ha varit tillbaka. Inte hört av under kvällen."


def test_the_link_goes_to_the_own_municipality(walk, settings):
    settings.PUBLIC_URL = "https://lykta.example"
    assert link_to(walk) == f"https://lykta.example/vandringar/{walk.pk}/"
    walk.municipality.is_default = False
    assert link_to(walk) == f"https://botkyrka.localhost/vandringar/{walk.pk}/"


def test_mails_speak_the_readers_language_with_its_times(walk):
    said = messages.put_in_charge(walk, link=LINK, language="en")
    assert said.subject == "You are leading: Nattvandring Fittja, Friday 20 November 21:00–00:30"
    late = messages.overdue(walk, team_name="Grupp 1", last_sign_at=walk.starts_at, link=LINK, language="en")
    assert late.body.splitlines()[0] == "Group 1 should have been back. Not heard from since 21:00."
