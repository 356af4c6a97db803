/* What is typed and not yet confirmed by the server, kept in this browser: one entry for each account, text and page, so
   that two tabs never write over each other. Written at once: a closed tab, a dead battery or a killed browser loses
   nothing. Shown to its account only, once the page that typed it is gone. */

const PREFIXE = "redaction";
const PAGE = Math.random().toString(36).slice(2);
const verrou = (page) => `${PREFIXE}-${page}`;
const cle = (compte, texte, page) => [PREFIXE, compte, texte, page].join(":");

/* As long as this page is open it holds a lock of its name; without locks, every other page counts as gone. */
navigator.locks?.request(verrou(PAGE), () => new Promise(() => {}));

/* Returns whether the browser could keep it. */
export function garder(compte, texte, saisie) {
  try {
    localStorage.setItem(cle(compte, texte, PAGE), JSON.stringify({ ...saisie, quand: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function oublier(compte, texte, page = PAGE) {
  try {
    localStorage.removeItem(cle(compte, texte, page));
  } catch {
    /* a browser without storage had nothing to forget */
  }
}

/* Whether this browser keeps anything at all. */
export function possible() {
  const essai = garder("", "", {});
  oublier("", "");
  return essai;
}

/* What an account left in this browser, from pages that are gone: [{ cle, page, …saisie }], the oldest first. */
export async function retrouvees(compte) {
  const ouvertes = new Set((await navigator.locks?.query())?.held.map(({ name }) => name));
  const trouvees = [];
  try {
    for (const nom of Object.keys(localStorage)) {
      const [prefixe, a, texte, page] = nom.split(":");
      if (prefixe !== PREFIXE || a !== String(compte) || page === PAGE || ouvertes.has(verrou(page))) continue;
      trouvees.push({ ...JSON.parse(localStorage.getItem(nom)), cle: Number(texte), page });
    }
  } catch {
    /* no storage, or an entry that is not ours */
  }
  return trouvees.sort((un, autre) => un.quand - autre.quand);
}
