"""Whatever several people do to a PV, in whatever order: no text is lost, nothing frozen changes, nothing forbidden
happens, and each remark is found again or said to be lost.
"""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from seances import fichiers, redaction, remarques, workflow
from seances.models import (
    DecisionRemarque,
    ProcesVerbal,
    Remarque,
    RevisionTexte,
    Seance,
    TextePoint,
    VersionPV,
)
from seances.recherche import index
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.une_base]

MOTS = ("seuil", "provisoire", "groupe", "séance", "trois", "jours", "encore", "hier")
phrase = st.lists(st.sampled_from(MOTS), min_size=1, max_size=6).map(lambda words: f"{' '.join(words)}.")
texte = st.lists(phrase, max_size=3).map(lambda lines: "".join(f"<p>{line}</p>" for line in lines))
acteur = st.integers(0, 2)

# From each state, which acts are possible; « ouvert » is an approved PV in rectification.
POSSIBLES = {
    "brouillon": {"submit"},
    "en_relecture": {"redraft", "send_out"},
    "diffuse": {"withdraw", "approve"},
    "approuve": {"open_rectification"},
    "rectifie": {"open_rectification"},
    "ouvert": {"rectify", "abandon_rectification"},
}
MODIFIABLES = {"brouillon", "en_relecture", "ouvert"}


