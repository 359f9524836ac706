"""The municipality's settings, put together from each app's own form and action (docs/recipes.md, "A setting")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from events import gates
from events.actions import rules as events_rules
from events.models import EventsRules
from events.web.rules_form import EventsRulesForm
from notifications import rules as notifications_rules
from notifications.models import NotificationsRules
from notifications.web.forms import NotificationsRulesForm
from places import changes, channels
from places.models import ContactChannel, Municipality, PlacesRules, RuleChange
from places.states import ChannelKind
from places.web.forms import ChannelForm, LanguagesForm
from situation.actions import rules as situation_rules
from situation.models import SituationRules
from situation.web.rules_form import BoundaryForm, SituationRulesForm
from tips.actions import routing
from tips.categories import label as label_of
from tips.models import Receiver
from tips.web.receiver_form import ReceiverForm
from volunteers.actions import retention as retention_actions
from volunteers.actions import rules as volunteers_rules
from volunteers.models import RetentionRule, User, VolunteersRules
from volunteers.web.rules_form import VolunteersRulesForm

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.forms import BaseForm
    from django.utils.functional import _StrPromise

    from backend.common.viewer import Viewer

    Text = str | _StrPromise

SHOWN_CHANGES = 50
# How the history writes a clock: the seconds say nothing.
CLOCK = re.compile(r"^(\d\d:\d\d):\d\d$")
# What a number's form calls otherwise, or splits by language.
NAMES: dict[str, Text] = {
    "title": _("Namn"),
    "when": _("När man ringer"),
    "hours": _("Tider"),
    "is_active": _("Används"),
}
# The form of what has a history of its own, by the first part of its area.
FORMS: dict[str, Any] = {"channel": ChannelForm, routing.AREA: ReceiverForm}


@dataclass(frozen=True, slots=True)
class Section:
    """One app's settings: what they are called, its form, its action, and what the form begins with."""

    area: str
    title: Text
    hint: Text
    form: Callable[..., BaseForm]
    act: Callable[..., Any]
    initial: Callable[[Municipality], dict[str, Any]]


def _of(model: type[Any], form: type[Any]) -> Callable[[Municipality], dict[str, Any]]:
    def initial(municipality: Municipality) -> dict[str, Any]:
        rules = changes.current(model, municipality.pk)
        return {name: getattr(rules, name) for name in form.base_fields}

    return initial


def _gates(municipality: Municipality) -> dict[str, Any]:
    return gates.effective(changes.current(EventsRules, municipality.pk).gates)


SECTIONS: dict[str, Section] = {
    section.area: section
    for section in (
        Section(
            channels.LANGUAGES,
            _("Språk"),
            "",
            LanguagesForm,
            channels.set_languages,
            lambda municipality: {"languages": municipality.offered},
        ),
        Section(
            situation_rules.BOUNDARY,
            _("Veckans gräns"),
            _(
                "Här slutar en vecka och nästa börjar. Lägg gränsen när ingen är ute, så att varje natt hålls samman. "
                "Veckan får numret som de flesta av dess dagar har. Det som redan har hänt räknas kvar i sin vecka, "
                "det som är planerat följer med."
            ),
            BoundaryForm,
            situation_rules.set_boundary,
            _of(PlacesRules, BoundaryForm),
        ),
        Section(
            situation_rules.AREA,
            _("Veckans lägesbild"),
            _(
                "Brytpunkten är när veckans lägesbild räknas, mötet är när den fastställs, båda efter veckans slut. "
                "Ändringen gäller veckor som inte har börjat förberedas."
            ),
            SituationRulesForm,
            situation_rules.set_rules,
            _of(SituationRules, SituationRulesForm),
        ),
        Section(
            volunteers_rules.AREA,
            _("Personer"),
            _("Åldrar, ungdomars tid, tvåstegsinloggning, inbjudningar och dataskyddsombud."),
            VolunteersRulesForm,
            volunteers_rules.set_rules,
            _of(VolunteersRules, VolunteersRulesForm),
        ),
        Section(
            events_rules.AREA,
            _("Krav för att gå med och leda"),
            _(
                "Det här ska någon ha gjort innan hen kan gå med eller leda. Gyllene regler frågas bara efter om "
                "kommunen har några. Den som redan har svarat ja blir kvar; kravet gäller nästa gång någon svarar "
                "eller utses."
            ),
            EventsRulesForm,
            events_rules.set_rules,
            _gates,
        ),
        Section(
            notifications_rules.AREA,
            _("Tysta timmar"),
            _(
                "Mellan klockslagen skickas inga sms och mejl som kan vänta. Det som rör en grupp som är ute, "
                "eller en kväll som ställs in, skickas alltid."
            ),
            NotificationsRulesForm,
            notifications_rules.set_rules,
            _of(NotificationsRules, NotificationsRulesForm),
        ),
    )
}

