#!/bin/sh
# `make lint`: format, lint, migrations, and Django's own checks with a production's settings.
set -eu
bin=.venv/bin

echo "Format and lint ..."
$bin/ruff format --check .
$bin/ruff check .
! git grep -nE '^(<{7}|>{7}) ' || { echo "A merge was left unresolved." >&2; exit 1; }
git ls-files 'templates/*.html' | xargs $bin/djade --check --target-version 6.1

echo "Migrations and settings ..."
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export DATABASE_URL= DATA_DIR="$data" SECRET_KEY="a-key-for-checks-only-a-key-for-checks-only-a-key-for-checks" SITE_URL=https://cramps.example
$bin/python -W error manage.py makemigrations --check --dry-run
$bin/python -W error manage.py check --deploy --fail-level WARNING
