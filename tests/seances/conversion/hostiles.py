"""Files that nobody sends by mistake, and those that people do send: built here, none of them stored.

CORPUS: what it is -> (name, maker of its bytes, what is expected): the beginning of the refusal, or a set of words of
which the note must hold none once it is taken.
"""

import random
import struct
import zipfile
import zlib
from io import BytesIO
from itertools import pairwise

from tests.seances.conversion.fabrique import (
    MAIN,
    NAMESPACES,
    ODF_NAMESPACES,
    archive,
    docx,
    docx_parts,
    drawing,
    lines,
    odt,
    odt_parts,
    p,
    pdf,
    png,
    r,
    relation,
)

MO = 1024 * 1024
ABIME = "Ce fichier est abîmé"
MOT_DE_PASSE = "Ce fichier est protégé par un mot de passe"
MACROS = "Ce document contient des macros"
DEMESURE = "Ce fichier se déplie en un contenu démesuré"
DECLARATION = "Ce fichier contient une déclaration"
EMBOITE = "Ce fichier emboîte trop d’éléments"
TABLEAU = "Ce document contient un tableau démesuré"
LONG = "Ce fichier ne se lit pas en un temps raisonnable"
TROP_LONGUE = "Cette note est trop longue"
PAGE_WEB = "C’est une page web"
PROGRAMME = "C’est un programme"
PAS_DU_TEXTE = "Ce n’est pas"
VIDE = "Ce fichier est vide"
SANS_MOT = "Ce fichier ne contient aucun mot"
ENTITES = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">{}]>'
LOIN = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "http://127.0.0.1:{port}/xxe">]>'
)


def changed(parts, **replaced):
    return archive({**parts, **replaced})


def with_doctype(doctype, part="word/document.xml", body="<w:p><w:r><w:t>&f;</w:t></w:r></w:p>"):
    parts = docx_parts(body)
    return changed(parts, **{part: f"<?xml version='1.0'?>{doctype}{parts[part]}"})


def billion():
    names = "abcdefghij"
    rows = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))
    return with_doctype(f'<!DOCTYPE x [<!ENTITY a "lol">{rows}]>', body=p("<w:r><w:t>&amp;j;</w:t></w:r>"))


def zip_bomb(size=150 * MO):
    """A document of some 150 kB that unpacks to `size`."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in docx_parts("").items():
            if name != "word/document.xml":
                opened.writestr(name, content)
        with opened.open("word/document.xml", "w") as part:
            part.write(f"<w:document {NAMESPACES}><w:body>".encode())
            for _ in range(size // MO):
                part.write(b"<w:p/>" * (MO // 6))
            part.write(b"</w:body></w:document>")
    return stream.getvalue()


def lying_sizes(declared=1000):
    """The sizes that the directory declares are small; what is packed is not."""
    data = bytearray(zip_bomb(20 * MO))
    place = data.rfind(b"word/document.xml")
    directory = data.rfind(b"PK\x01\x02", 0, place)
    struct.pack_into("<I", data, directory + 24, declared)
    return bytes(data)


def nested_zips(depth=8):
    data = docx()
    for _ in range(depth):
        data = archive({"a.zip": data, "b.zip": data})
    return archive({**docx_parts(p("Une note.")), "word/embeddings/a.zip": data})


def encrypted_zip():
    data = bytearray(docx())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            data[place + flag] |= 1
    return bytes(data)


def twice_the_document():
    stream = BytesIO()
    import warnings

    with zipfile.ZipFile(stream, "w") as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in [*docx_parts(p("Une note.")).items(), ("word/document.xml", "<x/>")]:
            opened.writestr(name, content)
    return stream.getvalue()


def many_entries():
    return archive(
        {**docx_parts(""), **{f"word/{number}.xml": "" for number in range(3000)}}, zipfile.ZIP_STORED
    )


def nested(opening, closing, depth, inner):
    return opening * depth + inner + closing * depth


def nested_tables(depth):
    return nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", depth, p("fond"))


def nested_lists(depth):
    return nested(
        "<text:list><text:list-item>", "</text:list-item></text:list>", depth, "<text:p>fond</text:p>"
    )


def huge_docx_table(cells=30_000):
    row = f"<w:tr>{f'<w:tc>{p()}</w:tc>' * 30}</w:tr>"
    return docx(f"<w:tbl>{row * (cells // 30)}</w:tbl>")


def repeated_cell():
    return odt(
        "<table:table><table:table-row><table:table-cell table:number-columns-repeated='100000000'><text:p>x</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )


def many_pages():
    return pdf(*[[] for _ in range(5000)])


def encrypted_pdf():
    return pdf(
        lines("Une note."),
        trailer="/Encrypt<</Filter/Standard/V 1/R 2/O("
        + "o" * 32
        + ")/U("
        + "u" * 32
        + ")/P -4>>/ID[(a)(a)]",
    )


def looping_pdf():
    return pdf(lines("Une note.")).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")


def flate_bomb():
    """A page whose content unpacks to 200 Mo."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"q Q " * (MO // 4)) for _ in range(200)) + packer.flush()
    whole = pdf(lines("Une note."))
    place = whole.index(b"<</Length")
    end = whole.index(b"endstream", place)
    return (
        whole[:place] + b"<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\n" + whole[end:]
    )


