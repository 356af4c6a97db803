// Reading a PV: select words in a paragraph, and a link opens the form with these words quoted: that of a remark, that
// of a proposition for whoever picks them.

const page = document.querySelector("[data-remarque], [data-relever]");
const FORMULAIRES = [
  [page.dataset.remarque, "Remarque sur ces mots"],
  [page.dataset.relever, "Proposition dans ces mots"],
];
const NUMERO = /^p-(\d+)$/;
const LONGUEUR = 1200; // characters of an address; beyond, the whole paragraph is quoted
const AUTOUR = ".ancre, .remarquer, .remarques-ici, .hors-vue"; // what the portal adds to the words

const liens = document.createElement("div");
liens.className = "remarquer-mots";
liens.hidden = true;
const offerts = FORMULAIRES.filter(([adresse]) => adresse).map(([adresse, mots]) => {
  const lien = document.createElement("a");
  lien.className = "bouton";
  lien.textContent = mots;
  liens.append(lien);
  return [lien, adresse];
});
page.append(liens);

const blocOf = (node) => {
  let element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  while (element && !NUMERO.test(element.id)) element = element.parentElement;
  return element;
};

const words = (range) => {
  const holder = document.createElement("div");
  holder.append(range.cloneContents());
  holder.querySelectorAll(AUTOUR).forEach((added) => added.remove());
  // Two items of a list are two words.
  holder.querySelectorAll("li, p, td, th, br").forEach((part) => part.before(" "));
  return holder.textContent;
};

const asked = () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const bloc = blocOf(range.startContainer);
  if (!bloc || !page.contains(bloc)) return null;
  const within = range.cloneRange();
  if (blocOf(range.endContainer) !== bloc) within.setEndAfter(bloc.lastChild);
  const mots = words(within).trim().replace(/\s+/g, " ");
  if (!mots) return null;
  const before = document.createRange();
  before.setStart(bloc, 0);
  before.setEnd(within.startContainer, within.startOffset);
  const query = new URLSearchParams({ p: NUMERO.exec(bloc.id)[1] });
  if (mots.length <= LONGUEUR) {
    query.set("mots", mots);
    query.set("avant", words(before).replace(/\s/g, "").length);
  }
  return { query, within };
};

document.addEventListener("selectionchange", () => {
  const found = asked();
  liens.hidden = !found;
  if (!found) return;
  const place = found.within.getBoundingClientRect();
  offerts.forEach(([lien, adresse]) => {
    lien.href = `${adresse}?${found.query}`;
  });
  liens.style.top = `${place.bottom + window.scrollY + 8}px`;
  liens.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - 240)) + window.scrollX}px`;
});
