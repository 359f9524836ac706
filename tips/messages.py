"""The words people receive: what a code answers, and what a receiver gets by e-mail. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common import times
from backend.common.clock import local
from tips.categories import BEHAVIOURS, label, term
from tips.states import CloseReason, TipState, Urgency

if TYPE_CHECKING:
    import datetime as dt

    from tips.models import Tip


def hour(moment: dt.datetime) -> str:
    """``fredag 20 november, kl. 21–22``."""
    at = local(moment)
    return _("%(day)s, kl. %(from)02d–%(to)02d") % {
        "day": times.long_day(at),
        "from": at.hour,
        "to": (at.hour + 1) % 24 or 24,
    }


def where(tip: Tip) -> str:
    """``Fittja tunnelbanestation, Fittja``, or the district alone."""
    if tip.place is None:
        return _("Någonstans i %(district)s") % {"district": tip.district.name}
    return f"{tip.place.name}, {tip.district.name}"


def what(tip: Tip) -> str:
    """The plain label, with the behaviour where there is one."""
    behaviour = BEHAVIOURS.get(tip.behaviour)
    return f"{label(tip.category)}: {str(behaviour).casefold()}" if behaviour else label(tip.category)


def answer(tip: Tip, receivers: list[str]) -> str:
    """What somebody with the code reads: where the observation stands, in plain words."""
    if tip.state == TipState.RECEIVED:
        return _("Den har kommit fram. Kommunens trygghetssamordnare gör en första bedömning, oftast inom ett dygn.")
    if tip.state == TipState.TAKEN_UP:
        return _("Kommunens trygghetssamordnare har läst den och bedömer vem som kan göra något åt saken.")
    if tip.state == TipState.FORWARDED:
        to = ", ".join(receivers)
        return _("Den är skickad vidare till %(to)s.") % {"to": to} if to else _("Den är skickad vidare.")
    return {
        CloseReason.FIXED: _("Saken är åtgärdad. Tack för att du berättade."),
        CloseReason.IN_PICTURE: _("Den är med i veckans lägesbild, som kommunen och polisen planerar efter."),
        CloseReason.DUPLICATE: _("Samma sak är redan känd, och någon arbetar med den."),
        CloseReason.NOT_OURS: _("Den hör till någon annan, som har fått veta det."),
        CloseReason.NO_ACTION: _("Den är bedömd. Just nu behövs ingen åtgärd, men den räknas med i veckans bild."),
    }.get(CloseReason(tip.close_reason or CloseReason.NO_ACTION), "")


def handoff_mail(tip: Tip, *, receiver: str, sender: str, language: str = "sv") -> tuple[str, str]:
    """(subject, body) for a receiver: coded facts only, never what somebody wrote."""
    with override(language):
        subject = _("Observation: %(what)s, %(where)s") % {"what": term(tip.category), "where": where(tip)}
        rows = [
            (_("Vad"), f"{what(tip)} ({term(tip.category)})"),
            (_("Plats"), where(tip)),
            (_("När"), hour(tip.occurred_at)),
            (_("Hur bråttom"), str(Urgency(tip.urgency).label)),
            (_("Vårt nummer"), str(tip.pk)[:8]),
        ]
        facts = "\n".join(f"{name}: {value}" for name, value in rows)
        body = _(
            "Till %(receiver)s\n\n"
            "%(sender)s har fått en observation som vi tror är er att ta hand om.\n\n"
            "%(facts)s\n\n"
            "Vi vet inte vem som berättade, och det som personen skrev skickas inte med.\n"
            "Hör saken till någon annan? Svara på det här brevet med vårt nummer."
        ) % {"receiver": receiver, "sender": sender, "facts": facts}
        return subject, body
