/* One point of the agenda on the desk: its editors, what is typed there, and what became of it. */
import { montrerConflit } from "./conflit.js";
import { garder, oublier } from "./garde.js";
import { montrerParlants, placerMarges, zoneEcrite } from "./marges.js";
import { offrir } from "./retour.js";
import { changerJeton, demander } from "./serveur.js";

const PAUSE = 1_500; // after the last key
const PATIENCE = 4_000; // while keys keep coming
const LENT = 3_000; // an answer that takes longer is told
const ESSAIS = [2_000, 60_000]; // between two tries: the first wait, the longest

/* The editor's engine is large: it comes after the page. Once there, editors start at once. */
let moteur = null;
export const charger = async () => (moteur ??= await Promise.all([import("../editeur.js"), import("./noms.js")]));

export const pareil = (un, autre) => un.texte === autre?.texte && un.texte_apres === autre?.texte_apres;

/* A few signs by which one's own text is known again (cyrb53): however many left without an answer, none is kept twice. */
function marque({ texte, texte_apres }) {
  let [haut, bas] = [0xdeadbeef, 0x41c6ce57];
  const mots = `${texte}\0${texte_apres}`;
  for (let rang = 0; rang < mots.length; rang++) {
    const signe = mots.charCodeAt(rang);
    haut = Math.imul(haut ^ signe, 2654435761);
    bas = Math.imul(bas ^ signe, 1597334677);
  }
  haut = Math.imul(haut ^ (haut >>> 16), 2246822507) ^ Math.imul(bas ^ (bas >>> 13), 3266489909);
  bas = Math.imul(bas ^ (bas >>> 16), 2246822507) ^ Math.imul(haut ^ (haut >>> 13), 3266489909);
  return `${(bas >>> 0).toString(36)}-${(haut >>> 0).toString(36)}`;
}

/* The same HTML as the browser writes it, to compare with what an editor gives. */
function ecrit(html) {
  const source = document.createElement("template");
  source.innerHTML = html;
  return source.innerHTML;
}
const deServeur = ({ texte, texte_apres }) => ({ texte: ecrit(texte), texte_apres: ecrit(texte_apres) });

/* Show a rich text that no editor holds yet: sanitised by the server, or typed here and kept by this browser. */
function montrer(zone, html) {
  const source = document.createElement("template");
  source.innerHTML = html;
  for (const image of source.content.querySelectorAll("img")) {
    const mot = document.createElement("p");
    mot.className = "image-gardee";
    mot.textContent = `[Image : ${image.alt || "sans description"}]`;
    image.replaceWith(mot);
  }
  zoneEcrite(zone).replaceChildren(source.content);
}

const paragraphe = (text) => ({ type: "paragraph", content: text ? [{ type: "text", text }] : [] });

export class Point {
  constructor(section, reglages, reconnecter) {
    Object.assign(this, { section, reglages, reconnecter });
    const { texte, revision, ...adresses } = section.dataset;
    this.cle = Number(texte);
    this.revision = Number(revision);
    this.adresses = adresses;
    this.nom = section.querySelector("h2").textContent.trim();
    this.zones = [...section.querySelectorAll("[data-champ]")];
    this.statut = section.querySelector(".statut-texte");
    this.editeurs = {};
    this.avant = {}; // what is typed while an editor starts
    this.saisi = { texte: "", texte_apres: "" };
    for (const zone of this.zones) this.saisi[zone.dataset.champ] = zone.parentElement.querySelector("template").innerHTML.trim();
    this.enregistre = { ...this.saisi };
    this.envoyes = []; // marks of the texts that left, whose answer may have been lost on the way
    this.regle = null; // number of one's revision that this choice settles
    this.conflit = null;
    this.depose = null; // what the server keeps beside, of what stands in the editor
    this.envoi = null;
    this.essais = 0;
    this.ferme = false; // frozen
    for (const zone of this.zones) {
      zone.addEventListener("focusin", () => this.ouvrir(zone));
      zone.addEventListener("click", () => this.ouvrir(zone, true));
      for (const geste of ["beforeinput", "compositionend"]) zone.addEventListener(geste, (evenement) => this.recueillir(zone, evenement));
      if (zone.contains(document.activeElement)) this.ouvrir(zone); // somebody was there before this script
    }
    this.montrerMarges(JSON.parse(section.querySelector("script[type='application/json']").textContent));
  }

  get modifie() {
    return !pareil(this.saisi, this.enregistre);
  }

  /* ── Editors, each started when somebody comes to it ── */

