"""Erasing somebody: what goes at once, what stays until when and why, the receipt, and the end of what stayed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _

from backend.common import privacy
from backend.common.clock import local
from backend.common.db import forget_pages, lock
from backend.common.errors import NotAllowed, NotFound
from backend.common.phones import written
from notifications.actions import deliver
from notifications.models import Delivery
from notifications.states import DeliveryState
from volunteers import messages, policies
from volunteers.actions import named_texts
from volunteers.actions.members import check_leader_stays
from volunteers.actions.rights import bump_rights
from volunteers.models import Erasure, Membership, User
from volunteers.states import MembershipState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from backend.common.viewer import Viewer

# What others read where the name stood.
NAMELESS = "Raderad person"
# A receipt that could not be sent in this time is not sent, and its address goes.
RECEIPT_WAITS = dt.timedelta(days=2)


def what_stays(user: User, now: dt.datetime) -> list[privacy.Stays]:
    """What an erasure at ``now`` would keep of the account, with ground and end date; of texts named_texts says it."""
    kept = [line for holder in privacy.holders() for line in holder.stays(user.pk, now)]
    if user.email:
        day = local(now + RECEIPT_WAITS).date()
        kept.append(
            privacy.Stays(
                _("Din e-postadress på kvittot, tills det har skickats"),
                _("Skyldighet att besvara din begäran (artikel 12.3 i dataskyddsförordningen)"),
                day,
            )
        )
    return kept


@transaction.atomic
def erase_person(*, viewer: Viewer, user_id: UUID, erasure_id: UUID, now: dt.datetime) -> Erasure:
    """Erase an account: all but ``what_stays`` goes now, the person is signed out everywhere, a receipt is sent.

    Raises NotFound, NotAllowed, and LastLeader for somebody without whom an organisation could not be led.
    """
    user: User | None = lock(User.objects.filter(pk=user_id)).first()
    if user is None or Erasure.objects.filter(user_id=user_id).exists():
        raise NotFound
    if not policies.can_erase(viewer, user_id):
        raise NotAllowed
    held = Membership.objects.filter(user_id=user_id, state=MembershipState.ACTIVE).select_related("organisation")
    for membership in held:
        check_leader_stays(viewer, membership)
    stays, found = what_stays(user, now), named_texts.found_of(user, viewer.municipality_id)
    dated = [line.until for line in stays if line.until is not None]
    erasure: Erasure = Erasure.objects.create(
        pk=erasure_id,
        user=user,
        municipality_id=viewer.municipality_id,
        asked_at=now,
        stays=[line.plain() for line in (*stays, *named_texts.that_stays(found))],
        last_day=max(dated) if dated and len(dated) == len(stays) else None,
    )
    person, address, language = person_of(user), user.email, user.language
    for holder in privacy.holders():
        holder.erase(person, now)
    named_texts.clear_texts(erasure=erasure, sought=named_texts.sought_of(user), found=found, now=now)
    _empty(user, keeps_name=_names_are_kept(user.pk, now))
    if address:
        _send_receipt(erasure, address, language, viewer.municipality_id, now)
    bump_rights([user_id])
    if not stays:
        _finish(erasure, user, now)
    _forget_after_commit(person, now)
    return erasure


@transaction.atomic
def finish_erasures(*, now: dt.datetime) -> int:
    """Remove what stayed of those whose time is over. Returns how many are whole now."""
    finished = 0
    today = local(now).date()
    for erasure in lock(Erasure.objects.unfinished().select_related("user")):
        if erasure.user is None or _is_over(erasure, today, now):
            _finish(erasure, erasure.user, now)
            finished += 1
    if finished:
        transaction.on_commit(forget_pages, robust=True)
    return finished


def forget_receipts(*, now: dt.datetime) -> None:
    """Receipts that have been sent, or could not be in their time: with their addresses."""
    over = ~Q(state=DeliveryState.WAITING) | Q(created_at__lt=now - RECEIPT_WAITS)
    rows = Delivery.objects.filter(over, kind=messages.ERASED.code)
    addresses = tuple(rows.values_list("address", flat=True))
    if addresses:
        rows.order_by().delete()
        transaction.on_commit(forget_pages, robust=True)
        forget_mail(addresses)


def person_of(user: User) -> privacy.Person:
    """The words that may not be left."""
    words = (user.name, user.legal_name, user.email or "", *written(user.phone or ""))
    return privacy.Person(user.pk, tuple(dict.fromkeys(word for word in words if word and word != NAMELESS)))


def left_long_ago(municipality_id: UUID, before: dt.datetime) -> int:
    """How many accounts of a municipality have been without any organisation since then."""
    return _left(municipality_id, before).count()


def erase_left(municipality_id: UUID, before: dt.datetime) -> int:
    """Erase them. Returns how many."""
    from backend.common.clock import now as clock_now  # noqa: PLC0415 -- a disposal has a limit, an erasure a moment
    from backend.common.viewer import system  # noqa: PLC0415

    ids = list(_left(municipality_id, before).values_list("pk", flat=True))
    for user_id in ids:
        erase_person(viewer=system(municipality_id), user_id=user_id, erasure_id=uuid4(), now=clock_now())
    return len(ids)


def forget_mail(words: Iterable[str]) -> None:
    """Where mail and SMS are written to files instead of sent (a trial, a demo): those addressed to the person."""
    sought = [word.casefold().encode() for word in words if "@" in word or word.startswith("+")]
    for folder in (getattr(settings, "EMAIL_FILE_PATH", None), settings.DATA_DIR / "sms"):
        for file in Path(folder).glob("*") if folder and sought else ():
            if file.is_file() and any(word in file.read_bytes().lower() for word in sought):
                file.unlink()


def _left(municipality_id: UUID, before: dt.datetime) -> QuerySet[User]:
    here = Membership.objects.filter(organisation__municipality_id=municipality_id)
    stands = Membership.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=before))
    rows: QuerySet[User] = (
        User.objects.filter(pk__in=here.order_by().values("user_id"), is_active=True, is_staff=False)
        .exclude(pk__in=stands.order_by().values("user_id"))
        .exclude(last_login__gte=before)
        .filter(erasure__isnull=True)
    )
    return rows


def _is_over(erasure: Erasure, today: dt.date, now: dt.datetime) -> bool:
    """The receipt's last day, or where a decision was missing, the day that it has given since."""
    if erasure.last_day is not None:
        return bool(erasure.last_day < today)
    user = erasure.user
    return user is None or all(line.until is not None and line.until < today for line in what_stays(user, now))


