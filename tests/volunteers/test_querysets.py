"""Who sees which organisations and whose names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import factories
from volunteers import policies
from volunteers.models import Membership, Organisation, User

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.common.viewer import Viewer

    ViewerOf = Callable[..., Viewer]

pytestmark = pytest.mark.usefixtures("walker", "second_walker", "neighbour", "foreigner")


def names(viewer: Viewer) -> list[str]:
    return sorted(row.user.name for row in Membership.objects.visible_to(viewer))


def test_a_coordinator_sees_the_own_organisations_names(coordinator: User, viewer_of: ViewerOf) -> None:
    assert names(viewer_of(coordinator)) == ["Amina Warsame", "Bengt Åkesson", "Carina Ek"]


def test_a_contact_person_sees_the_own_area(contact_person: User, viewer_of: ViewerOf) -> None:
    assert names(viewer_of(contact_person)) == ["Karin Öberg", "Nils Holm"]


@pytest.mark.parametrize("who", ["walker", "leader", "police", "housing"])
def test_others_see_themselves_alone(request: pytest.FixtureRequest, viewer_of: ViewerOf, who: str) -> None:
    user = request.getfixturevalue(who)
    assert names(viewer_of(user)) == [user.name]


def test_a_resident_sees_nobody(viewer_of: ViewerOf) -> None:
    assert names(viewer_of()) == []


def test_a_safety_coordinator_counts_and_does_not_name(
    safety_coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    viewer = viewer_of(safety_coordinator)
    assert names(viewer) == ["Maria Lind"]
    assert policies.can_count_members(viewer, walkers)
    assert not policies.can_see_members(viewer, walkers)


def test_rights_in_one_municipality_are_none_in_another(foreigner: User, viewer_of: ViewerOf) -> None:
    assert names(viewer_of(foreigner)) == []
    assert not Organisation.objects.visible_to(viewer_of(foreigner)).filter(name="Huddinge nattvandrar").exists()


def test_a_person_with_two_roles_is_counted_once(walker: User, walkers: Organisation) -> None:
    Membership.objects.create(organisation=walkers, user=walker, role="walk_leader", since=factories.NOW)
    assert Organisation.objects.with_member_count().get(pk=walkers.pk).people == 2