  async ouvrir(zone, curseur = false) {
    const champ = zone.dataset.champ;
    if (this.editeurs[champ] || champ in this.avant || this.ferme) return;
    this.attendre(zone);
    const [{ creer, texteDe }, { completion }] = moteur || (await charger().catch(() => [{}, {}]));
    const { [champ]: avant } = this.avant;
    delete this.avant[champ];
    zone.removeAttribute("contenteditable");
    if (!creer) return this.dire("danger", "L’éditeur n’a pas pu être chargé : rechargez la page");
    const focus = curseur || zone.contains(document.activeElement);
    zone.replaceChildren();
    for (const attribut of ["tabindex", "role", "aria-multiline", "aria-label"]) zone.removeAttribute(attribut);
    zone.classList.add("prose-editor");
    const editeur = creer(zone, {
      extensions: this.reglages.extensions,
      contenu: this.saisi[champ],
      nom: `${this.nom}${champ === "texte_apres" ? ", suite" : ""}`,
      apart: [completion(this.reglages.noms)],
      change: (html) => this.frapper(champ, html),
    });
    this.editeurs[champ] = editeur;
    this.texteDe = texteDe;
    // The editor may write the same text otherwise: that is no change.
    const meme = texteDe(editeur);
    if (this.enregistre[champ] === this.saisi[champ]) this.enregistre[champ] = meme;
    this.saisi[champ] = meme;
    if (focus) editeur.view.focus(); // at once: the next key is on its way
    if (avant) editeur.commands.insertContent(avant.includes("\n") ? avant.split("\n").map(paragraphe) : { type: "text", text: avant });
    this.replacer();
  }

  /* What comes before the editor is there waits for it: single keys, and signs that a keyboard composes of several. */
  attendre(zone) {
    this.avant[zone.dataset.champ] = "";
    zone.contentEditable = "true";
    if (!zone.contains(document.activeElement)) return;
    getSelection().selectAllChildren(zone);
    getSelection().collapseToEnd();
  }

  recueillir(zone, evenement) {
    const champ = zone.dataset.champ;
    if (!(champ in this.avant)) return;
    const { type, inputType, data, dataTransfer } = evenement;
    if (type === "compositionend") this.avant[champ] += data;
    if (type === "compositionend" || inputType === "insertCompositionText") return;
    evenement.preventDefault();
    if (inputType === "deleteContentBackward") this.avant[champ] = [...this.avant[champ]].slice(0, -1).join("");
    else if (["insertParagraph", "insertLineBreak"].includes(inputType)) this.avant[champ] += "\n";
    else this.avant[champ] += data ?? dataTransfer?.getData("text/plain") ?? "";
  }

  remplacer(textes) {
    for (const zone of this.zones) {
      const champ = zone.dataset.champ;
      const editeur = this.editeurs[champ];
      if (editeur) editeur.commands.setContent(textes[champ], { emitUpdate: false });
      else montrer(zone, textes[champ]);
      this.saisi[champ] = editeur ? this.texteDe(editeur) : textes[champ];
    }
    this.replacer();
  }

  /* ── Typing and saving ── */

  frapper(champ, html) {
    if (html === this.saisi[champ]) return;
    this.saisi[champ] = html;
    this.retenir();
    if (this.etat !== "danger") this.dire("attente", "Modifié");
    this.prevoir();
  }

  retenir() {
    const { seance, compte } = this.reglages;
    garder(compte, this.cle, { ...this.saisi, revision: this.revision, envoyes: this.envoyes, seance, nom: this.nom });
  }

  prevoir() {
    this.depuis ??= Date.now();
    clearTimeout(this.minuterie);
    const reste = Math.max(0, this.depuis + PATIENCE - Date.now());
    this.minuterie = setTimeout(() => this.enregistrer(), Math.min(PAUSE, reste));
  }

  /* dernier: the page may be leaving. force: send it also when nothing changed, to settle a choice. */
  async enregistrer({ dernier = false, automatique = true, force = false } = {}) {
    clearTimeout(this.minuterie);
    if (this.ferme || !(force || (this.modifie && !(this.conflit && pareil(this.saisi, this.depose))))) return;
    if (this.envoi && !dernier) return void (this.encore = true);
    this.depuis = null;
    const envoye = { ...this.saisi };
    this.envoyes = [...new Set([...this.envoyes, marque(envoye)])];
    this.retenir();
    if (this.etat !== "danger") this.dire("cours", "Enregistrement en cours");
    const tard = setTimeout(() => this.dire("danger", "Non enregistré : le portail ne répond pas encore"), LENT);
    const demande = this.demanderEnregistrement(envoye, this.revision, { automatique, dernier, regle: this.regle });
    this.envoi = demande;
    const reponse = await demande;
    clearTimeout(tard);
    if (this.envoi === demande) this.envoi = null;
    this.recevoir(reponse, envoye);
    if (this.encore && !this.envoi) {
      this.encore = false;
      this.prevoir();
    }
  }

