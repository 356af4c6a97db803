"""The styles of OpenDocument files, named as those of Word files, and the parts that are the same in each. Pure."""

from .docx_styles import DOUX, ENCRE, NUMEROTATIONS, PUCES, TEXTE, TITRES

NOM = "urn:oasis:names:tc:opendocument:xmlns"
ESPACES = (
    f'xmlns:office="{NOM}:office:1.0" xmlns:style="{NOM}:style:1.0" xmlns:text="{NOM}:text:1.0" '
    f'xmlns:table="{NOM}:table:1.0" xmlns:draw="{NOM}:drawing:1.0" xmlns:meta="{NOM}:meta:1.0" '
    f'xmlns:fo="{NOM}:xsl-fo-compatible:1.0" xmlns:svg="{NOM}:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)
LISTES = {style: f"Liste_{kind}" for style, kind in NUMEROTATIONS.items()}
MARQUES = {
    "gras": 'fo:font-weight="bold"',
    "italique": 'fo:font-style="italic"',
    "souligne": 'style:text-underline-style="solid" style:text-underline-width="auto"',
    "barre": 'style:text-line-through-style="solid"',
    "exposant": 'style:text-position="super 58%"',
    "indice": 'style:text-position="sub 58%"',
}
RETRAIT_CM = 0.75


def character_style(name, styles):
    """An automatic style of some marks."""
    marks = " ".join(MARQUES[style] for style in MARQUES if style in styles)
    return (
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {marks}/></style:style>'
    )


def _style(name, display, paragraph="", text="", *, following="Standard", more="", level=""):
    level = f' style:default-outline-level="{level}"' if level else ""
    parent = "" if name == "Standard" else ' style:parent-style-name="Standard"'
    return (
        f'<style:style style:name="{name}" style:display-name="{display}" style:family="paragraph"{parent} '
        f'style:next-style-name="{following}"{level}><style:paragraph-properties {paragraph}>{more}'
        f"</style:paragraph-properties><style:text-properties {text}/></style:style>"
    )


def _letters(size, *, bold=False, italic=False, colour="", face=TITRES):
    return (
        f'style:font-name="{face}" fo:font-size="{size}pt"'
        + (' fo:font-weight="bold"' if bold else "")
        + (' fo:font-style="italic"' if italic else "")
        + (f' fo:color="#{colour}"' if colour else "")
    )


def _spacing(before, after, *, keep=False, more=""):
    keeping = ' fo:keep-with-next="always"' if keep else ""
    return f'fo:margin-top="{before}pt" fo:margin-bottom="{after}pt"{keeping} {more}'


def _list_style(style):
    levels = []
    for level in range(1, 11):
        left = level * RETRAIT_CM
        place = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-{RETRAIT_CM}cm" '
            f'fo:margin-left="{left}cm"/></style:list-level-properties>'
        )
        if style == "puce":
            mark = PUCES[min(level, len(PUCES)) - 1]
            levels.append(
                f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{mark}">{place}'
                "</text:list-level-style-bullet>"
            )
        else:
            levels.append(
                f'<text:list-level-style-number text:level="{level}" style:num-format="{style}" '
                f'style:num-suffix=".">{place}</text:list-level-style-number>'
            )
    return f'<text:list-style style:name="{LISTES[style]}">{"".join(levels)}</text:list-style>'


def _headings():
    sizes = {1: (15, 20, 6), 2: (13, 14, 4), 3: (12, 12, 4), 4: (11, 10, 2), 5: (11, 10, 2)}
    for level, (size, before, after) in sizes.items():
        yield _style(
            f"Heading_20_{level}",
            f"Heading {level}",
            _spacing(before, after, keep=True),
            _letters(size, bold=level < 5, italic=level == 5, colour=ENCRE),
            level=level,
        )


