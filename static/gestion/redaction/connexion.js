/* Logging in again without leaving the page: the portal's own login forms, in a dialog of ours. What is typed stays where
   it is, and is saved only if the same person comes back. */
import { element } from "../element.js";
import { changerJeton, demander } from "./serveur.js";

const RAISON = "Ce que vous avez tapé est gardé dans ce navigateur. Reconnectez-vous : il sera enregistré.";
let enCours = null;

/* Resolves once the account of the page is logged in again. raison: what is said of what waits. */
export function reconnecter(page) {
  enCours ??= ouvrir(page).finally(() => { enCours = null; });
  return enCours;
}

async function page(adresse, donnees = null) {
  const reponse = await fetch(adresse, {
    method: donnees ? "POST" : "GET",
    body: donnees ? new URLSearchParams(donnees) : undefined,
    credentials: "same-origin",
    cache: "no-store",
  });
  return { adresse: reponse.url, document: new DOMParser().parseFromString(await reponse.text(), "text/html") };
}

/* The form of a login page that asks for an address or a code, as the server wrote it. */
function formulaireDe({ adresse, document: recu }) {
  const champ = recu.querySelector("main form input[name=code], main form input[name=email]:not([type=hidden])");
  if (!champ) return null;
  const caches = [...champ.form.querySelectorAll("input[type=hidden]")].map((un) => [un.name, un.value]);
  return {
    adresse: new URL(champ.form.getAttribute("action") || "", adresse).href,
    nom: champ.name,
    libelle: champ.form.querySelector(`label[for="${champ.id}"]`)?.textContent.trim() || "Code",
    erreur: champ.form.querySelector(".errorlist")?.textContent.trim() || "",
    titre: recu.querySelector("main h1")?.textContent.trim() || "",
    type: champ.type,
    caches,
  };
}

function ouvrir({ compte, etat, connexion, raison: phrase = RAISON }) {
  const titre = element("h2", { id: "reconnexion-titre" }, "Votre session a expiré");
  const raison = element("p", {}, phrase);
  const etiquette = element("label", { for: "reconnexion-champ" });
  const champ = element("input", { id: "reconnexion-champ", autocomplete: "off", required: "" });
  const message = element("p", { role: "alert", class: "erreur" });
  const valider = element("button", { class: "bouton" }, "Continuer");
  const plusTard = element("button", { type: "button", class: "bouton-second" }, "Plus tard");
  const formulaire = element("form", { method: "dialog" }, titre, raison, etiquette, champ, message, valider, plusTard);
  const dialogue = element("dialog", { class: "dialogue-connexion", "aria-labelledby": "reconnexion-titre" }, formulaire);
  document.body.append(dialogue);
  let courant = null;

  const montrer = (suite) => {
    courant = suite;
    etiquette.textContent = suite.libelle;
    champ.type = suite.type;
    champ.name = suite.nom;
    champ.autocomplete = suite.nom === "code" ? "one-time-code" : "email";
    champ.value = "";
    etiquette.hidden = champ.hidden = false;
    message.textContent = suite.erreur;
    champ.focus();
  };

  /* Nothing more to type here: the page of the portal has to be opened, or somebody else is there. */
  const arreter = (phrase) => {
    courant = null;
    etiquette.hidden = champ.hidden = true;
    champ.required = false;
    message.textContent = phrase;
  };

  return new Promise((reussi, abandonne) => {
    const finir = (issue, valeur) => {
      dialogue.close();
      dialogue.remove();
      issue(valeur);
    };
    const verifier = async () => {
      const { statut, corps } = await demander(etat);
      if (statut === 200 && corps.compte === compte) {
        changerJeton(corps.jeton);
        return finir(reussi);
      }
      if ([200, 403, 404].includes(statut))
        return arreter("Une autre personne est maintenant connectée dans ce navigateur. Votre texte reste gardé : il ne sera enregistré que sous votre nom.");
      arreter("La connexion n’est pas complète : terminez-la dans un autre onglet, puis continuez.");
    };
    plusTard.addEventListener("click", () => finir(abandonne, new Error("plus tard")));
    dialogue.addEventListener("cancel", (evenement) => {
      evenement.preventDefault();
      finir(abandonne, new Error("plus tard"));
    });
    formulaire.addEventListener("submit", async (evenement) => {
      evenement.preventDefault();
      valider.disabled = true;
      try {
        if (!courant) return await verifier();
        const suite = formulaireDe(await page(courant.adresse, [...courant.caches, [courant.nom, champ.value.trim()]]));
        if (suite) montrer(suite);
        else await verifier();
      } catch {
        message.textContent = "Le portail ne répond pas : réessayez dans un instant.";
      } finally {
        valider.disabled = false;
      }
    });
    dialogue.showModal();
    commencer({ connexion, etat }).then((suite) => {
      if (suite) montrer(suite);
      else arreter("Ouvrez la page de connexion dans un autre onglet, puis continuez.");
    }, () => arreter("Le portail ne répond pas : continuez dans un instant."));
  });
}

/* The first thing to fill in: the address; for a session that lacks its second factor only, that page sends there. */
async function commencer({ connexion, etat }) {
  return formulaireDe(await page(connexion)) || formulaireDe(await page(etat));
}
