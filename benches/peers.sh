#!/usr/bin/env bash
# peers.sh [PLANGEN] [TEXT]: the same text set by plangen, by XeLaTeX (ctex) and by LibreOffice, as whole processes:
# wall time, CPU time, peak memory, pages.
#
# The peers are given the paragraphs of the text in the same size, pitch and margins, and no more: no head, no title
# broken by meaning, no check. What is not installed is skipped, and said so. On Debian:
#   apt-get install --no-install-recommends texlive-xetex texlive-lang-chinese libreoffice-writer poppler-utils
set -euo pipefail
cd "$(dirname "$0")/.."
plangen=${1:-}
if [ -z "$plangen" ]; then
    cargo build --release --locked
    plangen=${CARGO_TARGET_DIR:-target}/release/plangen
fi
shared=${PLANGEN_SHARED:-../shared}
text=${2:-$(echo "$shared"/seeds/001_*.txt)}
if [ ! -f "$text" ]; then
    echo "skipped: $shared is not there; a sample is set instead of the published text"
    text=seeds/beiyuan/plan.md
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measure() { python3 benches/measure.py "$@"; } # NAME RUNS BYTES WANTED COMMAND...
pages() {
    [ -f "$1" ] || { echo "  it failed: no PDF was written"; return; }
    if command -v pdfinfo >/dev/null; then echo "  $(pdfinfo "$1" 2>/dev/null | sed -n 's/^Pages: *//p') pages, $(($(stat -c %s "$1") / 1024)) KB"; fi
}

python3 - "$text" "$work" <<'PY'
import re, sys
from xml.sax.saxutils import escape
text = open(sys.argv[1], encoding="utf-8").read()
text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
paragraphs = [line.strip(" \t#　") for line in text.splitlines() if line.strip(" \t#　")]
special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
tex = lambda line: "".join(special.get(c, "\\" + c if c in "#$%&_{}" else c) for c in line)
with open(f"{sys.argv[2]}/text.tex", "w", encoding="utf-8") as out:
    out.write(r"""\documentclass[fontset=fandol,a4paper,linespread=1]{ctexart}
\usepackage[top=37mm,left=28mm,textwidth=156mm,textheight=225mm]{geometry}
\setCJKmainfont{FandolFang-Regular.otf}
\begin{document}
\fontsize{15.8bp}{29.6bp}\selectfont
""")
    out.write("\n\n".join(map(tex, paragraphs)) + "\n\\end{document}\n")
names = ("office", "style", "text", "fo", "svg")
urn = "urn:oasis:names:tc:opendocument:xmlns:"
spaces = {"fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0"}
declared = " ".join(f'xmlns:{n}="{urn}{spaces.get(n, n + ":1.0")}"' for n in names)
with open(f"{sys.argv[2]}/text.fodt", "w", encoding="utf-8") as out:
    out.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {declared} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'FandolFang R', 'Noto Serif CJK SC'"/></office:font-face-decls>
<office:styles><style:style style:name="P" style:family="paragraph">
<style:paragraph-properties fo:line-height="29.6pt" fo:text-indent="31.6pt" fo:text-align="justify" fo:orphans="0" fo:widows="0"/>
<style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-size="15.8pt" style:font-size-asian="15.8pt" fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/>
</style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="L"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin-top="37mm" fo:margin-bottom="34.5mm" fo:margin-left="28mm" fo:margin-right="26mm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/></office:master-styles>
<office:body><office:text>
""")
    out.writelines(f'<text:p text:style-name="P">{escape(p)}</text:p>\n' for p in paragraphs)
    out.write("</office:text></office:body></office:document>\n")
PY

echo "$(basename "$text"); $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)"
"$plangen" --version
measure "plangen" 5 0 "-" "$plangen" build "$text" -o "$work/plangen.pdf"
pages "$work/plangen.pdf"
if command -v xelatex >/dev/null && kpsewhich ctexart.cls >/dev/null && kpsewhich FandolFang-Regular.otf >/dev/null; then
    xelatex --version | head -1
    measure "XeLaTeX, one pass" 5 0 "-" xelatex -interaction=batchmode -halt-on-error -output-directory="$work" "$work/text.tex"
    pages "$work/text.pdf"
else
    echo "skipped: no xelatex with ctex and the Fandol fonts"
fi
rm -f "$work/text.pdf"
if command -v soffice >/dev/null; then
    soffice --version
    measure "LibreOffice, headless" 5 0 "-" soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$work/text.fodt"
    pages "$work/text.pdf"
else
    echo "skipped: no soffice"
fi
