"""Who there is in the demo: invented people, one for each role, and their organisations. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.viewer import Role
from places.states import GroundOwner
from volunteers.states import OrganisationKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NAMESPACE = UUID("7a1c6f0e-52b4-4a57-9a0d-0127012601a7")
BOTKYRKA, HUDDINGE = "0127", "0126"
# RFC 2606: a top-level domain that nobody's mail ever reaches.
DOMAIN = "lykta.example"


def uid(*parts: object) -> UUID:
    """The same id for the same thing whenever the demo is loaded."""
    return uuid5(_NAMESPACE, "/".join(str(part) for part in parts))


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """``districts`` empty: the whole municipality. ``mailbox`` is a function's."""

    key: str
    name: str
    kind: OrganisationKind
    districts: tuple[str, ...] = ()
    ground_owner: GroundOwner = GroundOwner.UNKNOWN
    mailbox: str = ""
    municipality: str = BOTKYRKA

    @property
    def id(self) -> UUID:
        """The organisation's id in every demo."""
        return uid("organisation", self.key)


@dataclass(frozen=True, slots=True)
class Person:
    """``label`` is empty for those who only fill the walks; the others can be signed in as by one press."""

    key: str
    name: str
    organisation: str
    role: Role
    label: str | _StrPromise = ""
    does: str | _StrPromise = ""
    language: str = "sv"
    is_protected: bool = False

    @property
    def email(self) -> str:
        """Made of the key."""
        return f"{self.key}@{DOMAIN}"


ORGANISATIONS: tuple[DemoOrganisation, ...] = (
    DemoOrganisation("fittja", "Nattvandrarna i Fittja", OrganisationKind.NIGHT_WALK_GROUP, ("Fittja",)),
    DemoOrganisation("alby", "Alby nattvandrare", OrganisationKind.NIGHT_WALK_GROUP, ("Alby",)),
    DemoOrganisation("club", "Fittja IF", OrganisationKind.ASSOCIATION, ("Fittja",)),
    DemoOrganisation("watch", "Grannsamverkan Tumba Solhöjden", OrganisationKind.WATCH_AREA, ("Tumba",)),
    DemoOrganisation(
        "safety", "Trygghet och säkerhet, Botkyrka kommun", OrganisationKind.MUNICIPAL_UNIT, mailbox="trygghet"
    ),
    DemoOrganisation("contact", "Kontaktcenter, Botkyrka kommun", OrganisationKind.MUNICIPAL_UNIT, mailbox="kontakt"),
    DemoOrganisation(
        "streets",
        "Gata och park, Botkyrka kommun",
        OrganisationKind.MUNICIPAL_UNIT,
        ground_owner=GroundOwner.MUNICIPALITY,
        mailbox="gata.park",
    ),
    DemoOrganisation("police", "Lokalpolisområde Botkyrka", OrganisationKind.POLICE, mailbox="lokalpolisen"),
    DemoOrganisation(
        "landlord",
        "Botkyrkabyggen",
        OrganisationKind.HOUSING_COMPANY,
        ("Alby", "Fittja", "Hallunda-Norsborg", "Tumba"),
        GroundOwner.HOUSING,
        "storning",
    ),
    DemoOrganisation(
        "metro", "SL Trygghetscentral", OrganisationKind.TRANSIT, ground_owner=GroundOwner.TRANSIT, mailbox="sl"
    ),
    DemoOrganisation("rescue", "Södertörns brandförsvarsförbund", OrganisationKind.RESCUE, mailbox="brand"),
    DemoOrganisation(
        "varby",
        "Nattvandrarna i Vårby",
        OrganisationKind.NIGHT_WALK_GROUP,
        ("Vårby",),
        municipality=HUDDINGE,
    ),
    DemoOrganisation(
        "safety-huddinge",
        "Trygghet, Huddinge kommun",
        OrganisationKind.MUNICIPAL_UNIT,
        mailbox="trygghet.huddinge",
        municipality=HUDDINGE,
    ),
)

