"""The styles of Word files, and the parts that are the same in each. Pure."""

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "application/vnd.openxmlformats-package"
TEXTE, TITRES, ENCRE, DOUX = "Georgia", "Calibri", "1F3A4D", "595959"

# Class of a paragraph of the page -> its style; the first that is found counts.
GENRES = {
    "pv-ordre": "Ordre",
    "pv-ndr": "NoteRedacteur",
    "pv-intervenants": "Intervenants",
    "seul": "Locuteur",  # a name on a line of its own stays with what is said
    "ouvre": "Intervention",
    "parle": "Suite",
    "pv-intertitre": "Intertitre",
    "pv-intactes": "NoteRedacteur",
    "pv-mention": "Mention",
    "pv-heures": "Subtitle",
    "pv-lieu": "Subtitle",
    "pv-chantier": "Subtitle",
    "pv-seance": "Subtitle",
}
NUMEROTATIONS = {
    "puce": "bullet",
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
PUCES = "•–"


def paragraph_style(genre):
    """Id of the style of a paragraph of some classes, nothing for a plain one."""
    classes = genre.split()
    return next((style for name, style in GENRES.items() if name in classes), "")


def _style(key, name, properties="", run="", *, based="Normal", following="Normal", outline=None):
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f'<w:next w:val="{following}"/><w:qFormat/><w:pPr>{properties}{level}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
    )


def _letters(size, *, bold=False, italic=False, colour="", face=TITRES):
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:cs="{face}"/>{"<w:b/>" if bold else ""}'
        f'{"<w:i/>" if italic else ""}{tint}<w:sz w:val="{size * 2:g}"/>'
    )


def _spacing(before, after, *, keep=False, more=""):
    keeping = "<w:keepNext/><w:keepLines/>" if keep else ""
    return f'{keeping}<w:spacing w:before="{before * 20}" w:after="{after * 20}"/>{more}'


def _headings():
    sizes = {1: (15, 20, 6), 2: (13, 14, 4), 3: (12, 12, 4), 4: (11, 10, 2), 5: (11, 10, 2)}
    for level, (size, before, after) in sizes.items():
        yield _style(
            f"Heading{level}",
            f"heading {level}",
            _spacing(before, after, keep=True),
            _letters(size, bold=level < 5, italic=level == 5, colour=ENCRE),
            outline=level - 1,
        )


RULE = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{DOUX}"/></w:pBdr>'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
STYLES = (
    f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{TEXTE}" w:hAnsi="{TEXTE}" '
    f'w:eastAsia="{TEXTE}" w:cs="{TEXTE}"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="fr-BE" '
    'w:eastAsia="fr-BE" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" '
    'w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
    '<w:color w:val="0B4F8A"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
    '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" '
    'w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="TableauPV"><w:name w:val="Tableau du PV"/>'
    '<w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:before="40" w:after="40" w:line="252" '
    f'w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EAF0F4"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
    + "".join(_headings())
    + _style("Title", "Title", _spacing(0, 10, keep=True), _letters(24, bold=True, colour=ENCRE))
    + _style("Subtitle", "Subtitle", _spacing(0, 2), _letters(12, colour=DOUX))
    + _style("Mention", "Mention", _spacing(6, 6), _letters(11, bold=True))
    + _style("TOCHeading", "TOC Heading", _spacing(18, 6, keep=True), _letters(13, bold=True, colour=ENCRE))
    + "".join(
        _style(
            f"TOC{level}",
            f"toc {level}",
            '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>'
            + _spacing(0, 3, more=f'<w:ind w:left="{(level - 1) * 340}" w:right="567"/>'),
            _letters(10.5),
        )
        for level in (1, 2)
    )
    + _style("Caption", "caption", _spacing(10, 3, keep=True), _letters(11, bold=True, colour=ENCRE))
    + _style("Ordre", "Ordre du jour", _spacing(0, 3, more='<w:ind w:left="397" w:hanging="397"/>'))
    + _style(
        "Intervenants",
        "Intervenants",
        _spacing(0, 6, keep=True),
        _letters(10.5, colour=DOUX),
    )
    + _style("Intervention", "Intervention", _spacing(4, 6), following="Suite")
    + _style("Locuteur", "Locuteur", _spacing(6, 2, keep=True), following="Suite")
    + _style("Suite", "Suite d’intervention", _spacing(0, 6), following="Suite")
    + _style("NoteRedacteur", "Note du rédacteur", _spacing(0, 6), _letters(10, italic=True, face=TEXTE))
    + _style("Intertitre", "Intertitre", _spacing(4, 2), _letters(10.5, bold=True))
    + _style("EnTete", "En-tête de tableau", _spacing(2, 2, keep=True), _letters(10, bold=True))
    + _style("ApresTableau", "Après un tableau", _spacing(0, 0), '<w:sz w:val="8"/>')
    + _style("ListParagraph", "List Paragraph", _spacing(0, 4))
    + _style("Footer", "footer", f"{RULE}{_spacing(0, 0)}", _letters(9, colour=DOUX))
    + "</w:styles>"
)

PARTIES = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{PACKAGE}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Default Extension="{kind}" ContentType="image/{kind}"/>' for kind in ("png", "jpeg", "gif")
        )
        + f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{WORD}.{kind}+xml"/>'
            for name, kind in (
                ("styles", "styles"),
                ("numbering", "numbering"),
                ("settings", "settings"),
                ("footer1", "footer"),
            )
        )
        + f'<Override PartName="/docProps/core.xml" ContentType="{PACKAGE}.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>'
    ),
    "word/styles.xml": STYLES,
    "word/settings.xml": (
        f'<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="fr-BE"/></w:settings>'
    ),
}


def numbering(lists):
    """The part that numbers lists. lists: (style, level, first number) of each, in order."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(_level(style, level) for level in range(9))}</w:abstractNum>"
        for key, style in enumerate(NUMEROTATIONS)
    )
    keys = list(NUMEROTATIONS)
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{keys.index(style)}"/><w:lvlOverride w:ilvl="{level}">'
        f'<w:startOverride w:val="{first}"/></w:lvlOverride></w:num>'
        for number, (style, level, first) in enumerate(lists, 1)
    )
    return f"<w:numbering {W}>{abstract}{numbers}</w:numbering>"


def _level(style, level):
    text = PUCES[min(level, len(PUCES) - 1)] if style == "puce" else f"%{level + 1}."
    left = (level + 1) * 425
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{NUMEROTATIONS[style]}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="425"/></w:pPr>'
        "</w:lvl>"
    )