ONGLET = (
    '<style:tab-stops><style:tab-stop style:position="16cm" style:type="right" style:leader-style="dotted" '
    'style:leader-text="."/></style:tab-stops>'
)
STYLES = (
    f"<office:document-styles {ESPACES}><office:font-face-decls>"
    + "".join(f'<style:font-face style:name="{face}" svg:font-family="{face}"/>' for face in (TEXTE, TITRES))
    + '</office:font-face-decls><office:styles><style:default-style style:family="paragraph">'
    '<style:paragraph-properties fo:orphans="2" fo:widows="2"/><style:text-properties '
    f'style:font-name="{TEXTE}" fo:font-size="10.5pt" fo:language="fr" fo:country="BE"/></style:default-style>'
    '<style:default-style style:family="table"><style:table-properties/></style:default-style>'
    + _style("Standard", "Standard", 'fo:margin-bottom="6pt" fo:line-height="115%"')
    + _style("Title", "Title", _spacing(0, 10, keep=True), _letters(24, bold=True, colour=ENCRE))
    + _style("Subtitle", "Subtitle", _spacing(0, 2), _letters(12, colour=DOUX))
    + _style("Mention", "Mention", _spacing(6, 6), _letters(11, bold=True))
    + "".join(_headings())
    + _style(
        "Contents_20_Heading",
        "Contents Heading",
        _spacing(18, 6, keep=True),
        _letters(13, bold=True, colour=ENCRE),
    )
    + "".join(
        _style(
            f"Contents_20_{level}",
            f"Contents {level}",
            _spacing(0, 3, more=f'fo:margin-left="{(level - 1) * 0.6}cm" fo:margin-right="1cm"'),
            _letters(10.5),
            more=ONGLET,
        )
        for level in (1, 2)
    )
    + _style("Caption", "Caption", _spacing(10, 3, keep=True), _letters(11, bold=True, colour=ENCRE))
    + _style(
        "Ordre",
        "Ordre du jour",
        _spacing(0, 3, more='fo:margin-left="0.7cm" fo:text-indent="-0.7cm"'),
        more='<style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops>',
    )
    + _style("Intervenants", "Intervenants", _spacing(0, 6, keep=True), _letters(10.5, colour=DOUX))
    + _style("Intervention", "Intervention", _spacing(4, 6), following="Suite")
    + _style("Locuteur", "Locuteur", _spacing(6, 2, keep=True), following="Suite")
    + _style("Suite", "Suite d’intervention", _spacing(0, 6), following="Suite")
    + _style("NoteRedacteur", "Note du rédacteur", _spacing(0, 6), _letters(10, italic=True, face=TEXTE))
    + _style("Intertitre", "Intertitre", _spacing(4, 2), _letters(10.5, bold=True))
    + _style("Cellule", "Contenu de tableau", _spacing(2, 2))
    + _style("EnTete", "En-tête de tableau", _spacing(2, 2, keep=True), _letters(10, bold=True))
    + _style("ApresTableau", "Après un tableau", _spacing(0, 0), 'fo:font-size="4pt"')
    + _style("ListParagraph", "Paragraphe de liste", _spacing(0, 4))
    + _style(
        "Footer",
        "Footer",
        f'fo:border-top="0.5pt solid #{DOUX}" fo:padding-top="0.2cm"',
        _letters(9, colour=DOUX),
    )
    + "".join(map(_list_style, NUMEROTATIONS))
    + '</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties '
    'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm" fo:margin-bottom="1.6cm"/>'
    '<style:footer-style><style:header-footer-properties fo:min-height="0.9cm" fo:margin-top="0.4cm"/>'
    "</style:footer-style></style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
    '<text:p text:style-name="Footer">@REPERE@ – page\u00a0<text:page-number>1</text:page-number>\u00a0sur\u00a0'
    "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page></office:master-styles>"
    "</office:document-styles>"
)
# Tables have automatic styles alone: readers apply no others to cells.
TABLES = (
    '<style:style style:name="TableauPV" style:family="table"><style:table-properties style:width="16cm" '
    'table:align="left" table:border-model="collapsing"/></style:style>'
    '<style:style style:name="Rang" style:family="table-row"><style:table-row-properties '
    'fo:keep-together="always"/></style:style>'
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="0.5pt solid #bfbfbf" fo:padding="0.1cm"{fill}/></style:style>'
        for name, fill in (("Case", ""), ("CaseTete", ' fo:background-color="#eaf0f4"'))
    )
)

PARTIES = {
    "manifest": (
        f'<manifest:manifest xmlns:manifest="{NOM}:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text" '
        'manifest:version="1.3"/>'
        + "".join(
            f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
            for name in ("content", "styles", "meta")
        )
        + "@</manifest:manifest>"
    ),
    "meta": f"<office:document-meta {ESPACES}><office:meta>@</office:meta></office:document-meta>",
    "contents": (
        '<text:table-of-content text:name="Sommaire" text:protected="false"><text:table-of-content-source '
        'text:outline-level="2" text:use-index-marks="false"><text:index-title-template '
        'text:style-name="Contents_20_Heading">Sommaire</text:index-title-template>'
        + "".join(
            f'<text:table-of-content-entry-template text:outline-level="{level}" '
            f'text:style-name="Contents_20_{level}"><text:index-entry-link-start/><text:index-entry-text/>'
            '<text:index-entry-link-end/><text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
            "<text:index-entry-page-number/></text:table-of-content-entry-template>"
            for level in (1, 2)
        )
        + '</text:table-of-content-source><text:index-body><text:index-title text:name="Sommaire_Head">'
        '<text:p text:style-name="Contents_20_Heading">Sommaire</text:p></text:index-title>@</text:index-body>'
        "</text:table-of-content>"
    ),
}
