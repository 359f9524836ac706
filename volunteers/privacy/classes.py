"""How long volunteers keeps what, and what is older than that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.common.privacy import DataClass, preserved
from volunteers.models import AccessLog, Clearance, GuardianConsent, Invitation, JoinRequest, MemberImport
from volunteers.privacy.accounts import OPERATOR
from volunteers.privacy.clearances import CLEARANCES, CONSENTS, RULES
from volunteers.privacy.joining import IMPORTS, JOINING
from volunteers.privacy.logs import ACCESS_LOG, ERASURES
from volunteers.privacy.people import ACCOUNT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable
    from uuid import UUID

    Find = Callable[[UUID, dt.datetime], Iterable[QuerySet[Any]]]


def _readings(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    return (AccessLog.objects.filter(municipality_id=municipality_id, at__lt=before),)


def _joining(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    here = {"organisation__municipality_id": municipality_id}
    return (
        Invitation.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before), **here),
        JoinRequest.objects.filter(answered_at__lt=before, **here),
    )


def _imports(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    return (MemberImport.objects.filter(organisation__municipality_id=municipality_id, uploaded_at__lt=before),)


def _clearances(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    over = Q(expires_on__lt=before.date()) | Q(withdrawn_at__lt=before)
    return (Clearance.objects.filter(over, municipality_id=municipality_id),)


def _consents(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    over = Q(ends_on__lt=before.date()) | Q(withdrawn_at__lt=before)
    return (GuardianConsent.objects.filter(over, organisation__municipality_id=municipality_id),)


def _operator(municipality_id: UUID, before: dt.datetime) -> Iterable[QuerySet[Any]]:
    here = Q(user__memberships__organisation__municipality_id=municipality_id) | Q(user__memberships__isnull=True)
    ids = LogEntry.objects.filter(here, action_time__lt=before).order_by().values("pk")
    return (LogEntry.objects.filter(pk__in=ids),)


def rows_class(code: str, title: Any, days: int, find: Find, *, is_municipal_record: bool = False) -> DataClass:
    """A class whose old rows are simply deleted."""

    def outlived(municipality_id: UUID, before: dt.datetime) -> int:
        return sum(rows.count() for rows in find(municipality_id, before))

    def dispose(municipality_id: UUID, before: dt.datetime) -> int:
        counted = outlived(municipality_id, before)
        for rows in find(municipality_id, before):
            rows.order_by().delete()
        return counted

    return DataClass(code, title, days, is_municipal_record, outlived, dispose)


def preserved_class(code: str, title: Any, *, is_municipal_record: bool = False) -> DataClass:
    """A class of which nothing goes."""
    return DataClass(code, title, None, is_municipal_record, preserved, preserved)


def all_classes() -> tuple[DataClass, ...]:
    """Those of volunteers."""
    from volunteers.actions.erasing import erase_left, left_long_ago  # noqa: PLC0415 -- it asks the registry

    return (
        DataClass(ACCOUNT, _("Konton utan organisation"), 365, False, left_long_ago, erase_left),
        rows_class(ACCESS_LOG, _("Läslogg"), 365, _readings),
        rows_class(JOINING, _("Inbjudningar och förfrågningar"), 90, _joining),
        rows_class(IMPORTS, _("Inlästa medlemslistor"), 1, _imports),
        rows_class(CLEARANCES, _("Behörighetsbevis som har gått ut"), 365, _clearances),
        rows_class(CONSENTS, _("Vårdnadshavares samtycken som har gått ut"), 0, _consents),
        rows_class(OPERATOR, _("Ändringar på driftens sidor"), 365, _operator),
        preserved_class(RULES, _("Gyllene regler"), is_municipal_record=True),
        preserved_class(ERASURES, _("Kvitton på radering, utan namn")),
    )
