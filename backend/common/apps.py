"""The kernel: no models, no imports of apps."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Errors, Viewer, clock, registries, API base."""

    name = "backend.common"
    label = "common"
