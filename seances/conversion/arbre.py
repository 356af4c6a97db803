"""The XML of an archive: no DOCTYPE, hence no entity, and nothing fetched."""

from lxml import etree

from . import limites
from .lecture import Refus
from .paquet import ABIME, TROP_EMBOITE

DOCTYPE = (
    "Ce fichier contient une déclaration qu’aucun traitement de texte n’écrit : copiez le texte de la note dans un "
    "nouveau document."
)


def read_xml(paquet, name):
    """The root of one XML file of an archive. Raises Refus."""
    return parse_xml(paquet.read(name, limites.XML))


def parse_xml(data):
    """The root of some XML: no DOCTYPE, hence no entity, and nothing fetched. Raises Refus."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    if b"<!DOCTYPE" in data[:4096] or "<!DOCTYPE".encode("utf-16-le") in data[:8192]:
        raise Refus(DOCTYPE)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refus(TROP_EMBOITE if "depth" in str(error).lower() else ABIME) from error
    except ValueError as error:
        raise Refus(ABIME) from error
    if root.getroottree().docinfo.doctype:
        raise Refus(DOCTYPE)
    return root
