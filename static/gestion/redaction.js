/* The writing desk: every point saves by itself, and says so. Without this script the points are read, and each is written
   on its own page. */
import { reconnecter } from "./redaction/connexion.js";
import { Point } from "./redaction/point.js";
import { changerJeton, demander } from "./redaction/serveur.js";

const BATTEMENT = 15_000;

const reglages = JSON.parse(document.getElementById("reglages-redaction").textContent);
const surConnexion = () => reconnecter(reglages);
const points = reglages.fige ? [] : [...document.querySelectorAll("[data-texte]")].map((section) => new Point(section, reglages, surConnexion));

/* The state of the whole, at the foot of the window. */
const barre = document.querySelector(".statut-redaction");
const PIRE = ["danger", "cours", "attente", "bon"];
document.addEventListener("statut", () => {
  const etat = PIRE.find((un) => points.some((point) => point.etat === un)) || "";
  const concernes = points.filter((point) => point.etat === "danger");
  barre.className = `statut-redaction statut-${etat || "rien"}`;
  const phrase = {
    danger: `⚠ Non enregistré : ${concernes.map((point) => point.nom).join(" ; ")}`,
    cours: "… Enregistrement en cours",
    attente: "Modifié",
    bon: "✓ Tout est enregistré",
  }[etat] || "";
  if (barre.textContent !== phrase) barre.textContent = phrase;
});

/* Who is at work where; and what others saved meanwhile. */
async function battre() {
  const present = points.find((point) => point.section.contains(document.activeElement));
  const { statut, corps } = await demander(reglages.etat, { compte: reglages.compte, texte: present?.cle ?? null });
  if (statut === 401 && points.some((point) => point.modifie)) return void surConnexion().then(enregistrerTout, () => {});
  if (statut !== 200) return;
  changerJeton(corps.jeton);
  if (corps.fige) return points.forEach((point) => point.modifie || point.fermer("Le procès-verbal vient d’être figé : rechargez la page."));
  for (const { texte, revision, plumes } of corps.textes) {
    const point = points.find((un) => un.cle === texte);
    point?.montrerPlumes(plumes);
    if (point && revision > point.revision) point.rattraper();
  }
}

const enregistrerTout = (options) => Promise.all(points.map((point) => point.enregistrer(options)));

if (points.length) {
  setInterval(() => document.hidden || battre(), BATTEMENT);
  battre();
  points.forEach((point) => point.retrouver());
  addEventListener("online", () => enregistrerTout());
  addEventListener("offline", () => points.forEach((point) => point.modifie && point.dire("danger", "Non enregistré : plus de réseau")));
  addEventListener("pagehide", () => enregistrerTout({ dernier: true }));
  document.addEventListener("visibilitychange", () => document.hidden ? enregistrerTout({ dernier: true }) : battre());
  addEventListener("beforeunload", (evenement) => {
    if (points.some((point) => point.modifie)) evenement.preventDefault();
  });
  document.addEventListener("keydown", (evenement) => {
    if (!(evenement.ctrlKey || evenement.metaKey) || evenement.key !== "s") return;
    evenement.preventDefault();
    enregistrerTout({ automatique: false });
  });
  const replacer = new ResizeObserver(() => points.forEach((point) => point.placerMarges()));
  document.querySelectorAll("[data-champ]").forEach((zone) => replacer.observe(zone));
}
