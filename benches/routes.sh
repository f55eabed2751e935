#!/usr/bin/env bash
# routes.sh [PLANGEN]: what is read of published plans after a way through office files, against what is read of their
# text: F1 of sections, tasks, units, targets, citations and heads together, by plan and route.
#
# The texts are ../shared's seeds (or $PLANGEN_SHARED's), else the project's samples. Routes: plangen's own DOCX, HTML,
# OFD and PDF; its DOCX saved anew by LibreOffice, as DOCX and as PDF; its HTML printed by Chromium. Needs fonts
# (scripts/setup) and python3; a route whose program is not there is skipped, and said so.
set -euo pipefail
cd "$(dirname "$0")/.."
plangen=${1:-}
if [ -z "$plangen" ]; then
    cargo build --release --locked
    plangen=${CARGO_TARGET_DIR:-target}/release/plangen
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
texts=("${PLANGEN_SHARED:-../shared}"/seeds/*.txt)
if [ ! -f "${texts[0]}" ]; then
    echo "skipped: the published texts are not there; the samples are measured"
    texts=(seeds/*/plan.md)
fi
office() { # FORMAT FILE FOLDER
    command -v soffice >/dev/null || { echo "skipped: no soffice" >&2; return 0; }
    timeout 180 soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to "$1" --outdir "$3" "$2" >/dev/null 2>&1 || true
}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$browser" ] || echo "skipped: no Chromium"
at=0
for text in "${texts[@]}"; do
    at=$((at + 1))
    own=$work/$at
    mkdir -p "$own/own" "$own/office" "$own/browser"
    "$plangen" build "$text" --format docx,html,ofd,pdf --out "$own/own/" >/dev/null 2>&1 || true
    for file in "$own"/own/*; do mv "$file" "$own/own/plan.${file##*.}"; done
    office docx "$own/own/plan.docx" "$own/office"
    office pdf "$own/own/plan.docx" "$own/office"
    if [ -n "$browser" ]; then
        timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" --no-pdf-header-footer \
            --print-to-pdf="$own/browser/plan.pdf" "file://$own/own/plan.html" >/dev/null 2>&1 || true
    fi
    "$plangen" facts "$text" --format json >"$own/text.json"
    for file in "$own"/*/plan.*; do
        "$plangen" facts "$file" --format json >"$file.json" 2>/dev/null || echo '{}' >"$file.json"
    done
done
python3 - "$work" <<'PY'
import collections, glob, json, os, sys

def facts(path):
    told = json.load(open(path, encoding="utf-8"))
    out = [(key, str(told.get(key))) for key in ("title", "kind", "level", "region", "issuer", "number", "date")]
    for key in ("recipients", "copies"):
        out += [(key, name) for name in told.get(key) or []]
    for row in told.get("basis") or []:
        out.append(("basis", row["title"], str(row["number"]), row["relation"]))
    for row in told.get("sections") or []:
        out.append(("section", row["path"], row["title"]))
    for row in told.get("tasks") or []:
        out.append(("task", row["path"], row["title"]))
        out += [("unit", row["path"], unit["name"], unit["role"]) for unit in row["units"]]
    for row in told.get("targets") or []:
        keys = ("path", "metric", "op", "value", "value2", "unit", "deadline", "scope", "baseline", "kind", "binding")
        out.append(("target", *(str(row[key]) for key in keys)))
    for row in told.get("indicators") or []:
        out.append(("indicator", row["name"], str(row["unit"]), str(row["op"]), str(row["value"]), str(row["deadline"])))
    return collections.Counter(out)

work, least = sys.argv[1], 1.0
for folder in sorted(glob.glob(work + "/[0-9]*"), key=lambda f: int(os.path.basename(f))):
    wanted = facts(folder + "/text.json")
    for path in sorted(glob.glob(folder + "/*/plan.*.json")):
        got = facts(path)
        both = sum((wanted & got).values())
        f1 = 2 * both / max(1, sum(wanted.values()) + sum(got.values()))
        least = min(least, f1)
        route = os.path.relpath(path, folder).removesuffix(".json")
        print(f"{os.path.basename(folder)} {route:24} {f1:.4f}  {sum(wanted.values())} facts")
        if os.environ.get("SHOW"):
            for kind, left in (("-", wanted - got), ("+", got - wanted)):
                for fact in list(left.elements())[:12]:
                    print("   ", kind, *fact)
print(f"least {least:.4f} (wanted 0.98)")
PY
