"""Every read; each starts at visible_to(viewer)."""
