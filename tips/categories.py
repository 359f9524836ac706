"""The 30 categories, the behaviours of a gathering and the kinds of receivers: plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from places.states import ChannelKind
from tips.states import Category, Group

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMERGENCY, POLICE = ChannelKind.EMERGENCY.value, ChannelKind.POLICE.value
SOCIAL, SUPPORT, TRANSIT = ChannelKind.SOCIAL.value, ChannelKind.SUPPORT.value, ChannelKind.TRANSIT.value

# Who takes care of what, in the words of a municipality; a Receiver row turns the word into an organisation.
RECEIVERS: dict[str, str | _StrPromise] = {
    "street": _("gata och belysning"),
    "parks": _("park och natur"),
    "traffic": _("trafikenheten"),
    "planning": _("samhällsplanering"),
    "owner": _("den som äger marken eller huset"),
    "housing": _("bostadsbolaget"),
    "outreach": _("uppsökande socialt arbete"),
    "rescue": _("räddningstjänsten"),
    "transit": _("SL Trygghetscentral"),
    "police": _("lokalpolisområdet"),
    "safety": _("trygghetssamordnaren"),
    "nobody": _("ingen: här ringer man"),
}

# A gathering is told of by what happens there, never by who is there.
BEHAVIOURS: dict[str, str | _StrPromise] = {
    "blocking": _("Vägen eller ingången är spärrad"),
    "loud": _("Skrik eller hög musik"),
    "shouting_at": _("Förbipasserande blir ropade efter"),
    "throwing": _("Saker kastas"),
    "drinking": _("Alkohol eller rökning som stör"),
    "damaging": _("Saker går sönder"),
}

_ALL = (
    # --- trasigt och skräpigt
    Category("lighting_broken", Group.BROKEN, _("Lampa som inte lyser"), _("Trasig belysning"), 2, "street"),
    Category("sightline_blocked", Group.BROKEN, _("Buskar som skymmer"), _("Skymmande växtlighet"), 3, "parks"),
    Category("litter", Group.BROKEN, _("Skräp och sopor"), _("Nedskräpning, dumpat skräp"), 3, "parks"),
    Category("graffiti", Group.BROKEN, _("Klotter på vägg"), _("Klotter"), 2, "owner", (POLICE,)),
    Category(
        "vandalism",
        Group.BROKEN,
        _("Något har förstörts"),
        _("Skadegörelse (efteråt)"),
        2,
        "owner",
        (EMERGENCY,),
    ),
    Category(
        "vehicle_abandoned",
        Group.BROKEN,
        _("Bil eller cykel som lämnats"),
        _("Övergivet fordon"),
        3,
        "traffic",
    ),
    Category(
        "door_lock_broken",
        Group.BROKEN,
        _("Port som inte går att låsa"),
        _("Trasig port, lås, förråd"),
        1,
        "housing",
    ),
    Category("sharps", Group.BROKEN, _("Kanyler eller vassa saker"), _("Kanyler, farligt föremål"), 1, "street"),
    # --- otrygg plats
    Category(
        "path_underpass",
        Group.UNSAFE,
        _("Väg eller tunnel som känns otrygg"),
        _("Otrygg gångväg/tunnel"),
        3,
        "planning",
    ),
    Category(
        "place_dark_deserted",
        Group.UNSAFE,
        _("Mörkt och folktomt"),
        _("Mörk eller ödslig plats"),
        3,
        "safety",
    ),
    Category(
        "place_unsafe_other",
        Group.UNSAFE,
        _("Otryggt av annat skäl"),
        _("Otrygg plats, annat skäl"),
        3,
        "safety",
    ),
    Category(
        "place_safer",
        Group.UNSAFE,
        _("Här har det blivit bättre"),
        _("Plats som blivit tryggare"),
        3,
        "safety",
    ),
    Category("traffic_risk", Group.UNSAFE, _("Farligt i trafiken"), _("Farlig trafikmiljö"), 3, "traffic"),
    # --- stök och störning
    Category(
        "gathering_unsettling",
        Group.DISORDER,
        _("Samling som gör platsen otrygg"),
        _("Otrygghetsskapande samling"),
        2,
        "safety",
        (EMERGENCY,),
        tuple(BEHAVIOURS),
    ),
    Category(
        "noise_disorder",
        Group.DISORDER,
        _("Stök och oväsen"),
        _("Störning, ordningsstörning"),
        2,
        "housing",
        (EMERGENCY,),
    ),
    Category(
        "intoxication",
        Group.DISORDER,
        _("Berusade på platsen"),
        _("Berusade personer på platsen"),
        2,
        "safety",
        (EMERGENCY,),
    ),
    Category(
        "stairwell_trespass",
        Group.DISORDER,
        _("Obehöriga i trapphus"),
        _("Obehöriga i trapphus/källare"),
        1,
        "housing",
        (EMERGENCY,),
    ),
    Category(
        "rough_sleeping",
        Group.DISORDER,
        _("Någon sover ute"),
        _("Sovplats/bosättning"),
        2,
        "outreach",
        (EMERGENCY,),
    ),
    Category(
        "reckless_riding",
        Group.DISORDER,
        _("Moped eller bil som kör farligt"),
        _("Buskörning"),
        2,
        "police",
        (EMERGENCY,),
    ),
    # --- farligt eller brottsligt, efteråt
    Category("fireworks", Group.DANGER, _("Smällare och raketer"), _("Pyroteknik"), 1, "rescue", (EMERGENCY,)),
    Category(
        "fire_traces",
        Group.DANGER,
        _("Spår av eld"),
        _("Brandspår, eldning (efteråt)"),
        1,
        "rescue",
        (EMERGENCY,),
    ),
    Category(
        "stones_weapons_stash",
        Group.DANGER,
        _("Undangömda stenar eller tillhyggen"),
        _("Upplagda stenar/tillhyggen"),
        1,
        "police",
        (POLICE, EMERGENCY),
        call_first=True,
    ),
    Category(
        "drug_dealing_place",
        Group.DANGER,
        _("Platsen används för droghandel"),
        _("Tecken på narkotikahandel på plats"),
        1,
        "police",
        (POLICE,),
        call_first=True,
        takes_text=False,
    ),
    Category(
        "harassment_place",
        Group.DANGER,
        _("Trakasserier här"),
        _("Trakasserier på platsen"),
        1,
        "safety",
        (EMERGENCY, POLICE, SUPPORT),
        call_first=True,
        takes_text=False,
    ),
    Category(
        "transit_incident",
        Group.DANGER,
        _("Något som hänt på buss, tåg eller station"),
        _("Händelse i SL-trafiken"),
        1,
        "transit",
        (TRANSIT, EMERGENCY),
        call_first=True,
    ),
    # --- rykten och det som planeras
    Category("rumour", Group.PLANNED, _("Rykte som oroar"), _("Rykte/oro som sprids"), 2, "safety"),
    Category(
        "event_planned",
        Group.PLANNED,
        _("Något som ska hända"),
        _("Arrangemang, samling planeras"),
        3,
        "safety",
    ),
    # --- ring i stället: never stored, never sent
    Category(
        "crime_now_or_just",
        Group.URGENT,
        _("Brott som pågår eller just har hänt"),
        _("Våld, vapen, skott, rån, inbrott"),
        0,
        "nobody",
        (EMERGENCY,),
    ),
    Category(
        "person_tip",
        Group.URGENT,
        _("Jag vet vem, eller någon värvar unga"),
        _("Uppgift om person, hot"),
        0,
        "nobody",
        (POLICE, EMERGENCY),
    ),
    Category(
        "child_or_home_violence",
        Group.URGENT,
        _("Ett barn far illa, eller våld hemma"),
        _("Barn far illa, våld i nära relation"),
        0,
        "nobody",
        (EMERGENCY, SOCIAL, SUPPORT),
    ),
)

CATEGORIES: dict[str, Category] = {category.code: category for category in _ALL}
STORED: tuple[Category, ...] = tuple(c for c in _ALL if c.is_stored)
CALL_INSTEAD: tuple[Category, ...] = tuple(c for c in _ALL if not c.is_stored)
# May be told of when it is over: there is somebody to call while it goes on.
AFTERWARDS: tuple[Category, ...] = tuple(c for c in STORED if c.divert)


def label(code: str) -> str:
    """Plain words for a category's code; the code itself for one that is no longer in the list."""
    category = CATEGORIES.get(code)
    return str(category.label) if category else code


def term(code: str) -> str:
    """The method's word for a category's code."""
    category = CATEGORIES.get(code)
    return str(category.term) if category else code


def grouped() -> list[tuple[Group, list[Category]]]:
    """Stored categories by group, in the order of the form."""
    return [
        (group, [c for c in STORED if c.group == group]) for group in Group if any(c.group == group for c in STORED)
    ]
