"""/demo/stil/: every component in its states, drawn with the same templates as the pages. Routed only in the demo."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.shortcuts import render

from backend.common.clock import now
from backend.common.looks import LOOKS
from backend.common.web import public_page
from places.maps import district_map
from places.models import District
from tips.categories import CATEGORIES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SPRITE = settings.BASE_DIR / "backend" / "static" / "lykta" / "icons.svg"


class SampleForm(forms.Form):
    """A form as pages have them: short, with hints, one field of each sort."""

    title = forms.CharField(label="Rubrik", max_length=80)
    date = forms.DateField(label="Dag", widget=forms.DateInput(attrs={"type": "date"}))
    clock = forms.TimeField(label="Börjar", widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.ChoiceField(label="Samlingsplats", choices=[("1", "Fittja centrum"), ("2", "Alby tunnelbana")])
    text = forms.CharField(
        label="Att veta",
        required=False,
        help_text="Vad, var och när. Skriv inte om personer.",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
    )
    role = forms.ChoiceField(label="Du är", choices=[("a", "Nattvandrare"), ("b", "Ledare")], widget=forms.RadioSelect)
    read = forms.BooleanField(label="Jag har läst det som gäller i kväll")


@public_page
def styleguide(request: HttpRequest) -> HttpResponse:
    """One page, no data but the districts' shapes."""
    names = re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8"))
    districts = list(District.objects.filter(municipality=request.municipality).order_by("name_sort", "id"))  # type: ignore[attr-defined]
    moment = now()
    context = {
        "icons": [name for name in names if not name.startswith("cat-")],
        "categories": list(CATEGORIES.values()),
        "looks": {kind: [(code, code) for code in codes] for kind, codes in LOOKS.items()},
        "form": SampleForm(initial={"title": "Nattvandring i Fittja"}),
        "refused": SampleForm(
            auto_id="refused_%s", data={"title": "", "place": "9", "role": "a", "date": "igår", "clock": "21:00"}
        ),
        "start": moment,
        "end": moment + dt.timedelta(hours=3, minutes=30),
        "map": district_map(
            districts,
            title="Observationer per kommundel",
            levels={district.pk: index % 5 for index, district in enumerate(districts)},
        ),
        "bars": [
            {"label": "Fittja", "value": 9, "second": 5},
            {"label": "Alby", "value": 7, "second": 2},
            {"label": "Hallunda-Norsborg", "value": 6, "second": 4},
            {"label": "Tumba", "value": 3},
            {"label": "Vårsta-Grödinge", "value": 0},
        ],
    }
    return render(request, "styleguide.html", context)
