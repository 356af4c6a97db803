/* Two texts of one point, side by side with what differs; one keeps one of them, or both put together. The panel never
   takes the focus: whoever is typing goes on typing, and is told. */
import { element } from "../element.js";

const paragraphes = (cote, marque) =>
  cote.map((morceaux) => element("p", {}, ...morceaux.flatMap(([mots, propre]) => [propre ? element(marque, {}, mots) : mots, " "])));

/* choisir("fusion" | "mien" | "autre") is told what was chosen. Returns the panel. */
export function montrerConflit(section, conflit, choisir) {
  const ancien = section.querySelector(".conflit");
  const geste = ancien?.contains(document.activeElement) ? document.activeElement.dataset.choix : "";
  ancien?.remove();
  const titre = element("h3", { id: `conflit-${conflit.gardee}` }, "Deux textes pour ce point");
  const qui = conflit.par ? `${conflit.par} a enregistré ce point` : "Ce point a été enregistré";
  const autre = conflit.par ? `Celui de ${conflit.par}` : "Le texte enregistré";
  const raison = element("p", {}, `${qui}${conflit.quand ? ` à ${conflit.quand}` : ""}, pendant que vous écriviez. Les deux textes sont gardés : choisissez.`);
  const gauche = element("div", {}, element("h4", {}, autre));
  const droite = element("div", {}, element("h4", {}, "Le vôtre"));
  for (const [avant, apres] of conflit.differences) {
    gauche.append(...paragraphes(avant, "del"));
    droite.append(...paragraphes(apres, "ins"));
  }
  const bouton = (libelle, classe, choix) => {
    const un = element("button", { type: "button", class: classe, "data-choix": choix }, libelle);
    un.addEventListener("click", () => choisir(choix));
    return un;
  };
  const doubles = conflit.doubles
    ? ` À ${conflit.doubles} endroit${conflit.doubles > 1 ? "s" : ""}, les deux ont changé la même chose : la fusion garde les deux passages, relisez-les.`
    : "";
  const panneau = element("section", { class: "conflit", "aria-labelledby": titre.id },
    titre, raison,
    element("div", { class: "cotes", tabindex: "0", role: "region", "aria-label": "Les deux textes" }, gauche, droite),
    element("p", {}, `« Fusionner » met ensemble ce que chacun a changé.${doubles}`),
    element("p", { class: "gestes" },
      bouton("Fusionner", "bouton", "fusion"), " ",
      bouton("Garder le mien", "bouton-second", "mien"), " ",
      bouton(conflit.par ? `Garder celui de ${conflit.par}` : "Garder l’autre", "bouton-second", "autre")));
  section.querySelector(".statut-texte").after(panneau);
  if (geste) panneau.querySelector(`[data-choix=${geste}]`).focus();
  return panneau;
}
