"""The portal as production serves it, on a storage that takes half a second for whatever it is asked."""

import time

from django.core.files.storage import FileSystemStorage

from tests.bench.process import prepare

ATTENTE = 0.5


class StockageLent(FileSystemStorage):
    def exists(self, name):
        time.sleep(ATTENTE)
        return super().exists(name)

    def _open(self, name, mode="rb"):
        time.sleep(ATTENTE)
        return super()._open(name, mode)

    def _save(self, name, content):
        time.sleep(ATTENTE)
        return super()._save(name, content)


def serve():
    prepare()
    from django.conf import settings

    settings.STORAGES["default"]["BACKEND"] = f"{__name__}.StockageLent"
    from assises.wsgi import application

    return application


application = serve()
