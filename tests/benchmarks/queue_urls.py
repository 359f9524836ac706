"""The project's addresses, and the floor that the queue is measured against over HTTP."""

from __future__ import annotations

from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated

from tips.models import Tip


class BareSerializer(serializers.ModelSerializer[Tip]):
    """A model's own columns, as many and as long as ours."""

    class Meta:
        model = Tip
        exclude = ("digest",)


class BareList(ListAPIView[Tip]):
    """Fifty rows as DRF's tutorial lists them, behind the same middleware and session; no order, no filter, no page."""

    queryset = Tip.objects.order_by()[:50]
    serializer_class = BareSerializer
    permission_classes = [IsAuthenticated]
    pagination_class = None


urlpatterns = [path("bench/rows/", BareList.as_view()), path("", include("backend.urls"))]
