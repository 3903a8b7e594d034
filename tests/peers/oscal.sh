#!/bin/sh
# Reads what `vauban export oscal` writes with compliance-trestle, in a virtual environment outside of this repository.
# Usage: tests/peers/oscal.sh [FOLDER of the environment]; VAUBAN names a program that is built already.
set -eu
env="${1:-${TMPDIR:-/tmp}/vauban-trestle}"
cd "$(dirname "$0")/../.."
if ! "$env/bin/python" -c 'import trestle' 2>/dev/null; then
    python3 -m venv "$env"
    "$env/bin/pip" install --quiet 'compliance-trestle>=5.2,<6'
fi
vauban="${VAUBAN:-}"
if [ -z "$vauban" ]; then
    cargo build --quiet -p vauban
    vauban="${CARGO_TARGET_DIR:-target}/debug/vauban"
fi
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
for example in edge-gateway level-sensor; do
    for what in component-definition assessment-results catalog; do
        "$vauban" -C "examples/$example" --today 2026-11-22 --quiet export oscal --what "$what" --output "$out/$example-$what.json"
    done
done
"$env/bin/python" tests/peers/oscal.py "$out"/*.json
