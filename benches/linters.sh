#!/usr/bin/env bash
# linters.sh [PLANGEN]: 1,000 texts, no two alike, linted by plangen alone and against one parent, and by three linters of
# text in the same run: rumdl (Markdown), autocorrect and zhlint (the typography of Chinese text). Whole processes, no
# cache: wall time, CPU time, peak memory.
#
# The peers look at marks and spaces; none of them reads what a text says. They are installed into target/peers from
# PyPI and npm; one that does not install is skipped, and said so. The texts are made of ../shared's (or
# $PLANGEN_SHARED's); without it nothing is measured. Needs bash, python3 with venv, node and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
plangen=${1:-}
if [ -z "$plangen" ]; then
    cargo build --release --locked --no-default-features
    plangen=${CARGO_TARGET_DIR:-target}/release/plangen
fi
plangen=$(realpath "$plangen")
shared=$(realpath -m "${PLANGEN_SHARED:-../shared}")
if [ ! -d "$shared/seeds" ]; then
    echo "skipped: $shared is not there; nothing is measured"
    exit 0
fi
peers=$PWD/target/peers measure=$PWD/benches/measure.py
mkdir -p "$peers"
[ -x "$peers/bin/python" ] || python3 -m venv "$peers"
"$peers/bin/pip" -q install rumdl || echo "skipped: rumdl does not install"
(cd "$peers" && npm install --silent --no-fund --no-audit --no-save autocorrect-node zhlint) || echo "skipped: npm does not install"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash "$shared/tools/corpus.sh" "$work/texts" >/dev/null
cd "$work/texts"
size=$(cat ./*.md | wc -c)
npm=$peers/node_modules
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown); $(ls | wc -l) texts, $((size / 1000000)) MB"
peer() { # NAME RUNS PROGRAM COMMAND...
    if [ -e "$3" ]; then python3 "$measure" "$1" "$2" "$size" "-" "${@:4}"; fi
}
python3 "$measure" "plangen, every lint of a file" 9 "$size" "30 MB per CPU s" "$plangen" lint --no-cache .
python3 "$measure" "plangen, against one parent" 5 "$size" "8 MB per CPU s" "$plangen" lint --no-cache . --parent "$(echo "$shared"/seeds/000_*.txt)"
peer "rumdl" 9 "$peers/bin/rumdl" "$peers/bin/rumdl" check --no-cache .
peer "rumdl with its rule of spaces in Chinese text" 3 "$peers/bin/rumdl" "$peers/bin/rumdl" check --no-cache --extend-enable MD089 .
peer "autocorrect" 3 "$npm/.bin/autocorrect" node "$npm/.bin/autocorrect" --lint --format json .
peer "zhlint" 1 "$npm/.bin/zhlint" node "$npm/.bin/zhlint" '*.md'
