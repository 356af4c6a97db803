/* The running mode. What happens is a list of moments (seances/deroulement.py unrolls it the same way): they are shown
   at once, kept in this browser until the portal has them, and asked again every few seconds, so that screens agree. */

const reglages = JSON.parse(document.getElementById("reglages-ecran").textContent);
const page = (selecteur) => document.querySelector(selecteur);
const RYTHME = 3000;
const BIENTOT = 120; // seconds

let etat = reglages.depart;
let decalage = Date.parse(etat.maintenant) - Date.now(); // the portal's clock against this one
let enRoute = false;
let horsLigne = "";

/* ── What waits to be sent ── */

let file = [];
try {
  file = JSON.parse(localStorage.getItem(reglages.file)) ?? [];
} catch {
  file = [];
}

const aEnvoyer = () => file.filter((geste) => geste.jour); // those of a rehearsal stay here

function garde() {
  try {
    if (aEnvoyer().length) localStorage.setItem(reglages.file, JSON.stringify(aEnvoyer()));
    else localStorage.removeItem(reglages.file);
  } catch {
    /* without storage, the list lives as long as the page */
  }
}

function faits() {
  const annules = new Set(file.filter((geste) => geste.acte === "annuler").map((geste) => geste.cle));
  const connus = new Set(etat.passages.map((passage) => passage.cle));
  const tous = [...etat.passages, ...file.filter((geste) => geste.acte === "noter" && !connus.has(geste.cle))];
  return tous.filter((fait) => !annules.has(fait.cle)).sort((un, autre) => Date.parse(un.quand) - Date.parse(autre.quand));
}

/* ── How the séance unfolds ── */

function deroule(maintenant) {
  const suite = { point: null, depuis: null, enPause: false, fini: false, tenus: new Map(), rallonges: new Map() };
  const quitte = (moment) => {
    if (suite.point === null || suite.enPause) return;
    suite.tenus.set(suite.point, suite.tenus.get(suite.point) + Math.max(moment - suite.depuis, 0));
  };
  for (const { genre, point, minutes, quand } of faits()) {
    const moment = Date.parse(quand);
    if (genre === "rallonge") suite.rallonges.set(point, (suite.rallonges.get(point) ?? 0) + minutes);
    else if (genre === "pause" && suite.point !== null && !suite.enPause) {
      quitte(moment);
      Object.assign(suite, { enPause: true, depuis: moment });
    } else if (genre === "fin") {
      quitte(moment);
      Object.assign(suite, { point: null, depuis: moment, enPause: false, fini: true });
    } else if (genre === "point" && (point !== suite.point || suite.enPause)) {
      quitte(moment);
      Object.assign(suite, { point, depuis: moment, enPause: false, fini: false });
      if (!suite.tenus.has(point)) suite.tenus.set(point, 0);
    }
  }
  quitte(maintenant);
  return suite;
}

const present = () => Date.now() + decalage;
const place = (cle) => etat.points.findIndex((point) => point.cle === cle);

/* ── Gestures ── */

function note(genre, point = null, minutes = null) {
  file.push({ acte: "noter", jour: etat.aujourdhui, cle: crypto.randomUUID?.() ?? uuid(), genre, point, minutes, quand: new Date(present()).toISOString() });
  fait();
}

function uuid() {
  // Where the page is not served over https, browsers give no randomUUID.
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 15) | 64;
  octets[8] = (octets[8] & 63) | 128;
  const hexa = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return [hexa.slice(0, 8), hexa.slice(8, 12), hexa.slice(12, 16), hexa.slice(16, 20), hexa.slice(20)].join("-");
}

function fait() {
  garde();
  montre();
  echange();
}

const gestes = {
  apres() {
    const suite = deroule(present());
    if (!etat.points.length || suite.fini) return;
    if (suite.enPause) return note("point", suite.point);
    const ici = place(suite.point);
    if (ici + 1 < etat.points.length) note("point", etat.points[ici + 1].cle);
    else note("fin");
  },
  avant() {
    const suite = deroule(present());
    const ici = suite.fini ? etat.points.length : place(suite.point);
    if (ici > 0) note("point", etat.points[ici - 1].cle);
  },
  rallonge() {
    const { point } = deroule(present());
    if (point !== null) note("rallonge", point, 5);
  },
  pause() {
    const suite = deroule(present());
    if (suite.point !== null) note(suite.enPause ? "point" : "pause", suite.enPause ? suite.point : null);
  },
  annuler() {
    const dernier = faits().at(-1);
    if (!dernier) return;
    if (!etat.aujourdhui) file = file.filter((geste) => geste.cle !== dernier.cle);
    else file.push({ acte: "annuler", jour: true, cle: dernier.cle });
    fait();
  },
  aide() {
    const aide = page(".ecran-aide");
    if (aide.open) aide.close();
    else aide.showModal();
  },
  plein() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  },
};

