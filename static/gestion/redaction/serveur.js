/* What the desk says to the server, and in how many ways it may be answered. */

const DELAI = 10_000;

let jeton = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

/* Whoever logs in again gets a new token. */
export function changerJeton(nouveau) {
  jeton = nouveau;
}

/* { statut, corps }: statut is 0 when no answer came. dernier: the page is leaving, the browser sends it all the same. */
export async function demander(adresse, donnees = null, { dernier = false } = {}) {
  const arret = new AbortController();
  const minuterie = setTimeout(() => arret.abort(), DELAI);
  try {
    const reponse = await fetch(adresse, {
      method: donnees === null ? "GET" : "POST",
      headers: donnees === null ? {} : { "Content-Type": "application/json", "X-CSRFToken": jeton },
      body: donnees === null ? undefined : JSON.stringify(donnees),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      keepalive: dernier,
      signal: arret.signal,
    });
    const corps = await reponse.json().catch(() => ({}));
    return { statut: reponse.status, corps };
  } catch {
    return { statut: 0, corps: {} };
  } finally {
    clearTimeout(minuterie);
  }
}
