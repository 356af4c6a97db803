/* The editor of rich texts: django-prose-editor's engine under the portal's own toolbar.
   Without script, the text area underneath stays what it is. */
import * as prose from "../django_prose_editor/editor.js";
import { nettoyer } from "./colle.js";
import { element } from "./element.js";

const MARQUE = "data-django-prose-editor-assises";

/* An image is named by its sha256: the editor shows what it is, and keeps it as it came. */
const Image = prose.Image.extend({
  parseHTML() {
    return [{ tag: 'img[src^="sha256:"]' }];
  },
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("p");
      dom.className = "image-gardee";
      dom.textContent = `[Image : ${node.attrs.alt || "sans description"}]`;
      return { dom };
    };
  },
});

export const Extension = prose.Extension;

/* Key of the link dialog; the engine's own dialog speaks English. */
const Touches = prose.Extension.create({
  name: "touches",
  priority: 1000,
  addOptions: () => ({ lien: () => {} }),
  addKeyboardShortcuts() {
    return {
      "Mod-k": () => {
        this.options.lien();
        return true;
      },
    };
  },
});

const niveau = (n) => ({
  libelle: `Titre ${n - 1}`,
  signe: `T${n - 1}`,
  touches: `Ctrl+Alt+${n}`,
  actif: (e) => e.isActive("heading", { level: n }),
  fait: (c) => c.toggleHeading({ level: n }),
});
const marque = (nom, libelle, signe, touches) => ({
  libelle,
  signe,
  touches,
  classe: `signe-${nom}`,
  actif: (e) => e.isActive(nom),
  fait: (c) => c.toggleMark(nom),
});
const dansTableau = (e) => e.isActive("table");

const BOUTONS = [
  [niveau(2), niveau(3), niveau(4)],
  [
    marque("bold", "Gras", "G", "Ctrl+B"),
    marque("italic", "Italique", "I", "Ctrl+I"),
    marque("underline", "Souligné", "S", "Ctrl+U"),
    marque("strike", "Barré", "B", "Ctrl+Maj+S"),
    marque("superscript", "Exposant", "x²", "Ctrl+."),
    marque("subscript", "Indice", "x₂", "Ctrl+,"),
  ],
  [
    { libelle: "Liste à puces", signe: "•", touches: "Ctrl+Maj+8", actif: (e) => e.isActive("bulletList"), fait: (c) => c.toggleBulletList() },
    { libelle: "Liste numérotée", signe: "1.", touches: "Ctrl+Maj+7", actif: (e) => e.isActive("orderedList"), fait: (c) => c.toggleOrderedList() },
    { libelle: "Lien", signe: "Lien", touches: "Ctrl+K", actif: (e) => e.isActive("link"), ouvre: "lien" },
    { libelle: "Insérer un tableau", signe: "Tableau", cache: dansTableau, fait: (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }) },
  ],
  [
    { libelle: "Ajouter une ligne en dessous", signe: "+ ligne", cache: (e) => !dansTableau(e), fait: (c) => c.addRowAfter() },
    { libelle: "Ajouter une colonne à droite", signe: "+ colonne", cache: (e) => !dansTableau(e), fait: (c) => c.addColumnAfter() },
    { libelle: "Supprimer la ligne", signe: "− ligne", cache: (e) => !dansTableau(e), fait: (c) => c.deleteRow() },
    { libelle: "Supprimer la colonne", signe: "− colonne", cache: (e) => !dansTableau(e), fait: (c) => c.deleteColumn() },
    { libelle: "Supprimer le tableau", signe: "− tableau", cache: (e) => !dansTableau(e), fait: (c) => c.deleteTable() },
  ],
  [
    { libelle: "Annuler", signe: "↶", touches: "Ctrl+Z", inactif: (e) => !e.can().undo(), fait: (c) => c.undo() },
    { libelle: "Rétablir", signe: "↷", touches: "Ctrl+Y", inactif: (e) => !e.can().redo(), fait: (c) => c.redo() },
  ],
];

/* One dialog for links, in French. An empty address removes the link. */
function dialogueLien(editeur) {
  const champ = element("input", { type: "text", inputmode: "url", id: `lien-${Math.random().toString(36).slice(2)}` });
  const valider = element("button", { type: "submit", value: "ok" }, "Mettre le lien");
  const retirer = element("button", { type: "submit", value: "retirer" }, "Retirer le lien");
  const fermer = element("button", { type: "button" }, "Fermer");
  const message = element("p", { role: "alert" });
  const formulaire = element("form", { method: "dialog" },
    element("label", { for: champ.id }, "Adresse du lien"), champ, message, valider, retirer, fermer);
  const dialogue = element("dialog", { class: "dialogue-lien", "aria-label": "Lien" }, formulaire);
  document.body.append(dialogue);
  fermer.addEventListener("click", () => dialogue.close());
  dialogue.addEventListener("close", () => editeur().commands.focus());
  formulaire.addEventListener("submit", (evenement) => {
    let adresse = evenement.submitter === retirer ? "" : champ.value.trim();
    if (/^[^\s@:/]+@[^\s@]+\.[^\s@]+$/.test(adresse)) adresse = `mailto:${adresse}`;
    else if (adresse && !/^[a-z][a-z0-9+.-]*:/i.test(adresse)) adresse = `https://${adresse}`;
    if (adresse && !/^(https?|mailto|tel):./i.test(adresse)) {
      evenement.preventDefault();
      message.textContent = "Une adresse commence par https://, mailto: ou tel:.";
      return;
    }
    const suite = editeur().chain().focus().extendMarkRange("link");
    if (!adresse) suite.unsetLink().run();
    else if (editeur().state.selection.empty && !editeur().isActive("link"))
      suite.insertContent({ type: "text", text: adresse.replace(/^mailto:|^tel:/, ""), marks: [{ type: "link", attrs: { href: adresse } }] }).run();
    else suite.setLink({ href: adresse }).run();
  });
  return () => {
    message.textContent = "";
    champ.value = editeur().getAttributes("link").href || "";
    dialogue.showModal();
    champ.select();
  };
}

