"""Personal data that the week holds: who took which step with a measure, and who fixed a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from situation.models import MeasureEvent, Picture
from situation.states import MeasureState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

STEP_WORDS = {"at": _("Tid"), "measure__title": _("Åtgärd"), "to_state": _("Läge efteråt")}
PICTURE_WORDS = {"week__key": _("Vecka"), "fixed_at": _("Fastställd")}
GROUND = _("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)")


def register() -> None:
    """Called from SituationConfig.ready()."""
    privacy.register(
        privacy.Holder(
            model="situation.MeasureEvent",
            title=_("Steg med åtgärder"),
            fields=("actor",),
            purpose=_("Visa vem som föreslog, beslutade och följde upp en åtgärd och när."),
            ground=GROUND,
            keep=_("Så länge åtgärden finns kvar."),
            export=steps_of,
            words=STEP_WORDS,
            choices={"to_state": dict(MeasureState.choices)},
        )
    )
    privacy.register(
        privacy.Holder(
            model="situation.Picture",
            title=_("Fastställda lägesbilder"),
            fields=("fixed_by",),
            purpose=_("Visa vem i kommunen som fastställde lägesbilden på mötet."),
            ground=GROUND,
            keep=_("Så länge lägesbilden finns kvar."),
            export=pictures_of,
            words=PICTURE_WORDS,
        )
    )


def steps_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """A person's steps with measures, oldest first."""
    rows: Iterable[Mapping[str, Any]] = MeasureEvent.objects.filter(actor_id=user_id).order_by("id").values(*STEP_WORDS)
    return rows


def pictures_of(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    """The pictures that a person fixed, oldest first."""
    rows = Picture.objects.filter(fixed_by_id=user_id).order_by("fixed_at", "id")
    found: Iterable[Mapping[str, Any]] = rows.values(*PICTURE_WORDS)
    return found
