"""Pictures of a note: opened, brought to a bearable size, and written anew, so that nothing else travels with them."""

import hashlib
import warnings
from io import BytesIO

from . import limites, marques
from .lecture import Refus

DRAWN = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


class Galerie:
    """The pictures of one note. `kept`: sha256 -> bytes."""

    def __init__(self, paquet, rapport):
        self.paquet, self.rapport = paquet, rapport
        self.kept, self.tags, self.known = {}, [], {}

    def add(self, name, description):
        """The mark of a picture of the archive; "" when it is not kept, which the report then says."""
        if name not in self.known:
            self.known[name] = self._keep(name)
        sha256 = self.known[name]
        if not sha256:
            return ""
        self.tags.append(marques.tag(sha256, " ".join(description.split())[:500]))
        return marques.image(len(self.tags) - 1)

    def refuse_remote(self):
        self.rapport.add(
            "Une image qui se trouve hors du document n’est pas reprise : insérez-la dans le document.",
            "{} images qui se trouvent hors du document ne sont pas reprises : insérez-les dans le document.",
        )

    def tag(self, number):
        return self.tags[number] if number < len(self.tags) else ""

    def _keep(self, name):
        if len(self.kept) >= limites.IMAGES or sum(map(len, self.kept.values())) > limites.IMAGES_ENSEMBLE:
            self.rapport.add("La note contient trop d’images : les dernières ne sont pas reprises.")
            return ""
        try:
            data = redraw(self.paquet.read(name, limites.IMAGE)) if name in self.paquet else b""
        except Refus:
            data = b""
        if not data:
            self.rapport.add(
                "Une image n’est pas reprise : remplacez-la par une image PNG ou JPEG de moins de 8 Mo.",
                "{} images ne sont pas reprises : remplacez-les par des images PNG ou JPEG de moins de 8 Mo.",
            )
            return ""
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = data
        return sha256


def redraw(data):
    """The picture as a new PNG or JPEG, upright, at most COTE on its longer side; b"" for what is no picture."""
    from PIL import Image, ImageOps  # 25 ms and 10 MB, for notes with pictures alone

    Image.MAX_IMAGE_PIXELS = limites.PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=DRAWN) as picture:
                photo = picture.format == "JPEG"
                picture.draft("RGB", (limites.COTE, limites.COTE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((limites.COTE, limites.COTE))
                out = BytesIO()
                if photo:
                    upright.convert("RGB").save(out, "JPEG", quality=88)
                else:
                    kept = (
                        upright
                        if upright.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}
                        else upright.convert("RGBA")
                    )
                    kept.info.clear()
                    kept.save(out, "PNG", optimize=False)
                return out.getvalue()
        except (OSError, ValueError, SyntaxError, TypeError, Warning, Image.DecompressionBombError, EOFError):
            return b""
        except Exception:  # a decoder that a broken picture upsets
            return b""
