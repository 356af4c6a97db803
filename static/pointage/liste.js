/* The lines of the page: drawn from what is known, found by typing, opened for what one tap cannot say. */
import { element } from "../gestion/element.js";
import { maintenant, plier } from "./etats.js";

const FRAPPE = 250; // before people outside the list are looked for
const accord = (nombre, mots) => mots.split(",")[nombre > 1 ? 1 : 0];

export class Liste {
  constructor({ reglages, vues, noter, suggerer }) {
    Object.assign(this, { reglages, vues, noter, suggerer });
    this.racine = document.querySelector("[data-liste]");
    this.modele = document.getElementById("modele-ligne");
    this.plus = document.getElementById("modele-plus");
    this.recherche = document.getElementById("q");
    this.voir = new URLSearchParams(location.search).get("voir") || "";
    this.demande = 0;
    if (!this.modele) return;
    document.getElementById("plus")?.remove();
    const formulaire = this.recherche.form;
    formulaire.querySelector("button").hidden = true;
    this.recherche.addEventListener("input", () => {
      this.filtrer();
      if (this.racine.getBoundingClientRect().top < 0) this.racine.scrollIntoView(); // what is found is in sight
      clearTimeout(this.minuterie);
      this.minuterie = setTimeout(() => this.proposer(), FRAPPE);
    });
    formulaire.addEventListener("submit", (evenement) => {
      evenement.preventDefault();
      this.entrer();
    });
    document.addEventListener("click", (evenement) => {
      const lien = evenement.target.closest("[data-voir], [data-plus]");
      if (!lien || evenement.ctrlKey || evenement.metaKey) return;
      evenement.preventDefault();
      if ("plus" in lien.dataset) return this.ouvrir(lien.closest("[data-personne]").dataset.personne);
      this.voir = this.voir === lien.dataset.voir ? "" : lien.dataset.voir;
      this.filtrer();
    });
  }

  /* As the server folds names: family name first. */
  cle(nom, prenom = "") {
    return `${plier(nom)}  ${plier(prenom)}`.trim();
  }

  get lignes() {
    return [...this.racine.querySelectorAll("[data-personne]")];
  }

  montrer() {
    if (!this.modele) return;
    const vues = this.vues();
    const ici = new Map(this.lignes.map((ligne) => [ligne.dataset.personne, ligne]));
    for (const [cle, ligne] of ici) if (!vues.has(cle)) ligne.remove();
    for (const [cle, vue] of vues) {
      const ligne = ici.get(cle) || this.placer(vue);
      this.dessiner(ligne, vue);
    }
    this.compter(vues);
    this.filtrer();
  }

  /* A new line at its place among the others, under its letter. */
  placer(vue) {
    const ligne = this.modele.content.firstElementChild.cloneNode(true);
    ligne.dataset.personne = vue.cle;
    ligne.id = `p${vue.cle}`;
    ligne.querySelector("[name=personne]").value = vue.cle;
    ligne.querySelector(".porte-nom").replaceChildren(element("b", {}, vue.nom), " ", element("span", {}, vue.prenom));
    ligne.querySelector(".porte-qui .precision").textContent = vue.organisation;
    for (const cache of ligne.querySelectorAll(".hors-vue")) cache.textContent = ` : ${vue.complet}`;
    const lettre = vue.tri.slice(0, 1).toUpperCase();
    let section = [...this.racine.querySelectorAll("[data-lettre]")].find((une) => une.dataset.lettre === lettre);
    if (!section) {
      section = element("section", { class: "porte-lettre", "data-lettre": lettre, "aria-labelledby": `lettre-${lettre}` }, element("h2", { id: `lettre-${lettre}` }, lettre), element("ul"));
      const suivante = [...this.racine.querySelectorAll("[data-lettre]")].find((une) => une.dataset.lettre > lettre);
      this.racine.insertBefore(section, suivante || null);
    }
    const tries = this.vues();
    const apresElle = [...section.querySelectorAll("[data-personne]")].find((une) => (tries.get(une.dataset.personne)?.tri || "") > vue.tri);
    section.querySelector("ul").insertBefore(ligne, apresElle || null);
    return ligne;
  }

  dessiner(ligne, vue) {
    ligne.dataset.statut = vue.statut;
    ligne.dataset.recherche = vue.recherche;
    ligne.classList.toggle("en-attente", vue.attend > 0);
    const dit = vue.statut === "a_pointer" ? "" : vue.phrase;
    const phrase = ligne.querySelector(".porte-etat");
    const texte = vue.attend ? `${dit || "à pointer"} (à envoyer)` : dit;
    if (phrase.textContent !== texte) phrase.textContent = texte;
    for (const bouton of ligne.querySelectorAll("button[name=geste]")) bouton.setAttribute("aria-pressed", String(bouton.value === vue.statut));
  }

  compter(vues) {
    const toutes = [...vues.values()];
    const comptes = { "": toutes.filter(({ etat }) => !etat.invite).length };
    for (const { statut } of toutes) comptes[statut] = (comptes[statut] || 0) + 1;
    for (const lien of document.querySelectorAll("[data-voir]")) {
      const compte = comptes[lien.dataset.voir] || 0;
      lien.querySelector("b").textContent = compte;
      lien.querySelector("span").textContent = accord(compte, lien.dataset.mots);
    }
    const details = { remplaces: [comptes.remplace || 0, "remplacé,remplacés"], invites: [toutes.filter(({ etat }) => etat.invite && etat.statut === "present").length, "invité,invités"] };
    for (const [nom, [compte, mots]] of Object.entries(details)) document.querySelector(`[data-${nom}]`).textContent = compte ? `${compte} ${accord(compte, mots)}` : "";
  }

