"""What a page may load and where its forms may go: from this site alone, no inline script or style."""

from __future__ import annotations

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        # Firefox measures the sprite's <use href> by default-src; everything else that falls back to it is shut below.
        "default-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "media-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
