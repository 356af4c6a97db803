#!/usr/bin/env python3
"""Django's command line, for the portal."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assises.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django n’est pas installé ici : lancez « make demo », ou employez « .venv/bin/python ».")
    try:
        import assises.settings  # noqa: F401  (a refused setting is told in one sentence, without a traceback)
    except ImproperlyConfigured as refusal:
        sys.exit(f"Le portail ne démarre pas. {refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
