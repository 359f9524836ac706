"""What people hear about events: pure functions, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common import times
from events.staffing import group_name, is_numbered
from notifications.channels import sms

if TYPE_CHECKING:
    import datetime as dt

    from events.models import Event


@dataclass(frozen=True, slots=True)
class Message:
    """A subject and a body, plain text; ``sms`` is all that an SMS says, where somebody may get one."""

    subject: str
    body: str
    sms: str = ""


def when(event: Event) -> str:
    """``fredag 20 november 21.00–00.30`` in the active language, by the clock of Sweden."""
    return f"{times.long_day(event.starts_at)} {times.span(event.starts_at, event.ends_at)}"


def where(event: Event) -> str:
    """The meeting place as people find it: the point, the place, the district."""
    place = event.place.name if event.place else event.district.name
    return f"{event.meeting_point}, {place}" if event.meeting_point else place


def _brief(event: Event, link: str) -> dict[str, str]:
    """What an SMS has room for, in its alphabet where the words are ours: four parts hold a title, the time and the
    link whatever alphabet the title is written in, and what people wrote stands after them."""
    short = f"{times.day(event.starts_at)} {times.span(event.starts_at, event.ends_at)}".replace("–", "-")
    return {"title": sms.shortened(event.title), "when": short, "where": where(event), "link": link}


def changed(event: Event, *, link: str, language: str) -> Message:
    """To those who are coming: the time, the place or the name is another now."""
    with translation.override(language):
        return Message(
            _("Ändrat: %(title)s") % {"title": event.title},
            _(
                "%(title)s har ändrats.\n\nNär: %(when)s\nVar: %(where)s\n\n"
                "Du står kvar som anmäld. Passar det inte längre? Öppna länken och svara ”Jag kan inte”.\n%(link)s"
            )
            % {"title": event.title, "when": when(event), "where": where(event), "link": link},
            _("Ändrat: %(title)s, %(when)s. Passar det inte? Svara här: %(link)s %(where)s") % _brief(event, link),
        )


def cancelled(event: Event, *, link: str, language: str) -> Message:
    """To those who were coming: it does not happen, and why."""
    with translation.override(language):
        reason = event.get_cancel_reason_display()
        told = f"{reason}. {event.cancel_note}" if event.cancel_note else f"{reason}."
        return Message(
            _("Inställd: %(title)s, %(when)s") % {"title": event.title, "when": when(event)},
            _("%(title)s är inställd.\n\nSkäl: %(reason)s\n\nDu behöver inte göra något.\n%(link)s")
            % {"title": event.title, "reason": told, "link": link},
            _("Inställd: %(title)s, %(when)s. %(link)s Skäl: %(reason)s") % {**_brief(event, link), "reason": told},
        )


def put_in_charge(event: Event, *, link: str, language: str) -> Message:
    """To who leads the evening from now on."""
    with translation.override(language):
        return Message(
            _("Du leder: %(title)s, %(when)s") % {"title": event.title, "when": when(event)},
            _(
                "Du leder %(title)s.\n\nNär: %(when)s\nVar: %(where)s\n\n"
                "Namnen på dem som kommer ser du från ett dygn innan. Genomgång och grupper finns här:\n%(link)s"
            )
            % {"title": event.title, "when": when(event), "where": where(event), "link": link},
            _("Du leder %(title)s, %(when)s: %(link)s %(where)s") % _brief(event, link),
        )


def evening_link(event: Event, *, link: str, until: dt.datetime, language: str) -> Message:
    """To who leads tonight: the way to the own group without signing in. The subject lies open on a locked phone."""
    with translation.override(language):
        return Message(
            _("Ikväll: %(title)s") % {"title": event.title},
            _(
                "Du leder %(title)s.\n\nNär: %(when)s\nVar: %(where)s\n\n"
                "Här är kvällens grupp, utan att logga in:\n%(link)s\n\n"
                "Länken är din och gäller till %(until)s. Skicka den inte vidare: den visar namnen på dem som kommer."
            )
            % {
                "title": event.title,
                "when": when(event),
                "where": where(event),
                "link": link,
                "until": f"{times.day(until)} {times.clock(until)}",
            },
            _("Du leder %(title)s. Kvällens grupp: %(link)s Gäller till %(until)s. Skicka den inte vidare.")
            % {**_brief(event, link), "until": times.clock(until)},
        )


def leader_unchecked(event: Event, *, lacking: int, link: str, language: str) -> Message:
    """To those who organise: tomorrow somebody leads whose clearance is not noted. Says how many, not who."""
    with translation.override(language):
        count = ngettext("%(n)d ledare", "%(n)d ledare", lacking) % {"n": lacking}
        return Message(
            _("Saknas inför %(title)s, %(when)s") % {"title": event.title, "when": when(event)},
            _(
                "%(count)s har inte det som behövs antecknat, till exempel visat registerutdrag.\n\n"
                "Se utdraget i original och anteckna det innan dörrarna öppnar, eller låt någon annan leda.\n%(link)s"
            )
            % {"count": count, "link": link},
        )


def many_networks(*, label: str, count: int, link: str, language: str) -> Message:
    """To whoever has a calendar link that is read from many places: it may have come into other hands."""
    with translation.override(language):
        name = f"”{label}”" if label else _("utan namn")
        return Message(
            _("Din kalenderlänk läses från många nät"),
            _(
                "Din kalenderlänk %(name)s har de senaste 30 dagarna hämtats från %(count)s olika nät.\n\n"
                "Det kan vara din egen telefon på resande fot. Men den som har länken ser kalendern. Är du osäker: "
                "öppna sidan och välj ”Ny länk”, så slutar den gamla att gälla.\n%(link)s"
            )
            % {"name": name, "count": count, "link": link},
        )


def overdue(event: Event, *, team_name: str, last_sign_at: dt.datetime | None, link: str, language: str) -> Message:
    """To those who answer for the walk: a group has not come back. Says what is known, not what to fear,
    and names the group by its number alone."""
    with translation.override(language):
        # A name that somebody wrote may say who is in the group, and a mail's subject lies open on a locked phone.
        team = group_name(team_name) if is_numbered(team_name) else _("En grupp")
        heard = (
            _("Inte hört av sedan %(time)s.") % {"time": times.clock(last_sign_at)}
            if last_sign_at
            else _("Inte hört av under kvällen.")
        )
        return Message(
            _("%(team)s är inte tillbaka: %(title)s") % {"team": team, "title": event.title},
            _(
                "%(team)s skulle ha varit tillbaka. %(heard)s\n\n"
                "%(title)s, %(when)s\n\nRing gruppen. Svarar ingen och du är orolig, ring 112.\n%(link)s"
            )
            % {
                "team": team,
                "heard": heard,
                "title": event.title,
                "when": when(event),
                "link": link,
            },
        )
