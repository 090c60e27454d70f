#!/bin/sh
# What does this machine still need, so that the application (run), its tests (test) or the benchmarks (bench)
# can work?
#
# Usage: tools/setup.sh run|test|bench
#
# Never asks. Installs system packages only as root where apt-get exists; otherwise prints the line that
# does it. Says what it does on standard error. The second run finds a stamp and returns at once.
set -eu

what="${1:-run}"
cd "$(dirname "$0")/.."
exec </dev/null

say() { printf '%s\n' "$*" >&2; }

# Run a command and show what it printed only if it fails.
quietly() {
    log="$(mktemp)"
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# Peers that do not run beside current libraries live in an environment of their own; only benchmarks use it.
if [ "$what" = bench ]; then
    peers="aequitas==1.1.0"
    if [ "$(cat build/peers/.prepared 2>/dev/null || true)" != "$peers" ]; then
        say "Installing peers to compare with: $peers"
        "${PYTHON:-python3}" -m venv build/peers
        quietly build/peers/bin/python -m pip install --disable-pip-version-check "$peers"
        printf '%s' "$peers" >build/peers/.prepared
    fi
    exit 0
fi

qt="libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxcb-cursor0 libxcb-icccm4
libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libx11-xcb1 libxcb-xkb1 libxcb-image0 libxcb-randr0
libxcb-render-util0"
# LightGBM and XGBoost do not bring it along.
models="libgomp1"
tests="xvfb xdotool openbox poppler-utils qpdf mupdf-tools bubblewrap"

missing_packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed' || printf '%s ' "$package"
    done
}

install_packages() {
    [ -n "$*" ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing system packages: $*"
        quietly apt-get update
        quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    else
        say "System packages are missing. Install them, then start again:"
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        return 1
    fi
}

python="${PYTHON:-python3}"
if ! command -v "$python" >/dev/null 2>&1; then
    install_packages python3 python3-venv
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or newer is needed; this is $("$python" --version). Name another one: make run PYTHON=python3.12"
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        install_packages python3-venv || exit 1
    fi
    say "Making the virtual environment .venv"
    quietly "$python" -m venv .venv
fi

# Without these libraries no window opens and boosted trees stay closed; the rest works all the same.
packages="$qt $models"
[ "$what" = test ] && packages="$qt $models $tests"
absent="$(missing_packages $packages)"
if [ -n "$absent" ]; then
    install_packages $absent || { [ "$what" = run ] || exit 1; }
fi

extras=""
[ "$what" = test ] && extras="[dev,example,xgboost,catboost]"
stamp=".venv/.prepared-$what"
wanted="$(cat pyproject.toml tools/hatch_build.py | sha256sum | cut -d' ' -f1) $(.venv/bin/python --version) $extras"
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    say "Installing the application and its libraries into .venv (about 1.4 GB, a few minutes)"
    quietly .venv/bin/python -m pip install --disable-pip-version-check -e ".$extras"
    printf '%s' "$wanted" >"$stamp"
fi

catalogue=resources/locale/de/LC_MESSAGES/pruefstein
if [ ! -f "$catalogue.mo" ] || [ "$catalogue.po" -nt "$catalogue.mo" ]; then
    .venv/bin/python tools/messages.py compile >&2
fi