PEOPLE: tuple[Person, ...] = (
    Person(
        "fatima.abdi",
        "Fatima Abdi",
        "fittja",
        Role.VOLUNTEER,
        gettext_lazy("Nattvandrare"),
        gettext_lazy("Säger ”Jag kommer”, går ut och berättar vad hen ser."),
    ),
    Person(
        "johan.lindqvist",
        "Johan Lindqvist",
        "fittja",
        Role.WALK_LEADER,
        gettext_lazy("Vandringsledare"),
        gettext_lazy("Delar in grupper och checkar in dem under kvällen."),
    ),
    Person(
        "yasmin.korkmaz",
        "Yasmin Korkmaz",
        "fittja",
        Role.COORDINATOR,
        gettext_lazy("Samordnare för vandringar"),
        gettext_lazy("Planerar fredagen, ser tavlan och vilka som kommer."),
    ),
    Person(
        "marko.nieminen",
        "Marko Nieminen",
        "club",
        Role.ASSOCIATION,
        gettext_lazy("Föreningsledare"),
        gettext_lazy("Publicerar lördagens öppna hall."),
    ),
    Person(
        "gunilla.oberg",
        "Gunilla Öberg",
        "watch",
        Role.CONTACT_PERSON,
        gettext_lazy("Kontaktombud"),
        gettext_lazy("Kallar grannarna till möte."),
    ),
    Person(
        "ibrahim.sesay",
        "Ibrahim Sesay",
        "watch",
        Role.VOLUNTEER,
        gettext_lazy("Granne i området"),
        gettext_lazy("Ser områdets möten och svarar."),
    ),
    Person(
        "elin.forsberg",
        "Elin Forsberg",
        "safety",
        Role.SAFETY_COORDINATOR,
        gettext_lazy("Trygghetssamordnare"),
        gettext_lazy("Gör första bedömningen, skickar vidare, leder torsdagens möte."),
    ),
    Person(
        "amanda.wikstrom",
        "Amanda Wikström",
        "contact",
        Role.HOUSING,
        gettext_lazy("Kontaktcenter"),
        gettext_lazy("Tar emot den som ringer, genom samma dörr."),
    ),
    Person(
        "robin.ek",
        "Robin Ek",
        "streets",
        Role.HOUSING,
        gettext_lazy("Gata och park"),
        gettext_lazy("Ser observationer på kommunens mark och sina åtgärder."),
    ),
    Person(
        "henrik.dahl",
        "Henrik Dahl",
        "police",
        Role.POLICE,
        gettext_lazy("Kommunpolis"),
        gettext_lazy("Läser veckans lägesbild: plats, tid och slag, aldrig fritext."),
    ),
    Person(
        "selma.aydin",
        "Selma Aydin",
        "landlord",
        Role.HOUSING,
        gettext_lazy("Bostadsbolag"),
        gettext_lazy("Ser det som rör den egna marken och sina åtgärder."),
    ),
    Person("mehmet.yildiz", "Mehmet Yıldız", "fittja", Role.WALK_LEADER),
    Person("sofia.papadopoulos", "Sofia Papadopoulos", "fittja", Role.VOLUNTEER),
    Person("erik.sandberg", "Erik Sandberg", "fittja", Role.VOLUNTEER),
    Person("noor.alhassan", "Noor Al-Hassan", "fittja", Role.VOLUNTEER),
    Person("tesfaye.bekele", "Tesfaye Bekele", "fittja", Role.VOLUNTEER, language="en"),
    Person("lucia.gonzalez", "Lucía González", "fittja", Role.VOLUNTEER),
    Person("kim", "Kim", "fittja", Role.VOLUNTEER, is_protected=True),
    Person("ali.rezai", "Ali Rezai", "alby", Role.COORDINATOR),
    Person("linnea.strom", "Linnea Ström", "alby", Role.VOLUNTEER),
    Person("daniel.aho", "Daniel Aho", "alby", Role.VOLUNTEER),
    Person("samira.haddad", "Samira Haddad", "alby", Role.WALK_LEADER),
    Person("maj.jonsson", "Maj Jonsson", "watch", Role.VOLUNTEER),
    Person(
        "nadia.lundin",
        "Nadia Lundin",
        "varby",
        Role.COORDINATOR,
        gettext_lazy("Samordnare i Huddinge"),
        gettext_lazy("En annan kommun: ser ingenting av Botkyrka."),
    ),
    Person("oskar.berg", "Oskar Berg", "varby", Role.WALK_LEADER),
    Person("hodan.ali", "Hodan Ali", "varby", Role.VOLUNTEER),
    Person(
        "petra.holm",
        "Petra Holm",
        "safety-huddinge",
        Role.SAFETY_COORDINATOR,
        gettext_lazy("Trygghetssamordnare, Huddinge"),
        gettext_lazy("Har sin egen kö och sin egen vecka."),
    ),
)

ORGANISATION_OF: dict[str, DemoOrganisation] = {one.key: one for one in ORGANISATIONS}


def municipality_of(person: Person) -> str:
    """The code of the municipality in which the person has the role."""
    return ORGANISATION_OF[person.organisation].municipality


def pressable(code: str) -> list[Person]:
    """Those that can be signed in as by one press in a municipality."""
    return [person for person in PEOPLE if person.label and municipality_of(person) == code]


def accounts() -> list[tuple[str, str, str]]:
    """(role, name, e-mail) of one account for each role, for the terminal; in the active language."""
    return [(_(str(person.label)), person.name, person.email) for person in PEOPLE if person.label]
