"""Named refusals in four families; one handler turns families into answers, so domain code knows no HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refusal(Exception):
    """A sentence for a person and a code for a machine. Raise a named subclass, never this class."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | _StrPromise] = _("Det går inte.")

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        """``field`` names the input at fault, ``params`` fill the message's %(name)s and travel with the problem."""
        self.field = field
        self.params = params
        super().__init__(self.code)

    @property
    def detail(self) -> str:
        """The sentence in the language that is active when it is read."""
        text = str(self.message)
        return text % self.params if self.params else text


class NotAllowed(Refusal):
    """Known, and not yours to do."""

    code = "not_allowed"
    message = _("Du har inte behörighet att göra det här.")


class NotFound(Refusal):
    """Unknown or somebody else's: the answer does not tell which."""

    code = "not_found"
    message = _("Det finns inte, eller så visas det inte för dig.")


class Conflict(Refusal):
    """Right person, wrong moment: the state of things forbids it now."""

    code = "conflict"
    message = _("Något har ändrats. Ladda om och försök igen.")


class Invalid(Refusal):
    """The input itself is wrong; ``field`` says where."""

    code = "invalid"
    message: ClassVar[str | _StrPromise] = _("Värdet är inte giltigt.")


class SecondFactorNeeded(NotAllowed):
    """Theirs to do, once a second factor has been shown in this session."""

    code = "second_factor_needed"
    message = _("Det här öppnas när du har visat din tvåstegsinloggning.")


class FreshSignInNeeded(NotAllowed):
    """One's own, once it has been shown anew who one is. ``back`` is the page from which one came."""

    code = "fresh_sign_in_needed"
    message = _("Det var ett tag sedan du loggade in. Visa att det är du, och försök igen.")
