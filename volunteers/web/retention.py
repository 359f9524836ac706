"""How long what is kept, what would go today, and what has gone: for who answers for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from backend.common import privacy
from backend.common.clock import now
from backend.common.errors import NotAllowed
from backend.common.web import attempt, page, say, viewer_of
from places.changes import version_of
from volunteers import policies
from volunteers.actions import retention as actions
from volunteers.models import RetentionProof
from volunteers.web import named_texts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PROOFS_SHOWN = 100


class RuleForm(forms.Form):
    """One class, its days, and the decision they rest on."""

    data_class = forms.ChoiceField(label=gettext_lazy("Slag av uppgifter"))
    days = forms.IntegerField(label=gettext_lazy("Dagar"), min_value=0, max_value=actions.LONGEST_DAYS)
    decision_ref = forms.CharField(
        label=gettext_lazy("Gallringsbeslut"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Diarienummer eller paragraf. Utan det gallras inga allmänna handlingar."),
    )

    # Of the times that were read: whoever saves later than somebody else is told.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data_class"].choices = [  # type: ignore[attr-defined]
            (each.code, each.title) for each in privacy.classes() if each.days is not None
        ]


@page
@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """Times, dry run and proof log; the form for those who may change a time."""
    viewer, moment = viewer_of(request), now()
    if not policies.can_read_retention(viewer):
        raise NotAllowed
    may_set = policies.can_set_retention(viewer)
    if request.method == "POST" and not may_set:
        raise NotAllowed
    form = RuleForm(request.POST or None, initial={"version": version_of(viewer.municipality_id, actions.AREA)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
        done = attempt(form, lambda: actions.set_retention(viewer=viewer, **values, now=moment))
        if done is not None:
            say(request, _("Tiden är sparad."))
            return redirect("volunteers:retention")
    titles = {each.code: each.title for each in privacy.classes()}
    proofs = RetentionProof.objects.visible_to(viewer)[:PROOFS_SHOWN]
    context = {
        "plans": actions.plans(viewer.municipality_id, moment),
        "proofs": [(proof, titles.get(proof.data_class, proof.data_class)) for proof in proofs],
        "texts": named_texts.lines(viewer),
        "may_settle": may_set,
        "form": form if may_set else None,
    }
    return render(request, "volunteers/privacy/retention.html", context, status=400 if form.errors else 200)