  demanderEnregistrement(textes, revision, { automatique = false, dernier = false, regle = null } = {}) {
    const donnees = { ...textes, compte: this.reglages.compte, revision, regle, automatique };
    return demander(this.adresses.enregistrer, donnees, { dernier });
  }

  recevoir({ statut, corps, attente }, envoye) {
    if (statut === 200) return this.confirmer(corps, envoye);
    if (statut === 409) return this.departager(corps, envoye);
    if (statut === 423) {
      oublier(this.reglages.compte, this.cle);
      this.enregistre = { ...this.saisi };
      return this.fermer(corps.message);
    }
    if (statut === 401) {
      this.dire("danger", "Non enregistré : session expirée");
      return void this.reconnecter().then(() => this.enregistrer(), () => {});
    }
    this.dire("danger", `Non enregistré${corps.message ? ` : ${corps.message}` : " : le portail ne répond pas"}`);
    if (statut === 403 && !corps.message) return this.renouveler();
    if (statut === 0 || statut >= 500 || statut === 429) this.reessayer(attente);
  }

  confirmer(corps, envoye) {
    this.revision = corps.revision;
    this.regle = null;
    this.essais = 0;
    this.envoyes = [];
    this.enregistre = envoye;
    this.montrerMarges(corps.marges);
    if (this.modifie) {
      this.retenir();
      this.dire("attente", "Modifié");
      this.prevoir();
    } else {
      oublier(this.reglages.compte, this.cle);
      this.dire("bon", `Enregistré à ${corps.quand}`);
    }
  }

