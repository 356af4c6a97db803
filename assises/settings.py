"""Settings of the portal: the only reader of the environment (one line each in the README).

With none of DATABASE_URL, SECRET_KEY, ALLOWED_HOSTS and DEBUG, this is a development portal on this
machine alone. As soon as one of them is set, what is missing or unsafe stops the start.
"""

import os
import re
import warnings
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def is_local(host):
    """Whether a name is this machine, so that nothing on the way reads what is sent to it."""
    return host in {"localhost", "127.0.0.1", "::1"}


def read(name):
    """Value of a variable, empty when unset."""
    return os.environ.get(name, "").strip()


def require(name, why):
    """Value of a variable that only a development portal may leave unset."""
    value = read(name)
    if not (value or DEBUG):
        raise ImproperlyConfigured(f"La variable {name} manque : {why}")
    return value


def parse(name, parser, value, *, example):
    """What `parser` makes of a URL. Raises ImproperlyConfigured with an example when it cannot or doubts."""
    try:
        with warnings.catch_warnings(action="error"):
            config = parser(value)
    except (ValueError, KeyError, Warning, ImproperlyConfigured):
        config = None
    if not config:
        raise ImproperlyConfigured(
            f"La variable {name} n’est pas lisible : il faut par exemple « {example} »."
        )
    return config


# Mode -------------------------------------------------------------------------------------------------

PRODUCTION = any(map(read, ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG")))
_debug = read("DEBUG").lower()
if _debug not in {"", "0", "1", "false", "true"}:
    raise ImproperlyConfigured("La variable DEBUG vaut 0 ou 1, rien d’autre.")
DEBUG = _debug in {"1", "true"} if _debug else not PRODUCTION

SECRET_KEY = require("SECRET_KEY", "donnez une suite secrète d’au moins 50 caractères tirés au hasard.")
if not SECRET_KEY:
    SECRET_KEY = "django-insecure-cle-de-developpement-jamais-admise-en-production"
elif not DEBUG and (
    len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-")
):
    raise ImproperlyConfigured(
        "La variable SECRET_KEY est trop faible : il faut au moins 50 caractères tirés au hasard."
    )

ALLOWED_HOSTS = [
    host.strip()
    for host in require(
        "ALLOWED_HOSTS",
        "donnez les noms du site, séparés par des virgules, par exemple « assises.example.be ».",
    ).split(",")
    if host.strip()
] or LOCAL_HOSTS
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "La variable ALLOWED_HOSTS contient « * » : donnez les noms exacts du site, rien de plus."
    )
for _host in ALLOWED_HOSTS:
    if _host != "[::1]" and not re.fullmatch(r"localhost|[\w-]+|\.?[\w-]+(\.[\w-]+)+", _host):
        raise ImproperlyConfigured(
            f"La variable ALLOWED_HOSTS contient « {_host} » : donnez des noms de machines, sans adresse ni port."
        )
if DEBUG and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS):
    raise ImproperlyConfigured(
        "La variable DEBUG vaut 1 alors que ALLOWED_HOSTS ouvre le portail au-delà de cette machine : "
        "mettez DEBUG=0."
    )

SITE_URL = read("SITE_URL").rstrip("/") or (
    "http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured(
        "La variable SITE_URL n’est pas lisible : il faut par exemple « https://assises.example.be »."
    )
HTTPS = _site.scheme == "https"
if not (DEBUG or HTTPS or (is_local(_site.hostname) and set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS))):
    raise ImproperlyConfigured("La variable SITE_URL doit commencer par « https:// ».")
if not (DEBUG or validate_host(_site.hostname, ALLOWED_HOSTS) or f"[{_site.hostname}]" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("La variable SITE_URL nomme un site qui ne figure pas dans ALLOWED_HOSTS.")

# Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "assises.apps.AssisesConfig",
    "seances.apps.SeancesConfig",
    "chantiers.apps.ChantiersConfig",
    "participants.apps.ParticipantsConfig",
    "assises.apps.GestionConfig",  # in place of django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if env.str("OIDC_SERVEUR", "") else []),
    "csp",
    "django_filters",
    "django_prose_editor",
]

MIDDLEWARE = [
    "assises.demandes.Demande",  # above all: whatever happens below has the name of its request
    "assises.entetes.Entetes",
    "participants.indexation.Indexation",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "participants.garde.EtatDemande",  # above all that reads the account
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "participants.acces.SecondFacteurDemande",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "participants.acces.ConnexionDemandee",
    "seances.views.fichiers.FichiersIntacts",
    "seances.views.attente.PdfEnAttente",
]

ROOT_URLCONF = "assises.urls"
WSGI_APPLICATION = "assises.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database, cache, e-mail ------------------------------------------------------------------------------

