/* What this browser kept and the server never confirmed: offered back to who typed it, and to nobody else. */
import { element } from "../element.js";
import { oublier } from "./garde.js";

const quand = (instant) => new Intl.DateTimeFormat("fr-BE", { dateStyle: "long", timeStyle: "short" }).format(instant);
const lisible = (garde) => new DOMParser().parseFromString(`${garde.texte} ${garde.texte_apres}`, "text/html").body;
const bouton = (libelle, classe, geste) => {
  const un = element("button", { type: "button", class: classe }, libelle);
  un.addEventListener("click", geste);
  return un;
};
const ecarter = (compte, garde, offre, apres = () => {}) =>
  bouton("L’écarter", "bouton-second", () => {
    if (!confirm("Écarter ce texte pour de bon ? Il n’a jamais été enregistré : il n’en restera rien.")) return;
    offre().remove();
    oublier(compte, garde.cle, garde.page);
    apres();
  });

/* In its point: take it back, or put it aside. */
export function offrir(point, garde) {
  const reprendre = bouton("Reprendre ce texte", "bouton", async () => {
    reprendre.disabled = true;
    if (await point.reprendre(garde)) offre.remove();
    reprendre.disabled = false;
  });
  const offre = element("div", { class: "avis retrouve" },
    element("p", {}, `Un texte tapé ici le ${quand(garde.quand)} n’a pas été enregistré. Il est toujours là ; il finit ainsi :`),
    element("blockquote", {}, lisible(garde).textContent.trim().slice(-280)),
    element("p", { class: "gestes" }, reprendre, " ", ecarter(point.reglages.compte, garde, () => offre, () => point.dire("", ""))));
  point.statut.after(offre);
  point.dire("danger", "Non enregistré : un texte vous attend");
}

/* At the head of the page: its point is gone, or the PV is frozen. It can be read whole and copied. */
export function offrirSansPoint(compte, garde) {
  const texte = element("textarea", { rows: "8", readonly: "", "aria-label": `Texte gardé : ${garde.nom}` });
  const blocs = [...lisible(garde).querySelectorAll("p, h2, h3, h4, h5")];
  texte.value = (blocs.length ? blocs.map((bloc) => bloc.textContent) : [lisible(garde).textContent]).join("\n\n");
  const copier = bouton("Copier ce texte", "bouton", () => {
    texte.select();
    navigator.clipboard?.writeText(texte.value).then(() => { copier.textContent = "Copié"; }, () => {});
  });
  const offre = element("div", { class: "avis retrouve" },
    element("p", {}, `Un texte tapé ici le ${quand(garde.quand)} pour « ${garde.nom} » n’a pas été enregistré, et ne peut plus l’être à cette place. Copiez-le où il convient :`),
    texte, element("p", { class: "gestes" }, copier, " ", ecarter(compte, garde, () => offre)));
  document.querySelector(".retrouves").append(offre);
}