def noise(size=100_000, seed=5):
    return random.Random(seed).randbytes(size)


def picture_bomb():
    return docx(
        p("Une note.", drawing("i")),
        relations=relation("i", "image", "media/a.png"),
        **{"word/media/a.png": png(declared=(50_000, 50_000))},
    )


def remote(port):
    """A document in which everything that can point outside does."""
    address = f"http://127.0.0.1:{port}"
    return docx(
        p("Une note.", drawing("i"), f'<w:hyperlink r:id="l">{r(" lien")}</w:hyperlink>')
        + '<w:altChunk r:id="c"/>'
        + p(f'<w:r><w:instrText>INCLUDEPICTURE "{address}/champ.png"</w:instrText></w:r>'),
        relations=relation("i", "image", f"{address}/image.png", True)
        + relation("l", "hyperlink", f"{address}/lien", True)
        + relation("c", "aFChunk", f"{address}/morceau.html", True)
        + relation("s", "styles", f"{address}/styles.xml", True)
        + relation("t", "attachedTemplate", f"{address}/modele.dotm", True),
    )


def remote_odt(port):
    address = f"http://127.0.0.1:{port}"
    return odt(
        f"<text:p>Une note.<draw:frame><draw:image xlink:href='{address}/image.png'/></draw:frame></text:p>"
        f"<text:section><text:section-source xlink:href='{address}/section.odt'/><text:p>lue</text:p></text:section>"
    )


def remote_markdown(port):
    return (
        f"Une note ![x](http://127.0.0.1:{port}/a.png) <img src=http://127.0.0.1:{port}/b.png> fin".encode()
    )


def docm():
    return archive(
        docx_parts(
            "", types="application/vnd.ms-word.document.macroEnabled.main+xml", **{"word/vbaProject.bin": "x"}
        )
    )


def encrypted_office():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


