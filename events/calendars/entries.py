"""The words of a calendar: what an event says in each of them, and what none of them ever says.

The copy lands in other companies' clouds and is shown to families. So: kind and area, time, meeting place. Never a
name, a reason for absence, a free text of a walk, a focus place or a route (glossary: "kalender").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from events.calendars.ics import CANCELLED, CONFIRMED, Entry, Head
from events.calendars.shelves import Variant
from events.kinds import KINDS
from events.messages import where
from events.states import EventState

if TYPE_CHECKING:
    from events.models import Event, Signup


def uid(event: Event, variant: Variant) -> str:
    """From the primary key and a fixed domain: the same in every calendar, for ever (RFC 7986 §5.3).

    But where the calendar says "busy" alone, it says neither what nor which: nobody can tell it to be that walk.
    """
    if variant is Variant.BUSY:
        secret = salted_hmac("events.calendars.busy", str(event.pk), algorithm="sha256").hexdigest()
        return f"busy-{secret[:32]}@{settings.CALENDAR_DOMAIN}"
    return f"walk-{event.pk}@{settings.CALENDAR_DOMAIN}"


def entry(event: Event, variant: Variant, *, url: str, answers: int = 0) -> Entry:
    """The event as this calendar tells it, in the active language. ``answers`` is how often the reader's own answer
    changed: it adds to SEQUENCE, so that a renewed yes outranks the earlier no."""
    hidden = variant is Variant.BUSY
    is_cancelled = event.state == EventState.CANCELLED
    summary = _("Upptagen") if hidden else _summary(event, variant)
    return Entry(
        uid=uid(event, variant),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.changed_at,
        sequence=event.sequence + answers,
        summary=_("Inställd: %(what)s") % {"what": summary} if is_cancelled else summary,
        status=CANCELLED if is_cancelled else CONFIRMED,
        busy=variant in (Variant.OWN, Variant.BUSY),
        location="" if hidden else where(event),
        description="" if hidden else _description(event, variant),
        url="" if hidden else url,
        category="" if hidden else str(KINDS[event.kind].label),
        point=None if hidden else _point(event),
    )


def stepped_down(signup: Signup, variant: Variant) -> Entry:
    """A tombstone for somebody who no longer comes: time and kind, so that the reader's copy goes; no more."""
    event = signup.event
    summary = _("Upptagen") if variant is Variant.BUSY else _summary(event, variant)
    return Entry(
        uid=uid(event, variant),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=max(event.changed_at, signup.changed_at),
        sequence=event.sequence + signup.times_changed,
        summary=_("Inställd: %(what)s") % {"what": summary},
        status=CANCELLED,
        busy=False,
    )


def head(variant: Variant, *, owner: str = "", source: str = "") -> Head:
    """Name and description of a calendar in the active language; ``owner`` is an organisation or a municipality."""
    if variant is Variant.OWN:
        return Head(_("Mina kvällar"), _("Det du har sagt att du kommer till. Uppdateras ungefär en gång i timmen."))
    if variant is Variant.BUSY:
        return Head(_("Upptagen"), _("Dina kvällar, bara som upptagen tid."))
    if variant is Variant.OPEN:
        return Head(owner, _("Alla vandringar och träffar som är publicerade."), ("steelblue", "#4682B4"))
    public = _("Aktiviteter, öppna för alla. Inställt står som Inställd.")
    return Head(_("Aktiviteter: %(owner)s") % {"owner": owner}, public, ("seagreen", "#2E8B57"), source)


def head_of_ended() -> Head:
    """Name of the calendar that a link serves when its right has ended: empty, and it says why."""
    return Head(_("Avslutad kalender"), _("Länken gäller inte längre. Ta bort kalendern eller skapa en ny länk."))


def _summary(event: Event, variant: Variant) -> str:
    """A public activity has its published title; everything else is kind + area."""
    if variant is Variant.PUBLIC or KINDS[event.kind].public:
        return event.title
    return f"{KINDS[event.kind].label} {event.district.name}"


def _point(event: Event) -> tuple[float, float] | None:
    place = event.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _description(event: Event, variant: Variant) -> str:
    lines = []
    if event.state == EventState.CANCELLED and event.cancel_reason:
        lines.append(_("Skäl: %(reason)s.") % {"reason": event.get_cancel_reason_display()})
    if variant is Variant.PUBLIC:
        lines += _public_lines(event)
    elif variant is Variant.OWN:
        lines.append(_("Kan du inte komma? Öppna länken och svara ”Jag kan inte”."))
    return "\n".join(lines)


def _public_lines(event: Event) -> list[str]:
    """What the public page says: every field was written to be published."""
    said = [
        event.description,
        _("Arrangör: %(who)s") % {"who": event.organisation.name},
        _ages(event),
        _("Kostnad: %(cost)s") % {"cost": event.cost} if event.cost else "",
        _("Tillgänglighet: %(what)s") % {"what": event.accessibility} if event.accessibility else "",
        _("Kontakt: %(who)s") % {"who": event.contact} if event.contact else "",
    ]
    return [line for line in said if line]


def _ages(event: Event) -> str:
    if event.age_from is not None and event.age_to is not None:
        return _("Ålder: %(low)s–%(high)s år") % {"low": event.age_from, "high": event.age_to}
    if event.age_from is not None:
        return _("Ålder: från %(low)s år") % {"low": event.age_from}
    if event.age_to is not None:
        return _("Ålder: till %(high)s år") % {"high": event.age_to}
    return ""
