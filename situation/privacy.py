"""Personal data that the week holds: who took which step with a measure, and who fixed a picture."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backend.common import clock, privacy
from situation.models import MeasureEvent, Picture
from situation.states import MeasureState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

STEP_WORDS = {"at": _("Tid"), "measure__title": _("Åtgärd"), "to_state": _("Läge efteråt")}
PICTURE_WORDS = {"week__key": _("Vecka"), "fixed_at": _("Fastställd")}
GROUND = _("Uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen)")


STEPS = "situation.decisions"
# As long as somebody may ask who decided; the decision itself is preserved.
NAMED = dt.timedelta(days=730)
PRESERVED = privacy.DataClass(
    STEPS,
    _("Lägesbilder och beslutade åtgärder"),
    days=None,
    is_municipal_record=True,
    outlived=privacy.preserved,
    dispose=privacy.preserved,
)
NAME_STAYS = _("Allmän handling: vem i kommunen som beslutade (artikel 6.1 e och 17.3 b i dataskyddsförordningen)")


def steps_stay(user_id: UUID, now: dt.datetime) -> tuple[privacy.Stays, ...]:
    """That a person took steps with measures, for two years after the last one."""
    last = MeasureEvent.objects.filter(actor_id=user_id).aggregate(last=Max("at"))["last"]
    return _named_until(_("Dina steg med åtgärder, med ditt namn"), last, now)


def pictures_stay(user_id: UUID, now: dt.datetime) -> tuple[privacy.Stays, ...]:
    """That a person fixed pictures, for two years after the last one."""
    last = Picture.objects.filter(fixed_by_id=user_id).aggregate(last=Max("fixed_at"))["last"]
    return _named_until(_("Att du har fastställt lägesbilder, med ditt namn"), last, now)


def _named_until(title: Any, last: dt.datetime | None, now: dt.datetime) -> tuple[privacy.Stays, ...]:
    if last is None or last + NAMED < now:
        return ()
    return (privacy.Stays(title, NAME_STAYS, clock.local(last + NAMED).date()),)


def register() -> None:
    """Called from SituationConfig.ready()."""
    privacy.register_class(PRESERVED)
    privacy.register(
        privacy.Holder(
            model="situation.MeasureEvent",
            title=_("Steg med åtgärder"),
            fields=("actor",),
            purpose=_("Visa vem som föreslog, beslutade och följde upp en åtgärd och när."),
            ground=GROUND,
            basis=privacy.Basis.PUBLIC_TASK,
            keep=_("Så länge åtgärden finns kvar; namnet 24 månader efter steget."),
            data_class=STEPS,
            stays=steps_stay,
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
            basis=privacy.Basis.PUBLIC_TASK,
            keep=_("Så länge lägesbilden finns kvar; namnet 24 månader efter beslutet."),
            data_class=STEPS,
            stays=pictures_stay,
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
