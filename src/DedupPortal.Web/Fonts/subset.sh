#!/usr/bin/env bash
# Cuts wwwroot/fonts/icons.woff2 out of the Material Symbols font that Radzen.Blazor ships (Apache-2.0).
# Run after adding a name to icons.txt. Needs Debian's fonttools and python3-brotli.
set -euo pipefail
cd "$(dirname "$0")"
font="${1:-$HOME/.nuget/packages/radzen.blazor/13.1.0/staticwebassets/fonts/MaterialSymbolsOutlined.woff2}"
/usr/bin/python3 - "$font" icons.txt ../wwwroot/fonts/icons.woff2 <<'PY'
import sys
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

source, names, target = sys.argv[1:]
wanted = {line.strip() for line in open(names) if line.strip()}
font = TTFont(source)
letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code < 128}
ligatures = {}
for lookup in font["GSUB"].table.LookupList.Lookup:
    for table in lookup.SubTable:
        table = getattr(table, "ExtSubTable", table)
        for first, entries in getattr(table, "ligatures", {}).items():
            for entry in entries:
                if all(part in letter for part in [first, *entry.Component]):
                    ligatures["".join(letter[part] for part in [first, *entry.Component])] = entry.LigGlyph
missing = sorted(wanted - ligatures.keys())
if missing:
    sys.exit("no such icon: " + ", ".join(missing))

options = subset.Options()
options.flavor = "woff2"
options.layout_closure = False          # else the letters alone would pull in every ligature
options.layout_features = ["liga", "rlig", "clig"]
cutter = subset.Subsetter(options)
letters = sorted(set("".join(wanted)))
cutter.populate(unicodes=[ord(c) for c in letters], glyphs=[ligatures[name] for name in wanted])
cutter.subset(font)
# One weight is used; the fill axis stays, Radzen fills some icons.
font = instancer.instantiateVariableFont(font, {"wght": 400})
font.flavor = "woff2"
font.save(target)
PY
wc -c ../wwwroot/fonts/icons.woff2