def _names_are_kept(user_id: UUID, now: dt.datetime) -> bool:
    return any(holder.stays(user_id, now) for holder in privacy.holders())


def _empty(user: User, *, keeps_name: bool) -> None:
    """The account without anything that says who it was; the name stays sealed where something stays that needs it."""
    user.legal_name = (user.legal_name or user.name) if keeps_name else ""
    user.name, user.email, user.phone, user.phone_is_verified = NAMELESS, None, None, False
    user.evening_by_sms = False
    user.password, user.last_login = make_password(None), None
    user.is_active = user.is_staff = user.is_superuser = False
    user.save()


def _finish(erasure: Erasure, user: User | None, now: dt.datetime) -> None:
    """What stayed goes. The account too, unless a record that is preserved has its number: then it has no name."""
    if user is not None:
        person = person_of(user)
        for holder in privacy.holders():
            holder.finish(person, now)
        user.legal_name = ""
        user.save(update_fields=["legal_name"])
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:
            pass
    Erasure.objects.filter(pk=erasure.pk).update(user=None, finished_at=now)


def _send_receipt(erasure: Erasure, address: str, language: str, municipality_id: UUID, now: dt.datetime) -> None:
    message = messages.erased(erasure=erasure, language=language)
    deliver(
        kind=messages.ERASED.code,
        key=f"{messages.ERASED.code}:{erasure.pk}",
        municipality_id=municipality_id,
        address=address,
        language=language,
        subject=message.subject,
        body=message.body,
        now=now,
    )


def _forget_after_commit(person: privacy.Person, _now: dt.datetime) -> None:
    def forget() -> None:
        forget_pages()
        forget_mail(person.words)

    transaction.on_commit(forget, robust=True)