const TOUCHES = {
  " ": "apres", ArrowRight: "apres", ArrowDown: "apres", PageDown: "apres", Enter: "apres",
  ArrowLeft: "avant", ArrowUp: "avant", PageUp: "avant",
  "+": "rallonge", "=": "rallonge", p: "pause", u: "annuler", f: "plein", "?": "aide", h: "aide",
};

document.addEventListener("keydown", (evenement) => {
  if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.repeat) return;
  const geste = TOUCHES[evenement.key.length === 1 ? evenement.key.toLowerCase() : evenement.key];
  const surUnBouton = evenement.target.closest("button, a") && [" ", "Enter"].includes(evenement.key);
  if (!geste || surUnBouton || (page(".ecran-aide").open && geste !== "aide")) return;
  evenement.preventDefault();
  gestes[geste]();
});
page(".ecran-commandes").addEventListener("click", (evenement) => {
  const bouton = evenement.target.closest("[data-geste]");
  if (!bouton) return;
  gestes[bouton.dataset.geste]();
  if (evenement.detail) bouton.blur(); // clicked with a pointer: the space bar goes on to the next point
});

/* ── With the portal ── */

async function echange() {
  if (enRoute || (file.length === 0 && document.hidden)) return;
  enRoute = true;
  const envoyes = aEnvoyer().slice(0, 50);
  const partis = () => (file = file.filter((geste) => !envoyes.includes(geste)));
  try {
    const reponse = await fetch(reglages.etat, {
      ...(envoyes.length
        ? { method: "POST", body: JSON.stringify({ gestes: envoyes }), headers: { "Content-Type": "application/json", "X-CSRFToken": etat.jeton } }
        : {}),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(10000),
    });
    if (reponse.status === 401) horsLigne = "Votre session a expiré : reconnectez-vous dans un autre onglet, l’écran continue.";
    else if (reponse.status === 400) partis();
    else if (reponse.status === 403 && envoyes.length) etat.jeton = (await (await fetch(reglages.etat)).json()).jeton;
    else if (!reponse.ok) horsLigne = "Le portail ne répond pas : l’écran continue, vos gestes sont gardés.";
    else {
      const recu = Date.now();
      etat = await reponse.json();
      decalage = Date.parse(etat.maintenant) - recu;
      partis();
      horsLigne = "";
    }
  } catch {
    horsLigne = "Hors ligne : l’écran continue, vos gestes sont gardés et partiront au retour du réseau.";
  }
  enRoute = false;
  garde();
  montre();
}

/* ── What is shown ── */