  reessayer(attente = 0) {
    const [premier, dernier] = ESSAIS;
    const repos = Math.min(dernier, premier * 2 ** this.essais++) * (0.8 + 0.4 * Math.random());
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.enregistrer(), Math.max(repos, attente * 1_000));
  }

  /* The form's token no longer counts: take a new one, then try again. */
  async renouveler() {
    const { statut, corps } = await demander(this.reglages.etat);
    if (statut === 200) changerJeton(corps.jeton);
    this.reessayer();
  }

  fermer(message) {
    this.ferme = true;
    for (const editeur of Object.values(this.editeurs)) editeur.setEditable(false);
    this.dire("danger", message);
  }

  /* ── A newer text was there ── */

  departager(conflit, envoye = null) {
    const courant = deServeur(conflit.courant);
    this.regle = null;
    if (envoye && this.envoyes.includes(marque(courant))) {
      // One's own text came in, only its answer was lost: what followed goes on from there.
      Object.assign(this, { revision: conflit.revision, regle: conflit.gardee, enregistre: courant });
      return void this.enregistrer({ force: true });
    }
    this.envoyes = []; // none of them is the text that is there: one that comes back is somebody's choice
    this.conflit = conflit;
    this.depose = envoye;
    this.panneau = montrerConflit(this.section, conflit, (choix) => this.choisir(choix));
    this.dire("danger", "Non enregistré à sa place : un autre texte est arrivé avant le vôtre, les deux sont gardés");
  }

  /* Whoever asks for it is brought to the two texts; nobody is taken there while he types. */
  montrerChoix() {
    this.panneau.scrollIntoView();
    this.panneau.querySelector("[data-choix]").focus({ preventScroll: true });
  }

  async choisir(choix) {
    const { conflit } = this;
    if (this.modifie && !pareil(this.saisi, this.depose)) {
      // Something was typed since the comparison: it is kept too before anything is replaced.
      if (choix !== "mien") {
        await this.enregistrer();
        return this.dire("danger", "Vous aviez encore écrit : la comparaison est refaite, choisissez à nouveau");
      }
    }
    if (choix === "autre") return this.ceder(conflit);
    const textes = choix === "fusion" ? conflit.fusion : this.modifie ? { ...this.saisi } : conflit.mien;
    this.finirConflit();
    Object.assign(this, { revision: conflit.revision, regle: conflit.gardee, enregistre: deServeur(conflit.courant) });
    this.remplacer(textes);
    this.reprendreFocus();
    await this.enregistrer({ automatique: false, force: true });
  }

  async ceder(conflit) {
    const { statut, corps } = await demander(this.adresses.departager, { compte: this.reglages.compte, regle: conflit.gardee });
    if (statut !== 200) return this.dire("danger", corps.message || "Le portail ne répond pas : choisissez à nouveau dans un instant");
    this.finirConflit();
    this.adopter(corps);
    oublier(this.reglages.compte, this.cle);
    this.reprendreFocus();
  }

  finirConflit() {
    this.panneau?.remove();
    Object.assign(this, { conflit: null, depose: null, panneau: null });
  }

  reprendreFocus() {
    const [editeur] = Object.values(this.editeurs);
    if (editeur) editeur.commands.focus();
    else this.zones[0].focus();
  }

  adopter(corps) {
    this.revision = corps.revision;
    this.remplacer(deServeur(corps));
    this.enregistre = { ...this.saisi };
    this.montrerMarges(corps.marges);
    this.dire("bon", corps.quand ? `Enregistré à ${corps.quand}${corps.par ? ` par ${corps.par}` : ""}` : "Enregistré");
  }

  /* Somebody else saved this text while nothing was typed here: show it. */
  async rattraper() {
    if (this.modifie || this.conflit || this.envoi) return;
    const { statut, corps } = await demander(this.adresses.relire);
    if (statut === 200 && !this.modifie && !this.envoi && corps.revision > this.revision) this.adopter(corps);
  }

  /* ── Coming back ── */

  /* laissees: what this account left in this browser for this text. */
  async retrouver(laissees) {
    for (const une of laissees) {
      if (pareil(une, this.enregistre)) oublier(this.reglages.compte, this.cle, une.page);
      else offrir(this, une);
    }
    if (!this.section.dataset.enAttente) return;
    const { statut, corps } = await demander(this.adresses.relire);
    if (statut === 200 && corps.conflit && !this.conflit) this.departager(corps.conflit);
  }

  /* Take a text back: saved on what it was written from, so that a newer one is shown beside it, never written over.
     Returns whether the server has it. */
  async reprendre({ revision, envoyes = [], page, ...textes }) {
    if (this.modifie) await this.enregistrer({ automatique: false });
    const repris = { texte: textes.texte, texte_apres: textes.texte_apres };
    const base = envoyes.includes(marque(this.enregistre)) ? this.revision : revision;
    const reponse = await this.demanderEnregistrement(repris, base);
    if (![200, 409, 423].includes(reponse.statut)) {
      this.recevoir(reponse, repris);
      return false;
    }
    oublier(this.reglages.compte, this.cle, page);
    if (reponse.statut === 200 && !this.modifie) this.remplacer(repris);
    this.recevoir(reponse, reponse.statut === 200 ? { ...this.saisi } : null);
    return true;
  }

  /* ── What is shown ── */

  dire(etat, phrase) {
    const signe = { danger: "⚠ ", cours: "… ", bon: "✓ " }[etat] || "";
    this.etat = etat;
    this.statut.className = `statut-texte statut-${etat || "rien"}`;
    if (this.statut.textContent !== signe + phrase) this.statut.textContent = signe + phrase;
    this.section.dispatchEvent(new CustomEvent("statut", { bubbles: true, detail: this }));
  }

  montrerPlumes(noms) {
    const place = this.section.querySelector(".plumes");
    const phrase = noms.length ? `${noms.join(", ")} ${noms.length > 1 ? "modifient" : "modifie"} ce point` : "";
    if (place.textContent !== phrase) place.textContent = phrase;
    // In the list of points too: whoever writes elsewhere sees it.
    document.querySelector(`.redaction-points a[href="#${this.section.id}"] + .plumes-point`).textContent = noms.join(", ");
  }

  montrerMarges(marges) {
    this.marges = marges;
    montrerParlants(this, (libelle, personne) => this.attribuer(libelle, personne));
    this.replacer();
  }

  async attribuer(libelle, personne) {
    const { statut, corps } = await demander(this.adresses.attribuer, { compte: this.reglages.compte, libelle, personne });
    if (statut === 200) this.montrerMarges(corps.marges);
    else this.dire("danger", corps.message || "Le portail ne répond pas : choisissez à nouveau dans un instant");
  }

  /* Names follow their paragraphs, once for all changes of one frame, and only where somebody looks. */
  replacer() {
    if (!this.visible || this.attend) return;
    this.attend = requestAnimationFrame(() => {
      this.attend = null;
      placerMarges([this]);
    });
  }
}
