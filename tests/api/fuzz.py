"""Schemathesis on the whole application in this process: as one role, from ready and generated parts, and counted."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import schemathesis
import werkzeug
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi import checks

from backend.asgi import http_application
from tests.api.stage import DROP, Ready
from tests.api.test_openapi import described
from tests.doors import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.schemas import APIOperation

    from volunteers.models import User

HOST = "botkyrka.localhost"
BASE = f"http://{HOST}"
CHECKS = [
    not_a_server_error,
    checks.negative_data_rejection,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
READY_OF_TEN = 9
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


def bounded(examples: int, steps: int = 50) -> settings:
    """Repeatable from run to run, and never shrinking: an answer is the report."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@dataclass
class Tally:
    """Calls by operation and status."""

    calls: Counter[tuple[str, int]] = field(default_factory=Counter)

    def note(self, name: str, status: int) -> None:
        self.calls[name, status] += 1

    @property
    def total(self) -> int:
        return self.calls.total()

    @property
    def succeeded(self) -> int:
        return sum(n for (_name, status), n in self.calls.items() if 200 <= status < 300)

    @property
    def share(self) -> float:
        return self.succeeded / self.total

    @property
    def reached(self) -> set[str]:
        """Operations that answered 2xx at least once."""
        return {name for (name, status) in self.calls if 200 <= status < 300}

    def statuses(self) -> dict[int, int]:
        found: Counter[int] = Counter()
        for (_name, status), number in self.calls.items():
            found[status] += number
        return dict(sorted(found.items()))


class Browser:
    """A role's session and CSRF token, got from our own pages as a browser gets them."""

    def __init__(self, user: User | None) -> None:
        client = Client(enforce_csrf_checks=True, headers={"host": HOST})
        if user is not None:
            sign_in(client, user)
        assert client.get("/observera/").status_code == 200
        self.headers = {
            "Cookie": client.cookies.output(header="", attrs=[], sep=";").strip(),
            "X-CSRFToken": client.cookies["csrftoken"].value,
        }
        self.wire = werkzeug.Client(http_application, use_cookies=False)  # its jar does not know our hosts

    def send(self, case: Case) -> Any:
        """The call, and what the schema says of its answer. FailureGroup."""
        for signal in (request_started, request_finished):  # the request lives in the test's transaction
            signal.disconnect(close_old_connections)
        try:
            return case.call(base_url=BASE, headers=self.headers, session=self.wire)
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)


def schema_of(ready: dict[str, list[Ready]] | None = None) -> Any:
    """The committed description, bound to the application; ``ready`` parts are laid over most of what is generated."""
    raw = copy.deepcopy(described())
    for operations in raw["paths"].values():
        for operation in operations.values():
            del operation["security"]  # a browser's cookies, not made up ones
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = http_application
    if ready is not None:

        @schema.hook("before_generate_case")
        def lay(context: Any, strategy: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
            pool = ready.get(name_of(context.operation))
            if not pool:
                return strategy
            return st.builds(laid, strategy, st.integers(1, 10), st.sampled_from(pool))

    return schema


def aimed_at(ready: dict[str, list[Ready]]) -> Any:
    """The description again, for requests that break it: the address is a real one, unless that is what is broken."""
    schema = schema_of()

    @schema.hook("before_generate_case")
    def aim(context: Any, strategy: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
        pool = ready.get(name_of(context.operation))
        return st.builds(aimed, strategy, st.sampled_from(pool)) if pool else strategy

    return schema


def aimed(case: Case, part: Ready) -> Case:
    """The broken case at a ready address."""
    if case.meta is not None and not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters = {**(case.path_parameters or {}), **part.path}
    return case


def laid(case: Case, chance: int, part: Ready) -> Case:
    """The generated case with a ready part over it, nine times of ten."""
    if chance <= READY_OF_TEN:
        case.path_parameters = {**(case.path_parameters or {}), **part.path}
        if part.query is not None:
            case.query = dict(part.query)
        if part.body is not None and isinstance(case.body, dict):
            body = {**case.body, **part.body}
            case.body = {name: value for name, value in body.items() if value is not DROP}
    return case


def name_of(operation: APIOperation) -> str:
    """operationId."""
    return str(operation.definition.raw["operationId"])


def operations_of(schema: Any) -> Iterator[APIOperation]:
    """All operations, in the order of the description."""
    return (result.ok() for result in schema.get_all_operations())


class Undone:
    """Everything that happens inside is taken back, and nobody has knocked too often."""

    def __enter__(self) -> None:
        cache.clear()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *args: object) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


def try_out(
    operation: APIOperation,
    browser: Browser,
    tally: Tally,
    examples: int,
    mode: GenerationMode = POSITIVE,
) -> None:
    """Calls of one operation, each on the stage as it was. FailureGroup for the first that is not as described."""
    name = name_of(operation)

    @bounded(examples)
    @given(operation.as_strategy(mode))
    def call(case: Case) -> None:
        with Undone():
            answer = browser.send(case)
            tally.note(name, answer.status_code)
            case.validate_response(answer, CHECKS)

    call()


def walk_links(schema: Any, browser: Browser, tally: Tally, scenarios: int, steps: int = 6) -> None:
    """Chains of calls in which one answer's ids go into the next request; each chain on the stage as it was."""

    machine = schema.as_state_machine()
    # A chain begins with a list or with something new; an id is only ever one that an answer gave.
    guessing = {name: None for name in machine.root_rules if "_id_" in name}

    class Chain(type("Machine", (machine,), guessing)):  # type: ignore[misc]
        def setup(self) -> None:
            self.undone = Undone()
            self.undone.__enter__()

        def teardown(self) -> None:
            self.undone.__exit__()

        def call(self, case: Case, **_kwargs: Any) -> Any:
            answer = browser.send(case)
            tally.note(name_of(case.operation), answer.status_code)
            return answer

        def validate_response(self, response: Any, case: Case, **_kwargs: Any) -> None:
            case.validate_response(response, CHECKS)

    Chain.run(settings=bounded(scenarios, steps))
