"""Files of each kind, written by hand: what Word, LibreOffice and others put in them, and what they never would."""

import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": W,
        "r": R,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
STYLES = f"""<w:styles {NAMESPACES}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Titre3"><w:name w:val="heading 3"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="MonTitre"><w:name w:val="Mon titre"/><w:basedOn w:val="Titre1"/></w:style>
<w:style w:type="paragraph" w:styleId="Cache"><w:name w:val="Caché"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="lev"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {NAMESPACES}>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>"""


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    """Bytes of an archive. parts: name -> text or bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as opened:
        for name, content in parts.items():
            opened.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


# ── Word ────────────────────────────────────────────────────────────────────────────────────────────────


def docx_parts(body, *, relations="", types=MAIN, **parts):
    """The parts of a .docx. body: XML of what <w:body> holds; relations: of its document; parts: the others."""
    head = f'<Relationships xmlns="{R.replace("officeDocument", "package")}">'
    linked = "".join(
        f'<Relationship Id="{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "numbering", "footnotes", "endnotes", "comments")
        if kind in {"styles", "numbering"} or f"word/{kind}.xml" in parts
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{types}"/></Types>',
        "_rels/.rels": f'{head}<Relationship Id="r" Type="{R}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": f"{head}{linked}{relations}</Relationships>",
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **parts,
    }


def docx(body="", **more):
    return archive(docx_parts(body or p("Une note."), **more))


def relation(key, kind, target, outside=False):
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def p(*runs, style="", liste=None):
    """A paragraph. runs: texts, or XML that begins with « < »; liste: (numId, ilvl)."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if liste:
        properties += f'<w:numPr><w:ilvl w:val="{liste[1]}"/><w:numId w:val="{liste[0]}"/></w:numPr>'
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text, looks=""):
    """A run. looks: XML of its properties."""
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def drawing(key, description=""):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{description}"/><a:graphic><a:graphicData>'
        f'<pic:pic><pic:blipFill><a:blip r:embed="{key}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def text_box(*paragraphs):
    inner = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        f"{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def notes(kind, *texts):
    """« footnotes.xml » or « endnotes.xml » with its separator and one note for each text, from 1."""
    rows = "".join(
        f'<w:{kind} w:id="{number}">{p(f"<w:r><w:{kind}Ref/></w:r>", " " + text)}</w:{kind}>'
        for number, text in enumerate(texts, 1)
    )
    return (
        f'<w:{kind}s {NAMESPACES}><w:{kind} w:type="separator" w:id="0">{p("x")}</w:{kind}>{rows}</w:{kind}s>'
    )


# ── OpenDocument ────────────────────────────────────────────────────────────────────────────────────────

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODF_NAMESPACES = " ".join(
    [
        *(
            f'xmlns:{name}="{ODF}{name}:1.0"'
            for name in ("office", "text", "table", "style", "script", "manifest")
        ),
        f'xmlns:draw="{ODF}drawing:1.0" xmlns:fo="{ODF}xsl-fo-compatible:1.0" xmlns:svg="{ODF}svg-compatible:1.0"',
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)


def look(name, family="text", **properties):
    attributes = " ".join(
        f'{key.replace("__", ":").replace("_", "-")}="{value}"' for key, value in properties.items()
    )
    properties = f"<style:text-properties {attributes}/>"
    return f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'


AUTOMATIC = "".join(
    [
        look("Gras", fo__font_weight="bold"),
        look("Italique", fo__font_style="italic"),
        look("Souligne", style__text_underline_style="solid"),
        look("Barre", style__text_line_through_style="solid"),
        look("Exposant", style__text_position="super 58%"),
        look("Cache", text__display="none"),
        look("ParagrapheGras", "paragraph", fo__font_weight="bold", style__text_underline_style="solid"),
        '<text:list-style style:name="Lettres"><text:list-level-style-number text:level="1" style:num-format="a" '
        'style:num-suffix="." text:start-value="3"/><text:list-level-style-bullet text:level="2" text:bullet-char="•"/>'
        "</text:list-style>",
    ]
)


def odt_parts(body, *, manifest="", before="", styles="", **parts):
    """The parts of an .odt. body: XML of what <office:text> holds; before: what stands before it in the content."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f"<manifest:manifest {ODF_NAMESPACES}><manifest:file-entry "
        f'manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}</manifest:file-entry>'
        "</manifest:manifest>",
        "styles.xml": f"<office:document-styles {ODF_NAMESPACES}><office:styles>"
        '<style:style style:name="Title" style:family="paragraph"/></office:styles>'
        f"<office:master-styles>{styles}</office:master-styles></office:document-styles>",
        "content.xml": f"<office:document-content {ODF_NAMESPACES}>{before}<office:automatic-styles>{AUTOMATIC}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        **parts,
    }


def odt(body="<text:p>Une note.</text:p>", **more):
    return archive(odt_parts(body, **more))


# ── PDF, pictures ───────────────────────────────────────────────────────────────────────────────────────


def pdf(*pages, trailer="", catalog=""):
    """A PDF. pages: of each its lines, [(x, y, text)], in Latin-1; none for an empty page."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Kids[{' '.join(f'{4 + 2 * rank} 0 R' for rank in range(len(pages)))}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for rank, lines in enumerate(pages):
        drawn = "\n".join(f"BT /F1 11 Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, text in lines)
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * rank} 0 R>>"
        )
        objects.append(f"<</Length {len(drawn.encode('cp1252'))}>>stream\n{drawn}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>\n"
        f"startxref\n{len(out)}\n%%EOF"
    ).encode("cp1252")


def _escaped(text):
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def lines(*texts, top=780, leading=14, left=72):
    """Lines of a page, one under the other."""
    return [(left, top - leading * rank, text) for rank, text in enumerate(texts)]


def png(width=8, height=6, declared=None):
    """A small picture. declared: (width, height) that it claims to have."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = declared or (width, height)
    rows = b"".join(b"\x00" + b"\xc8\x20\x20" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Comment\x00secret de fabrication")
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def well_formed(xml):
    """Whether some XML can be parsed at all: a sample that cannot proves nothing."""
    return etree.fromstring(f"<x {NAMESPACES} {ODF_NAMESPACES}>{xml}</x>") is not None
