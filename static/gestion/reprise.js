/* The review of an old PV keeps what is typed in the portal while one works: a closed tab loses nothing. */

const formulaire = document.querySelector("#reprise");
const etat = document.querySelector("[data-garde-etat]");
const PAUSE = 1200; // after the last change

let minuterie = 0;
let enCours = null;
let encore = false;
let arrete = false;

function dire(message) {
  etat.textContent = message;
}

async function garder() {
  if (arrete) return;
  if (enCours) {
    encore = true;
    return;
  }
  let fini = () => {};
  enCours = new Promise((resoudre) => { fini = resoudre; });
  encore = false;
  const donnees = new FormData(formulaire);
  donnees.set("_seul", "1");
  try {
    const reponse = await fetch(formulaire.action, {
      method: "POST",
      body: new URLSearchParams(donnees),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
    const corps = await reponse.json().catch(() => ({}));
    if (reponse.ok) {
      formulaire.elements.revision.value = corps.revision;
      dire(`Gardé à ${new Date().toLocaleTimeString("fr-BE", { hour: "2-digit", minute: "2-digit" })}`);
    } else if (reponse.status === 409) {
      arrete = true;
      dire(corps.message);
    } else {
      dire("Vos corrections ne sont pas gardées : ouvrez le portail dans un autre onglet, connectez-vous, puis « Garder mes corrections ».");
    }
  } catch {
    dire("Sans réseau : vos corrections ne sont pas encore gardées.");
    minuterie = setTimeout(garder, 10 * PAUSE);
  } finally {
    enCours = null;
    fini();
    if (encore) garder();
  }
}

formulaire.addEventListener("change", () => {
  clearTimeout(minuterie);
  minuterie = setTimeout(garder, PAUSE);
});
/* A button sends the revision that was kept last: what is under way ends first, nothing more leaves after. */
formulaire.addEventListener("submit", async (evenement) => {
  clearTimeout(minuterie);
  arrete = true;
  if (!enCours) return;
  evenement.preventDefault();
  await enCours;
  formulaire.requestSubmit(evenement.submitter);
});
