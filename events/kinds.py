"""What can happen: each kind of event is data, read by rights, pages, API and calendars alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """``artefact`` names its row in the rights matrix and ``answers`` the one of its sign-ups (empty: drop-in);
    ``path`` begins the address of its pages; ``walks`` = it has groups, check-ins and focus places."""

    code: str
    label: str | _StrPromise
    artefact: str
    path: str
    organisers: frozenset[str]
    answers: str = ""
    walks: bool = False
    staffed: bool = False
    public: bool = False
    longest: dt.timedelta = dt.timedelta(hours=12)


NIGHT_WALK = Kind(
    code="night_walk",
    label=_("Nattvandring"),
    artefact="walk",
    path="vandringar",
    organisers=frozenset(
        {
            OrganisationKind.NIGHT_WALK_GROUP,
            OrganisationKind.PATROL_GROUP,
            OrganisationKind.MUNICIPAL_UNIT,
            OrganisationKind.ASSOCIATION,
            OrganisationKind.SCHOOL,  # parents' walks
        }
    ),
    answers="walk_answer",
    walks=True,
    staffed=True,
)
ACTIVITY = Kind(
    code="activity",
    label=_("Aktivitet"),
    artefact="activity",
    path="aktiviteter",
    organisers=frozenset({OrganisationKind.ASSOCIATION}),
    public=True,
)
WATCH_MEETING = Kind(
    code="watch_meeting",
    label=_("Områdesmöte"),
    artefact="watch_meeting",
    path="mitt-omrade/moten",
    organisers=frozenset({OrganisationKind.WATCH_AREA}),
    answers="meeting_answer",
)

KINDS: dict[str, Kind] = {kind.code: kind for kind in (NIGHT_WALK, ACTIVITY, WATCH_MEETING)}
KIND_CHOICES = [(kind.code, kind.label) for kind in KINDS.values()]
