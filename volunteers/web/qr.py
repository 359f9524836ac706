"""An address as a QR code: one path of an SVG, black on white by day and night, so that every camera reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qrcode
from django.utils.html import format_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

# Modules of white around it, which readers need (ISO/IEC 18004).
QUIET = 4


def svg(address: str, label: str) -> SafeString:
    """The picture, which bears ``label`` for those who do not see it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" '
        'shape-rendering="crispEdges"><rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{2}"/></svg>',
        len(rows),
        label,
        path,
    )
