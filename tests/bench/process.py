"""One process of the benchmark: `python -m tests.bench.process MODULE '{"parameter": …}'`.

Loads Django, then that module (of the benchmark, unless its whole name is given), and prints as one line of JSON
what its `main` returns.
"""

import json
import sys
from importlib import import_module

import django
from django.conf import settings

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def prepare():
    """Django, with static files collected for this run beside the stored files: the hashed names of production."""
    django.setup()
    settings.STATIC_ROOT = settings.MEDIA_ROOT.parent / "static"
    settings.STORAGES["staticfiles"]["BACKEND"] = MANIFEST


def main(module, parameters):
    prepare()
    name = module if "." in module else f"tests.bench.{module}"
    answer = import_module(name).main(**json.loads(parameters))
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