  filtrer() {
    const mots = plier(this.recherche.value).split(" ").filter(Boolean);
    for (const ligne of this.lignes) {
      const clef = ligne.dataset.recherche || "";
      ligne.hidden = (this.voir && ligne.dataset.statut !== this.voir) || !mots.every((mot) => clef.includes(mot));
    }
    for (const section of this.racine.querySelectorAll("[data-lettre]")) section.hidden = !section.querySelector("[data-personne]:not([hidden])");
    for (const lien of document.querySelectorAll("[data-voir]")) lien.toggleAttribute("aria-current", lien.dataset.voir === this.voir);
    for (const lien of document.querySelectorAll("[data-voir][aria-current]")) lien.setAttribute("aria-current", "true");
    this.racine.querySelector("[data-vide]")?.remove();
    if (!this.racine.querySelector("[data-personne]:not([hidden])")) this.racine.append(element("p", { class: "vide", "data-vide": "" }, mots.length ? "Personne de ce nom parmi les personnes attendues." : "Personne ici."));
  }

  /* Enter, with one person left: he is present, and the next name can be typed. */
  entrer() {
    const restent = this.lignes.filter((ligne) => !ligne.hidden);
    if (!this.recherche.value.trim() || restent.length !== 1) return;
    const [ligne] = restent;
    if (ligne.dataset.statut !== "present") this.noter({ geste: "present", personne: ligne.dataset.personne });
    this.recherche.value = "";
    this.filtrer();
    this.proposer();
  }

  /* Somebody else: people whom the portal knows, or a new guest. */
  async proposer() {
    const place = document.querySelector(".propositions");
    const texte = this.recherche.value.trim();
    const demande = (this.demande += 1);
    if (plier(texte).length < 2 || this.lignes.some((ligne) => !ligne.hidden)) return place.replaceChildren();
    const nouveau = element("button", { type: "button", class: "bouton bouton-second" }, `Ajouter « ${texte} » comme personne invitée`);
    nouveau.addEventListener("click", () => this.inviter(texte));
    place.replaceChildren(nouveau);
    const { statut, corps } = await this.suggerer(texte);
    if (statut !== 200 || demande !== this.demande) return;
    const connues = corps.personnes.map(({ cle, nom }) => {
      const bouton = element("button", { type: "button", class: "bouton" }, `${nom} : présent`);
      bouton.addEventListener("click", () => {
        const [libelle, organisation = ""] = nom.split(" – ");
        this.noter({ geste: "connu", personne: String(cle), libelle, organisation });
        this.recherche.value = "";
        this.filtrer();
        place.replaceChildren();
      });
      return bouton;
    });
    place.replaceChildren(...connues, nouveau);
  }

  inviter(texte) {
    const [premier, ...reste] = texte.split(/\s+/);
    document.getElementById("inviter-prenom").value = reste.length ? premier : "";
    document.getElementById("inviter-nom").value = reste.join(" ") || premier;
    this.recherche.value = "";
    this.filtrer();
    document.querySelector(".propositions").replaceChildren();
    document.getElementById(reste.length ? "inviter-organisation" : "inviter-prenom").focus();
  }

  /* What one tap cannot say: hours, distance, in whose stead. */
  ouvrir(cle) {
    const vue = this.vues().get(cle);
    if (!vue) return;
    const fermer = element("button", { type: "button", class: "bouton bouton-second" }, "Fermer");
    const dialogue = element("dialog", { class: "plus", "aria-labelledby": "plus-qui" }, this.plus.content.cloneNode(true), fermer);
    dialogue.querySelector("#plus-qui").textContent = vue.complet;
    dialogue.querySelector(".plus-etat").textContent = vue.phrase;
    for (const champ of dialogue.querySelectorAll("[name=personne]")) champ.value = cle;
    dialogue.querySelector("#plus-arrivee").value = vue.etat.arrivee || maintenant();
    dialogue.querySelector("#plus-depart").value = vue.etat.depart || maintenant();
    for (const champ of dialogue.querySelectorAll("[data-maintenant]")) delete champ.dataset.maintenant;
    const vrai = { distance: vue.etat.a_distance, sur_place: !vue.etat.a_distance, remplace: Boolean(vue.etat.remplace), pointee: vue.etat.statut !== "a_pointer", invitee: vue.etat.invite };
    for (const bouton of dialogue.querySelectorAll("[data-si]")) bouton.hidden = !vrai[bouton.dataset.si];
    fermer.addEventListener("click", () => dialogue.close());
    dialogue.addEventListener("close", () => dialogue.remove());
    document.body.append(dialogue);
    dialogue.showModal();
  }

  montrerDerniers(derniers) {
    const place = document.querySelector("[data-derniers]");
    place.replaceChildren(...derniers.map(({ acte, qui, apres, par, quand, annulable }) => {
      const ligne = element("li", {}, element("span", {}, element("b", {}, qui), ` : ${apres} `, element("span", { class: "doux" }, `${quand}, ${par}`)));
      if (!annulable) return ligne;
      const bouton = element("button", { type: "button", class: "bouton bouton-second" }, "Annuler", element("span", { class: "hors-vue" }, ` : ${qui}, ${apres}`));
      bouton.addEventListener("click", () => this.noter({ geste: "annuler", annule: acte, libelle: qui }));
      ligne.append(bouton);
      return ligne;
    }));
    if (!derniers.length) place.append(element("li", { class: "vide" }, "Rien n’est encore pointé."));
  }
}
