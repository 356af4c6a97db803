"""The portal as production serves it: what gunicorn loads once, then forks into workers."""

from .process import prepare

prepare()

from assises.wsgi import application  # noqa: E402, F401 – the settings come first
