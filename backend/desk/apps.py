"""The desk: pages that need many apps."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Home, board, my data, operations."""

    name = "backend.desk"
    label = "desk"
