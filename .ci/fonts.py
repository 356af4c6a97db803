#!/usr/bin/env python3
"""Make the web fonts of the pages from the installed fonts that the PDFs use: static/fonts/*.woff2.

Keeps Latin, punctuation, arrows and the few signs met in real notes, with the figures, small capitals
and ligatures of a book face. With --check, only tells whether the sources are there.
"""

import sys
from pathlib import Path

FOLDERS = [
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
]
FONTS = [
    f"{family}-{style}"
    for family in ("Vollkorn", "Inter")
    for style in ("Regular", "Italic", "SemiBold", "SemiBoldItalic", "Bold")
]
TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts"
UNICODES = (
    "U+0020-007E,U+00A0-017F,U+018F,U+0192,U+01FA-01FF,U+0218-021B,U+0259,U+02C6,U+02C7,U+02D8-02DD,"
    "U+0300-0304,U+0306-030C,U+0323,U+0326-0328,U+1E80-1E85,U+1E9E,U+1EF2-1EF3,U+2000-200B,U+2010-2015,"
    "U+2018-2022,U+2024-2027,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+203D,U+2044,U+2070,U+2074-2079,"
    "U+2080-2089,U+20AC,U+2116,U+2117,U+2122,U+2150-215E,U+2190-2199,U+21A9,U+21AA,U+2212,U+2215,U+2248,"
    "U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25B2,U+25B6,U+25BC,U+25C6,U+25CB,U+25CF,U+2605,U+2606,U+2610-2612,"
    "U+2713,U+2717,U+FB00-FB04,U+FEFF"
)
FEATURES = (
    "kern,liga,clig,calt,ccmp,locl,mark,mkmk,case,lnum,onum,pnum,tnum,zero,frac,numr,dnom,sups,subs,ordn,"
    "smcp,c2sc,ss03,cv05"
)


def find_source(name):
    """Path of an installed font file, None when there is none."""
    for folder in FOLDERS:
        for suffix in ("ttf", "otf"):
            for path in sorted(folder.glob(f"**/{name}.{suffix}")):
                return path
    return None


def build(source, target):
    """Write `target` (woff2), unless it is already newer than its source and than this file."""
    from fontTools import subset

    newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
    if target.exists() and target.stat().st_mtime > newest:
        return
    partial = target.with_suffix(".tmp")
    subset.main(
        [
            str(source),
            f"--output-file={partial}",
            "--flavor=woff2",
            f"--unicodes={UNICODES}",
            f"--layout-features={FEATURES}",
            "--name-IDs=*",
            "--desubroutinize",
        ]
    )
    partial.replace(target)


def main():
    sources = {name: find_source(name) for name in FONTS}
    missing = [name for name, source in sources.items() if source is None]
    if missing:
        sys.exit(f"Polices introuvables : {', '.join(missing)}. Installez Vollkorn et Inter.")
    if "--check" in sys.argv:
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        build(source, TARGET / f"{name.lower()}.woff2")


if __name__ == "__main__":
    main()