function barre(editeur, nom, ouvrirLien) {
  const boutons = [];
  const dom = element("div", { role: "toolbar", class: "barre-editeur", "aria-label": `Mise en forme : ${nom}` });
  for (const groupe of BOUTONS) {
    const ensemble = element("div", { class: "barre-groupe" });
    for (const outil of groupe) {
      const titre = outil.touches ? `${outil.libelle} (${outil.touches})` : outil.libelle;
      const bouton = element("button", { type: "button", title: titre, "aria-label": outil.libelle, tabindex: "-1", class: outil.classe || "" }, outil.signe);
      bouton.addEventListener("click", () => {
        if (outil.ouvre) return ouvrirLien();
        editeur.view.focus();
        outil.fait(editeur.chain()).run();
      });
      bouton.addEventListener("mousedown", (evenement) => evenement.preventDefault()); // the selection stays
      ensemble.append(bouton);
      boutons.push([bouton, outil]);
    }
    dom.append(ensemble);
  }
  const visibles = () => boutons.map(([bouton]) => bouton).filter((b) => !b.hidden && !b.disabled);
  // One stop of the Tab key; arrows go from button to button.
  dom.addEventListener("keydown", (evenement) => {
    const liste = visibles();
    const place = liste.indexOf(document.activeElement);
    const but = { ArrowRight: place + 1, ArrowLeft: place - 1 + liste.length, Home: 0, End: liste.length - 1 }[evenement.key];
    if (place < 0 || but === undefined) return;
    evenement.preventDefault();
    liste[place].tabIndex = -1;
    liste[but % liste.length].tabIndex = 0;
    liste[but % liste.length].focus();
  });
  const accorde = () => {
    for (const [bouton, outil] of boutons) {
      bouton.hidden = Boolean(outil.cache?.(editeur));
      bouton.disabled = Boolean(outil.inactif?.(editeur));
      if (outil.actif) bouton.setAttribute("aria-pressed", String(outil.actif(editeur)));
    }
    for (const ensemble of dom.children) ensemble.hidden = [...ensemble.children].every((b) => b.hidden);
    const liste = visibles();
    if (!liste.some((b) => b.tabIndex === 0) && liste.length) liste[0].tabIndex = 0;
  };
  editeur.on("transaction", accorde);
  accorde();
  return dom;
}

/* Start an editor inside a frame. `apart`: extensions of one's own; `change` is told the HTML, "" for an empty text. */
export function creer(cadre, { extensions, contenu, nom, change, editable = true, apart = [] }) {
  let editeur;
  const ouvrirLien = dialogueLien(() => editeur);
  const moteurs = [Touches.configure({ lien: ouvrirLien }), ...apart];
  for (const [cle, config] of Object.entries(extensions)) {
    const moteur = cle === "Image" ? Image : prose[cle];
    if (moteur) moteurs.push(typeof config === "object" ? moteur.configure(config) : moteur);
  }
  editeur = new prose.Editor({
    element: cadre,
    injectCSS: false, // its rules are in gestion/editeur.css
    editable,
    extensions: moteurs,
    content: contenu,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": nom, lang: "fr", spellcheck: "true" },
      transformPastedHTML: nettoyer,
    },
    onUpdate: ({ editor }) => change(texteDe(editor)),
  });
  cadre.prepend(barre(editeur, nom, ouvrirLien));
  return editeur;
}

/* What an editor holds, "" when it is one empty block. */
export function texteDe(editeur) {
  const html = editeur.getHTML();
  return /^<(\w+)(\s[^>]*)?><\/\1>$/.test(html) ? "" : html;
}

function commence(zone) {
  if (zone.closest(".prose-editor")) return;
  const { extensions } = JSON.parse(zone.getAttribute(MARQUE));
  const nom = zone.labels?.[0]?.textContent.trim().replace(/\s*:$/, "") || "Texte";
  const cadre = element("div", { class: "prose-editor" });
  zone.before(cadre);
  cadre.append(zone);
  const editeur = creer(cadre, {
    extensions,
    contenu: zone.value,
    nom,
    editable: !zone.disabled,
    change(html) {
      zone.value = html;
      zone.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  for (const etiquette of zone.labels || []) etiquette.addEventListener("click", () => editeur.commands.focus());
}

const commencer = (racine) => {
  for (const zone of racine.querySelectorAll(`textarea[${MARQUE}]`)) if (!zone.id.includes("__prefix__")) commence(zone);
};
commencer(document);
document.addEventListener("formset:added", (evenement) => commencer(evenement.target));

/* Leaving with something typed and not saved asks first. */
let modifie = false;
document.addEventListener("input", (evenement) => {
  if (evenement.target.closest?.("[data-garde]")) modifie = true;
});
document.addEventListener("submit", () => { modifie = false; });
window.addEventListener("beforeunload", (evenement) => { if (modifie) evenement.preventDefault(); });
