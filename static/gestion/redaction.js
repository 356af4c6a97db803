/* The writing desk: every point saves by itself, and says so. Without this script the points are read, and each is written
   on its own page. */
import { element } from "./element.js";
import { reconnecter } from "./redaction/connexion.js";
import { possible, retrouvees } from "./redaction/garde.js";
import { noterHeures } from "./redaction/heures.js";
import { charger, Point } from "./redaction/point.js";
import { offrirSansPoint } from "./redaction/retour.js";
import { changerJeton, demander } from "./redaction/serveur.js";

const BATTEMENT = 15_000;
const REPORT = 60_000; // « Plus tard » holds for a minute

const reglages = JSON.parse(document.getElementById("reglages-redaction").textContent);
let reporte = 0;
const surConnexion = () => {
  if (Date.now() < reporte) return Promise.reject(new Error("plus tard"));
  return reconnecter(reglages).catch((refus) => {
    reporte = Date.now() + REPORT;
    throw refus;
  });
};
const points = reglages.fige ? [] : [...document.querySelectorAll("[data-texte]")].map((section) => new Point(section, reglages, surConnexion));
const enregistrerTout = (options) => Promise.all(points.map((point) => point.enregistrer(options)));

/* The state of the whole, at the foot of the window: seen at once, said when something goes wrong or is right again. */
const barre = document.querySelector(".statut-redaction");
const annonce = document.querySelector(".annonce-redaction");
const phrase = element("span");
const encore = element("button", { type: "button", class: "bouton-second" }, "Réessayer");
encore.hidden = true;
encore.addEventListener("click", () => {
  reporte = 0;
  enregistrerTout({ automatique: false });
});
const choisir = element("button", { type: "button", class: "bouton-second" }, "Choisir entre les deux textes");
choisir.hidden = true;
choisir.addEventListener("click", () => points.find((point) => point.conflit).montrerChoix());
barre.append(phrase, " ", encore, " ", choisir);
const PIRE = ["danger", "cours", "attente", "bon"];
let dit = "";
let demande = false; // Ctrl+S waits for its answer
document.addEventListener("statut", () => {
  const etat = PIRE.find((un) => points.some((point) => point.etat === un)) || "";
  const concernes = points.filter((point) => point.etat === "danger");
  barre.className = `statut-redaction statut-${etat || "rien"}`;
  encore.hidden = !concernes.some((point) => point.modifie && !point.conflit);
  choisir.hidden = !concernes.some((point) => point.conflit);
  const texte = {
    danger: `⚠ ${concernes.some((point) => point.modifie || !point.ferme) ? "Non enregistré" : "Fermé"} : ${concernes.map((point) => point.nom).join(" ; ")}`,
    cours: "… Enregistrement en cours",
    attente: "Modifié",
    bon: "✓ Tout est enregistré",
  }[etat] || "";
  if (phrase.textContent !== texte) phrase.textContent = texte;
  const aDire = etat === "danger" ? concernes.map((point) => `${point.nom} : ${point.statut.textContent}`).join(" ; ") : etat === "bon" ? "Tout est enregistré" : null;
  if (aDire === null || aDire === dit || (etat === "bon" && !dit && !demande)) return;
  annonce.textContent = aDire;
  dit = etat === "bon" ? "" : aDire;
  demande = false;
});

/* Who is at work where; and what others saved meanwhile. */
async function battre() {
  const present = points.find((point) => point.section.contains(document.activeElement));
  const { statut, corps } = await demander(reglages.etat, { compte: reglages.compte, texte: present?.cle ?? null });
  if (statut === 401 && points.some((point) => point.modifie)) return void surConnexion().then(() => enregistrerTout(), () => {});
  if (statut !== 200) return;
  changerJeton(corps.jeton);
  if (corps.fige) return points.forEach((point) => point.modifie || point.fermer("Le procès-verbal vient d’être figé : rechargez la page."));
  for (const { texte, revision, plumes } of corps.textes) {
    const point = points.find((un) => un.cle === texte);
    point?.montrerPlumes(plumes);
    if (point && revision > point.revision) point.rattraper();
  }
  for (const point of points) if (point.etat === "danger" && !point.envoi) point.enregistrer();
}

/* What this account left here, each to its point; to the head of the page where there is none. */
async function retrouver() {
  const laissees = await retrouvees(reglages.compte);
  for (const point of points) point.retrouver(laissees.filter(({ cle }) => cle === point.cle));
  for (const une of laissees)
    if (une.seance === reglages.seance && !points.some(({ cle }) => cle === une.cle)) offrirSansPoint(reglages.compte, une);
}

if (!possible() && points.length)
  document.querySelector(".retrouves").append(element("p", { class: "avis" }, "Ce navigateur ne garde rien (navigation privée, ou place épuisée) : ne fermez pas cette page avant « Tout est enregistré »."));
retrouver();
noterHeures(reglages);

if (points.length) {
  setInterval(() => document.hidden || battre(), BATTEMENT);
  battre();
  (globalThis.requestIdleCallback || setTimeout)(() => charger().catch(() => {}));
  addEventListener("online", () => {
    points.forEach((point) => { point.essais = 0; });
    enregistrerTout();
  });
  addEventListener("offline", () => points.forEach((point) => point.modifie && point.dire("danger", "Non enregistré : plus de réseau")));
  addEventListener("pagehide", () => enregistrerTout({ dernier: true }));
  document.addEventListener("visibilitychange", () => document.hidden ? points.forEach((point) => point.envoi || point.enregistrer({ dernier: true })) : battre());
  addEventListener("beforeunload", (evenement) => {
    if (points.some((point) => point.modifie && !point.ferme)) evenement.preventDefault();
  });
  document.addEventListener("keydown", (evenement) => {
    if (!(evenement.ctrlKey || evenement.metaKey) || evenement.key !== "s") return;
    evenement.preventDefault();
    demande = true;
    enregistrerTout({ automatique: false });
  });
  const parSection = new Map(points.map((point) => [point.section, point]));
  const vues = new IntersectionObserver((entrees) => entrees.forEach(({ target, isIntersecting }) => {
    const point = parSection.get(target);
    point.visible = isIntersecting;
    point.replacer();
  }), { rootMargin: "600px" });
  const tailles = new ResizeObserver((entrees) => entrees.forEach(({ target }) => parSection.get(target.closest("[data-texte]")).replacer()));
  for (const point of points) {
    vues.observe(point.section);
    point.zones.forEach((zone) => tailles.observe(zone));
  }
}
