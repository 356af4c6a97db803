/* What Word, LibreOffice or a page hands over when one pastes, as the editor understands it: Word writes the items of its
   lists as paragraphs, headings come at levels that a PV does not have, and much of it is no text. It is parsed in a
   document that runs and loads nothing; the server sanitises what is kept all the same. */

const DE_WORD = /urn:schemas-microsoft-com|\bclass=["']?Mso|\bmso-/i;
const MUETS = "script, style, meta, link, title, xml";
const MUETS_DE_WORD = "del, [style*='mso-hide:all' i], [style*='mso-element:comment' i], .MsoCommentReference";
const LISTE = /mso-list:\s*l\d+\s+level(\d)/i;
const PUCE = "[style*='mso-list:Ignore' i], [style*='mso-list: Ignore' i]";
const NUMERO = /^\(?(?:\d+[.)])*(\d+|[a-z]{1,5})[.)°]/i;
const TITRES = "h1, h2, h3, h4, h5, h6";
const NIVEAUX = [2, 3, 4, 5]; // of the titles of a text

export function nettoyer(html) {
  if (html.includes("data-pm-slice")) return html; // from an editor of the portal
  const corps = new DOMParser().parseFromString(html, "text/html").body;
  const retirer = (choix) => corps.querySelectorAll(choix).forEach((un) => un.remove());
  retirer(MUETS);
  for (const un of corps.querySelectorAll("[style]")) if (/display:\s*none/i.test(un.getAttribute("style"))) un.remove();
  if (DE_WORD.test(html)) {
    retirer(MUETS_DE_WORD);
    for (const titre of corps.querySelectorAll("p.MsoTitle")) renommer(titre, "h1");
    for (const item of corps.querySelectorAll(`p[style*='mso-list' i]`)) if (item.isConnected && niveauDe(item)) lister(item);
    for (const puce of corps.querySelectorAll(PUCE)) puce.replaceWith(`${puce.textContent.trim()} `); // a numbered title
  }
  for (const lien of corps.querySelectorAll("a[name], a[href^='#']")) lien.replaceWith(...lien.childNodes);
  for (const bloc of corps.querySelectorAll("p, div")) if (!bloc.textContent.trim() && !bloc.querySelector("img, table")) bloc.remove();
  const niveaux = [...new Set([...corps.querySelectorAll(TITRES)].map((un) => un.tagName))].sort();
  for (const titre of corps.querySelectorAll(TITRES))
    renommer(titre, `h${NIVEAUX[Math.min(niveaux.indexOf(titre.tagName), NIVEAUX.length - 1)]}`);
  return corps.innerHTML;
}

function renommer(bloc, nom) {
  const nouveau = bloc.ownerDocument.createElement(nom);
  nouveau.append(...bloc.childNodes);
  bloc.replaceWith(nouveau);
}

const niveauDe = (bloc) => Number(LISTE.exec(bloc?.matches("p") ? bloc.getAttribute("style") : "")?.[1] || 0);

/* The paragraphs that follow each other as items, from this one on, become one list, as deep as each says. */
function lister(premier) {
  const creer = (nom) => premier.ownerDocument.createElement(nom);
  const ouvertes = []; // the list of each depth, the deepest last
  const place = creer("div");
  premier.before(place);
  for (let item = premier; niveauDe(item); ) {
    const suivant = item.nextElementSibling;
    const niveau = niveauDe(item);
    const puce = item.querySelector(PUCE);
    const [, numero] = NUMERO.exec(puce?.textContent.trim() || "") || [];
    const nom = numero ? "ol" : "ul";
    puce?.remove();
    while (ouvertes.length && (ouvertes.at(-1).niveau > niveau || (ouvertes.at(-1).niveau === niveau && ouvertes.at(-1).liste.localName !== nom))) ouvertes.pop();
    if (ouvertes.at(-1)?.niveau !== niveau) {
      const liste = creer(nom);
      if (/^\d+$/.test(numero) && numero !== "1") liste.start = Number(numero);
      if (/^[ai]$/i.test(numero || "")) liste.setAttribute("type", numero);
      (ouvertes.at(-1)?.liste.lastElementChild || place).append(liste);
      ouvertes.push({ niveau, liste });
    }
    const ligne = creer("li");
    const texte = creer("p");
    texte.append(...item.childNodes);
    ligne.append(texte);
    ouvertes.at(-1).liste.append(ligne);
    item.remove();
    item = suivant;
  }
  place.replaceWith(...place.childNodes);
}
