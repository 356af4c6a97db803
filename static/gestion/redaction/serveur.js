/* What the desk says to the server, and in how many ways it may be answered. */

const DELAI = 10_000;
const SURVIE = 60_000; // browsers let some 64 kB outlive the page, all requests together

let jeton = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
let enVol = 0;

/* Whoever logs in again gets a new token. */
export function changerJeton(nouveau) {
  jeton = nouveau;
}

/* { statut, corps, attente }: statut is 0 when no answer came, 401 when the server sends elsewhere to log in; attente, the
   seconds that it asks to wait. dernier: the page may be leaving, what is short enough is sent all the same. */
export async function demander(adresse, donnees = null, { dernier = false } = {}) {
  const texte = donnees === null ? undefined : JSON.stringify(donnees);
  const poids = dernier && texte ? new Blob([texte]).size : 0;
  const survit = poids > 0 && enVol + poids <= SURVIE;
  if (survit) enVol += poids;
  const arret = new AbortController();
  const minuterie = setTimeout(() => arret.abort(), DELAI);
  try {
    const reponse = await fetch(adresse, {
      method: texte === undefined ? "GET" : "POST",
      headers: texte === undefined ? {} : { "Content-Type": "application/json", "X-CSRFToken": jeton },
      body: texte,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      keepalive: survit,
      signal: arret.signal,
    });
    if (reponse.type === "opaqueredirect") return { statut: 401, corps: {}, attente: 0 };
    const corps = await reponse.json().catch(() => ({}));
    return { statut: reponse.status, corps, attente: Number(reponse.headers.get("Retry-After")) || 0 };
  } catch {
    return { statut: 0, corps: {}, attente: 0 };
  } finally {
    clearTimeout(minuterie);
    if (survit) enVol -= poids;
  }
}
