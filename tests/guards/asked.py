"""What the pages' code reads of a request: every name, found in the source, so that a new one cannot be missed."""

from __future__ import annotations

import ast
import importlib
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from django import forms
from django.http import QueryDict
from django.urls import get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
APPS = ("backend", "volunteers", "events", "places", "tips", "situation", "notifications")
READ_OF = {"GET", "POST", "query_params", "body"}
BY_NAME = {"get", "getlist", "pop"}


@dataclass(frozen=True)
class Spot:
    """A place in our code that reads ``name``: "" when it takes everything at once and hands it on."""

    where: str
    name: str


@cache
def spots() -> frozenset[Spot]:
    """Every read of a request's query, form or body in the apps."""
    return frozenset(spot for app in APPS for path in (ROOT / app).rglob("*.py") for spot in _spots(path))


def _spots(path: Path) -> Iterator[Spot]:
    return spots_in(path.read_text("utf-8"), ".".join(path.relative_to(ROOT).with_suffix("").parts))


def spots_in(source: str, module: str) -> Iterator[Spot]:
    """The reads of one module's text."""
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        # Of a request, whatever it is called: nothing else of ours has such attributes.
        if isinstance(node, ast.Attribute) and node.attr in READ_OF and isinstance(node.ctx, ast.Load):
            if not (isinstance(node.value, (ast.Name, ast.Attribute)) and _is_request(node.value)):
                continue
            name = _name_read(node, above)
            if name is None and _is_bound(node, above):
                continue
            yield Spot(f"{module}.{_function(node, above)}", name or "")


def _is_request(node: Any) -> bool:
    return "request" in (node.id if isinstance(node, ast.Name) else node.attr)


def _name_read(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str | None:
    """``request.GET.get("x")``, ``request.GET["x"]`` and ``"x" in request.GET`` → x."""
    parent = above[node]
    said: Any = None
    if isinstance(parent, ast.Attribute) and parent.attr in BY_NAME:
        call = above[parent]
        said = call.args[0] if isinstance(call, ast.Call) and call.args else None
    elif isinstance(parent, ast.Subscript):
        said = parent.slice
    elif isinstance(parent, ast.Compare):
        said = parent.left
    return str(said.value) if isinstance(said, ast.Constant) else None


def _is_bound(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether it is what a form is made of: ``WalkFilter(request.GET, …)``. Forms say their fields themselves."""
    inner, parent = node, above[node]
    while isinstance(parent, (ast.BoolOp, ast.IfExp)):
        inner, parent = parent, above[parent]
    if not isinstance(parent, ast.Call) or inner not in parent.args:
        return False
    called = parent.func.attr if isinstance(parent.func, ast.Attribute) else getattr(parent.func, "id", "")
    return called.endswith(("Form", "Filter"))


def _function(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    """The function at module level (or the class) in which it stands."""
    names = []
    while node in above:
        node = above[node]
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
    return ".".join(reversed(names))


@cache
def form_classes() -> tuple[type[forms.BaseForm], ...]:
    """Every form of our pages, wherever it stands; the operator's are asked in tests/guards/test_admin.py."""
    get_resolver().url_patterns  # noqa: B018 -- loads every page, and whatever forms it has
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "web" in path.parts or "form" in path.stem:
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = {one for one in _below(forms.BaseForm) if one.__module__.partition(".")[0] in APPS}
    return tuple(sorted((one for one in ours if not one.__module__.endswith(".admin")), key=name_of))


def _below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


@cache
def forms_with_made_fields() -> frozenset[str]:
    """Forms that make fields while they run: ``self.fields[name] = …``. Their names stand in no class."""
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found |= {
                f"{module}.{_function(node, above)}".removesuffix(".__init__")
                for node in ast.walk(tree)
                if isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Store)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "fields"
            }
    return frozenset(found)


def name_of(form: type) -> str:
    return f"{form.__module__}.{form.__qualname__}"


@dataclass
class Notes:
    """What was read while requests were answered: by our functions, and by the fields of forms."""

    spots: set[Spot] = field(default_factory=set)
    fields: set[Spot] = field(default_factory=set)


@contextmanager
def noted() -> Iterator[Notes]:
    """Notes who reads which name of a query or a form while it is open."""
    notes = Notes()
    real = forms.BaseForm._clean_fields  # type: ignore[attr-defined]

    class Noting(QueryDict):
        def get(self, key: Any, default: Any = None) -> Any:
            _note(notes, key)
            return super().get(key, default)

        def __getitem__(self, key: Any) -> Any:
            _note(notes, key)
            return super().__getitem__(key)

        def __contains__(self, key: Any) -> bool:
            _note(notes, key)
            return super().__contains__(key)

    def cleaned(form: Any) -> None:
        notes.fields |= {Spot(name_of(type(form)), name) for name in form.fields}
        real(form)

    wires = ("django.core.handlers.wsgi", "django.http.request", "django.http")
    with ExitStack() as stack:
        for wire in wires:
            stack.enter_context(mock.patch(f"{wire}.QueryDict", Noting))
        stack.enter_context(mock.patch.object(forms.BaseForm, "_clean_fields", cleaned))
        yield notes


def _note(notes: Notes, name: str) -> None:
    """Of whoever called the dictionary, when it is ours."""
    code, module = (frame := sys._getframe(2)).f_code, frame.f_globals.get("__name__", "")
    if module.partition(".")[0] in APPS:
        notes.spots.add(Spot(f"{module}.{code.co_qualname.replace('.<locals>', '')}", name))