HARMLESS = {"script", "alert", "passwd", "root", "onerror", "javascript", "127"}
CORPUS = {
    # Programs, pages and others in disguise.
    "un programme Windows": ("note.docx", lambda: b"MZ\x90\x00" + noise(2000), PROGRAMME),
    "un programme Linux": ("note.txt", lambda: b"\x7fELF\x02\x01\x01" + noise(2000), PROGRAMME),
    "un script": ("note.txt", lambda: b"#!/bin/sh\nrm -rf /\n", PROGRAMME),
    "du PHP": ("note.md", lambda: b"<?php system($_GET['x']); ?>", PROGRAMME),
    "une page web": ("note.txt", lambda: b"<!DOCTYPE html><html><script>alert(1)</script>", PAGE_WEB),
    "une page web nommée .docx": ("note.docx", lambda: b"<html><body>Une note.</body></html>", PAGE_WEB),
    "un dessin SVG": ("note.txt", lambda: b"<svg onload='alert(1)'/>", PAGE_WEB),
    "un texte nommé .docx": ("note.docx", lambda: b"Une note.", "Ce n’est pas un vrai fichier .docx"),
    "une image": ("note.pdf", png, "Ce n’est pas un texte, mais une image"),
    "un RTF": ("note.rtf", lambda: rb"{\rtf1 Une note.}", "C’est un document RTF"),
    "un ancien .doc": (
        "note.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "C’est un ancien format",
    ),
    "un tableur": (
        "note.docx",
        lambda: archive(
            docx_parts("", types=MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet"))
        ),
        "Ce document n’est pas un texte",
    ),
    "une archive": ("note.docx", lambda: archive({"note.txt": "Une note."}), "C’est une archive"),
    "du bruit": ("note.docx", noise, PAS_DU_TEXTE),
    # Macros and passwords.
    "un .docm nommé .docx": ("note.docx", docm, MACROS),
    "des macros cachées": ("note.docx", lambda: docx(**{"word/VBAPROJECT.BIN": "x"}), MACROS),
    "un .docx à mot de passe": ("note.docx", encrypted_office, MOT_DE_PASSE),
    "une archive à mot de passe": ("note.docx", encrypted_zip, MOT_DE_PASSE),
    "un .odt à mot de passe": ("note.odt", lambda: odt(manifest="<manifest:encryption-data/>"), MOT_DE_PASSE),
    "un PDF à mot de passe": ("note.pdf", encrypted_pdf, MOT_DE_PASSE),
    "un .odt à macros": (
        "note.odt",
        lambda: odt(
            "<text:p>Une note.<office:event-listeners><script:event-listener xlink:href='javascript:alert(1)'/>"
            "</office:event-listeners></text:p>",
            **{"Basic/Standard/Module1.xml": "alert"},
        ),
        HARMLESS,
    ),
    # Bombs.
    "une bombe de 150 Mo": ("note.docx", zip_bomb, DEMESURE),
    "une bombe qui ment sur sa taille": ("note.docx", lying_sizes, ABIME),
    "des archives emboîtées": ("note.docx", nested_zips, HARMLESS),
    "trois mille fichiers": ("note.docx", many_entries, DEMESURE),
    "un milliard de rires": ("note.docx", billion, DECLARATION),
    "un milliard de rires en .odt": (
        "note.odt",
        lambda: changed(
            odt_parts(""), **{"content.xml": f"{ENTITES.format('')}{odt_parts('')['content.xml']}"}
        ),
        DECLARATION,
    ),
    "un DOCTYPE dans le manifeste": (
        "note.odt",
        lambda: changed(odt_parts(""), **{"META-INF/manifest.xml": f"{ENTITES.format('')}<x/>"}),
        DECLARATION,
    ),
    "une entité externe": ("note.docx", lambda: with_doctype(LOIN.format(port=9)), DECLARATION),
    "une entité externe dans les styles": (
        "note.docx",
        lambda: with_doctype(LOIN.format(port=9), part="word/styles.xml", body=p("x")),
        DECLARATION,
    ),
    "un DOCTYPE en UTF-16": (
        "note.docx",
        lambda: changed(
            docx_parts(""), **{"word/document.xml": f"{LOIN.format(port=9)}<x/>".encode("utf-16")}
        ),
        DECLARATION,
    ),
    "une image qui se dit immense": ("note.docx", picture_bomb, HARMLESS),
    "un PDF de 5 000 pages": ("note.pdf", many_pages, "Ce PDF a plus de"),
    "un PDF qui se déplie": ("note.pdf", flate_bomb, ""),
    "un PDF dont les pages tournent en rond": ("note.pdf", looping_pdf, ""),
    "des éléments emboîtés cent mille fois": (
        "note.docx",
        lambda: docx(nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 100_000, p("x"))),
        EMBOITE,
    ),
    "des tableaux emboîtés": ("note.docx", lambda: docx(nested_tables(20)), HARMLESS),
    "des listes emboîtées": ("note.odt", lambda: odt(nested_lists(60)), ""),
    "des citations emboîtées": ("note.md", lambda: b"> " * 3_000 + b"fond", ""),
    "des crochets emboîtés": ("note.md", lambda: b"[" * 5_000 + b"x" + b"]" * 5_000, ""),
    "des emphases qui ne ferment pas": ("note.md", lambda: b"*a **b " * 3_000, ""),
    "un tableau démesuré": ("note.docx", huge_docx_table, TABLEAU),
    "une cellule répétée cent millions de fois": ("note.odt", repeated_cell, TABLEAU),
    "un texte interminable": ("note.txt", lambda: b"mot " * 300_000, TROP_LONGUE),
    "un document interminable": ("note.docx", lambda: docx(p("mot " * 200) * 600), TROP_LONGUE),
    "un fichier de 11 Mo": ("note.pdf", lambda: b"%PDF-1.4\n" + bytes(11 * MO), "Ce fichier pèse plus de"),
    # Paths and what is elsewhere.
    "des chemins qui sortent": ("note.docx", lambda: docx(**{"../../etc/cron.d/x": "x"}), ABIME),
    "des chemins absolus": ("note.odt", lambda: odt(**{"/etc/passwd": "x"}), ABIME),
    "des chemins de Windows": ("note.docx", lambda: docx(**{"..\\..\\x": "x"}), ABIME),
    "une image de la machine": (
        "note.docx",
        lambda: docx(p("x", drawing("i")), relations=relation("i", "image", "file:///etc/passwd")),
        HARMLESS,
    ),
    "une image liée de la machine": (
        "note.docx",
        lambda: docx(
            p("x", drawing("i").replace("r:embed", "r:link")),
            relations=relation("i", "image", "file:///etc/passwd", True),
        ),
        HARMLESS,
    ),
    "un document principal ailleurs": (
        "note.docx",
        lambda: changed(
            docx_parts(""),
            **{"_rels/.rels": docx_parts("")["_rels/.rels"].replace("word/document.xml", "../../etc/passwd")},
        ),
        ABIME,
    ),
    # Broken.
    "rien": ("note.docx", lambda: b"", VIDE),
    "des zéros": ("note.txt", lambda: bytes(500), VIDE),
    "un .docx tronqué": ("note.docx", lambda: docx()[:-400], ABIME),
    "un .docx sans texte": ("note.docx", lambda: docx("<w:p/>"), SANS_MOT),
    "un .docx sans document": (
        "note.docx",
        lambda: archive({name: part for name, part in docx_parts("").items() if name != "word/document.xml"}),
        ABIME,
    ),
    "deux fois le document": ("note.docx", twice_the_document, ABIME),
    "du XML mal formé": (
        "note.docx",
        lambda: changed(docx_parts(""), **{"word/document.xml": "<w:document>"}),
        ABIME,
    ),
    "du XML d’autre chose": (
        "note.docx",
        lambda: changed(docx_parts(""), **{"word/document.xml": "<x/>"}),
        ABIME,
    ),
    "un .odt sans texte": (
        "note.odt",
        lambda: changed(odt_parts(""), **{"content.xml": f"<office:document-content {ODF_NAMESPACES}/>"}),
        ABIME,
    ),
    "un PDF tronqué": ("note.pdf", lambda: pdf(lines("Une note."))[:200], ABIME),
    "un PDF de bruit": ("note.pdf", lambda: b"%PDF-1.7\n" + noise(5000), ABIME),
    "un PDF d’images": ("note.pdf", lambda: pdf([]), "Ce PDF ne contient que des images"),
    "des demi-caractères": (
        "note.txt",
        lambda: "a\ud800b".encode("utf-16-le", "surrogatepass"),
        PAS_DU_TEXTE,
    ),
    "un demi-caractère en UTF-8": (
        "note.md",
        lambda: "Une note a\ud800b".encode("utf-8", "surrogatepass"),
        set(),
    ),
    "des zéros dans le texte": ("note.txt", lambda: b"Une\x00note", PAS_DU_TEXTE),
    "de l’UTF-7": ("note.txt", lambda: b"+ADw-script+AD4-alert(1)", set()),
    # Taken, and harmless.
    "du Markdown avec du code": (
        "note.md",
        lambda: (
            b"Une note <script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](/etc/passwd)"
        ),
        HARMLESS,
    ),
    "des nombres absurdes": (
        "note.docx",
        lambda: docx(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999999"/></w:tcPr>'
            + p("x")
            + "</w:tc></w:tr></w:tbl>"
        ),
        HARMLESS,
    ),
    "une largeur qui n’en est pas une": (
        "note.docx",
        lambda: docx(
            f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr>{p("x")}</w:tc></w:tr></w:tbl>'
        ),
        ABIME,
    ),
    "des styles qui tournent en rond": (
        "note.docx",
        lambda: docx(
            p("x", style="A"),
            **{
                "word/styles.xml": f"<w:styles {NAMESPACES}>"
                '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
                '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
            },
        ),
        HARMLESS,
    ),
}
NOMS = [
    "a" * 300 + ".docx",
    "\u202excod.exe.docx",
    "no\x00te\n.docx",
    "../../etc/passwd",
    "C:\\x\\note.docx",
    "-M.docx",
    "",
]
