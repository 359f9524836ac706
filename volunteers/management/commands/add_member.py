"""Gives a person a role from the command line: how a real installation gets its first people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from backend.common.clock import now
from backend.common.errors import Refusal
from backend.common.viewer import Role, system
from places.models import District, Municipality
from volunteers.actions import members, organisations
from volunteers.models import Organisation
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from backend.common.viewer import Viewer


class Command(BaseCommand):
    """``manage.py add_member --municipality 0127 --organisation "…" --role coordinator --email … --name …``."""

    help = "Ge en person en roll i en organisation; med --kind skapas organisationen om den inte finns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where, as what."""
        parser.add_argument("--municipality", required=True, help="kommunkod, till exempel 0127")
        parser.add_argument("--organisation", required=True, help="organisationens namn")
        parser.add_argument("--kind", choices=OrganisationKind.values, help="skapa organisationen om den inte finns")
        parser.add_argument("--district", action="append", default=[], help="kommundel den arbetar i; kan upprepas")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="namnet som andra ser")
        parser.add_argument("--language", default="sv", choices=["sv", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        """At most two actions, together or not at all; a refusal becomes one sentence."""
        municipality = Municipality.objects.filter(code=options["municipality"]).first()
        if municipality is None:
            raise CommandError(f"Ingen kommun har koden {options['municipality']}: läs in den med load_places först.")
        viewer = system(municipality.pk)
        with translation.override("sv"):
            try:
                with transaction.atomic():
                    organisation = self.organisation(viewer, options)
                    membership = members.add_member(
                        viewer=viewer,
                        organisation_id=organisation.pk,
                        email=options["email"],
                        name=options["name"],
                        role=Role(options["role"]),
                        language=options["language"],
                        now=now(),
                        new_user_id=uuid4(),
                        new_membership_id=uuid4(),
                    )
            except Refusal as refusal:
                raise CommandError(refusal.detail) from refusal
            role = membership.get_role_display()
            self.stdout.write(f"{membership.user.name} är {role} i {organisation.name}, {municipality.name}.")

    def organisation(self, viewer: Viewer, options: dict[str, Any]) -> Organisation:
        """The organisation of that name, made when ``--kind`` says so."""
        found: Organisation | None = (
            Organisation.objects.visible_to(viewer).filter(name=options["organisation"]).first()
        )
        if found is not None:
            return found
        if not options["kind"]:
            raise CommandError(f"{options['organisation']} finns inte. Lägg till --kind för att skapa den.")
        districts = District.objects.visible_to(viewer)
        unknown = set(options["district"]) - set(districts.values_list("name", flat=True))
        if unknown:
            raise CommandError(f"Okänd kommundel: {', '.join(sorted(unknown))}.")
        return organisations.found_organisation(
            viewer=viewer,
            organisation_id=uuid4(),
            name=options["organisation"],
            kind=OrganisationKind(options["kind"]),
            district_ids=frozenset(district.pk for district in districts.filter(name__in=options["district"])),
        )
