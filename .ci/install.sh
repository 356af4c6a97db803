#!/bin/sh
# Install the Debian packages that are missing. Usage: install.sh demo|test|bench
# Without apt, check what can be checked, say what to install, and stop.
set -eu

demo="python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-vollkorn fonts-inter fonts-dejavu-core"
test="chromium postgresql poppler-utils libatomic1" # libatomic1: for the driver of the browser's tests
bench="libreoffice-writer-nogui"
command -v soffice >/dev/null && bench="" # any LibreOffice will do; two kinds do not live together
case "${1:-}" in
    demo) wanted=$demo ;;
    test) wanted="$demo $test" ;;
    bench) wanted="$demo $bench" ;;
    *) echo "Usage : $0 demo|test|bench" >&2; exit 2 ;;
esac

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Il faut Python 3.11 ou plus récent (commande « $python »)." >&2
    exit 1
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    missing=""
    "$python" -c 'import venv, ensurepip' 2>/dev/null || missing="$missing
  - le module « venv » de Python, avec « ensurepip »"
    for library in pango-1.0 pangoft2-1.0 harfbuzz-subset; do
        "$python" -c "import sys; from ctypes.util import find_library; sys.exit(not find_library('$library'))" ||
            missing="$missing
  - la bibliothèque $library (Pango 1.50 ou plus récent, HarfBuzz)"
    done
    "$python" .ci/fonts.py --check 2>/dev/null || missing="$missing
  - les polices Vollkorn et Inter (fichiers .ttf ou .otf), et DejaVu en réserve"
    if [ "$1" = test ]; then
        command -v chromium >/dev/null || missing="$missing
  - le navigateur Chromium (commande « chromium »)"
        .ci/postgres.sh --check || missing="$missing
  - PostgreSQL 15 ou plus récent (commandes « initdb » et « pg_ctl »)"
        command -v pdftotext >/dev/null || missing="$missing
  - poppler-utils (commande « pdftotext »)"
    elif [ "$1" = bench ]; then
        command -v soffice >/dev/null || missing="$missing
  - LibreOffice Writer (commande « soffice »)"
    fi
    [ -z "$missing" ] && exit 0
    echo "Ce système n’a pas apt. Installez d’abord, avec ses propres outils :$missing
Puis relancez la même commande." >&2
    exit 1
fi

missing=""
for package in $wanted; do
    # A virtual or renamed package counts when something installed provides it.
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "Il manque des paquets Debian, et ni root ni sudo pour les installer. Demandez à l’administrateur :
  apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
echo "Installation des paquets Debian :$missing"
# A third-party source that does not answer must not stop us: the installation itself tells.
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null ||
    echo "« apt-get update » n’a pas tout pu lire ; on continue." >&2
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
