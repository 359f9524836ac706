"""The desk: pages that need many apps."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AppConfig):
    """Home, board, my data, operations."""

    name = "backend.desk"
    label = "desk"


class OperationsConfig(AdminConfig):
    """Django's admin with our own site."""

    default_site = "backend.desk.operations.OperationsSite"