const deux = (nombre) => String(nombre).padStart(2, "0");
const montre24 = new Intl.DateTimeFormat("fr-BE", { timeZone: reglages.fuseau, hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const heure = (moment) => montre24.format(moment).replace(/^0?(\d+)\D+(\d+)$/, "$1h$2");
const longueur = (minutes) => (minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)}h${deux(minutes % 60)}`);

function compte(secondes) {
  const entieres = Math.floor(Math.abs(secondes));
  const [heures, minutes] = [Math.floor(entieres / 3600), Math.floor((entieres % 3600) / 60)];
  return heures ? `${heures}:${deux(minutes)}:${deux(entieres % 60)}` : `${minutes}:${deux(entieres % 60)}`;
}

function pose(selecteur, texte) {
  const noeud = page(selecteur);
  if (noeud.textContent !== texte) noeud.textContent = texte;
}

function montre() {
  const maintenant = present();
  const suite = deroule(maintenant);
  const ici = place(suite.point);
  const point = etat.points[ici];
  pose(".ecran-horloge", heure(new Date(maintenant)));
  page(".ecran").classList.toggle("avance", Boolean(point) || suite.fini);
  page(".ecran-ici").hidden = !point && !suite.fini;
  if (point) montrePoint(point, etat.points[ici + 1], suite, maintenant);
  else if (suite.fini) montreFin();
  montreAgenda(suite);
  const dernier = ici + 1 === etat.points.length;
  pose("[data-geste=apres]", suite.enPause ? "Reprendre" : point ? (dernier ? "Terminer" : "Suivant →") : "Commencer");
  pose("[data-geste=pause]", suite.enPause ? "Reprendre" : "Pause");
  page("[data-geste=apres]").disabled = suite.fini || !etat.points.length;
  page("[data-geste=avant]").disabled = ici < 1 && !suite.fini;
  page("[data-geste=rallonge]").disabled = page("[data-geste=pause]").disabled = !point;
  page("[data-geste=annuler]").disabled = !faits().length;
  pose(".ecran-reseau", horsLigne);
  page(".ecran-reseau").classList.toggle("hors-ligne", Boolean(horsLigne));
}

function montrePoint(point, suivant, suite, maintenant) {
  const prevu = point.minutes === null ? null : 60 * (point.minutes + (suite.rallonges.get(point.cle) ?? 0));
  const passe = (suite.tenus.get(point.cle) ?? 0) / 1000;
  const reste = prevu === null ? null : prevu - passe;
  pose(".ecran-quoi", suite.enPause ? `Pause, au point ${point.numero}` : `Point ${point.numero} sur ${etat.points.length}`);
  pose(".ecran-titre", point.titre);
  pose(".ecran-qui", point.qui);
  pose(".ecran-reste b", compte(reste === null ? passe : reste < 0 ? Math.floor(reste) : Math.ceil(reste)));
  pose(".ecran-reste span", reste === null ? "écoulées, sans durée prévue" : reste < 0 ? "de dépassement" : `restantes sur ${Math.round(prevu / 60)} min`);
  page(".ecran-reste").classList.toggle("depasse", reste !== null && reste < 0);
  page(".ecran-reste").classList.toggle("bientot", reste !== null && reste >= 0 && reste <= BIENTOT);
  page(".ecran-jauge").hidden = prevu === null;
  page(".ecran-jauge").value = prevu === null ? 0 : Math.min(passe / prevu, 1);
  pose(".ecran-suite", suivant ? `Ensuite : ${suivant.titre}${suivant.debut ? ` (prévu à ${suivant.debut})` : ""}` : "Dernier point");
  montreRythme(suite, maintenant, reste ?? 0);
}

/* When the séance would end if each point that is left took its time. */
function montreRythme(suite, maintenant, reste) {
  const avenir = etat.points.slice(place(suite.point) + 1).filter((point) => !suite.tenus.has(point.cle));
  const fin = new Date(maintenant + 1000 * Math.max(reste, 0) + 60000 * avenir.reduce((somme, point) => somme + (point.minutes ?? 0), 0));
  let dit = "";
  let tard = false;
  if (etat.fin) {
    const retard = Math.round((fin - Date.parse(etat.fin)) / 60000);
    tard = retard > 0 && etat.aujourdhui;
    dit = `Fin prévue à ${heure(new Date(etat.fin))}`;
    if (etat.aujourdhui) dit += `, à ce rythme ${heure(fin)}${tard ? ` : ${longueur(retard)} de trop` : ""}`;
  }
  pose(".ecran-fin", dit);
  page(".ecran-fin").classList.toggle("tard", tard);
}

function montreFin() {
  pose(".ecran-quoi", "Séance terminée");
  pose(".ecran-titre", "Merci à toutes et à tous.");
  for (const vide of [".ecran-qui", ".ecran-reste b", ".ecran-reste span", ".ecran-suite", ".ecran-fin"]) pose(vide, "");
  page(".ecran-jauge").hidden = true;
}

function montreAgenda(suite) {
  const liste = page(".ecran-agenda ol");
  if (!liste) return;
  const connus = [...liste.children].map((ligne) => `${ligne.dataset.point}|${ligne.value}`).join();
  if (connus !== etat.points.map((point) => `${point.cle}|${point.numero}`).join()) {
    liste.replaceChildren(
      ...etat.points.map((point) => {
        const ligne = document.createElement("li");
        Object.assign(ligne, { value: point.numero }).dataset.point = point.cle;
        const [quand, quoi] = [document.createElement("span"), document.createElement("span")];
        quand.className = "chiffres";
        [quand.textContent, quoi.textContent] = [point.debut, [point.titre, point.qui].filter(Boolean).join(" – ")];
        ligne.append(quand, quoi);
        return ligne;
      }),
    );
  }
  for (const ligne of liste.children) {
    const cle = Number(ligne.dataset.point);
    if (cle === suite.point) ligne.setAttribute("aria-current", "step");
    else ligne.removeAttribute("aria-current");
    ligne.toggleAttribute("data-tenu", suite.tenus.has(cle) && cle !== suite.point);
  }
}

page(".ecran-horloge").hidden = false;
page(".ecran-commandes").hidden = false;
montre();
if (file.length) echange();
setInterval(montre, 500);
setInterval(echange, RYTHME);
window.addEventListener("online", echange);
document.addEventListener("visibilitychange", echange);
