"""``manage.py add_member``: the first people of a real installation."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from places.models import District, Municipality

NEW = {
    "municipality": "0127",
    "organisation": "Alby nattvandrare",
    "role": "coordinator",
    "email": "carina@example.org",
    "name": "Carina",
}


def run(**values: Any) -> str:
    out = StringIO()
    call_command("add_member", stdout=out, **NEW | values)
    return out.getvalue()


def test_it_makes_the_organisation_and_its_first_coordinator(botkyrka: Municipality, fittja: District) -> None:
    said = run(kind="night_walk_group", district=["Fittja"])
    assert said == "Carina är samordnare för vandringar i Alby nattvandrare, Botkyrka.\n"
    assert list(Organisation.objects.get().districts.all()) == [fittja]
    assert Membership.objects.get().user.email == "carina@example.org"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"municipality": "9999"}, "Ingen kommun har koden 9999"),
        ({}, "finns inte. Lägg till --kind"),
        ({"kind": "night_walk_group", "district": ["Atlantis"]}, "Okänd kommundel: Atlantis"),
        ({"kind": "watch_area"}, "Den rollen finns inte"),
        ({"kind": "night_walk_group", "email": "carina"}, "fullständig e-postadress"),
    ],
)
def test_a_refusal_is_one_sentence_and_leaves_nothing(
    botkyrka: Municipality, values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(**values)
    assert (Organisation.objects.count(), User.objects.count()) == (0, 0)
