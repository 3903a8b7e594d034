#!/bin/sh
# Runs the tests that need python-tuf, with a copy of it in a virtual environment outside of this repository.
# Usage: tests/peers/python-tuf.sh [FOLDER of the environment]
set -eu
env="${1:-${TMPDIR:-/tmp}/vauban-python-tuf}"
cd "$(dirname "$0")/../.."
if ! "$env/bin/python" -c 'import tuf' 2>/dev/null; then
    python3 -m venv "$env"
    "$env/bin/pip" install --quiet 'tuf>=6,<8'
fi
VAUBAN_PYTHON_TUF="$env/bin/python" cargo test -p vauban --test repository -- --nocapture
