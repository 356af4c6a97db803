/* One point of the agenda on the desk: its editors, what is typed there, and what became of it. */
import { creer, element, texteDe } from "../editeur.js";
import { montrerConflit } from "./conflit.js";
import { garder, gardee, oublier } from "./garde.js";
import { completion } from "./noms.js";
import { demander } from "./serveur.js";

const PAUSE = 2_000; // after the last key
const PATIENCE = 6_000; // while keys keep coming
const NOUVEL_ESSAI = 4_000;

const heure = (instant) => new Intl.DateTimeFormat("fr-BE", { hour: "2-digit", minute: "2-digit" }).format(instant).replace(":", "h");

/* Show a rich text that no editor holds yet: sanitised by the server, or typed here and kept by this browser. */
function montrer(zone, html) {
  const source = document.createElement("template");
  source.innerHTML = html;
  for (const image of source.content.querySelectorAll("img"))
    image.replaceWith(element("p", { class: "image-gardee" }, `[Image : ${image.alt}]`));
  zone.replaceChildren(source.content);
}

export class Point {
  constructor(section, reglages, reconnecter) {
    Object.assign(this, { section, reglages, reconnecter });
    const { texte, revision, enregistrer, departager, relire } = section.dataset;
    this.cle = Number(texte);
    this.revision = Number(revision);
    this.adresses = { enregistrer, departager, relire };
    this.nom = section.querySelector("h2").textContent.trim();
    this.zones = [...section.querySelectorAll("[data-champ]")];
    this.statut = section.querySelector(".statut-texte");
    this.editeurs = {};
    this.saisi = { texte: "", texte_apres: "" };
    for (const zone of this.zones) this.saisi[zone.dataset.champ] = zone.parentElement.querySelector("template").innerHTML.trim();
    this.enregistre = { ...this.saisi };
    this.regle = null; // number of one's revision that this choice settles
    this.conflit = null;
    this.envoi = null;
    this.ferme = false; // frozen, gone or somebody else's
    for (const zone of this.zones) {
      zone.addEventListener("focusin", () => this.ouvrir(zone));
      zone.addEventListener("click", () => this.ouvrir(zone, true));
    }
    this.montrerMarges(JSON.parse(section.querySelector("script[type='application/json']").textContent));
  }

  get modifie() {
    return this.saisi.texte !== this.enregistre.texte || this.saisi.texte_apres !== this.enregistre.texte_apres;
  }

  /* ── Editors, each started when somebody comes to it ── */

  ouvrir(zone, curseur = false) {
    const champ = zone.dataset.champ;
    if (this.editeurs[champ] || this.ferme) return;
    const contenu = this.saisi[champ];
    zone.replaceChildren();
    zone.removeAttribute("tabindex");
    zone.classList.add("prose-editor");
    const editeur = creer(zone, {
      extensions: this.reglages.extensions,
      contenu,
      nom: `${this.nom}${champ === "texte_apres" ? ", suite" : ""}`,
      apart: [completion(this.reglages.noms)],
      change: (html) => this.frapper(champ, html),
    });
    this.editeurs[champ] = editeur;
    // The editor may write the same text otherwise: that is no change.
    const pareil = texteDe(editeur);
    if (this.enregistre[champ] === this.saisi[champ]) this.enregistre[champ] = pareil;
    this.saisi[champ] = pareil;
    if (curseur || document.activeElement === document.body || zone.contains(document.activeElement)) editeur.commands.focus();
    this.placerMarges();
  }

  remplacer(textes) {
    for (const zone of this.zones) {
      const champ = zone.dataset.champ;
      const editeur = this.editeurs[champ];
      if (editeur) {
        editeur.commands.setContent(textes[champ], { emitUpdate: false });
        this.saisi[champ] = texteDe(editeur);
      } else {
        montrer(zone, textes[champ]);
        this.saisi[champ] = textes[champ];
      }
    }
  }

  /* ── Typing and saving ── */

