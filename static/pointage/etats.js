/* A line of the attendance as plain values, the same as on the server: what a geste makes of it, and how it is said. */

export const VIERGE = { statut: "a_pointer", remplace: null, invite: false, a_distance: false, arrivee: null, depart: null };
const MOTS = { a_pointer: "à pointer", present: "présent", excuse: "excusé", absent: "absent", remplace: "remplacé" };

const GESTES = {
  present: () => ({ statut: "present" }),
  excuse: () => ({ statut: "excuse" }),
  absent: () => ({ statut: "absent" }),
  a_pointer: () => ({ statut: "a_pointer" }),
  arrivee: ({ heure }) => ({ statut: "present", arrivee: heure || null }),
  depart: ({ heure }) => ({ statut: "present", depart: heure || null }),
  distance: () => ({ statut: "present", a_distance: true }),
  sur_place: () => ({ statut: "present", a_distance: false }),
  remplace: ({ remplace }) => ({ statut: "present", remplace: Number(remplace) || null }),
  seul: () => ({ remplace: null }),
};

/* The line after an act that is on its way. */
export function apres(etat, acte) {
  const suite = { ...etat, ...(GESTES[acte.geste]?.(acte) || {}) };
  return suite.statut === "present" ? suite : { ...VIERGE, statut: suite.statut, invite: suite.invite };
}

export const enHeures = (texte) => `${Number(texte.split(":")[0])}h${texte.split(":")[1]}`;

export function dire(etat, remplace = "") {
  const mots = [MOTS[etat.statut]];
  if (etat.remplace || remplace) mots.push(`en remplacement${remplace ? ` de ${remplace}` : ""}`);
  if (etat.invite) mots.push("invitation");
  if (etat.a_distance) mots.push("à distance");
  if (etat.arrivee) mots.push(`arrivée à ${enHeures(etat.arrivee)}`);
  if (etat.depart) mots.push(`départ à ${enHeures(etat.depart)}`);
  return mots.join(", ");
}

/* Text as names are searched: no accents, no case, no ligatures. */
export const plier = (texte) => texte.replaceAll(/œ/gi, "oe").replaceAll(/æ/gi, "ae").normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();

/* The hour of the séance's country, whatever the phone's. */
export const maintenant = () => new Intl.DateTimeFormat("fr-BE", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Brussels" }).format(new Date()).replace("h", ":").slice(0, 5);
