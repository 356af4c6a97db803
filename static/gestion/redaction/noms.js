/* The names of those present, completed as one types: arrows choose, Enter or Tab takes, Escape closes. */
import { Extension } from "../editeur.js";
import { element } from "../element.js";

const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’']/g, "'");
const DEBUT = /(?:^|[\s(«"“])(\p{Lu}[\p{L}’'-]+(?: \p{L}[\p{L}’'-]*)?)$/u;
const MONTRES = 6;

/* Names that begin as the word before the cursor does, whichever of first and last name comes first. */
export function propositions(avant, noms) {
  const trouve = DEBUT.exec(avant);
  if (!trouve) return { tape: "", noms: [] };
  const tape = trouve[1];
  const debut = plier(tape);
  const choix = noms.filter(({ nom, autres }) =>
    [nom, nom.split(" ").slice(1).concat(nom.split(" ")[0]).join(" "), ...autres].some((forme) => plier(forme).startsWith(debut)),
  );
  return { tape, noms: choix.map(({ nom }) => nom).filter((nom) => nom !== tape).slice(0, MONTRES) };
}

export function completion(noms) {
  const liste = element("ul", { class: "completion", role: "listbox", id: `noms-${Math.random().toString(36).slice(2)}`, "aria-label": "Personnes présentes" });
  liste.hidden = true;
  document.body.append(liste);
  let tape = "";
  let actif = 0;
  let editeur = null;

  const fermer = () => {
    liste.hidden = true;
    editeur?.view.dom.removeAttribute("aria-activedescendant");
    editeur?.view.dom.removeAttribute("aria-controls");
  };
  const choisir = (place) => {
    actif = (place + liste.children.length) % liste.children.length;
    [...liste.children].forEach((un, rang) => un.setAttribute("aria-selected", String(rang === actif)));
    editeur.view.dom.setAttribute("aria-activedescendant", liste.children[actif].id);
  };
  const prendre = () => {
    const { from } = editeur.state.selection;
    const nom = liste.children[actif].textContent;
    fermer();
    editeur.chain().focus().insertContentAt({ from: from - tape.length, to: from }, { type: "text", text: nom }).run();
    return true;
  };
  const proposer = () => {
    const { selection } = editeur.state;
    const { $from } = selection;
    if (!selection.empty || !$from.parent.isTextblock) return fermer();
    const trouve = propositions($from.parent.textBetween(0, $from.parentOffset, " ", " "), noms);
    if (!trouve.noms.length) return fermer();
    ({ tape } = trouve);
    liste.replaceChildren(...trouve.noms.map((nom, rang) => {
      const choix = element("li", { role: "option", id: `${liste.id}-${rang}` }, nom);
      choix.addEventListener("mousedown", (evenement) => { evenement.preventDefault(); actif = rang; prendre(); });
      return choix;
    }));
    const place = editeur.view.coordsAtPos(selection.from);
    liste.hidden = false;
    liste.style.setProperty("left", `${Math.min(place.left, innerWidth - liste.offsetWidth - 8) + scrollX}px`);
    liste.style.setProperty("top", `${place.bottom + scrollY + 4}px`);
    editeur.view.dom.setAttribute("aria-controls", liste.id);
    choisir(0);
  };
  const si = (action) => () => (liste.hidden ? false : (action(), true));

  return Extension.create({
    name: "noms",
    priority: 2000,
    onBeforeCreate() { editeur = this.editor; }, // not onCreate, which comes after the keys that waited
    onUpdate: proposer,
    onSelectionUpdate() { if (!liste.hidden) proposer(); },
    onBlur: fermer,
    addKeyboardShortcuts: () => ({
      ArrowDown: si(() => choisir(actif + 1)),
      ArrowUp: si(() => choisir(actif - 1)),
      Enter: si(prendre),
      Tab: si(prendre),
      Escape: si(fermer),
    }),
  });
}
