import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
VARIABLES = [
    "DATABASE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DEBUG",
    "SITE_URL",
    "MEDIA_ROOT",
    "STORAGE_URL",
    "FICHIERS_PAR",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "CACHE_URL",
    "SECURE_PROXY_SSL_HEADER",
    "TRUSTED_PROXIES",
    "OIDC_SERVEUR",
    "OIDC_CLIENT_ID",
    "OIDC_SECRET",
    "OIDC_NOM",
    "METRICS_TOKEN",
]
PRODUCTION = {
    "DATABASE_URL": "postgres://portail:mot-de-passe@base.example.be/assises",
    "SECRET_KEY": "kJ8-wq2Zt!v5Xr0Lm7Np4Bc9Ds1Gh6Fy3Aa8Ee2Ii5Oo7Uu1Cç4Àà",
    "ALLOWED_HOSTS": "assises.example.be, www.assises.example.be",
    "EMAIL_URL": "smtp+tls://portail:mot-de-passe@courriel.example.be:587",
}


@pytest.fixture
def start(monkeypatch):
    """Read the settings under exactly these variables."""

    def start(**variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "assises" / "settings.py"))

    return start


def test_without_variables_is_a_development_portal(start):
    portal = start()
    assert portal["DEBUG"] is True
    assert portal["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert portal["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert portal["DATABASES"]["default"]["NAME"] == ROOT / "db.sqlite3"
    assert portal["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert portal["MEDIA_ROOT"] == ROOT / "var/media"
    assert portal["SECOND_FACTEUR_OBLIGATOIRE"] is False
    assert portal["SESSION_COOKIE_SECURE"] is False


def test_development_key_stays_the_same(start):
    assert start()["SECRET_KEY"] == start()["SECRET_KEY"]


def test_empty_variables_count_as_unset(start):
    assert start(DATABASE_URL="", SECRET_KEY=" ", ALLOWED_HOSTS="", DEBUG="")["DEBUG"] is True


def test_production_is_closed_and_encrypted(start):
    portal = start(**PRODUCTION)
    assert portal["DEBUG"] is False
    assert portal["ALLOWED_HOSTS"] == ["assises.example.be", "www.assises.example.be"]
    assert portal["SITE_URL"] == "https://assises.example.be"
    assert portal["SECURE_SSL_REDIRECT"] is True
    assert portal["SESSION_COOKIE_SECURE"] is True
    assert portal["CSRF_COOKIE_SECURE"] is True
    assert portal["SECURE_HSTS_SECONDS"] == 31536000
    assert portal["SECOND_FACTEUR_OBLIGATOIRE"] is True
    assert portal["EMAIL_USE_TLS"] is True
    assert portal["EMAIL_HOST"] == "courriel.example.be"
    assert portal["DEFAULT_FROM_EMAIL"] == "Portail des Assises <ne-pas-repondre@assises.example.be>"
    assert portal["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["upgrade-insecure-requests"] is True


def test_postgresql_keeps_its_connections(start):
    database = start(**PRODUCTION)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["NAME"]) == ("base.example.be", "assises")
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_sqlite_lets_two_writers_wait(start):
    database = start(DEBUG="1", DATABASE_URL="sqlite:////tmp/assises.sqlite3")["DATABASES"]["default"]
    assert database["NAME"] == Path("/tmp/assises.sqlite3")
    assert database["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"])
def test_production_names_the_missing_variable(start, name):
    incomplete = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(ImproperlyConfigured, match=f"^La variable {name} manque\u00a0: [^\n]+$"):
        start(**incomplete)


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"])
def test_one_variable_alone_ends_the_development_portal(start, name):
    value = "0" if name == "DEBUG" else PRODUCTION[name]
    with pytest.raises(ImproperlyConfigured, match="manque"):
        start(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "court"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-cle-de-developpement-jamais-admise-en-production"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "assises.example.be,*"),
        ("ALLOWED_HOSTS", "https://assises.example.be"),
        ("ALLOWED_HOSTS", "assises.example.be:8000"),
        ("ALLOWED_HOSTS", ".be"),
        ("DEBUG", "1"),  # with names beyond this machine
        ("DEBUG", "oui"),
        ("SITE_URL", "http://assises.example.be"),
        ("SITE_URL", "http://localhost:8000"),  # names beyond this machine, without encryption
        ("SITE_URL", "https://autre.example.be"),  # not among ALLOWED_HOSTS
        ("SITE_URL", "assises.example.be"),
        ("SITE_URL", "https://assises.example.be/portail"),
        ("DATABASE_URL", "mysql://hote/base"),
        ("DATABASE_URL", "assises"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("EMAIL_URL", "courriel.example.be"),
        ("EMAIL_URL", "consolemail://"),  # codes of entry in the log
        ("EMAIL_URL", "filemail:///tmp/courriels"),
        ("EMAIL_URL", "dummymail://"),
        ("EMAIL_URL", "smtp://portail:mot-de-passe@courriel.example.be:25"),  # its password in clear
        ("DEFAULT_FROM_EMAIL", "Portail des Assises"),
        ("MEDIA_ROOT", "var/static"),  # served to all
        ("MEDIA_ROOT", "static/pieces"),
        ("SECURE_PROXY_SSL_HEADER", "X-Forwarded-Proto: https"),
        ("CACHE_URL", "chaussette://localhost"),
        ("TRUSTED_PROXIES", "un"),
        ("STORAGE_URL", "s3://seau"),  # the package is not among the required ones
        ("FICHIERS_PAR", "nginx"),
        ("FICHIERS_PAR", "x-accel:interne"),
        ("FICHIERS_PAR", "x-accel:/interne"),  # prefix and name would be glued
        ("FICHIERS_PAR", "signature"),  # a folder signs nothing
    ],
)
def test_unsafe_or_unreadable_value_is_refused_in_one_sentence(start, name, value):
    with pytest.raises(ImproperlyConfigured, match=f"^La variable {name} [^\n]+\\.$"):
        start(**PRODUCTION | {name: value})


def test_production_over_http_is_for_this_machine_only(start):
    portal = start(**PRODUCTION | {"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "localhost"})
    assert portal["SECURE_SSL_REDIRECT"] is False
    # Browsers take « __Host- » from encrypted pages alone.
    assert portal["SESSION_COOKIE_NAME"] == "sessionid"


@pytest.mark.parametrize("url", ["smtp://relais.example.be:25", "smtp://portail:mot-de-passe@localhost:25"])
def test_a_relay_in_the_house_needs_no_encryption(start, url):
    assert "EMAIL_USE_TLS" not in start(**PRODUCTION | {"EMAIL_URL": url})


def test_storage_over_http_is_for_this_machine_only(start):
    s3 = start()["s3"]
    assert s3("s3://cle:secret@seau?endpoint_url=http://localhost:9000")
    with pytest.raises(ValueError, match="s3://"):
        s3("s3://cle:secret@seau?endpoint_url=http://s3.example.be")


def test_cookies_belong_to_this_host_alone_and_to_no_script(start):
    portal = start(**PRODUCTION)
    assert (portal["SESSION_COOKIE_NAME"], portal["CSRF_COOKIE_NAME"]) == (
        "__Host-sessionid",
        "__Host-csrftoken",
    )
    for name in ("SESSION", "CSRF"):
        assert portal[f"{name}_COOKIE_HTTPONLY"] is True
        assert portal[f"{name}_COOKIE_SAMESITE"] == "Lax"


def test_the_policy_lets_no_script_or_style_in_a_page(start):
    policy = start(**PRODUCTION)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == (
        ["'none'"],
        ["'self'"],
        ["'self'"],
    )


def test_proxy_header_only_when_named(start):
    assert "SECURE_PROXY_SSL_HEADER" not in start(**PRODUCTION)
    portal = start(**PRODUCTION, SECURE_PROXY_SSL_HEADER="X-Forwarded-Proto", TRUSTED_PROXIES="1")
    assert portal["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_behind_a_proxy_its_number_must_be_said(start):
    """Or all visitors would share the login limits of the proxy's own address."""
    assert start(**PRODUCTION)["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert start(**PRODUCTION, TRUSTED_PROXIES="2")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2
    with pytest.raises(ImproperlyConfigured, match=r"^La variable TRUSTED_PROXIES manque[^\n]+\.$"):
        start(**PRODUCTION, SECURE_PROXY_SSL_HEADER="X-Forwarded-Proto")


OIDC = {
    "OIDC_SERVEUR": "https://connexion.example.be/realms/fwb/",
    "OIDC_CLIENT_ID": "portail",
    "OIDC_SECRET": "secret",
}


def test_without_single_sign_on_there_is_no_button(start):
    portal = start(**PRODUCTION)
    assert portal["OIDC_NOM"] == ""
    assert portal["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == []
    assert portal["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'"]


def test_single_sign_on_is_named_by_its_variables(start):
    portal = start(**PRODUCTION, **OIDC, OIDC_NOM="la Fédération")
    assert portal["OIDC_NOM"] == "la Fédération"
    assert portal["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"] == [
        {
            "provider_id": "oidc",
            "name": "la Fédération",
            "client_id": "portail",
            "secret": "secret",
            "settings": {"server_url": "https://connexion.example.be/realms/fwb"},
        }
    ]
    directives = portal["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["form-action"] == ["'self'", "https://connexion.example.be"]


def test_single_sign_on_without_a_name_has_that_of_its_server(start):
    assert start(**PRODUCTION, **OIDC)["OIDC_NOM"] == "connexion.example.be"


@pytest.mark.parametrize("server", ["http://connexion.example.be", "connexion.example.be", "https://"])
def test_single_sign_on_is_never_asked_in_the_clear(start, server):
    with pytest.raises(ImproperlyConfigured, match=r"^La variable OIDC_SERVEUR [^\n]+\.$"):
        start(**PRODUCTION, **OIDC | {"OIDC_SERVEUR": server})


@pytest.mark.parametrize("name", list(OIDC))
def test_single_sign_on_is_all_or_nothing(start, name):
    with pytest.raises(ImproperlyConfigured, match=f"^La variable {name} manque\u00a0: [^\n]+\\.$"):
        start(**PRODUCTION, **{key: value for key, value in OIDC.items() if key != name})


def test_storage_url_names_bucket_and_keys(start):
    url = "s3://cle:se%2Fcret@seau/pieces?endpoint_url=https://s3.example.be&region_name=be"
    assert start(STORAGE_URL=url)["STORAGES"]["default"] == {
        "BACKEND": "seances.stockage_s3.StockageS3",
        "OPTIONS": {
            "endpoint_url": "https://s3.example.be",
            "region_name": "be",
            "bucket_name": "seau",
            "location": "pieces",
            "access_key": "cle",
            "secret_key": "se/cret",
        },
    }


def test_refused_start_says_one_sentence_without_traceback():
    environment = {key: value for key, value in os.environ.items() if key not in VARIABLES}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment | {"DEBUG": "0"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "Le portail ne démarre pas. La variable SECRET_KEY manque\u00a0: "
        "donnez une suite secrète d’au moins 50 caractères tirés au hasard.\n"
    )


def test_a_short_metrics_token_is_refused(start):
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN est trop courte"):
        start(METRICS_TOKEN="court")
    assert start(METRICS_TOKEN="x" * 20)["METRICS_TOKEN"] == "x" * 20


def test_production_logs_json_and_a_line_for_each_request(start):
    for variables, form, level in (({}, "line", "WARNING"), (PRODUCTION, "json", "INFO")):
        log = start(**variables)["LOGGING"]
        assert log["handlers"]["stderr"]["formatter"] == form
        assert log["loggers"]["assises.demandes"]["level"] == level


def test_every_variable_has_its_line_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [name for name in VARIABLES if f"| `{name}` |" not in readme] == []


def test_settings_are_the_only_reader_of_the_environment():
    readers = {
        str(path.relative_to(ROOT))
        for app in ("assises", "chantiers", "participants", "seances")
        for path in (ROOT / app).rglob("*.py")
        if "os.environ" in (text := path.read_text()) or "os.getenv" in text
    }
    assert readers <= {"assises/settings.py", "assises/wsgi.py", "assises/asgi.py"}
