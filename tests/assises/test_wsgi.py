"""What a web process holds before the first request is copied into each worker: nothing heavy that pages do not use.

Nor does it ask the database, which may be down while the server starts and must not be shared by its workers.
"""

import subprocess
import sys

from django.conf import settings

LOURDS = {
    "PIL",
    "icalendar",
    "import_export",
    "lxml",
    "mammoth",
    "openpyxl",
    "pydantic",
    "pypdfium2",
    "segno",
    "weasyprint",
}
PROGRAMME = """
import sys
from django.db.backends.base.base import BaseDatabaseWrapper as Wrapper
Wrapper.connect = lambda self: sys.exit("asks the database")
import assises.wsgi
print(*{name.partition('.')[0] for name in sys.modules})
"""


def test_no_heavy_library_is_loaded_and_no_database_asked_before_the_first_request():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAMME],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {*done.stdout.split()}
    assert "seances" in loaded
    assert not LOURDS & loaded
    assert not done.stderr