  frapper(champ, html) {
    if (html === this.saisi[champ]) return;
    this.saisi[champ] = html;
    this.retenir();
    this.prevoir();
  }

  retenir() {
    const garde = garder(this.reglages.compte, this.cle, { ...this.saisi, revision: this.revision });
    this.dire(garde ? "attente" : "danger", garde ? "Modifié" : "Non enregistré : ce navigateur ne garde rien, ne fermez pas la page");
  }

  prevoir() {
    this.depuis ??= Date.now();
    clearTimeout(this.minuterie);
    const reste = Math.max(0, this.depuis + PATIENCE - Date.now());
    this.minuterie = setTimeout(() => this.enregistrer(), Math.min(PAUSE, reste));
  }

  async enregistrer({ dernier = false, automatique = true } = {}) {
    clearTimeout(this.minuterie);
    if (!this.modifie || this.conflit || this.ferme) return;
    if (this.envoi && !dernier) return void (this.encore = true);
    this.depuis = null;
    const envoye = { ...this.saisi };
    this.dire("cours", "Enregistrement en cours");
    this.envoi = demander(this.adresses.enregistrer, {
      ...envoye,
      compte: this.reglages.compte,
      revision: this.revision,
      regle: this.regle,
      automatique,
    }, { dernier });
    const { statut, corps } = await this.envoi;
    this.envoi = null;
    this.recevoir(statut, corps, envoye);
    if (this.encore) {
      this.encore = false;
      this.prevoir();
    }
  }

  recevoir(statut, corps, envoye) {
    if (statut === 200) return this.confirmer(corps, envoye);
    if (statut === 409) return this.departager(corps);
    if (statut === 401) {
      this.dire("danger", "Non enregistré : session expirée");
      return void this.reconnecter().then(() => this.enregistrer(), () => this.reessayer());
    }
    if (statut === 423) {
      oublier(this.reglages.compte, this.cle);
      this.enregistre = { ...this.saisi };
      return this.fermer(corps.message);
    }
    this.dire("danger", `Non enregistré${corps.message ? ` : ${corps.message}` : " : le portail ne répond pas"}`);
    if (statut === 0 || statut >= 500 || statut === 429) this.reessayer();
  }

  confirmer(corps, envoye) {
    this.revision = corps.revision;
    this.regle = null;
    this.enregistre = envoye;
    this.dire("bon", `Enregistré à ${corps.quand || heure(Date.now())}`);
    this.montrerMarges(corps.marges);
    if (this.modifie) {
      this.retenir();
      this.prevoir();
    } else oublier(this.reglages.compte, this.cle);
  }