_database_url = require(
    "DATABASE_URL",
    "donnez par exemple « postgres://utilisateur:motdepasse@hote/base » "
    "ou « sqlite:////var/lib/assises/base.sqlite3 ».",
)
_database = parse(
    "DATABASE_URL",
    env.db_url_config,
    _database_url or f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
    example="postgres://utilisateur:motdepasse@hote/base",
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if not DEBUG and _database["NAME"] == ":memory:":
        raise ImproperlyConfigured(
            "La variable DATABASE_URL garde tout en mémoire : rien n’en resterait à l’arrêt du portail."
        )
    if _database["NAME"] != ":memory:":
        _database["NAME"] = BASE_DIR / _database["NAME"]  # a relative path starts at the portal's folder
    _database["CONN_MAX_AGE"] = (
        None  # opening the file and its PRAGMAs again would cost more than most requests
    )
    # Two writers at once wait for each other instead of failing. Django turns foreign keys on by itself.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
else:
    raise ImproperlyConfigured(
        "La variable DATABASE_URL doit commencer par « postgres:// » ou par « sqlite:/// »."
    )
DATABASES = {"default": _database}

# Each process has its own cache unless told otherwise: login limits are counted in the database. Pages that are kept
# (participants/garde.py) stay in the process, apart.
CACHES = {
    "default": parse(
        "CACHE_URL",
        env.cache_url_config,
        read("CACHE_URL") or "locmemcache://",
        example="redis://localhost:6379/0",
    ),
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

_email = parse(
    "EMAIL_URL",
    env.email_url_config,
    require(
        "EMAIL_URL",
        "on entre avec un code reçu par courriel ; donnez par exemple "
        "« smtp+tls://utilisateur:motdepasse@hote:587 ».",
    )
    or "consolemail://",
    example="smtp+tls://utilisateur:motdepasse@hote:587",
)
if not (DEBUG or _email["EMAIL_BACKEND"].endswith(".smtp.EmailBackend")):
    raise ImproperlyConfigured(
        "La variable EMAIL_URL n’envoie pas de courriel : il faut « smtp+tls:// » ou « smtp+ssl:// »."
    )
_in_clear = not (
    _email.get("EMAIL_USE_TLS") or _email.get("EMAIL_USE_SSL") or is_local(_email.get("EMAIL_HOST"))
)
if not DEBUG and _in_clear and _email["EMAIL_HOST_PASSWORD"]:
    raise ImproperlyConfigured(
        "La variable EMAIL_URL enverrait son mot de passe en clair : commencez-la par « smtp+tls:// »."
    )
globals().update({name: value for name, value in _email.items() if name.startswith("EMAIL_")})
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL") or f"Portail des Assises <ne-pas-repondre@{_site.hostname}>"
if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(DEFAULT_FROM_EMAIL)[1]):
    raise ImproperlyConfigured(
        "La variable DEFAULT_FROM_EMAIL n’est pas lisible : il faut par exemple « Portail <portail@example.be> »."
    )
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files ------------------------------------------------------------------------------------------------

MEDIA_ROOT = BASE_DIR / (read("MEDIA_ROOT") or "var/media")
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var/static"
STATICFILES_DIRS = [BASE_DIR / "static"]
if {MEDIA_ROOT, *MEDIA_ROOT.parents} & {STATIC_ROOT, *STATICFILES_DIRS}:
    raise ImproperlyConfigured(
        "La variable MEDIA_ROOT désigne un dossier que le portail sert à tous : donnez-en un autre."
    )
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG


def s3(url):
    """STORAGES entry of « s3://key:secret@bucket/prefix?endpoint_url=…&region_name=… »."""
    parts = urlsplit(url)
    options = {"endpoint_url": "https://s3.amazonaws.com", "region_name": "us-east-1"} | dict(
        parse_qsl(parts.query, strict_parsing=bool(parts.query))
    )
    endpoint = urlsplit(options["endpoint_url"])
    if parts.scheme != "s3" or not (parts.hostname and parts.username and parts.password):
        raise ValueError(url)
    if options.keys() != {"endpoint_url", "region_name"}:
        raise ValueError(url)
    if endpoint.scheme != "https" and not is_local(endpoint.hostname):
        raise ValueError(url)
    options |= {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
    }
    return {"BACKEND": "seances.stockage_s3.StockageS3", "OPTIONS": options}


_storage_url = read("STORAGE_URL")
STORAGES = {
    "default": parse(
        "STORAGE_URL", s3, _storage_url, example="s3://cle:secret@seau?endpoint_url=https://hote"
    )
    if _storage_url
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Who sends the bytes once permissions were asked: the portal, the web server in front, or the storage itself.
FICHIERS_PAR = read("FICHIERS_PAR") or "portail"
if not re.fullmatch(r"portail|signature|x-sendfile|x-accel:(/[\w-]+)+/", FICHIERS_PAR):
    raise ImproperlyConfigured(
        "La variable FICHIERS_PAR vaut « portail », « x-accel:/interne/ », « x-sendfile » ou « signature »."
    )
if FICHIERS_PAR != "portail" and (FICHIERS_PAR == "signature") != bool(_storage_url):
    raise ImproperlyConfigured(
        "La variable FICHIERS_PAR ne va pas avec STORAGE_URL : « signature » demande un stockage S3, "
        "« x-accel » et « x-sendfile » un dossier."
    )
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the attendance of a large séance is one form
DATA_UPLOAD_MAX_NUMBER_FILES = 10
ENVOI_MAXIMUM = 25 * 1024 * 1024  # of a whole form with its files; each form says less
FILE_UPLOAD_HANDLERS = [
    "assises.plafond.Plafond",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True

# Who comes in: by a code received by e-mail, never with a password ------------------------------------

AUTH_USER_MODEL = "participants.Compte"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # whatever the browser closes; « Se déconnecter partout » ends it before
SECOND_FACTEUR_OBLIGATOIRE = not DEBUG

ACCOUNT_ADAPTER = "participants.comptes.adaptateurs.AdaptateurCompte"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself proves the address
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a change to the second factor
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Portail des Assises"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_FORMS = {
    "authenticate": "participants.comptes.forms.SecondFacteurForm",
    "reauthenticate": "participants.comptes.forms.SecondFacteurEncoreForm",
}

# Single sign-on: all of it or nothing
OIDC_FOURNISSEUR = "oidc"
_oidc = {name: read(name) for name in ("OIDC_SERVEUR", "OIDC_CLIENT_ID", "OIDC_SECRET")}
_oidc_missing = [name for name, value in _oidc.items() if not value]
if any(_oidc.values()) and _oidc_missing:
    raise ImproperlyConfigured(
        f"La variable {_oidc_missing[0]} manque : OIDC_SERVEUR, OIDC_CLIENT_ID et OIDC_SECRET vont ensemble."
    )
_serveur = urlsplit(_oidc["OIDC_SERVEUR"])
_readable = _serveur.hostname and (_serveur.scheme == "https" or _serveur.hostname in LOCAL_HOSTS)
if _oidc["OIDC_SERVEUR"] and not _readable:
    raise ImproperlyConfigured(
        "La variable OIDC_SERVEUR n’est pas lisible : il faut par exemple « https://connexion.example.be/realms/fwb »."
    )
OIDC_NOM = (read("OIDC_NOM") or _serveur.hostname) if _oidc["OIDC_SERVEUR"] else ""
SOCIALACCOUNT_ADAPTER = "participants.comptes.adaptateurs.AdaptateurOIDC"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_FOURNISSEUR,
                "name": OIDC_NOM,
                "client_id": _oidc["OIDC_CLIENT_ID"],
                "secret": _oidc["OIDC_SECRET"],
                "settings": {"server_url": _oidc["OIDC_SERVEUR"].rstrip("/")},
            }
        ]
        if OIDC_NOM
        else [],
    }
}

