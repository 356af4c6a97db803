/* Acts that the server has not confirmed, kept in this browser: one entry for each, bound to the account and the séance,
   so that two tabs never write over each other. Written at once: a closed page or a dead battery loses nothing. */

const PREFIXE = "pointage";
let suite = 0;

export class File {
  constructor(compte, seance) {
    this.racine = `${PREFIXE}:${compte}:${seance}:`;
    this.memoire = new Map(); // what a browser without storage keeps for the time of the page
  }

  /* Acts in the order in which they were done, refused ones among them. */
  get actes() {
    const trouves = new Map(this.memoire);
    try {
      for (const cle of Object.keys(localStorage)) if (cle.startsWith(this.racine)) trouves.set(cle, JSON.parse(localStorage.getItem(cle)));
    } catch {
      /* no storage, or an entry that is not ours */
    }
    return [...trouves].sort(([une], [autre]) => (une < autre ? -1 : 1)).map(([cle, acte]) => ({ ...acte, cle }));
  }

  get attendent() {
    return this.actes.filter((acte) => !acte.refus);
  }

  get refuses() {
    return this.actes.filter((acte) => acte.refus);
  }

  ajouter(acte) {
    const ordre = String(Date.now()).padStart(15, "0") + String((suite += 1)).padStart(5, "0");
    this.ecrire(`${this.racine}${ordre}:${acte.acte}`, acte);
  }

  ecrire(cle, { cle: _, ...acte }) {
    try {
      localStorage.setItem(cle, JSON.stringify(acte));
      this.memoire.delete(cle);
    } catch {
      this.memoire.set(cle, acte);
    }
  }

  oublier({ cle }) {
    this.memoire.delete(cle);
    try {
      localStorage.removeItem(cle);
    } catch {
      /* a browser without storage had nothing to forget */
    }
  }

  /* An act that the server refuses waits for its author, with those that rested on it. */
  refuser(acte, refus) {
    const suivants = this.attendent.filter((autre) => autre.cle !== acte.cle && autre.personne && autre.personne === acte.personne && autre.cle > acte.cle);
    suivants.forEach((autre) => this.oublier(autre));
    this.ecrire(acte.cle, { ...acte, refus, suivants });
  }

  /* Whether this browser keeps anything beyond the page. */
  get garde() {
    return this.memoire.size === 0;
  }
}
