"""The operator's pages under the matrix: a role opens none of them, and they do no more than some role may everywhere.

Each cell of matrix.csv whose artefact has a page at /drift/ is asked for with one's own row, another organisation's and
another municipality's. DESIGN.md §7; who runs Lykta: docs/rights.md.
"""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.contrib import admin
from django.db import models, transaction
from django.forms import ModelChoiceField
from django.test import Client, RequestFactory

from backend.common.viewer import Viewer
from events.models import DecidedFocus, Event
from notifications.models import Due
from places import changes
from places.models import ContactChannel, District, Municipality, Place, RuleChange
from tests import factories
from tests.doors import sign_in
from tests.factories import NOW
from tests.guards import matrix_world
from tests.guards.matrix_world import NEXT, OrganisationKind
from tests.guards.test_admin import REGISTERED
from tests.guards.test_matrix import BUILT, ROLES, said
from tips.models import Receiver
from volunteers.actions.tokens import create_token
from volunteers.keys import new_key
from volunteers.models import AccessToken, Invitation, Membership, Organisation, RetentionProof, User
from volunteers.viewers import build as viewer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from backend.common.viewer import Role
    from tests.guards.matrix_world import Corner, MatrixWorld

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("db")]

# Artefacts of the matrix that have a page, with the model whose page it is.
PAGES: dict[str, type[models.Model]] = {
    "walk": Event,
    "watch_meeting": Event,
    "activity": Event,
    "focus_place": DecidedFocus,
    "organisation": Organisation,
    "member": Membership,
    "kept_member": Membership,
    "access_token": AccessToken,
    "retention": RetentionProof,
    "municipality_rules": RuleChange,
}
# The matrix has no row for these: what the operator keeps itself.
WITHOUT_ARTEFACT = {
    Municipality: "the tenant's name and host",
    District: "from the municipality's file",
    Place: "points and owners of ground",
    ContactChannel: "to look at; the municipality's settings write them",
    Due: "steps that were given up",
    Receiver: "who receives which observations",
    Invitation: "ways in, without where they were sent",
    User: "closing an account",
}
MODELS = sorted({*PAGES.values(), *WITHOUT_ARTEFACT}, key=lambda one: one.__name__)
CELLS = [(row["code"], column) for row in BUILT if row["code"] in PAGES for column in ("RES", *ROLES)]
VERB_OF = {"view": "R", "add": "C", "change": "U", "delete": "D"}
RELATIONS = ("own", "other", "foreign")


def name_of(model: type[models.Model]) -> str:
    return model.__name__


@dataclass
class Rows:
    """The matrix's corners, and pk of each model in each of them."""

    world: MatrixWorld
    pks: dict[str, dict[Any, Any]]

    def pk(self, artefact: str, relation: str) -> Any:
        """The row that stands for the artefact there."""
        here = self.pks[relation]
        return here.get(artefact) or here[PAGES[artefact]]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """Once for the module; taken back at the end."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        world = matrix_world.build()
        session_of.cache_clear()
        yield Rows(world, {relation: _rows(getattr(world, relation)) for relation in RELATIONS})
        transaction.set_rollback(True)


def _rows(corner: Corner) -> dict[Any, Any]:
    """One of each model, by model; and by artefact where several share one."""
    walkers = corner.organisations[OrganisationKind.NIGHT_WALK_GROUP]
    return _of_municipality(corner, walkers) | {
        "walk": corner.walk.pk,
        "watch_meeting": corner.meeting.pk,
        "activity": corner.activity.pk,
        "kept_member": corner.kept[OrganisationKind.NIGHT_WALK_GROUP].pk,
        Event: corner.walk.pk,
        District: corner.district.pk,
        Place: corner.place.pk,
        Organisation: walkers.pk,
        Membership: corner.memberships[OrganisationKind.NIGHT_WALK_GROUP].pk,
        User: corner.members[OrganisationKind.NIGHT_WALK_GROUP].pk,
        Municipality: corner.municipality.pk,
    }


def _of_municipality(corner: Corner, walkers: Organisation) -> dict[Any, Any]:
    here, later = corner.municipality, NOW + dt.timedelta(days=30)
    made: dict[Any, models.Model] = {
        DecidedFocus: DecidedFocus.objects.create(
            municipality=here, week=NEXT.key, place=corner.place, why=f"Mörkt i {corner.name}", decided_at=NOW
        ),
        RuleChange: RuleChange.objects.create(municipality=here, area=changes.__name__, at=NOW, changes={}),
        RetentionProof: RetentionProof.objects.create(
            municipality=here, data_class="x", at=NOW, older_than=NOW, removed=1
        ),
        ContactChannel: ContactChannel.objects.create(
            municipality=here, kind="transit", title={"sv": corner.name}, phone="0771414300"
        ),
        Receiver: corner.receiver,
        Invitation: Invitation.objects.create(
            organisation=walkers, role="volunteer", way="link", token_hash=corner.name, created_at=NOW, expires_at=later
        ),
        Due: Due.objects.create(
            municipality=here, kind="x", key=f"x {corner.name}", due_at=NOW, dead_at=NOW, attempts=9
        ),
    }
    return {model: row.pk for model, row in made.items()} | {AccessToken: _key(corner)}


def _key(corner: Corner) -> Any:
    coordinator = corner.people[ROLES["COO"]]
    made = create_token(
        viewer=viewer_of(coordinator, corner.municipality.pk, now=NOW, second_factor=True),
        token_id=uuid.uuid4(),
        key=new_key(),
        purpose=f"Webb {corner.name}",
        scopes=["activities:read"],
        expires_at=NOW + dt.timedelta(days=90),
        second_factor_given=True,
        now=NOW,
    )
    return made.pk


@functools.cache
def session_of(user_id: Any) -> str:
    """Somebody's session, once for the module."""
    return sign_in(Client(), User.objects.get(pk=user_id))


