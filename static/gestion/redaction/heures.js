/* The real hours, noted at the head of the PV, and the sentences that they enter. */
import { element } from "../element.js";
import { demander } from "./serveur.js";

export function noterHeures({ compte }) {
  const formulaire = document.querySelector(".heures-reelles");
  if (!formulaire) return;
  const statut = formulaire.querySelector(".statut-heures");
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    statut.className = "statut-heures";
    statut.textContent = "… Enregistrement en cours";
    const { debut_reel, fin_reelle } = Object.fromEntries(new FormData(formulaire));
    const reponse = await demander(formulaire.dataset.adresse, { compte, debut_reel, fin_reelle });
    if (reponse.statut !== 200) {
      statut.classList.add("statut-danger");
      statut.textContent = `⚠ Non enregistré : ${reponse.corps.message || "le portail ne répond pas"}`;
      return;
    }
    statut.textContent = "✓ Enregistré";
    document.querySelector(".phrase-ouverture").textContent = reponse.corps.ouverture;
    document.querySelector(".cloture-pv")?.replaceChildren(...reponse.corps.cloture.map((phrase) => element("p", {}, phrase)));
  });
}
