/* The notes of the rédacteur, « [NDR : …] », seen as such: nobody said them. Drawn by the browser over the text, which
   stays as it is. */

const NOTE = /[[(]\s*NDL?R\b[^\])]*[\])]/giu;
const surlignage = globalThis.CSS?.highlights && new Highlight();
const posees = new WeakMap();
if (surlignage) CSS.highlights.set("note-redacteur", surlignage);

export function marquerNotes(zone) {
  if (!surlignage) return;
  for (const ancienne of posees.get(zone) || []) surlignage.delete(ancienne);
  const nouvelles = [];
  if (/NDL?R/i.test(zone.textContent))
    for (const bloc of zone.querySelectorAll("p, h2, h3, h4, h5"))
      for (const trouve of bloc.textContent.matchAll(NOTE)) nouvelles.push(etendue(bloc, trouve.index, trouve.index + trouve[0].length));
  nouvelles.forEach((une) => surlignage.add(une));
  posees.set(zone, nouvelles);
}

/* The range of some characters of a block, whatever marks cut it. */
function etendue(bloc, debut, fin) {
  const marcheur = document.createTreeWalker(bloc, NodeFilter.SHOW_TEXT);
  const range = new Range();
  let place = 0;
  for (let noeud = marcheur.nextNode(); noeud; noeud = marcheur.nextNode()) {
    const apres = place + noeud.length;
    if (debut >= place && debut <= apres) range.setStart(noeud, debut - place);
    if (fin >= place && fin <= apres) {
      range.setEnd(noeud, fin - place);
      break;
    }
    place = apres;
  }
  return range;
}
