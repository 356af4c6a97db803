/* Who speaks: names beside the paragraphs that they open on a wide screen, in one line under the text everywhere, and the
   names that nobody present bears, to be explained in one click. */
import { element } from "../element.js";
import { marquerNotes } from "./notes.js";

export const zoneEcrite = (zone) => zone.querySelector(".ProseMirror") || zone;

/* Places of all first, then what is drawn: the page is laid out once, however many points. */
export function placerMarges(points) {
  const mesures = points.flatMap((point) => point.zones.map((zone) => mesurer(zone, point.marges[zone.dataset.champ] || [])));
  for (const { zone, marge, noms } of mesures) {
    marge.replaceChildren(...noms.map(([haut, qui]) => {
      const nom = element("span", { class: qui.nom ? "" : "inconnu" }, qui.nom || `${qui.inconnu} ?`);
      nom.style.setProperty("top", `${haut}px`);
      return nom;
    }));
    marquerNotes(zoneEcrite(zone));
  }
}

function mesurer(zone, qui) {
  const marge = zone.parentElement.querySelector(".marge");
  if (!marge.offsetParent) return { zone, marge, noms: [] };
  const origine = marge.getBoundingClientRect().top;
  const blocs = [...zoneEcrite(zone).children].slice(0, qui.length);
  return { zone, marge, noms: blocs.flatMap((bloc, rang) => (qui[rang] ? [[bloc.getBoundingClientRect().top - origine, qui[rang]]] : [])) };
}

export function montrerParlants(point, attribuer) {
  const tous = Object.values(point.marges).flat().filter(Boolean);
  const compte = new Map();
  for (const { nom } of tous) if (nom) compte.set(nom, (compte.get(nom) || 0) + 1);
  const ligne = point.section.querySelector(".parlants");
  ligne.hidden = !compte.size;
  ligne.textContent = compte.size ? `Parlent ici : ${[...compte].map(([nom, fois]) => (fois > 1 ? `${nom} (${fois})` : nom)).join(", ")}` : "";

  const inconnus = [...new Set(tous.map(({ inconnu }) => inconnu).filter(Boolean))];
  const place = point.section.querySelector(".inconnus");
  const memes = place.dataset.noms === inconnus.join("\n");
  if (memes) return; // somebody may be choosing
  place.dataset.noms = inconnus.join("\n");
  place.hidden = !inconnus.length;
  place.replaceChildren(...inconnus.map((libelle, rang) => ligneInconnu(point, libelle, rang, attribuer)));
}

function ligneInconnu(point, libelle, rang, attribuer) {
  const id = `qui-${point.cle}-${rang}`;
  const choix = element("select", { id }, element("option", { value: "" }, "Choisir…"),
    ...point.reglages.noms.map(({ cle, nom }) => element("option", { value: cle }, nom)));
  const valider = element("button", { type: "button", class: "bouton-second" }, "C’est cette personne");
  valider.addEventListener("click", () => (choix.value ? attribuer(libelle, choix.value) : choix.focus()));
  const presences = document.querySelector(".tete-pv a").href;
  return element("p", {}, element("label", { for: id }, `« ${libelle} » n’est pas dans les présences. Qui est-ce ?`), " ", choix, " ", valider,
    " ou ", element("a", { href: presences }, "complétez les présences"), ".");
}
