"""Two people on the last place of an invitation, with real threads and commits: one gets it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from backend.common.viewer import Role
from tests import factories
from tests.factories import NOW
from volunteers.actions import accepting
from volunteers.invitation_tokens import new_token, token_hash
from volunteers.models import Invitation, Membership
from volunteers.states import InvitationWay
from volunteers.viewers import build

if TYPE_CHECKING:
    from volunteers.models import Organisation, User

PLACES, PEOPLE = 2, 6


@pytest.mark.django_db(transaction=True)
def test_never_more_than_it_is_for(walkers: Organisation) -> None:
    made = Invitation.objects.create(
        organisation=walkers,
        role=Role.VOLUNTEER,
        way=InvitationWay.LINK,
        token_hash=token_hash(new_token()),
        created_at=NOW,
        expires_at=timezone.now() + dt.timedelta(days=1),
        max_uses=PLACES,
    )
    people = [factories.make_user(f"Kim {n}") for n in range(PEOPLE)]
    start, said = threading.Barrier(PEOPLE), []

    def join(user: User) -> None:
        viewer = build(user, walkers.municipality_id, now=NOW, second_factor=False)
        start.wait()
        try:
            accepting.accept_invitation(
                viewer=viewer,
                invitation_id=made.pk,
                address=str(user.email),
                now=timezone.now(),
                new_membership_id=uuid4(),
            )
            said.append("in")
        except accepting.InvitationGone:
            said.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    made.refresh_from_db()
    assert sorted(said) == ["gone"] * (PEOPLE - PLACES) + ["in"] * PLACES
    assert (made.uses, Membership.objects.filter(organisation=walkers).count()) == (PLACES, PLACES)
