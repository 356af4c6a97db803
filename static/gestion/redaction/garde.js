/* What is typed and not yet confirmed by the server, kept in this browser: one entry for each account and text.
   Written at once, so that a closed tab, a dead battery or a killed browser loses nothing. Shown to its account only. */

const PREFIXE = "redaction";
const cle = (compte, texte) => `${PREFIXE}:${compte}:${texte}`;

/* Returns whether the browser could keep it. */
export function garder(compte, texte, saisie) {
  try {
    localStorage.setItem(cle(compte, texte), JSON.stringify({ ...saisie, quand: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function gardee(compte, texte) {
  try {
    return JSON.parse(localStorage.getItem(cle(compte, texte)));
  } catch {
    return null;
  }
}

export function oublier(compte, texte) {
  try {
    localStorage.removeItem(cle(compte, texte));
  } catch {
    /* a browser without storage had nothing to forget */
  }
}
