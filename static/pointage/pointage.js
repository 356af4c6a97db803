/* The door: one tap notes a person at once, is kept in this browser until the server has it, and is sent in order. Without
   this script each button is a plain form. */
import { element } from "../gestion/element.js";
import { reconnecter } from "../gestion/redaction/connexion.js";
import { changerJeton, demander } from "../gestion/redaction/serveur.js";
import { apres, dire, enHeures, maintenant, VIERGE } from "./etats.js";
import { File } from "./file.js";
import { Liste } from "./liste.js";
import { montrerRefus } from "./refus.js";

const RELEVE = 8_000; // what the other phones noted
const ESSAIS = [2_000, 30_000]; // between two tries: the first wait, the longest
const REPORT = 60_000; // « Plus tard » holds for a minute

const reglages = JSON.parse(document.getElementById("reglages-pointage").textContent);
const file = new File(reglages.compte, reglages.seance);
const uuid = () => crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

/* ── What is known ── */

const personnes = new Map(reglages.personnes.map((une) => [String(une.cle), une]));
const heures = { debut: reglages.debut_reel, fin: reglages.fin_reelle };
const alias = new Map(); // « acte:<uuid> » of a guest -> his key, once he has one
let empreinte = "";

const cleDe = (personne) => alias.get(String(personne)) || String(personne);

/* Everybody as seen here: what the server said, and the acts on their way. */
function vues() {
  const toutes = new Map([...personnes].map(([cle, une]) => [cle, { ...une, attend: 0 }]));
  for (const acte of file.attendent) {
    if (acte.geste === "inviter" || acte.geste === "connu") {
      const cle = cleDe(acte.geste === "connu" ? acte.personne : `acte:${acte.acte}`);
      if (!toutes.has(cle))
        toutes.set(cle, {
          cle, nom: acte.nom || acte.libelle, prenom: acte.prenom || "", complet: acte.libelle, organisation: acte.organisation || "",
          tri: acte.tri, recherche: acte.tri, reponse: "", base: acte.acte, remplace: acte.remplaceNom || "", attend: 0,
          etat: { ...VIERGE, statut: "present", invite: true, remplace: Number(acte.remplace) || null },
        });
      toutes.get(cle).attend += 1;
    } else if (acte.geste === "annuler") {
      for (const [cle, avant] of Object.entries(acte.avant || {})) {
        const vue = toutes.get(cleDe(cle));
        if (!vue) continue;
        if (avant) Object.assign(vue, { etat: avant, remplace: acte.remplaceNom || "" });
        else toutes.delete(cleDe(cle));
        vue.attend += 1;
      }
    } else if (acte.personne) {
      const vue = toutes.get(cleDe(acte.personne));
      if (!vue) continue;
      if (acte.geste === "retirer") {
        toutes.delete(cleDe(acte.personne));
        continue;
      }
      vue.etat = apres(vue.etat, acte);
      vue.remplace = vue.etat.remplace ? acte.remplaceNom || vue.remplace : "";
      vue.base = acte.acte;
      vue.attend += 1;
      if (acte.libere) for (const autre of toutes.values()) if (String(autre.etat.remplace) === cleDe(acte.personne)) Object.assign(autre, { etat: { ...autre.etat, remplace: null }, remplace: "" });
    }
  }
  const remplacants = new Map([...toutes.values()].filter(({ etat }) => etat.remplace).map((une) => [String(une.etat.remplace), une]));
  for (const vue of toutes.values()) {
    const autre = remplacants.get(String(vue.cle));
    vue.statut = autre && vue.etat.statut === "a_pointer" ? "remplace" : vue.etat.statut;
    vue.phrase = vue.statut === "remplace" ? `remplacé par ${autre.complet}` : dire(vue.etat, vue.remplace);
  }
  return toutes;
}

/* ── Acting ── */

const liste = new Liste({ reglages, vues, noter, suggerer: (texte) => demander(`${reglages.adresse}?qui=${encodeURIComponent(texte)}`) });

/* Keep an act, show it, send it. champs: as in the forms of the page. */
function noter(champs) {
  const { csrfmiddlewaretoken: _, ...acte } = { ...champs, acte: uuid(), quand: new Date().toISOString() };
  const avant = acte.personne ? vues().get(cleDe(acte.personne)) : null;
  if (avant) {
    if (acte.geste === "present" && avant.etat.statut !== "present" && avant.pour && libre(avant.pour.cle)) Object.assign(acte, { geste: "remplace", remplace: String(avant.pour.cle), remplaceNom: avant.pour.nom });
    Object.assign(acte, { base: avant.base || "", libelle: avant.complet });
    acte.avant = { [acte.personne]: avant.etat };
  }
  if (acte.geste === "inviter") Object.assign(acte, { libelle: `${acte.prenom} ${acte.nom}`, tri: liste.cle(acte.nom, acte.prenom) });
  if (acte.geste === "connu") acte.tri = liste.cle(acte.libelle);
  if (acte.geste === "debut" || acte.geste === "fin") acte.base = heureVue(acte.geste);
  file.ajouter(acte);
  montrer();
  dernier(acte);
  envoyer();
  return acte;
}

