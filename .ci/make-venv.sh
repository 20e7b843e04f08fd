#!/bin/sh
# make-venv.sh FOLDER REQUIREMENTS: a virtual environment with what is locked, nothing else.
# Takes the newest Python from 3.12 on that works: one with venv and pip, not a mere shim.
set -eu
venv=$1 requirements=$2

works() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

if ! { [ -x "$venv/bin/python" ] && works "$venv/bin/python"; }; then
    best='' version=0
    for python in python3.14 python3.13 python3.12 python3; do
        if works "$python"; then
            this=$("$python" -c 'import sys; print(sys.version_info[0] * 1000 + sys.version_info[1])')
            if [ "$this" -gt "$version" ]; then best=$python version=$this; fi
        fi
    done
    if [ -z "$best" ]; then
        echo "Python 3.12 or newer, with its venv module, is needed; found $(python3 --version 2>&1 | head -n 1)." >&2
        exit 1
    fi
    rm -rf "$venv"
    "$best" -m venv "$venv"
fi
echo "Installing what $requirements lists ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
