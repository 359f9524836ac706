"""The words of mails."""

from __future__ import annotations

from events import messages
from events.actions.common import link_to
from events.messages import Message

LINK = "https://lykta.example/vandringar/1/"


def test_a_change_says_when_and_where(walk):
    assert messages.changed(walk, link=LINK, language="sv") == Message(
        "Ändrat: Nattvandring Fittja",
        "Nattvandring Fittja har ändrats.\n\nNär: fredag 20 november 21.00–00.30\nVar: Fittja tunnelbanestation\n\n"
        f"Du står kvar som anmäld. Passar det inte längre? Öppna länken och svara ”Jag kan inte”.\n{LINK}",
    )


def test_the_meeting_point_comes_before_the_place_and_the_district_stands_in(walk):
    walk.meeting_point = "Vid spärrarna"
    assert messages.where(walk) == "Vid spärrarna, Fittja tunnelbanestation"
    walk.place, walk.meeting_point = None, ""
    assert messages.where(walk) == "Fittja"


def test_a_group_that_never_spoke_has_not_been_heard_of(walk):
    said = messages.overdue(walk, team_name="Grupp 1", last_sign_at=None, link=LINK, language="sv")
    assert said.body.splitlines()[0] == "Grupp 1 skulle ha varit tillbaka. Inte hört av under kvällen."


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
