"""Composition of the portal: settings, root addresses, home and search pages. No model, no rule."""
