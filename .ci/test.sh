#!/usr/bin/env bash
# Every check and every test, on SQLite then on PostgreSQL. Arguments go to pytest.
set -euo pipefail

# Settings of a development portal, whatever the caller's environment holds.
unset SECRET_KEY ALLOWED_HOSTS SITE_URL MEDIA_ROOT STORAGE_URL EMAIL_URL DEFAULT_FROM_EMAIL CACHE_URL \
    SECURE_PROXY_SSL_HEADER TRUSTED_PROXIES OIDC_SERVEUR OIDC_CLIENT_ID OIDC_SECRET OIDC_NOM METRICS_TOKEN DATABASE_URL
export DEBUG=1 PYTHONWARNINGS=default
python=.venv/bin/python
workers=$(($(nproc) + 1)) # browsers and killed servers wait more than they work

step() { echo "── $*"; "$@"; }

step .venv/bin/ruff check .
step .venv/bin/ruff format --check .
step "$python" manage.py makemigrations --check --dry-run
step "$python" manage.py check --fail-level WARNING

# Both databases are tried even when the first one fails; the exit status remembers.
status=0
echo "── audit"
"$python" .ci/audit.py || status=$?
echo "── pytest, SQLite"
"$python" -m pytest -n "$workers" --dist loadgroup "$@" || status=$?
# What touches no database, and what browsers show, is the same with the second one.
echo "── pytest, PostgreSQL"
.ci/postgres.sh "$python" -m pytest -n "$workers" --dist loadgroup --autre-base "$@" || status=$?
exit "$status"