def client_of(user: User | None) -> Client:
    client = Client(headers={"host": "botkyrka.localhost"})
    if user is not None:
        client.cookies["sessionid"] = session_of(user.pk)
    return client


def operator() -> User:
    """Who runs Lykta, without a role in any municipality."""
    made: User = User.objects.filter(email="drift@example.org").first() or User.objects.create_superuser(
        "drift@example.org", name="Drift"
    )
    return made


def base(model: type[models.Model]) -> str:
    return f"/drift/{model._meta.app_label}/{model._meta.model_name}/"


def is_shut(answer: Any) -> bool:
    """Sent to the sign-in, or on by it to a refusal; never a page."""
    return answer.status_code in {403, 404} or (
        answer.status_code == 302 and answer["Location"].startswith("/drift/login/")
    )


def shows(client: Client, model: type[models.Model], pk: Any) -> tuple[bool, bool]:
    """Whether the row has a page, and whether it stands in the list."""
    own = client.get(f"{base(model)}{pk}/change/").status_code == 200
    return own, f"{base(model)}{pk}/change/" in client.get(base(model), {"all": ""}).content.decode()


def offered(model: type[models.Model]) -> set[str]:
    """What the page lets the operator do, as verbs of the matrix."""
    page, request = admin.site._registry[model], asked_by(operator())
    return {verb for name, verb in VERB_OF.items() if getattr(page, f"has_{name}_permission")(request)}


def asked_by(user: User) -> Any:
    request: Any = RequestFactory().get("/drift/")
    request.user = user
    request.viewer = Viewer(user_id=user.pk, municipality_id=Municipality.objects.get(code="0127").pk)
    return request


def given(model: type[models.Model], matrix: list[dict[str, str]]) -> set[str]:
    """What some role may with it: read, of anybody's; and write, of everybody's."""
    pairs = {
        pair for row in matrix if PAGES.get(row["code"]) is model for column in ROLES for pair in said(row[column])
    }
    return {verb for verb, scope in pairs if verb == "R" or scope == "all"}


def test_every_page_has_its_artefact_or_none() -> None:
    assert {model._meta.label for model in {*PAGES.values(), *WITHOUT_ARTEFACT}} == REGISTERED
    assert set(PAGES) <= {row["code"] for row in BUILT}


@pytest.mark.parametrize(("artefact", "column"), CELLS)
def test_a_role_opens_no_page_whatever_it_may(db: Rows, artefact: str, column: str) -> None:
    role = ROLES.get(column)
    client, address = client_of(db.world.person(role, artefact)), base(PAGES[artefact])
    for way in ("", "add/"):
        assert is_shut(client.get(address + way))
        assert is_shut(client.post(address + way, {}))
    for relation in RELATIONS:
        pk = db.pk(artefact, relation)
        for view in ("change", "delete", "history"):
            assert is_shut(client.get(f"{address}{pk}/{view}/")), (relation, view)
            assert is_shut(client.post(f"{address}{pk}/{view}/", {"post": "yes"})), (relation, view)


