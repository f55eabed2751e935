#!/usr/bin/env bash
# pages.sh [PLANGEN]: measures rendering as whole processes, start to end: wall time, CPU time, peak memory.
#
# Builds the release binary unless one is given. The text of 18 pages is ../shared's (or $PLANGEN_SHARED's), else the
# project's largest sample; that of 160 pages is the same plan ten times over. Needs fonts (scripts/setup), bash and
# python3. Medians; the wanted figures stand beside. A busy machine shows in wall, not in CPU.
set -euo pipefail
cd "$(dirname "$0")/.."
plangen=${1:-}
if [ -z "$plangen" ]; then
    cargo build --release --locked
    plangen=${CARGO_TARGET_DIR:-target}/release/plangen
fi
shared=${PLANGEN_SHARED:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() { python3 benches/measure.py "$@"; } # NAME RUNS BYTES WANTED COMMAND...

text=$(echo "$shared"/seeds/001_*.txt)
if [ ! -f "$text" ]; then
    echo "skipped: $shared is not there; the published text is not measured, a sample is"
    text=seeds/beiyuan/plan.md
fi
cp "$text" "$work/once.${text##*.}"
once="$work/once.${text##*.}"
many="$work/many.${text##*.}"
python3 - "$once" "$many" <<'PY'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
# What stands before the first chapter stands once; then the chapters again and again.
first = re.search(r"^#*\s*一、", text, re.M).start()
open(sys.argv[2], "w", encoding="utf-8").write(text[:first] + "\n".join([text[first:]] * 10))
PY
pages() { "$plangen" build "$1" -o "$work/pages.pdf" --lang en 2>&1 | sed -n 's/.*(\([0-9]*\) pages).*/\1/p'; }
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown); $("$plangen" --version)"
few=$(pages "$once") lots=$(pages "$many")
measure "$few pages to PDF" 10 0 "350 ms for 18" "$plangen" build "$once" -o "$work/a.pdf"
measure "$few pages to PDF, OFD, DOCX and HTML" 10 0 "500 ms for 18" "$plangen" build "$once" -o "$work/a.pdf" --format pdf,ofd,docx,html
measure "$lots pages to PDF" 3 0 "2500 ms, 200 MB for 160" "$plangen" build "$many" -o "$work/b.pdf"
measure "$lots pages to PDF, OFD, DOCX and HTML" 3 0 "-" "$plangen" build "$many" -o "$work/b.pdf" --format pdf,ofd,docx,html
for file in a.pdf a.ofd b.pdf b.ofd; do printf '%-44s %8d KB\n' "$file" $(($(stat -c %s "$work/$file") / 1024)); done
