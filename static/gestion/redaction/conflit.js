/* Two texts of one point, side by side with what differs; one keeps one of them, or both put together. */
import { element } from "../editeur.js";

const paragraphes = (cote, marque) =>
  cote.map((morceaux) => element("p", {}, ...morceaux.flatMap(([mots, propre]) => [propre ? element(marque, {}, mots) : mots, " "])));

export function montrerConflit(section, conflit, { garder, ceder }) {
  section.querySelector(".conflit")?.remove();
  const titre = element("h3", { id: `conflit-${conflit.gardee}`, tabindex: "-1" }, "Deux textes pour ce point");
  const qui = conflit.par ? `${conflit.par} a enregistré ce point` : "Ce point a été enregistré";
  const autre = conflit.par ? `Celui de ${conflit.par}` : "Le texte enregistré";
  const raison = element("p", {}, `${qui} à ${conflit.quand}, pendant que vous écriviez. Les deux textes sont gardés : choisissez.`);
  const gauche = element("div", {}, element("h4", {}, autre));
  const droite = element("div", {}, element("h4", {}, "Le vôtre"));
  for (const [avant, apres] of conflit.differences) {
    gauche.append(...paragraphes(avant, "del"));
    droite.append(...paragraphes(apres, "ins"));
  }
  const bouton = (libelle, classe, geste) => {
    const un = element("button", { type: "button", class: classe }, libelle);
    un.addEventListener("click", geste);
    return un;
  };
  const finir = (textes) => {
    panneau.remove();
    garder(textes);
  };
  const doubles = conflit.doubles
    ? ` À ${conflit.doubles} endroit${conflit.doubles > 1 ? "s" : ""}, les deux ont changé la même chose : la fusion garde les deux passages, relisez-les.`
    : "";
  const panneau = element("section", { class: "conflit", role: "alert", "aria-labelledby": titre.id },
    titre, raison,
    element("div", { class: "cotes" }, gauche, droite),
    element("p", {}, `« Fusionner » met ensemble ce que chacun a changé.${doubles}`),
    element("p", { class: "gestes" },
      bouton("Fusionner", "bouton", () => finir(conflit.fusion)), " ",
      bouton("Garder le mien", "bouton-second", () => finir(conflit.mien)), " ",
      bouton(conflit.par ? `Garder celui de ${conflit.par}` : "Garder l’autre", "bouton-second", async () => {
        if (await ceder()) panneau.remove();
      })));
  section.querySelector("h2").after(panneau);
  titre.focus();
}
