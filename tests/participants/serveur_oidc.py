"""A small OpenID Connect server on loopback, with keys of its own: discovery, tokens that are signed, userinfo.

What it says of somebody, and how it lies, are set by the test.
"""

import base64
import hashlib
import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portail", "secret-partage-de-trente-deux-octets"


@cache
def key_pair(name):
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class ServeurOIDC:
    """claims: what the ID token says besides. lie: claims put over the right ones. key, alg: what signs it."""

    def __init__(self):
        self.right, self.wrong = key_pair("right"), key_pair("wrong")
        self.claims, self.lie, self.userinfo = {}, {}, None
        self.key, self.alg, self.kid, self.down = self.right, "RS256", "cle-1", False
        self.codes, self.seen = {}, []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.get(self)

            def do_POST(self):
                server.token(self)

            def log_message(self, *args):
                pass

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}"
        threading.Thread(target=self.httpd.serve_forever, args=[0.01], daemon=True).start()

    def close(self):
        self.httpd.shutdown()
        self.httpd.server_close()

    # ── What it answers ─────────────────────────────────────────────────────────────────────────────────

    def get(self, handler):
        path = urlsplit(handler.path).path
        if self.down:
            return answer(handler, {"error": "panne"}, 503)
        if path == "/.well-known/openid-configuration":
            return answer(
                handler,
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks",
                    "userinfo_endpoint": f"{self.url}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                },
            )
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.right.public_key()))
            return answer(handler, {"keys": [public | {"kid": "cle-1", "use": "sig", "alg": "RS256"}]})
        if path == "/authorize":
            return self.authorize(handler)
        self.seen.append("userinfo")
        return answer(handler, self.userinfo or {})

    def authorize(self, handler):
        """Whoever comes is logged in there already, and goes straight back."""
        handler.send_response(302)
        handler.send_header("Location", self.come_back(handler.path))
        handler.end_headers()

    def come_back(self, address):
        """The address to which the server sends somebody back, from the one that the portal sent him to."""
        asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert "openid" in asked["scope"] and asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        given = {name: value for name, (value,) in parse_qs(body).items()}
        asked = self.codes.pop(given["code"], None)
        if (
            asked is None
            or given["client_secret"] != SECRET
            or asked["redirect_uri"] != given["redirect_uri"]
        ):
            return answer(handler, {"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest())
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return answer(handler, {"error": "invalid_grant"}, 400)
        return answer(handler, {"access_token": "acces", "token_type": "Bearer", "id_token": self.id_token()})

    def id_token(self):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "42", "iat": now, "exp": now + 60}
        return jwt.encode(
            claims | self.claims | self.lie, self.key, algorithm=self.alg, headers={"kid": self.kid}
        )


def answer(handler, content, status=200):
    body = json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
