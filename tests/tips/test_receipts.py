"""Din kod: the same for the same observation, readable, and not to be had without the key."""

from __future__ import annotations

import math
import re
import uuid

from tips import receipts

ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


def test_code_is_three_groups_without_lookalikes() -> None:
    code, _hash = receipts.new(ID)
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)


def test_code_holds_sixty_bits() -> None:
    assert receipts.SYMBOLS * math.log2(len(receipts.ALPHABET)) >= 60


def test_code_is_the_same_again_and_other_for_others() -> None:
    assert receipts.new(ID) == receipts.new(ID)
    assert receipts.new(ID) != receipts.new(uuid.uuid4())


def test_hash_is_found_however_it_is_typed() -> None:
    code, stored = receipts.new(ID)
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", code.replace("0", "o")):
        assert receipts.hashes(typed) == [stored]


def test_rotated_key_still_finds_and_repeats_the_old_code(settings: object) -> None:
    code, stored = receipts.new(ID)
    settings.FIELD_KEYS = ["a newer key", *settings.FIELD_KEYS]
    assert receipts.again(ID, stored) == code
    assert stored in receipts.hashes(code)
    assert receipts.new(ID) != (code, stored)


def test_lost_key_gives_no_code(settings: object) -> None:
    _code, stored = receipts.new(ID)
    settings.FIELD_KEYS = ["another key"]
    assert receipts.again(ID, stored) == ""