  reessayer() {
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.enregistrer(), NOUVEL_ESSAI);
  }

  fermer(message) {
    this.ferme = true;
    for (const editeur of Object.values(this.editeurs)) editeur.setEditable(false);
    this.dire("danger", message);
  }

  /* ── A newer text was there ── */

  departager(conflit) {
    this.conflit = conflit;
    this.dire("danger", "Non enregistré à sa place : un autre texte est arrivé avant le vôtre");
    montrerConflit(this.section, conflit, {
      garder: (textes) => this.choisir(conflit, textes),
      ceder: () => this.ceder(conflit),
    });
  }

  choisir(conflit, textes) {
    this.conflit = null;
    this.revision = conflit.revision;
    this.regle = conflit.gardee;
    this.enregistre = { ...conflit.courant };
    this.remplacer(textes);
    this.retenir();
    this.enregistrer({ automatique: false });
  }

  async ceder(conflit) {
    const { statut, corps } = await demander(this.adresses.departager, { compte: this.reglages.compte, regle: conflit.gardee });
    if (statut !== 200) {
      this.dire("danger", corps.message || "Le portail ne répond pas : choisissez à nouveau dans un instant");
      return false;
    }
    this.conflit = null;
    this.adopter(corps);
    oublier(this.reglages.compte, this.cle);
    return true;
  }

  adopter(corps) {
    this.revision = corps.revision;
    this.remplacer(corps);
    this.enregistre = { ...this.saisi };
    this.montrerMarges(corps.marges);
    this.dire("bon", corps.quand ? `Enregistré à ${corps.quand}${corps.par ? ` par ${corps.par}` : ""}` : "Enregistré");
  }

  /* Somebody else saved this text while nothing was typed here: show it. */
  async rattraper() {
    if (this.modifie || this.conflit || this.envoi) return;
    const { statut, corps } = await demander(this.adresses.relire);
    if (statut === 200 && !this.modifie && corps.revision > this.revision) this.adopter(corps);
  }

  /* ── Coming back ── */

  async retrouver() {
    const gardee_ = gardee(this.reglages.compte, this.cle);
    const autre = gardee_ && (gardee_.texte !== this.enregistre.texte || gardee_.texte_apres !== this.enregistre.texte_apres);
    if (gardee_ && !autre) oublier(this.reglages.compte, this.cle);
    if (autre) return this.offrir(gardee_);
    if (this.section.dataset.enAttente) {
      const { statut, corps } = await demander(this.adresses.relire);
      if (statut === 200 && corps.conflit) this.departager(corps.conflit);
    }
  }

  offrir(garde) {
    const reprendre = element("button", { type: "button", class: "bouton" }, "Reprendre ce texte");
    const ecarter = element("button", { type: "button", class: "bouton-second" }, "L’écarter");
    const quand = new Intl.DateTimeFormat("fr-BE", { dateStyle: "long", timeStyle: "short" }).format(garde.quand);
    const extrait = element("blockquote", {});
    extrait.textContent = new DOMParser().parseFromString(`${garde.texte} ${garde.texte_apres}`, "text/html").body.textContent.trim().slice(-280);
    const offre = element("div", { class: "avis retrouve", role: "alert" },
      element("p", {}, `Un texte tapé ici le ${quand} n’a pas été enregistré. Il est toujours là ; il finit ainsi :`), extrait,
      element("p", { class: "gestes" }, reprendre, " ", ecarter));
    this.section.querySelector("h2").after(offre);
    this.dire("danger", "Non enregistré : un texte vous attend");
    this.offre = offre;
    reprendre.addEventListener("click", () => {
      offre.remove();
      this.revision = garde.revision;
      this.remplacer(garde);
      this.retenir();
      this.enregistrer({ automatique: false });
    });
    ecarter.addEventListener("click", () => {
      if (!confirm("Écarter ce texte pour de bon ? Il n’a jamais été enregistré : il n’en restera rien.")) return;
      offre.remove();
      oublier(this.reglages.compte, this.cle);
      this.dire("", "");
    });
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
  }

  montrerMarges(marges) {
    this.marges = marges;
    this.placerMarges();
    const inconnus = new Set(Object.values(marges).flat().filter((un) => un?.inconnu).map((un) => un.inconnu));
    const place = this.section.querySelector(".inconnus");
    place.hidden = !inconnus.size;
    place.textContent = inconnus.size
      ? `${[...inconnus].join(", ")} : ${inconnus.size > 1 ? "ces noms ne sont" : "ce nom n’est"} pas dans la liste des présences.`
      : "";
  }

  /* Names beside the paragraphs that they open: their places follow the text, so the list stands apart from it. */
  placerMarges() {
    for (const zone of this.zones) {
      const marge = zone.parentElement.querySelector(".marge");
      const blocs = (zone.querySelector(".ProseMirror") || zone).children;
      const qui = this.marges?.[zone.dataset.champ] || [];
      marge.replaceChildren(...[...blocs].slice(0, qui.length).flatMap((bloc, rang) => {
        if (!qui[rang]) return [];
        const nom = element("span", { class: qui[rang].nom ? "" : "inconnu" }, qui[rang].nom || `${qui[rang].inconnu} ?`);
        nom.style.setProperty("top", `${bloc.getBoundingClientRect().top - marge.getBoundingClientRect().top}px`);
        return [nom];
      }));
    }
  }
}
