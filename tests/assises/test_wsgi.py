"""What a web process holds before the first request is copied into each worker: nothing heavy that pages do not use."""

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
PROGRAMME = "import sys, assises.wsgi; print(*{name.partition('.')[0] for name in sys.modules})"


def test_no_heavy_library_is_loaded_before_it_is_used():
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
