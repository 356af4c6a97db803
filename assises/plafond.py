"""The ceiling of what one request may bring: beyond it, nothing is read."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Plafond(FileUploadHandler):
    """First of the upload handlers: refuses a form with files by its announced length, before a byte is stored."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > settings.ENVOI_MAXIMUM:
            raise RequestDataTooBig(f"{content_length} bytes in one request.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