/* Whether somebody may still be replaced: he is not there, and nobody stands in for him. */
const libre = (cle) => ![...vues().values()].some((vue) => (String(vue.cle) === String(cle) && vue.etat.statut === "present") || String(vue.etat.remplace) === String(cle));

const heureVue = (geste) => file.attendent.filter((acte) => acte.geste === geste).at(-1)?.heure ?? heures[geste];

/* Undo the act that was just done: it may not have left yet, so it is undone in its turn. */
function annuler(acte) {
  const cle = acte.personne || `acte:${acte.acte}`;
  noter({ geste: "annuler", annule: acte.acte, libelle: acte.libelle, avant: { [cle]: acte.personne && personnes.has(cleDe(acte.personne)) ? acte.avant?.[acte.personne] : null } });
}

const bandeau = document.querySelector(".porte-dernier");
function dernier(acte) {
  bandeau.replaceChildren();
  if (acte.geste === "debut" || acte.geste === "fin") {
    bandeau.textContent = `${acte.geste === "debut" ? "La séance commence" : "La séance est levée"} à ${enHeures(acte.heure)}.`;
    return;
  }
  const vue = vues().get(cleDe(acte.personne || `acte:${acte.acte}`));
  const phrase = acte.geste === "annuler" ? "annulé" : vue ? vue.phrase : "hors de la liste";
  bandeau.append(element("span", {}, `${acte.libelle} : ${phrase}`));
  if (acte.geste === "annuler") return;
  const bouton = element("button", { type: "button", class: "bouton bouton-second" }, "Annuler");
  bouton.addEventListener("click", () => annuler(acte));
  bandeau.append(bouton);
}

/* ── Sending ── */

let enVol = false;
let essais = 0;
let minuterie = 0;
let reporte = 0;
let etat = "";

const seul = (envoi) => (navigator.locks ? navigator.locks.request(`${file.racine}envoi`, { ifAvailable: true }, (verrou) => verrou && envoi()) : envoi());

async function envoyer() {
  if (enVol) return;
  enVol = true;
  clearTimeout(minuterie);
  try {
    await seul(async () => {
      for (let acte = file.attendent[0]; acte; acte = file.attendent[0]) if (!(await envoyerUn(acte))) return;
    });
  } finally {
    enVol = false;
    montrerEnvoi();
  }
}

/* One act. Returns whether the next may follow. */
async function envoyerUn(acte) {
  etat = "envoi";
  montrerEnvoi();
  const { cle, libelle, tri, avant, remplaceNom, suivants, ...demande } = acte;
  const { statut, corps, attente } = await demander(reglages.adresse, { ...demande, compte: reglages.compte });
  if (statut === 200) {
    if (acte.geste === "inviter" && corps.personnes[0]) alias.set(`acte:${acte.acte}`, String(corps.personnes[0].cle));
    file.oublier(acte);
    essais = 0;
    etat = "";
    recevoir(corps, true);
    return true;
  }
  if (statut === 401) {
    etat = "session";
    montrerEnvoi();
    if (Date.now() < reporte) return false;
    try {
      await reconnecter({ compte: reglages.compte, etat: reglages.adresse, connexion: reglages.connexion, raison: "Vos pointages sont gardés dans ce téléphone. Reconnectez-vous : ils seront envoyés." });
      return true;
    } catch {
      reporte = Date.now() + REPORT;
      return false;
    }
  }
  if (statut === 403 && !corps.message) {
    const reponse = await demander(reglages.adresse); // the form's token no longer counts: take a new one
    if (reponse.statut === 200) changerJeton(reponse.corps.jeton);
  } else if ([400, 404, 409, 423].includes(statut)) {
    file.refuser(acte, { message: corps.message || "Le portail ne comprend pas ce pointage.", suites: corps.suites || [] });
    if (corps.personnes) recevoir(corps, false);
    montrer();
    return true;
  } else if (statut === 403) {
    etat = corps.message;
    montrerEnvoi();
    return false;
  }
  etat = "reseau";
  const [premier, plusLong] = ESSAIS;
  minuterie = setTimeout(envoyer, Math.max(Math.min(plusLong, premier * 2 ** essais++), attente * 1_000));
  return false;
}

/* What the server says of the attendance: of some people, or of all of them. */
function recevoir(corps, partiel) {
  if (!partiel) personnes.clear();
  for (const une of corps.personnes) personnes.set(String(une.cle), une);
  for (const cle of corps.retirees || []) personnes.delete(String(cle));
  Object.assign(heures, { debut: corps.debut_reel, fin: corps.fin_reelle });
  liste.montrerDerniers(corps.derniers);
  montrer();
}

