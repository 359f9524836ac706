"""People, their organisations and their memberships."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common.seal import SealedField
from places.models import District, Municipality
from places.states import GroundOwner
from volunteers.managers import UserManager
from volunteers.querysets.people import MembershipQuerySet, OrganisationQuerySet
from volunteers.states import ROLE_CHOICES, MembershipState, OrganisationKind, OrganisationState

if TYPE_CHECKING:
    from collections.abc import Iterator


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, the same in every municipality. ``name`` is what others see, and may be an alias."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-post"), unique=True, null=True, blank=True)
    # E.164 (+46701740605). Only a number that its owner has proved opens the door (adapter.py).
    # A number that nobody has proved may stand twice: a couple shares one, and nobody blocks another's by typing it.
    phone = models.CharField(_("telefon"), max_length=32, db_index=True, null=True, blank=True)  # noqa: DJ001 -- none is not ""
    phone_is_verified = models.BooleanField(_("telefonen är bekräftad"), default=False)
    # The link to tonight's own group by SMS, where mail would do: a leader looks at the phone on the way out.
    evening_by_sms = models.BooleanField(_("kvällens länk som sms"), default=False)
    name = models.CharField(_("namn som visas"), max_length=80)
    # For the insurer, where the shown name is an alias or there is no account; read by who keeps the walk's list.
    legal_name = SealedField(_("namn för försäkringen"), blank=True)
    language = models.CharField(_("språk"), max_length=8, default="sv", choices=settings.LANGUAGES)
    is_protected = models.BooleanField(_("skyddade personuppgifter"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("når adminsidorna"), default=False)
    # Bumped in the transaction that changes a right: live sockets compare it (docs/live.md).
    rights_version = models.PositiveIntegerField(default=0, editable=False)
    # Part of what a session is known by: raising it ends every one of them.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("id",)
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["phone"], condition=models.Q(phone_is_verified=True), name="one_account_per_proved_phone"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Also of how often everything was signed out."""
        return self._this_round(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under SECRET_KEYs that are on their way out."""
        return (self._this_round(found) for found in super().get_session_auth_fallback_hash())

    def _this_round(self, found: str) -> str:
        return f"{found}{self.sessions_ended}" if self.sessions_ended else found

    @property
    def has_account(self) -> bool:
        """Whether the person can sign in; whoever cannot is kept by the leader of an organisation."""
        return bool(self.email) or (bool(self.phone) and self.phone_is_verified)

    def get_full_name(self) -> str:
        """The shown name."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the shown name: what a fellow walker sees."""
        return self.name.split(" ", 1)[0]


class Organisation(models.Model):
    """A night-walk group, association, watch area, municipal unit, company …; it belongs to one municipality."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="organisations")
    name = models.CharField(_("namn"), max_length=120)
    name_sort = models.CharField(max_length=140, editable=False)
    kind = models.CharField(_("slag"), max_length=24, choices=OrganisationKind.choices)
    state = models.CharField(
        _("läge"), max_length=12, choices=OrganisationState.choices, default=OrganisationState.ACTIVE
    )
    districts = models.ManyToManyField(
        District, related_name="organisations", verbose_name=_("kommundelar"), blank=True
    )
    # Which ground it answers for, when it does: routing and "own property" read it.
    ground_owner = models.CharField(
        _("svarar för mark"), max_length=20, choices=GroundOwner.choices, default=GroundOwner.UNKNOWN
    )
    # A function's address, never a private person's.
    contact_email = models.EmailField(_("funktionsadress"), blank=True)
    # Counts the changes: whoever saves what they looked at too long ago is told (volunteers.actions.common).
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name_sort", "id")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_organisation_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation; several rows for several roles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("roll"), max_length=24, choices=ROLE_CHOICES)
    state = models.CharField(_("läge"), max_length=12, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    since = models.DateTimeField(_("sedan"))
    ended_at = models.DateTimeField(_("till"), null=True, blank=True)
    # The function that others turn to: shown, with the organisation's address, to those who work with it.
    is_contact = models.BooleanField(_("kontakt utåt för organisationen"), default=False)
    # What the inviter called somebody who had an account already: all that they read until the person signs in.
    invited_as = models.CharField(max_length=80, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("organisation", "user", "role", "id")
        verbose_name = _("medlemskap")
        verbose_name_plural = _("medlemskap")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user", "role"], name="one_membership_per_role")
        ]
        indexes: ClassVar = [models.Index(fields=["user", "state"])]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"

    @property
    def is_name_shown(self) -> bool:
        """Whether the organisation reads the person's own name: it did already, or they have signed in since."""
        last_login = self.user.last_login
        return not self.invited_as or (last_login is not None and last_login > self.since)

    @property
    def shown_name(self) -> str:
        """What the organisation calls the person; ``user`` is read."""
        return str(self.user.name if self.is_name_shown else self.invited_as)
