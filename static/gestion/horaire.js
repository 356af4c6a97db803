/* The hours of the agenda while it is typed: each point begins when the one before it ends, unless its start is fixed.
   The server does the same when the form is saved (seances/horaire.py): what is shown here decides nothing. */

const section = document.querySelector('[data-lignes="points"]');
const prevue = { debut: document.getElementById("id_heure_debut"), fin: document.getElementById("id_heure_fin") };
const JOUR = 24 * 60;
const jusque = new Map(); // lines that say only when they end

const minutes = (heure) => {
  const lue = /^(\d\d?)[:h](\d\d)/.exec(heure ?? "");
  return lue && 60 * Number(lue[1]) + Number(lue[2]);
};
const deux = (nombre) => String(nombre).padStart(2, "0");
const dite = (compte) => (compte === null ? "–" : `${Math.floor(compte / 60)}h${deux(compte % 60)}`);
const longueur = (compte) => (compte < 60 ? `${compte} minute${compte > 1 ? "s" : ""}` : dite(compte));
const champ = (ligne, nom) => ligne.querySelector(`[name$="-${nom}"]`);
const lignes = () => [...section.querySelectorAll("ol.lignes-liste > li")];
const fin = (ligne) => ligne.querySelector(".champ-fin > span:last-child");

function enchaine() {
  let curseur = minutes(prevue.debut?.value);
  let derniere = null;
  let apres = null; // the line that ends last
  let attend = null;
  const avant = [];
  const croise = [];
  const ouvre = minutes(prevue.debut?.value);
  for (const ligne of lignes().filter((une) => !une.querySelector('[name$="-DELETE"]:checked'))) {
    const debut = champ(ligne, "heure_debut");
    const duree = Number(champ(ligne, "duree_minutes").value) || null;
    const fixe = champ(ligne, "heure_fixe").checked && debut.value !== "";
    let ici = null;
    if (fixe || duree !== null) {
      const commence = fixe ? minutes(debut.value) : curseur;
      const phrase = `Le point ${champ(ligne, "position").value} commence à ${dite(commence)}, avant`;
      if (commence !== null && ouvre !== null && commence < ouvre) avant.push(`${phrase} la séance (${dite(ouvre)}).`);
      if (commence !== null && derniere !== null && commence < derniere) croise.push(`${phrase} la fin du point ${apres} (${dite(derniere)}).`);
      ici = curseur = commence === null || duree === null ? null : commence + duree;
      if (!fixe) debut.value = commence === null || commence >= JOUR ? "" : `${deux(Math.floor(commence / 60))}:${deux(commence % 60)}`;
      if (commence === null) attend ??= champ(ligne, "position").value;
    } else {
      debut.value = "";
      if (jusque.has(ligne)) ici = curseur = jusque.get(ligne);
    }
    fin(ligne).textContent = ici !== null && ici >= JOUR ? "après minuit" : dite(ici);
    if (ici !== null && (derniere === null || ici > derniere)) {
      derniere = ici;
      apres = champ(ligne, "position").value;
    }
  }
  annonce(derniere, attend, [...avant, ...croise]);
}

function annonce(derniere, attend, dit) {
  const prevu = minutes(prevue.fin?.value);
  if (derniere !== null && derniere >= JOUR) dit.push("L’ordre du jour passe minuit : raccourcissez une durée.");
  else if (derniere !== null && prevu !== null && derniere > prevu) dit.push(`L’ordre du jour dépasse la fin prévue de ${longueur(derniere - prevu)}.`);
  if (attend && minutes(prevue.debut?.value) === null) dit.push("Donnez l’heure de début de la séance : les points auront les leurs.");
  else if (attend) dit.push(`Le point ${attend} attend son heure : donnez une durée au point qui le précède, ou fixez son début.`);
  const bilan = section.querySelector("[data-bilan]");
  if (bilan.textContent !== dit.join(" ")) bilan.textContent = dit.join(" ");
}

if (section?.querySelector('[name$="-duree_minutes"], template')) {
  for (const ligne of lignes()) {
    const seule = champ(ligne, "heure_debut")?.value === "" && champ(ligne, "duree_minutes").value === "";
    if (seule && minutes(fin(ligne).textContent) !== null) jusque.set(ligne, minutes(fin(ligne).textContent));
  }
  section.addEventListener("input", ({ target }) => {
    const nom = /-(heure_debut|duree_minutes|heure_fixe|DELETE)$/.exec(target.name ?? "")?.[1];
    if (nom === "heure_debut") champ(target.closest("li"), "heure_fixe").checked = target.value !== "";
    if (nom) enchaine();
  });
  section.addEventListener("lignes:rangees", enchaine);
  prevue.debut?.addEventListener("input", enchaine);
  prevue.fin?.addEventListener("input", enchaine);
}
