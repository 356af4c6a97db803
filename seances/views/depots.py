"""Handing in a note, on the page of its group or by a personal link: send, see how it will read, confirm."""

import re
from base64 import b64encode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from .. import depots, fichiers, permissions
from ..formulaires import ConfirmationForm, DepotForm
from ..pv.html_blocs import Blocs, Niveaux
from .fichiers import stored_file

NIVEAU_NOTE = 3  # outermost titles of a note, under a heading of the page
IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


class Depot:
    """One request to hand in the note of a group. `outcome`: « recue », « confirmee », or "" when the page is shown."""

    def __init__(self, request, groupe, *, by=None, pour=None, wrap=lambda act: act()):
        """by: Compte of whoever is logged in; pour: Participant of a personal link. wrap: what surrounds an act."""
        self.groupe = groupe
        self.attente = depots.waiting(groupe, pour=pour)
        posted = request.POST if request.method == "POST" else None
        confirming = posted is not None and "depot" in posted
        self.form = DepotForm(posted, request.FILES) if posted is not None and not confirming else DepotForm()
        self.confirmation, self.outcome = None, ""
        if self.attente is not None:
            self.confirmation = ConfirmationForm(posted if confirming else None, attente=self.attente)
        if confirming:
            # Nothing waits any more: the same button was pressed twice.
            done = self.confirmation is None or (
                self.confirmation.is_valid() and wrap(self.confirmation.confirm) is not None
            )
            self.outcome = "confirmee" if done else ""
        elif self.form.is_valid() and wrap(lambda: self.form.receive(groupe, by=by, pour=pour)):
            self.outcome = "recue"

    @property
    def status(self):
        return 422 if self.form.errors or (self.confirmation and self.confirmation.errors) else 200

    def context(self, images=""):
        """What the page shows. images: address of the séance's pictures, "" to put them into the page itself."""
        apercu = ""
        if self.attente is not None:
            blocs = Blocs(images) if images else Incluses()
            # Rendered from the tree, which escapes.
            apercu = mark_safe(blocs.blocks(self.attente.blocs, Niveaux(NIVEAU_NOTE)))
        return {
            "form": self.form,
            "reouverture": self.groupe.demandes.rouvertes().first(),
            "confirmation": self.confirmation,
            "attente": self.attente,
            "apercu": apercu,
        }


class Incluses(Blocs):
    """Blocks whose pictures stand in the page: a personal link opens no other address."""

    def image(self, bloc):
        data = fichiers.read(bloc.sha256)
        kind = kind_of_picture(data)
        words = super().image(bloc).partition(" alt=")[2]
        return f'<img src="data:{kind};base64,{b64encode(data).decode()}" alt={words}'


def kind_of_picture(data):
    """Content type of a picture's bytes, "" for what is none."""
    return next((kind for magic, kind in IMAGES.items() if data.startswith(magic)), "")


@login_not_required
@require_safe
def image(request, chantier, seance, sha256):
    """A picture of a note or of a PV, for whoever may read a text that shows it."""
    visible = permissions.visible_seances(request.user).select_related("chantier", "proces_verbal")
    seance = get_object_or_404(visible, chantier__numero=chantier, numero=seance)
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not permissions.can_read_image(
        request.user, seance, sha256
    ):
        raise Http404
    with fichiers.open_stream(sha256) as stream:
        kind = kind_of_picture(stream.read(16))
    if not kind:
        raise Http404
    return stored_file(request, sha256, kind, f"image.{kind.partition('/')[2]}")
