"""Member lists: what is read, what is refused with which words, and that nothing is half taken in."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import struct
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from backend.common.errors import NotAllowed, NotFound
from notifications.models import Delivery, Due
from tests.factories import NOW
from volunteers import due, member_lists, sheets
from volunteers.actions import imports
from volunteers.models import MemberImport, Membership, Organisation, User
from volunteers.states import ImportState, MembershipState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from backend.common.viewer import Viewer

    ViewerOf = Callable[..., Viewer]
    ClientOf = Callable[..., Client]

LATER = NOW + dt.timedelta(minutes=5)
LIST = "Namn;E-post;Mobil;Roll\nÅsa Öberg;Asa@Example.org;070-174 06 05;Vandringsledare\nRut;;;\n"
TABLE = [["Namn", "E-post", "Mobil"], ["Åsa Öberg", "asa@example.org", 701740605], ["Rut", "", ""]]


def xlsx(rows: list[list[object]], **more: str) -> bytes:
    """The smallest workbook that a reader takes, with its cells inline."""

    def cell(value: object) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{rel}"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (parts | more).items():
            book.writestr(name, text)
    return packed.getvalue()


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_what_people_save_is_read(encoding: str, delimiter: str) -> None:
    cells = member_lists.read_file(LIST.replace(";", delimiter).encode(encoding))
    first, second = member_lists.understood(cells)
    assert (first.name, first.email, first.phone, first.role) == (
        "Åsa Öberg", "asa@example.org", "+46701740605", "walk_leader",
    )  # fmt: skip
    assert (second.number, second.name, second.email, second.role, second.faults) == (3, "Rut", "", "volunteer", [])


def test_a_workbook_is_read_and_gets_back_its_zero() -> None:
    first, second = member_lists.understood(member_lists.read_file(xlsx(TABLE)))
    assert (first.name, first.phone, second.name) == ("Åsa Öberg", "+46701740605", "Rut")


def test_first_and_last_names_and_other_headings() -> None:
    rows = member_lists.understood(
        [["Förnamn", "Efternamn", "Epostadress:", "Skostorlek"], ["Bo", "Ek", "bo@x.se", "43"]]
    )
    assert (rows[0].name, rows[0].email) == ("Bo Ek", "bo@x.se")


REFUSED = {
    "is_html": b"\xef\xbb\xbf <!doctype html><table><tr><td>Namn</td></tr></table>",
    "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "cell_too_long": ("Namn;E-post\n" + "a" * 1_000_000 + ";a@example.org\n").encode(),
    "too_many_rows": ("Namn;E-post\n" + "Kim;kim@example.org\n" * 10_001).encode(),
    "file_too_large": b"a" * (sheets.MOST_BYTES + 1),
    "unpacks_too_large": xlsx(TABLE, **{"xl/media/bomb.xml": "0" * (sheets.MOST_UNPACKED + 1)}),
    "unreadable": b"PK\x03\x04 but not really",
    "empty": b" \n",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused(code: str) -> None:
    with pytest.raises(member_lists.Unreadable) as refused:
        member_lists.read_file(REFUSED[code])
    assert refused.value.code == code


def test_a_bomb_that_lies_about_its_size_dies_in_its_own_process() -> None:
    raw = xlsx([["Namn", "E-post"], ["a" * 100_000_000, "x"]])
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        real = book.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = raw.replace(struct.pack("<I", real), struct.pack("<I", 4_000))
    assert (len(lying), raw.count(struct.pack("<I", real))) == (len(raw), 2)
    with pytest.raises(member_lists.Unreadable) as refused:
        member_lists.read_file(lying)
    assert refused.value.code in {"cell_too_long", "unpacks_too_large", "unreadable"}


def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command: list[str], **options: object) -> object:
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).wait(timeout=0.2)

    monkeypatch.setattr(member_lists.subprocess, "run", hang)
    with pytest.raises(member_lists.Unreadable) as refused:
        member_lists.read_file(b"x")
    assert refused.value.code == "took_too_long"


def test_the_child_reaches_no_network_and_no_file() -> None:
    code = (
        "import socket, volunteers.sheets as s; s._shut_in()\n"
        "for act in (socket.socket, lambda: open('/etc/hostname')):\n"
        "    try: act(); print('open')\n"
        "    except OSError: print('shut')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=member_lists.ROOT
    )
    assert done.stdout.split() == ["shut", "shut"]


@pytest.mark.parametrize(
    "cells",
    [
        [["Namn", "E-post", "Personnummer"], ["Kim", "kim@example.org", ""]],
        [["Namn", "E-post"], ["Kim 811218-9876", "kim@example.org"]],
        [["Namn", "E-post", "Mobil"], ["Kim", "kim@example.org", "811218-9876"]],
        [["Namn", "E-post", "Mobil"], ["Kim", "kim@example.org", "198112189876"]],
        [["Namn", "E-post", "Övrigt"], ["Kim", "kim@example.org", "8112189876"]],
        [["Namn", "E-post", "Övrigt"], ["Kim", "kim@example.org", "701063-2391"]],
    ],
)
def test_personal_identity_numbers_are_refused_wherever_they_stand(cells: list[list[str]]) -> None:
    with pytest.raises(member_lists.Unreadable) as refused:
        member_lists.understood(cells)
    assert refused.value.code == "personal_numbers"


def test_a_telephone_is_no_personal_number() -> None:
    numbers = ("0701740605", "070-1740605", "+46701740605", "0700101239")
    rows = [["Namn", "E-post", "Mobil"], *[["Kim", f"k{n}@example.org", said] for n, said in enumerate(numbers)]]
    assert [row.faults for row in member_lists.understood(rows)] == [[]] * 4


@pytest.mark.parametrize("heading", [["Namn", "Adress"], ["E-post"], ["Kim", "kim@example.org"]])
def test_a_list_without_headings_is_told_which(heading: list[str]) -> None:
    with pytest.raises(member_lists.Unreadable) as refused:
        member_lists.understood([heading, ["Kim", "kim@example.org"]])
    assert refused.value.code == "no_heading"


def test_each_row_is_told_what_is_wrong_with_it() -> None:
    rows = member_lists.understood(
        [
            ["Namn", "E-post", "Mobil", "Roll"],
            ["", "kim@example.org", "", ""],
            ["Kim", "kim@", "12", "kung"],
            ["A" * 81, "a@example.org", "", ""],
            ["Bo", "a@example.org", "", ""],
            ["Rut", "", "070-174 06 05", ""],
            ["rut", "", "0701740605", ""],
            ["Bo", "", "", ""],
            ["Bo", "", "", ""],
        ]
    )
    assert [row.faults for row in rows] == [
        ["name_missing"],
        ["bad_email", "bad_phone", "unknown_role"],
        ["name_too_long"],
        ["twice"],
        [],
        ["twice"],
        [],
        [],
    ]


# --- taking in -------------------------------------------------------------------------------------------------------


def keep(viewer: Viewer, organisation: Organisation, text: str = LIST) -> MemberImport:
    rows = member_lists.understood([line.split(";") for line in text.strip().splitlines()])
    return imports.keep_list(viewer=viewer, organisation_id=organisation.pk, rows=rows, now=NOW, new_id=uuid4())


def take_in(viewer: Viewer, kept: MemberImport) -> int:
    return imports.take_in(viewer=viewer, import_id=kept.pk, now=LATER, new_id=uuid4)


def test_with_an_address_an_account_without_one_kept(
    coordinator: User, walker: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    viewer = viewer_of(coordinator)
    kept = keep(viewer, walkers, f"{LIST}Amina;{walker.email};;\n")
    assert take_in(viewer, kept) == 2
    asa = User.objects.get(email="asa@example.org")
    assert (asa.name, asa.memberships.get().role, asa.phone_is_verified) == ("Åsa Öberg", "walk_leader", False)
    assert [row.user.name for row in Membership.objects.kept_by(viewer)] == ["Rut"]
    for _ in range(2):
        due.welcome_list(Due.objects.get(kind="volunteers.welcome_list"), NOW)
    assert list(Delivery.objects.values_list("user__name", flat=True)) == ["Åsa Öberg"]
    assert User.objects.get(pk=walker.pk).name == "Amina Warsame"
    kept.refresh_from_db()
    assert (kept.state, kept.rows) == (ImportState.DONE, "")
    with pytest.raises(imports.ListGone):
        take_in(viewer, kept)


def test_an_address_is_no_key_to_a_name(
    coordinator: User, association: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf
) -> None:
    viewer, text = viewer_of(coordinator), f"Namn;E-post\nNågon;{association.email}\n"
    take_in(viewer, keep(viewer, walkers, text))
    member = Membership.objects.get(user=association, organisation=walkers)
    assert (member.invited_as, member.shown_name) == ("Någon", "Någon")
    assert association.name not in client_of(coordinator).get(f"/organisationer/{walkers.pk}/").content.decode()
    # Whose name was read already goes on being called by it, and so does who comes back.
    Membership.objects.filter(pk=member.pk).update(state=MembershipState.ENDED, invited_as="")
    take_in(viewer, keep(viewer, walkers, text))
    member.refresh_from_db()
    assert (member.state, member.shown_name) == (MembershipState.ACTIVE, association.name)


def test_the_same_list_again_doubles_nobody(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    viewer, text = viewer_of(coordinator), "Namn;E-post;Mobil\nRut;;070-174 06 05\nBo;;\nBo;;\n"
    assert [take_in(viewer, keep(viewer, walkers, text)) for _ in range(2)] == [3, 0]
    assert take_in(viewer, keep(viewer, walkers, f"{text}Bo;;070-174 06 06\n")) == 1
    assert Membership.objects.kept_by(viewer).count() == 4


def test_nothing_is_half_taken_in(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    viewer, before = viewer_of(coordinator), User.objects.count()
    kept = keep(viewer, walkers, f"{LIST}Bo;bo;;\n")
    assert (kept.row_count, kept.error_count) == (3, 1)
    with pytest.raises(imports.ListHasFaults):
        take_in(viewer, kept)
    assert User.objects.count() == before


def test_nor_when_something_breaks_at_the_end(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, before = viewer_of(coordinator), User.objects.count()
    kept = keep(viewer, walkers)

    def broken(*args: object) -> None:
        raise OSError

    monkeypatch.setattr(imports, "_forget", broken)
    with pytest.raises(OSError):
        take_in(viewer, kept)
    assert User.objects.count() == before


def test_the_rows_are_sealed_and_gone_within_a_day(
    coordinator: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    kept = keep(viewer_of(coordinator), walkers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM volunteers_memberimport")
        assert "example.org" not in cursor.fetchone()[0]
    row = Due.objects.get(kind="volunteers.forget_list")
    assert (row.due_at - NOW).total_seconds() == 24 * 3600
    due.forget_list(row, row.due_at)
    kept.refresh_from_db()
    assert (kept.state, kept.rows) == (ImportState.DROPPED, "")


def test_what_this_organisation_says_to_a_row(
    coordinator: User, walker: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    walker.memberships.update(state=MembershipState.SUSPENDED)
    User.objects.create_user("closed@example.org", name="X", is_active=False)
    text = (
        "Namn;E-post;Mobil;Roll\nA;a@example.org;;kontaktombud\nB;;;samordnare\n"
        f"C;{walker.email};;\nD;closed@example.org;;\n"
    )
    kept = keep(viewer_of(coordinator), walkers, text)
    assert [row.faults for row in member_lists.unpacked(kept.rows)] == [
        ["role_not_here"], ["role_needs_email"], ["suspended"], ["address_refused"],
    ]  # fmt: skip


def test_a_list_is_its_uploaders(
    coordinator: User, leader: User, association: User, walkers: Organisation, viewer_of: ViewerOf
) -> None:
    kept = keep(viewer_of(coordinator), walkers)
    for user in (leader, association):
        with pytest.raises(NotFound):
            take_in(viewer_of(user), kept)
        with pytest.raises(NotAllowed):
            keep(viewer_of(user), walkers)


def test_the_pages(coordinator: User, walkers: Organisation, client_of: ClientOf) -> None:
    client, path = client_of(coordinator), f"/organisationer/{walkers.pk}/lista/"

    def send(raw: bytes, name: str = "lista.csv") -> object:
        return client.post(path, {"file": SimpleUploadedFile(name, raw)})

    for code, words in (("is_html", "webbsida"), ("unpacks_too_large", "orimligt stor"), ("cell_too_long", "Rad 2: ")):
        answer = send(REFUSED[code], "lista.xlsx")
        assert (answer.status_code, words in answer.content.decode()) == (400, True), code  # type: ignore[attr-defined]
    answer = send(b"Namn;E-post;Personnummer\nKim;kim@example.org;1\n")
    assert "Inget är sparat" in answer.content.decode()  # type: ignore[attr-defined]
    assert not MemberImport.objects.exists()
    answer = send(LIST.encode("cp1252"))
    one = answer["location"]  # type: ignore[index]
    html = client.get(one).content.decode()
    assert re.search(r"2\s+nya personer", html)
    assert "utan konto" in html
    assert client.post(f"{one}beslut/", {"do": "take_in"}).status_code == 302
    assert User.objects.filter(email="asa@example.org").exists()
    assert client.get(one).status_code == 409


def test_thrown_away(coordinator: User, walkers: Organisation, viewer_of: ViewerOf, client_of: ClientOf) -> None:
    kept = keep(viewer_of(coordinator), walkers)
    assert client_of(coordinator).post(f"/listor/{kept.pk}/beslut/", {"do": "drop"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.rows) == (ImportState.DROPPED, "")


def test_what_the_child_answers_is_json() -> None:
    command = [sys.executable, "-m", "volunteers.sheets"]
    done = subprocess.run(command, input=LIST.encode(), capture_output=True, check=True, cwd=member_lists.ROOT)
    assert json.loads(done.stdout)["rows"][0] == ["Namn", "E-post", "Mobil", "Roll"]


@pytest.mark.once
def test_ten_thousand_rows_come_in_whole(coordinator: User, walkers: Organisation, viewer_of: ViewerOf) -> None:
    raw = "Namn;E-post\n" + "".join(f"Kim {n};kim{n}@example.org\n" for n in range(sheets.MOST_ROWS))
    rows = member_lists.understood(member_lists.read_file(raw.encode()))
    viewer = viewer_of(coordinator)
    kept = imports.keep_list(viewer=viewer, organisation_id=walkers.pk, rows=rows, now=NOW, new_id=uuid4())
    assert take_in(viewer, kept) == sheets.MOST_ROWS
    assert Membership.objects.filter(organisation=walkers).count() == sheets.MOST_ROWS + 1
