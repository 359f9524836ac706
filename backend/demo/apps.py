"""The demo: data and one-click sign-in, installed only when LYKTA_DEMO is on."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo data."""

    name = "backend.demo"
    label = "demo"