# Login limits count per network address, which only a trusted proxy can tell.
_proxies = read("TRUSTED_PROXIES")
if not re.fullmatch(r"\d?", _proxies):
    raise ImproperlyConfigured("La variable TRUSTED_PROXIES est un nombre de mandataires, par exemple « 1 ».")
ALLAUTH_TRUSTED_PROXY_COUNT = int(_proxies or 0)

# Security ---------------------------------------------------------------------------------------------

# Cookies of this very host: neither a subdomain nor an unencrypted page can set them. No script reads them.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    f"{'__Host-' if HTTPS else ''}{name}" for name in ("sessionid", "csrftoken")
)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in a mail finds its reader logged in
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading binds a whole domain for years and is not the portal's to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
_proxy_header = read("SECURE_PROXY_SSL_HEADER")
if _proxy_header:
    if not re.fullmatch(r"[A-Za-z-]+", _proxy_header):
        raise ImproperlyConfigured(
            "La variable SECURE_PROXY_SSL_HEADER est le nom d’un en-tête, par exemple « X-Forwarded-Proto »."
        )
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_proxy_header.upper().replace('-', '_')}", "https")
    if not _proxies:
        raise ImproperlyConfigured(
            "La variable TRUSTED_PROXIES manque : derrière un mandataire (SECURE_PROXY_SSL_HEADER), donnez leur "
            "nombre, 1 le plus souvent ; sinon tous les visiteurs partageraient les mêmes limites de connexion."
        )
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],  # no nonce: allauth's passkey pages carry data for scripts that have an address
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form of ours may lead to single sign-on: the browser follows the policy through redirects.
        "form-action": [SELF, *([f"{_serveur.scheme}://{_serveur.netloc}"] if OIDC_NOM else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}

# Watching --------------------------------------------------------------------------------------------

METRICS_TOKEN = read("METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("La variable METRICS_TOKEN est trop courte : il faut au moins 20 caractères.")

# Log: one line an event, on the error output; of JSON in production.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "assises.journaux.LigneJSON"},
    },
    "filters": {"sans_secret": {"()": "assises.journaux.SansSecret"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line" if DEBUG else "json",
            "filters": ["sans_secret"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "assises.demandes": {"level": "WARNING" if DEBUG else "INFO"},  # Django's own server tells them too
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