@pytest.mark.parametrize(("artefact", "column"), [cell for cell in CELLS if cell[1] != "RES"])
def test_a_role_beside_it_shows_an_operator_no_more(db: Rows, artefact: str, column: str) -> None:
    """Somebody of each role who also runs Lykta: the visited municipality's rows, whoever's, and nobody else's."""
    role: Role = ROLES[column]
    with transaction.atomic():
        user = factories.make_member(db.world.own.organisations[matrix_world.KIND_OF[role]], role, "Drift med roll")
        User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
        client = client_of(user)
        seen = {one: shows(client, PAGES[artefact], db.pk(artefact, one)) for one in RELATIONS}
        transaction.set_rollback(True)
    assert seen == {"own": (True, True), "other": (True, True), "foreign": (False, False)}


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_an_operator_without_a_role_sees_the_visited_municipality(db: Rows, model: type[models.Model]) -> None:
    client = client_of(operator())
    seen = {one: shows(client, model, db.pks[one][model]) for one in RELATIONS}
    assert seen == {"own": (True, True), "other": (True, True), "foreign": (False, False)}


@pytest.mark.parametrize("model", [one for one in MODELS if one not in WITHOUT_ARTEFACT], ids=name_of)
def test_a_page_does_no_more_than_some_role_may(db: Rows, model: type[models.Model]) -> None:
    assert offered(model) - given(model, BUILT) == set()
    assert "R" in offered(model)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nothing_foreign_can_be_chosen_in_a_form(db: Rows, model: type[models.Model]) -> None:
    page, request = admin.site._registry[model], asked_by(operator())
    row = page.get_queryset(request).get(pk=db.pks["own"][model])
    for name, field in page.get_form(request, row, change=True)().fields.items():
        if isinstance(field, ModelChoiceField):
            kind: Any = field.queryset.model  # type: ignore[union-attr]
            chosen = {one: field.queryset.filter(pk=db.pks[one][kind]).exists() for one in RELATIONS}  # type: ignore[union-attr]
            assert chosen == {"own": True, "other": True, "foreign": False}, name


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_an_action_of_a_list_does_nothing_to_a_foreign_row(db: Rows, model: type[models.Model]) -> None:
    page, request = admin.site._registry[model], asked_by(operator())
    pk = db.pks["foreign"][model]
    before = model._default_manager.filter(pk=pk).values().get()
    for name in page.get_actions(request):
        sent = {"action": name, "_selected_action": str(pk), "post": "yes", "index": "0"}
        with transaction.atomic():
            client_of(operator()).post(base(model), sent)
            assert model._default_manager.filter(pk=pk).values().first() == before, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_list_is_asked_by_its_filters_alone(db: Rows, model: type[models.Model]) -> None:
    """Django would take any column of the row as ?column__startswith=: of a sealed one and a hash, too."""
    page, request = admin.site._registry[model], asked_by(operator())
    filters = {one[0] if isinstance(one, tuple) else one for one in page.list_filter}
    filters |= {page.date_hierarchy} if page.date_hierarchy else set()
    for field in model._meta.get_fields():
        if field.name not in filters:
            assert not page.lookup_allowed(f"{field.name}__startswith", "x", request), field.name
            assert not page.lookup_allowed(field.name, "x", request), field.name
    assert [name for name in filters if not page.lookup_allowed(f"{name}__exact", "x", request)] == []


def test_a_changed_cell_is_seen(db: Rows) -> None:
    """The safety coordinator may no longer change an organisation, and nobody reads what was decided for the week."""
    less = {"organisation": {"MSC": "R:all"}, "focus_place": dict.fromkeys(ROLES, "-")}
    changed = [row | less.get(row["code"], {}) for row in BUILT]
    assert offered(Organisation) - given(Organisation, changed) == {"C", "U"}
    assert offered(DecidedFocus) - given(DecidedFocus, changed) == {"R"}


def test_the_number_of_cells_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    asked = len(CELLS) * len(RELATIONS)
    with capsys.disabled():
        print(
            f"\noperator's pages: {len(CELLS)} cells of {len(PAGES)} artefacts × own, other, foreign = {asked} as the "
            f"role alone, {asked - len(PAGES) * len(RELATIONS)} as the role that also runs Lykta"
        )
    assert asked == len(PAGES) * (len(ROLES) + 1) * len(RELATIONS)
