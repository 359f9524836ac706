"""The person-data guard: what in a free text could point out a person. Pure; static/tips/guard.js is its twin.

Both are held against tests/tips/guard_vectors.json. It would rather stop a house number than let a plate through:
a text that is caught waits for a person, and what was told about the place never waits.
"""

from __future__ import annotations

import re
import unicodedata

# Invisible characters that would split a number in two for a pattern and not for an eye.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Arabic and Persian digits, as many phones here write them.
_DIGITS = {ord(c): str(i) for zero in ("\u0660", "\u06f0") for i in range(10) for c in chr(ord(zero) + i)}
_DASHES = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2212"}

# The same sources as in guard.js: no look-behind (older phones), [0-9] and not \d (which differs between the two).
_PATTERNS: dict[str, tuple[str, ...]] = {
    # ÅÅMMDD-NNNN with or without century and sign; day + 60 is a coordination number.
    "identity_number": (
        (
            r"(?:^|[^0-9])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
            r" ?[-+]? ?[0-9]{4}(?![0-9])"
        ),
    ),
    "telephone": (
        # Not after a digit and a dash: 2026-01-20 23.10 is a time.
        r"(?:^-?|[^0-9-]|[^0-9]-)(?:(?:\+|00)[1-9][0-9]{0,2}|0 ?[1-9])(?:[ ()/-]{0,3}[0-9]){5,11}(?![0-9])",
        r"(?:^|[^0-9])7[02369](?:[ -]?[0-9]){7}(?![0-9])",
    ),
    # ABC 123 and ABC 12D: no I, Q, V, Å, Ä, Ö; the last letter is no O either.
    "plate": (
        (
            r"(?:^|[^a-zåäö0-9])(?!(?:bus|den|det|ett|hus|lgh|max|mer|par|tom|typ)[ -])"
            r"[a-hj-pr-uw-z]{3}[ -]?[0-9]{2}[a-hj-npr-uw-z0-9](?![a-zåäö0-9])"
        ),
    ),
    "email": (r"[^\s@<>]+ ?(?:@|\(at\)|\[at\]|\(a\)) ?[^\s@<>]+\.[a-zåäö]{2,}",),
    "handle": (
        r"(?:^|[^a-zåäö0-9.])@[a-zåäö0-9_.]{2,}",
        r"(?:^|[^a-zåäö])(?:snap(?:chat)?|insta(?:gram)?|tiktok|telegram|signal|facebook|fb|discord) ?[:=] ?[^\s]{2,}",
    ),
    "link": (
        r"https?:/",
        r"(?:^|[^a-zåäö0-9])www\.",
        r"(?:^|[^a-zåäö0-9@-])[a-zåäö0-9-]{2,}\.(?:se|com|nu|net|org|info|me|io|eu|tv|ly|gg)(?![a-zåäö0-9])",
    ),
}
_COMPILED = {kind: tuple(re.compile(source, re.ASCII) for source in sources) for kind, sources in _PATTERNS.items()}


def findings(text: str) -> tuple[str, ...]:
    """Kinds of person data in the text, in the order of the table; empty for a text that may be shown.

    identity_number, telephone, plate, email, handle, link.
    """
    plain = plainly(text)
    return tuple(kind for kind, patterns in _COMPILED.items() if any(pattern.search(plain) for pattern in patterns))


def plainly(text: str) -> str:
    """The text as an eye reads it: one form of letters, digits and dashes, nothing invisible, single spaces.

    A new line is a space, and so is what stands between digits: 070.1234567, 900101_1234.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DIGITS).translate(_DASHES)
    spaced = re.sub(r"\s+", " ", _INVISIBLE.sub("", folded))
    return re.sub(r"([0-9]) ?[._]+ ?(?=[0-9])", r"\1 ", spaced).casefold()