class Vie(RuleBasedStateMachine):
    """One PV of two points, its three writers, and what must stay true of it."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.seance = factories.SeanceFactory(
            convoquee=True, date=timezone.localdate() - datetime.timedelta(days=10)
        )
        self.textes = [
            factories.TextePointFactory(point=factories.PointOrdreDuJourFactory(seance=self.seance))
            for _ in range(2)
        ]
        self.later = factories.SeanceFactory(
            chantier=self.seance.chantier,
            convoquee=True,
            date=timezone.localdate() + datetime.timedelta(days=3),
        )
        self.people = [factories.ParticipantFactory(avec_compte=True) for _ in range(3)]
        self.pv = redaction.open_pv(self.seance)
        self.saved = {""}
        self.frozen = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # ── What is ──

    def etat(self):
        pv = ProcesVerbal.objects.get(pk=self.pv.pk)
        return "ouvert" if pv.rectification else pv.etat

    def compte(self, actor):
        return self.people[actor].compte

    def remarque(self, rank):
        rows = list(Remarque.objects.order_by("pk"))
        return rows[rank % len(rows)] if rows else None

    # ── What people do ──

    @initialize(
        html=st.lists(phrase, min_size=1, max_size=3),
        begun=st.sampled_from(["ecrit", "diffuse", "approuve"]),
    )
    def begin(self, html, begun):
        """Some lives begin where remarks do, some where one of them is in the text for good and another is not."""
        self.edit(0, 0, "".join(f"<p>{line}</p>" for line in html), late=False)
        if begun != "ecrit":
            workflow.submit(self.pv, by=None)
            workflow.send_out(self.pv, remarques_jusqu_au=timezone.localdate(), by=None)
        if begun == "approuve":
            for rank, words in enumerate(("Tout autre chose.", "Encore un mot.")):
                self.remark(rank, 0, "ajout", words, whole=True)
            self.apply(0, 0, out=False)
            self.settle(0, 1, "acceptee")
            workflow.approve(self.pv, en=self.later, by=None)

    @rule(actor=acteur, point=st.integers(0, 1), html=texte, late=st.booleans())
    def edit(self, actor, point, html, late):
        row = TextePoint.objects.get(pk=self.textes[point].pk)
        before, opened = row.texte, max(row.revision - late, 0)
        stale = opened != row.revision
        try:
            redaction.save_texte(
                row, texte=html, texte_apres="", opened_revision=opened, by=self.compte(actor)
            )
        except redaction.TexteGarde:
            assert stale or self.etat() not in MODIFIABLES
            row.refresh_from_db()
            assert row.texte == before
        else:
            assert html == before or (not stale and self.etat() in MODIFIABLES)
        self.saved.add(html)

    @rule(actor=acteur, point=st.integers(0, 1), rank=st.integers(0, 20))
    def restore(self, actor, point, rank):
        revisions = list(RevisionTexte.objects.filter(texte_point=self.textes[point]).order_by("numero"))
        if revisions:
            self.edit(actor, point, revisions[rank % len(revisions)].texte, late=False)

    @rule(act=st.sampled_from(sorted({act for acts in POSSIBLES.values() for act in acts})), actor=acteur)
    def transition(self, act, actor):
        before = self.etat()
        extra = {
            "send_out": {"remarques_jusqu_au": timezone.localdate()},
            "withdraw": {"motif": "Une page manque."},
            "approve": {"en": self.later},
            "open_rectification": {"motif": "Une date."},
        }
        opened = Remarque.objects.ouvertes().exists()
        try:
            getattr(workflow, act)(self.pv, by=self.compte(actor), **extra.get(act, {}))
        except workflow.TransitionRefused:
            refusable = (act == "approve" and opened) or act in {"rectify", "abandon_rectification"}
            assert act not in POSSIBLES[before] or refusable
            assert self.etat() == before
        else:
            assert act in POSSIBLES[before]
            assert not (act == "approve" and opened)

    @rule(actor=acteur, rank=st.integers(0, 5), genre=st.sampled_from(["correction", "ajout", "suppression"]),
          words=phrase, whole=st.booleans())  # fmt: skip
    def remark(self, actor, rank, genre, words, whole):
        version = self.pv.versions.order_by("-numero").first()
        texts = remarques.paragraphs(version) if version else {}
        if not texts:
            return
        numero = list(texts)[rank % len(texts)]
        try:
            remarques.propose(
                version,
                paragraphe=numero,
                fin=None if whole else len(texts[numero].split()[0]),
                genre=genre,
                proposition=words,
                auteur=self.people[actor],
                by=self.compte(actor),
            )
        except remarques.RemarqueRefusee:
            assert self.etat() != "diffuse" or words == texts[numero]
        else:
            assert self.etat() == "diffuse"

    @precondition(lambda self: Remarque.objects.exists())
    @rule(actor=acteur, rank=st.integers(0, 9), decision=st.sampled_from(DecisionRemarque.values))
    def settle(self, actor, rank, decision):
        row = self.remarque(rank)
        try:
            remarques.settle(row, decision, reponse="Dit ainsi.", by=self.compte(actor))
        except remarques.RemarqueRefusee:
            assert self.etat() in {"approuve", "rectifie", "ouvert"} or row.appliquee_le
        else:
            assert self.etat() in {"brouillon", "en_relecture", "diffuse"}

    @precondition(lambda self: Remarque.objects.exists())
    @rule(actor=acteur, rank=st.integers(0, 9), out=st.booleans())
    def apply(self, actor, rank, out):
        row = self.remarque(rank)
        before = {texte.pk: texte.texte for texte in TextePoint.objects.all()}
        try:
            act = remarques.accept_and_apply if row.est_ouverte else remarques.apply
            (remarques.take_out if out else act)(row, by=self.compte(actor))
        except remarques.RemarqueRefusee:
            assert {texte.pk: texte.texte for texte in TextePoint.objects.all()} == before
        else:
            assert self.etat() in {"brouillon", "en_relecture", "diffuse"}
            row.refresh_from_db()
            assert row.decision in remarques.ACCEPTEES
            assert bool(row.appliquee_le) != out
        self.saved |= set(before.values()) | {texte.texte for texte in TextePoint.objects.all()}

    # ── What stays true ──

    @invariant()
    def every_text_ever_saved_is_reached(self):
        kept = set(RevisionTexte.objects.values_list("texte", flat=True))
        kept |= set(TextePoint.objects.values_list("texte", flat=True))
        assert self.saved - kept - {""} == set()
        for row in TextePoint.objects.exclude(revision=0):
            assert row.revisions.get(numero=row.revision).texte == row.texte

    @invariant()
    def what_is_searched_is_what_is_written(self):
        assert not index.renew(Seance.objects.with_document().get(pk=self.seance.pk))

    @invariant()
    def nothing_frozen_has_changed(self):
        for version in VersionPV.objects.all():
            now = (version.contenu, version.page_sha256, version.pdf_sha256)
            assert self.frozen.setdefault(version.numero, now) == now
            assert fichiers.digest(version.contenu.encode()) == version.contenu_sha256
        assert set(VersionPV.objects.values_list("numero", flat=True)) == set(self.frozen)

    @invariant()
    def each_remark_is_found_where_it_was_made_and_found_or_lost_now(self):
        version = self.pv.versions.order_by("-numero").first()
        rows = list(Remarque.objects.select_related("version"))
        for row in rows:
            place = remarques.places(row.version, [row])[row.pk]
            assert (place.paragraphe, place.maniere) == (row.paragraphe, "exacte")
        for row in remarques.desk(self.pv) if rows else []:
            assert (row.apercu is None) == bool(row.refus)
            if row.place is None and row.apercu is None:
                assert row.refus
        if version:
            texts = remarques.paragraphs(version)
            for row in rows:
                place = remarques.places(version, [row])[row.pk]
                if place and place.maniere != "approchee" and place.paragraphe == place.dernier:
                    found = texts[place.paragraphe][place.debut : place.fin]
                    assert found.split() == row.citation.split()


def test_nothing_is_lost_and_nothing_forbidden_happens():
    run_state_machine_as_test(
        Vie,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