# Settings that have a page of their own: shown where the page is there and the reader may open it.
LINKS: tuple[tuple[str, Text], ...] = (
    ("tips:receivers", _("Mottagare av observationer")),
    ("volunteers:golden_rules", _("Gyllene regler")),
    ("volunteers:retention", _("Hur länge uppgifter sparas")),
    ("volunteers:access_log", _("Vem som har läst personuppgifter")),
)
FOR_STAFF: tuple[tuple[str, Text], ...] = (("admin:places_district_changelist", _("Kommundelar")),)


def sections(municipality: Municipality) -> list[dict[str, Any]]:
    """Each section with its form as it stands now and the version that the form carries."""
    return [
        {
            "section": section,
            "form": section.form(initial=section.initial(municipality), prefix=section.area),
            "version": changes.version_of(municipality.pk, section.area),
        }
        for section in SECTIONS.values()
    ]


def links(*, is_staff: bool) -> list[tuple[str, Text]]:
    """(address, words) of the pages that are there."""
    found = []
    for name, words in (*LINKS, *(FOR_STAFF if is_staff else ())):
        try:
            found.append((reverse(name), words))
        except NoReverseMatch:
            continue
    return found


def numbers(viewer: Viewer, today: dt.date) -> dict[str, list[dict[str, Any]]]:
    """The municipality's numbers, support lines apart, each with whether somebody has rung it within a year."""
    rows = [{"row": row, "unchecked": row.is_unchecked(today)} for row in ContactChannel.objects.visible_to(viewer)]
    return {
        "numbers": [line for line in rows if line["row"].kind != ChannelKind.SUPPORT],
        "support": [line for line in rows if line["row"].kind == ChannelKind.SUPPORT],
    }


def retention(municipality_id: UUID) -> Iterable[RetentionRule]:
    """How long the municipality has decided to keep what."""
    return RetentionRule.objects.filter(municipality_id=municipality_id).order_by("data_class", "id")


def history(viewer: Viewer) -> list[dict[str, Any]]:
    """Who changed what when, newest first. Three queries."""
    rows = list(RuleChange.objects.visible_to(viewer)[:SHOWN_CHANGES])
    names = dict(User.objects.filter(pk__in={row.by_id for row in rows}).values_list("pk", "name"))
    categories = {routing.area_of(row.pk): row.category for row in Receiver.objects.visible_to(viewer)}
    return [
        {
            "row": row,
            "by": names.get(row.by_id, ""),
            "title": _title(row, categories.get(row.area, "")),
            "lines": list(_lines(row)),
        }
        for row in rows
    ]


def _title(row: RuleChange, category: str) -> Text:
    section = SECTIONS.get(row.area)
    if section is not None:
        return section.title
    if category:
        return format_lazy("{}: {}", _("Mottagare av observationer"), label_of(category))
    if row.area == retention_actions.AREA:
        return _("Hur länge uppgifter sparas")
    words = row.changes.get("title", ["", ""])
    known = words[1] or words[0] or {}
    return known.get("sv", "") if isinstance(known, dict) else ""


def _lines(row: RuleChange) -> Iterable[tuple[Text, str, str]]:
    fields = _fields(row.area)
    kept = {each.code: each.title for each in privacy.classes()} if row.area == retention_actions.AREA else {}
    for name, (before, after) in row.changes.items():
        field = fields.get(name)
        words = _words(field)
        label = NAMES.get(name) or getattr(field, "label", None) or kept.get(name) or name
        yield label, _said(before, words), _said(after, words)


def _fields(area: str) -> dict[str, Any]:
    form: Any = SECTIONS[area].form if area in SECTIONS else FORMS.get(area.partition(":")[0], ChannelForm)
    return dict(form.base_fields)


def _words(field: Any) -> dict[str, Text]:
    """Code → label of a choice between codes; a row that was chosen stands in the history by its name already."""
    if field is None or not hasattr(field, "choices") or hasattr(field, "queryset"):
        return {}
    listed = [one for code, word in field.choices for one in (word if isinstance(word, list) else [(code, word)])]
    return {str(code): word for code, word in listed if code != ""}


def _said(value: Any, words: dict[str, Text]) -> str:
    """A value as people say it: a choice by its label, a clock without its seconds."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(_part(part, words) for part in value)
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nej"))
    return _part(value, words)


def _part(value: Any, words: dict[str, Text]) -> str:
    if isinstance(value, dict):
        return f"{value['from']}–{value['to']}"
    if str(value) in words:
        return str(words[str(value)])
    return CLOCK.sub(r"\1", str(value))
