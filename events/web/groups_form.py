"""The form that divides the people of a walk into groups: one choice per person, so that it works without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.actions.teams import Group
from events.staffing import SMALLEST_GROUP, group_name, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from django.forms import BoundField

    from events.querysets.walks import Person, Roster


class GroupsForm(forms.Form):
    """``proposed`` are sign-ups by group, in order."""

    def __init__(self, *args: Any, roster: Roster, proposed: Sequence[Sequence[UUID]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = roster.people
        self.most = max(len(proposed), len(roster.people) // SMALLEST_GROUP, 1)
        in_group = {signup_id: str(n) for n, held in enumerate(proposed, start=1) for signup_id in held}
        choices: list[tuple[str, Any]] = [("", _("Ingen grupp än"))]
        choices += [(str(n), group_name(numbered(n))) for n in range(1, self.most + 1)]
        for person in self.people:
            self.fields[str(person.signup_id)] = forms.ChoiceField(
                label=person.name,
                choices=choices,
                required=False,
                initial=in_group.get(person.signup_id, ""),
                error_messages={"invalid_choice": _("Välj en grupp i listan.")},
            )

    def rows(self) -> Iterator[tuple[Person, BoundField]]:
        """Each person with the choice of group."""
        return ((person, self[str(person.signup_id)]) for person in self.people)

    def clean(self) -> dict[str, Any]:
        """Somebody has to walk."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(said.values()):
            raise forms.ValidationError(_("Lägg minst två personer i en grupp."))
        return said

    def groups(self) -> list[Group]:
        """What form_teams takes, by number; an unused number leaves no gap."""
        held: dict[int, list[UUID]] = {}
        for person in self.people:
            chosen = self.cleaned_data[str(person.signup_id)]
            if chosen:
                held.setdefault(int(chosen), []).append(person.signup_id)
        return [Group(tuple(held[number])) for number in sorted(held)]
