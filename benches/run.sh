#!/usr/bin/env bash
# run.sh [PLANGEN]: measures whole processes, start to end: wall time, CPU time, peak memory.
#
# Builds the release binary without the renderer unless one is given. The texts come from ../shared (or
# $PLANGEN_SHARED); without it the project's own seeds are measured, and what is left out is said.
# Needs bash and python3. Medians; the wanted figures stand beside. A busy machine shows in wall, not in CPU.
set -euo pipefail
cd "$(dirname "$0")/.."
plangen=${1:-}
if [ -z "$plangen" ]; then
    cargo build --release --locked --no-default-features
    plangen=${CARGO_TARGET_DIR:-target}/release/plangen
fi
shared=${PLANGEN_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { python3 benches/measure.py "$@"; } # NAME RUNS BYTES WANTED COMMAND...

echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)"
measure "start alone (--version)" 20 0 "-" "$plangen" --version
if [ ! -d "$shared/seeds" ]; then
    echo "skipped: $shared is not there; the published texts are not measured"
    measure "a plan against its parent (seeds)" 20 0 "-" "$plangen" lint seeds/hetao/plan.md
    exit 0
fi
parent=$(echo "$shared"/seeds/000_*.txt) child=$(echo "$shared"/seeds/001_*.txt)
county=$(echo "$shared"/seeds/002_*.txt) wide=$(echo "$shared"/seeds/004_*.txt)
measure "28 KB against 29 KB" 30 0 "30 ms, 60 MB" "$plangen" lint "$child" --parent "$parent"
measure "28 KB against three parents" 30 0 "60 ms, 80 MB" \
    "$plangen" lint "$child" --parent "$parent" --parent "$county" --parent "$wide"
measure "26 texts alone" 20 "$(cat "$shared"/corpus/*.txt | wc -c)" "100 ms, 80 MB" "$plangen" lint "$shared"/corpus/*.txt
bash "$shared/tools/corpus.sh" "$work/texts" >/dev/null
size=$(cat "$work"/texts/*.md | wc -c)
measure "1,000 texts alone" 3 "$size" "20 MB per CPU s" "$plangen" lint "$work/texts"
measure "1,000 texts against one parent" 3 "$size" "5 MB per CPU s" "$plangen" lint "$work/texts" --parent "$parent"
