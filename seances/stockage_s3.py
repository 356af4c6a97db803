"""Stored files at an S3 storage: four requests, signed as S3 wants them (AWS Signature Version 4).

Written by hand: the usual library of Amazon weighs more in memory than the portal itself, and wants an older
python-dateutil than calendars do. Addresses are « endpoint/bucket/key », which every S3 storage understands.
"""

import datetime
import hashlib
import hmac
import re
from io import BytesIO
from urllib.parse import quote, urlsplit

import urllib3
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

VIDE = hashlib.sha256(b"").hexdigest()
ALGORITHM = "AWS4-HMAC-SHA256"
EXPIRE = 60  # seconds that a signed address lives


class Signature:
    """Who signs, for which region."""

    def __init__(self, access_key, secret_key, region):
        self.access_key, self.secret_key, self.region = access_key, secret_key, region

    def headers(self, method, host, path, *, moment, body_sha256=VIDE, extra=()):
        """The headers that make a request ours. path: as it stands in the address. extra: headers signed with it."""
        headers = {
            "host": host,
            "x-amz-content-sha256": body_sha256,
            "x-amz-date": stamp(moment),
            **dict(extra),
        }
        signed = ";".join(sorted(headers))
        signature = self.sign(method, path, "", headers, body_sha256, moment)
        credential = f"{self.access_key}/{self.scope(moment)}"
        authorization = f"{ALGORITHM} Credential={credential}, SignedHeaders={signed}, Signature={signature}"
        return headers | {"authorization": authorization}

    def query(self, host, path, *, moment, expire, parameters=()):
        """The query that lets whoever has the address read it for so many seconds."""
        values = {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": f"{self.access_key}/{self.scope(moment)}",
            "X-Amz-Date": stamp(moment),
            "X-Amz-Expires": str(expire),
            "X-Amz-SignedHeaders": "host",
            **dict(parameters),
        }
        query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(values.items()))
        signature = self.sign("GET", path, query, {"host": host}, "UNSIGNED-PAYLOAD", moment)
        return f"{query}&X-Amz-Signature={signature}"

    def scope(self, moment):
        return f"{moment:%Y%m%d}/{self.region}/s3/aws4_request"

    def sign(self, method, path, query, headers, body_sha256, moment):
        names = sorted(headers)
        canonical = "\n".join(
            [
                method,
                path,
                query,
                *(f"{name}:{headers[name].strip()}" for name in names),
                "",
                ";".join(names),
                body_sha256,
            ]
        )
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join([ALGORITHM, stamp(moment), self.scope(moment), digest])
        key = f"AWS4{self.secret_key}".encode()
        for part in self.scope(moment).split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()


class StockageS3(Storage):
    """Files of a bucket. The same name always has the same bytes: nothing is ever renamed to make room."""

    def __init__(self, *, endpoint_url, bucket_name, location, access_key, secret_key, region_name):
        parts = urlsplit(endpoint_url)
        self.base, self.host = f"{parts.scheme}://{parts.netloc}", parts.netloc
        self.prefix = "/".join(filter(None, [parts.path.strip("/"), bucket_name, location]))
        self.signature = Signature(access_key, secret_key, region_name)
        # Whatever is asked twice has the same effect; a storage that is slow or restarts is asked again.
        retries = urllib3.Retry(
            3, backoff_factor=0.3, status_forcelist=[500, 502, 503, 504], allowed_methods=None
        )
        retries.raise_on_status = False
        self.pool = urllib3.PoolManager(retries=retries, timeout=urllib3.Timeout(connect=5, read=30))

    def path_of(self, name):
        return f"/{encoded(f'{self.prefix}/{name}', safe='/')}"

    def ask(self, method, name, body=b"", *, missing=(404,)):
        """The answer, None when there is no such file. Raises OSError for any other refusal."""
        path = self.path_of(name)
        body_sha256 = hashlib.sha256(body).hexdigest()
        headers = self.signature.headers(
            method, self.host, path, moment=timezone.now().astimezone(datetime.UTC), body_sha256=body_sha256
        )
        try:
            response = self.pool.request(method, f"{self.base}{path}", headers=headers, body=body or None)
        except urllib3.exceptions.HTTPError as error:
            raise OSError(5, f"le stockage S3 ne répond pas ({type(error).__name__})", name) from error
        if response.status in missing:
            return None
        if response.status >= 300:
            code = re.search(rb"<Code>(\w+)</Code>", response.data)
            said = code[1].decode() if code else "sans raison"
            raise OSError(5, f"le stockage S3 refuse ({response.status}, {said})", name)
        return response

    def _open(self, name, mode="rb"):
        response = self.ask("GET", name)
        if response is None:
            raise FileNotFoundError(2, "le stockage S3 n’a pas ce fichier", name)
        return File(BytesIO(response.data), name)

    def _save(self, name, content):
        if self.ask("PUT", name, content.read()) is None:
            raise OSError(5, "le stockage S3 n’a pas ce seau", name)
        return name

    def get_available_name(self, name, max_length=None):
        return name

    def exists(self, name):
        return self.ask("HEAD", name) is not None

    def delete(self, name):
        self.ask("DELETE", name)

    def url(self, name, parameters=None, expire=EXPIRE):
        """An address that gives the file for so many seconds. parameters: « ResponseContentType » and the like."""
        path = self.path_of(name)
        asked = {hyphened(key): value for key, value in (parameters or {}).items()}
        moment = timezone.now().astimezone(datetime.UTC)
        query = self.signature.query(self.host, path, moment=moment, expire=expire, parameters=asked)
        return f"{self.base}{path}?{query}"


def stamp(moment):
    return f"{moment:%Y%m%dT%H%M%SZ}"


def encoded(text, safe=""):
    return quote(text, safe=f"{safe}-_.~")


def hyphened(name):
    """« ResponseContentType » as S3 writes it in a query: « response-content-type »."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
