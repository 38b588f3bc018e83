#!/usr/bin/env python
"""Django's command line. A machine or a database that is not set up right gets one line, not a traceback."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from embedded.env import ConfigurationError

    try:
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError

        from embedded.services import ensure_services
    except ImportError as error:
        sys.exit(f"Django is not here ({error}): run `make run`, or use .venv/bin/python manage.py ...")
    try:
        ensure_services()
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        print(f"hesabu: {error}", file=sys.stderr)
        sys.exit(2)
    except DatabaseError as error:
        from core.machine.migrated import why_unusable

        said = why_unusable(error)
        if said is None:
            raise
        print(f"hesabu: {said}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
