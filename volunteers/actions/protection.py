"""Writes for people with protected personal data (DOMAIN.md R17): the alias, and letters that show no address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common.db import lock
from backend.common.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.common.privacy import Person
from notifications.actions import deliver
from notifications.channels import sms
from notifications.models import Delivery
from notifications.states import Channel
from volunteers import messages, policies
from volunteers.actions.rights import bump_rights
from volunteers.messages import Message
from volunteers.models import Invitation, Membership, Organisation, User
from volunteers.reach import way_to

if TYPE_CHECKING:
    from uuid import UUID

    from backend.common.viewer import Viewer

LONGEST_NAME, LONGEST_LETTER = 80, 1000
DAY, MOST_LETTERS = dt.timedelta(days=1), 5


class AliasMissing(Invalid):
    """Without another name the protected one would go on being shown."""

    code = "alias_missing"
    message = _("Skriv ett annat namn att visa, högst 80 tecken.")


class AliasIsName(Invalid):
    """The name for the insurer is what is protected."""

    code = "alias_is_name"
    message = _("Välj ett namn som inte är det riktiga.")


class LetterEmpty(Invalid):
    """Something has to be said, and not too much."""

    code = "letter_empty"
    message = _("Skriv något, högst 1 000 tecken.")


class LetterTooLong(Invalid):
    """The person is reached by SMS, and the end of what was said would be cut away."""

    code = "letter_too_long"
    message = _("Meddelandet skickas som sms och är för långt. Skriv kortare.")


class TooManyLetters(Conflict):
    """Nobody is written to all day long."""

    code = "too_many_letters"
    message = _("Personen har fått flera meddelanden det senaste dygnet. Vänta till i morgon.")


class NoWayToWrite(Conflict):
    """No address, or not protected, and then one writes as to anybody else."""

    code = "no_way_to_write"
    message = _("Det går inte att skriva till personen via Lykta.")


@transaction.atomic
def protect(*, viewer: Viewer, user_id: UUID, alias: str) -> User:
    """Show an alias everywhere from now on, and the telephone nowhere; the earlier name is kept sealed for the insurer.

    By the person, or once by who leads an organisation that they are in and reads their name. Raises NotFound,
    NotAllowed, AliasMissing, AliasIsName.
    """
    user = _person(viewer, user_id)
    # Whoever could try one alias after another would be told when it is the name.
    if user.is_protected and user_id != viewer.user_id:
        raise NotAllowed
    shown = " ".join(alias.split())
    if not shown or len(shown) > LONGEST_NAME:
        raise AliasMissing(field="alias")
    real = user.legal_name or (user.name if not user.is_protected else "")
    if shown.casefold() == real.casefold():
        raise AliasIsName(field="alias")
    user.name, user.legal_name, user.is_protected = shown, real, True
    user.save(update_fields=["name", "legal_name", "is_protected"])
    # What an inviter called them may be the very name.
    Membership.objects.filter(user=user).exclude(invited_as="").update(invited_as=shown)
    _forget_ways_in(user, real)
    LogEntry.objects.filter(content_type__model="user", object_id=str(user.pk)).update(object_repr=shown)
    bump_rights([user.pk])
    return user


@transaction.atomic
def unprotect(*, viewer: Viewer) -> User:
    """The person's own choice alone; the alias stays until they are called something else. Raises NotAllowed."""
    if viewer.user_id is None:
        raise NotAllowed
    user: User = lock(User.objects.filter(pk=viewer.user_id)).get()
    user.is_protected = False
    user.save(update_fields=["is_protected"])
    bump_rights([user.pk])
    return user


@transaction.atomic
def write_letter(
    *, viewer: Viewer, organisation_id: UUID, user_id: UUID, text: str, now: dt.datetime, new_id: UUID
) -> None:
    """Write to a member with protected personal data; neither side learns the other's address.

    By mail, or by SMS to a proved number where there is no address. Raises NotFound, NotAllowed, LetterEmpty,
    LetterTooLong, NoWayToWrite, TooManyLetters.
    """
    rows = Membership.objects.visible_to(viewer).filter(organisation_id=organisation_id, user_id=user_id).standing()
    row: Membership | None = rows.select_related("user", "organisation__municipality").first()
    if row is None or viewer.user_id is None:
        raise NotFound
    if not policies.can_see_members(viewer, row.organisation) or user_id == viewer.user_id:
        raise NotAllowed
    said = text.strip()
    if not said or len(said) > LONGEST_LETTER:
        raise LetterEmpty(field="text")
    user: User = lock(User.objects.filter(pk=user_id)).get()
    way = way_to(user)
    if not user.is_protected or not user.is_active or (way is Channel.EMAIL and not user.email):
        raise NoWayToWrite
    lately = Delivery.objects.filter(kind=messages.LETTER.code, user_id=user_id, created_at__gt=now - DAY)
    if lately.count() >= MOST_LETTERS:
        raise TooManyLetters
    message = _letter(User.objects.get(pk=viewer.user_id), row.organisation, said, user.language, way)
    deliver(
        kind=messages.LETTER.code,
        key=f"{messages.LETTER.code}:{new_id}",
        municipality_id=viewer.municipality_id,
        user_id=user_id,
        channel=way,
        language=user.language,
        subject=message.subject,
        body=message.body,
        now=now,
    )


def _letter(sender: User, organisation: Organisation, said: str, language: str, way: Channel) -> Message:
    """As a mail, or as an SMS that holds all of it. LetterTooLong."""
    message = messages.letter(sender=sender.name, organisation=organisation, text=said, language=language)
    if way is Channel.EMAIL:
        return message
    text = messages.letter_by_sms(sender=sender.name, organisation=organisation, text=said, language=language)
    if sms.fitted(text) != text:
        raise LetterTooLong(field="text")
    return Message(message.subject, text)


def _forget_ways_in(user: User, real: str) -> None:
    """Invitations that were used say nothing any more of where they were sent, or what the inviter called the person.

    One that is still open keeps its address: nobody else may come in by it (volunteers.actions.accepting).
    """
    named, own = Person(user.pk, (real,)), {word for word in (user.email, user.phone) if word}
    theirs = Membership.objects.filter(user=user).order_by().values("organisation_id")
    for row in Invitation.objects.filter(organisation_id__in=theirs).only("id", "uses", "label", "sent_to", "person"):
        was_sent = row.uses > 0 and (row.sent_to in own or row.person_id == user.pk)
        if was_sent or named.is_in(row.label):
            row.label, row.sent_to = "", "" if was_sent else row.sent_to
            row.save(update_fields=["label", "sent_to"])


def _person(viewer: Viewer, user_id: UUID) -> User:
    """The viewer's own account, or that of a member of an organisation that the viewer leads; locked. NotFound.

    Somebody who was added by their address and has not come yet is nobody's to rename.
    """
    if user_id != viewer.user_id:
        rows = Membership.objects.visible_to(viewer).filter(user_id=user_id).standing()
        rows = rows.select_related("organisation", "user")
        led = [row for row in rows if policies.can_add_members(viewer, row.organisation) and row.is_name_shown]
        if not led:
            raise NotFound
    found: User | None = lock(User.objects.filter(pk=user_id)).first()
    if found is None:
        raise NotFound
    return found
