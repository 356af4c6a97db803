/* Acts that the server did not take: both sides are shown, and their author chooses. */
import { element } from "../gestion/element.js";

export function montrerRefus(file, { noter, montrer, apresChoix }) {
  const place = document.querySelector(".refuses");
  const refuses = file.refuses;
  const montres = refuses.map(({ cle }) => cle).join(" ");
  if (place.dataset.montres === montres) return;
  place.dataset.montres = montres;
  place.replaceChildren(...refuses.map((acte) => {
    const bouton = (libelle, classe, geste) => {
      const un = element("button", { type: "button", class: classe }, libelle);
      un.addEventListener("click", () => {
        file.oublier(acte);
        geste();
        montrer();
        apresChoix();
      });
      return un;
    };
    const { refus, suivants = [] } = acte;
    const suites = refus.suites.map(([libelle, retouche]) => bouton(libelle, "bouton", () => {
      const champs = propre(acte);
      noter({ ...champs, ...Object.fromEntries(Object.entries(retouche).map(([nom, valeur]) => [nom, String(valeur)])) });
      for (const suivant of suivants) noter(propre(suivant));
    }));
    const encore = suivants.length ? ` ${suivants.length} autre${suivants.length > 1 ? "s" : ""} à sa suite.` : "";
    return element("section", { class: "avis avis-alerte refus", role: "alert" },
      element("p", {}, element("b", {}, "Ce pointage n’est pas noté. "), refus.message + encore),
      element("div", { class: "gestes" }, ...suites, bouton("Laisser comme c’est", "bouton bouton-second", () => {})));
  }));
}

function propre({ cle: _, refus: _refus, suivants: _suivants, acte: _acte, base: _base, avant: _avant, quand: _quand, ...champs }) {
  return champs;
}
