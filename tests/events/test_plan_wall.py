"""Planning beside a neighbour, and by everybody whom a kind names."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from backend.common.facts import IdReused
from events import policies
from events.actions import plan
from events.kinds import KINDS
from events.models import Event
from tests import factories
from tests.factories import NOW
from volunteers.states import ROLES_OF_KIND


def test_an_id_that_the_neighbour_has_is_taken_also_when_it_was_taken_just_now(
    viewer_of, coordinator, walkers, station, huddinge, monkeypatch
):
    district = factories.make_district(huddinge, "Segeltorp")
    theirs = factories.make_organisation(huddinge, districts=(district,))
    starts_at = NOW + dt.timedelta(days=7)
    values = {
        "kind": "night_walk",
        "title": "Min",
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=3),
        "place_id": station.pk,
        "min_people": 3,
        "max_people": 8,
    }
    chosen = uuid.uuid4()
    apply = plan.apply

    def meanwhile(event, *args, **named):
        factories.make_event(theirs, district, id=chosen, title="Deras")
        apply(event, *args, **named)

    monkeypatch.setattr(plan, "apply", meanwhile)
    with pytest.raises(IdReused):
        plan.create_event(
            viewer=viewer_of(coordinator), organisation_id=walkers.pk, values=values, event_id=chosen, now=NOW
        )
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "organiser"), [(k, organiser) for k in KINDS.values() for organiser in sorted(k.organisers)]
)
def test_whoever_may_organise_has_a_role_that_does(viewer_of, botkyrka, fittja, kind, organiser):
    organisation = factories.make_organisation(botkyrka, organiser, (fittja,))
    viewers = [viewer_of(factories.make_member(organisation, role, role.value)) for role in ROLES_OF_KIND[organiser]]
    assert any(policies.can_create(viewer, kind, organisation.pk) for viewer in viewers)