async function relever() {
  if (document.hidden || enVol) return;
  const { statut, corps } = await demander(`${reglages.adresse}?depuis=${empreinte}`);
  if (statut === 401 && file.attendent.length) return void envoyer();
  if (statut !== 200 || corps.compte !== reglages.compte) return;
  changerJeton(corps.jeton);
  empreinte = corps.empreinte;
  if (file.attendent.length) return void envoyer();
  if (etat === "reseau") etat = "";
  if (corps.ferme) return location.reload();
  if (corps.personnes) recevoir(corps, false);
}

/* ── Showing ── */

function montrer() {
  liste.montrer();
  montrerHeures();
  montrerEnvoi();
  montrerRefus(file, { noter, montrer, apresChoix: envoyer, uuid });
}

const nombre = (n, mot) => `${n} ${mot}${n > 1 ? "s" : ""}`;
const ligneEnvoi = document.querySelector(".porte-envoi");
function montrerEnvoi() {
  const attendent = file.attendent.length;
  const refuses = file.refuses.length;
  const phrases = [];
  if (attendent) phrases.push(`↑ ${nombre(attendent, "pointage")} à envoyer`);
  if (attendent && (etat === "reseau" || !navigator.onLine)) phrases.push("pas de réseau, ils partiront dès son retour");
  else if (attendent && etat === "session") phrases.push("session expirée");
  else if (etat && !["envoi", "reseau", "session"].includes(etat)) phrases.push(`⚠ ${etat}`);
  if (refuses) phrases.push(`⚠ ${nombre(refuses, "pointage")} à revoir`);
  if (!file.garde) phrases.push("ce navigateur ne garde rien : ne fermez pas cette page");
  const texte = phrases.join(" · ") || "✓ Tout est envoyé";
  ligneEnvoi.hidden = false;
  ligneEnvoi.classList.toggle("en-attente", Boolean(attendent));
  ligneEnvoi.classList.toggle("refuse", Boolean(refuses));
  if (ligneEnvoi.textContent !== texte) ligneEnvoi.textContent = texte;
  const fin = document.querySelector("[data-fin]");
  if (fin) fin.setAttribute("aria-disabled", String(Boolean(attendent)));
}

function montrerHeures() {
  for (const geste of ["debut", "fin"]) {
    const formulaire = document.querySelector(`[name="geste"][value="${geste}"]`)?.form;
    const notee = heureVue(geste);
    if (!formulaire || formulaire.dataset.notee === notee) continue;
    formulaire.dataset.notee = notee;
    const champ = formulaire.elements.heure;
    if (notee) {
      champ.value = notee;
      delete champ.dataset.maintenant;
      formulaire.querySelector("label").textContent = geste === "debut" ? "A commencé à" : "A fini à";
      formulaire.querySelector("button").replaceChildren("Corriger", element("span", { class: "hors-vue" }, geste === "debut" ? " le début" : " la fin"));
      formulaire.querySelector("button").classList.add("bouton-second");
    }
    if (geste === "debut" && notee) document.querySelector('[name="geste"][value="fin"]').form.hidden = false;
  }
}

/* ── Listening ── */

document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (!formulaire.matches("form[data-pointage]")) return;
  evenement.preventDefault();
  const champs = Object.fromEntries(new FormData(formulaire, evenement.submitter));
  delete champs.acte;
  if (formulaire.dataset.pointage === "statut" && evenement.submitter?.getAttribute("aria-pressed") === "true") return;
  if (champs.remplace) {
    const option = [...document.querySelectorAll("#attendues option")].find(({ value }) => value === champs.remplace.trim());
    if (option) Object.assign(champs, { remplace: option.dataset.cle, remplaceNom: option.value.split(" – ")[0] });
    else champs.remplaceNom = champs.remplace;
  }
  noter(champs);
  if (formulaire.dataset.pointage === "inviter") {
    formulaire.reset();
    document.getElementById("q").focus();
  }
  formulaire.closest("dialog")?.close();
});
document.addEventListener("click", (evenement) => {
  if (evenement.target.closest("[data-fin]")?.getAttribute("aria-disabled") !== "true") return;
  evenement.preventDefault();
  bandeau.textContent = "Attendez que tous les pointages soient envoyés.";
});
document.addEventListener("focusin", ({ target }) => {
  if ("maintenant" in target.dataset) target.value = maintenant();
});

if (!reglages.ferme) {
  for (const champ of document.querySelectorAll("[data-maintenant]")) champ.value = maintenant();
  addEventListener("online", () => {
    essais = 0;
    reporte = 0;
    envoyer();
  });
  addEventListener("offline", montrerEnvoi);
  addEventListener("storage", montrer);
  document.addEventListener("visibilitychange", () => document.hidden || relever());
  addEventListener("beforeunload", (evenement) => {
    if (!file.garde) evenement.preventDefault();
  });
  setInterval(relever, RELEVE);
  liste.montrerDerniers(reglages.derniers);
  montrer();
  envoyer();
}
