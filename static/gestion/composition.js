/* The sub-groups of a séance: whoever's place changes goes to his group at once, chosen in his list or dragged there. */

const formulaire = document.querySelector("#composition");
const annonce = document.querySelector("[data-annonce]");
const listes = [...formulaire.querySelectorAll("[data-place]")];
const place = (ligne) => ligne.querySelector("select");
let modifie = false;

/* What a line shows depends on where the person is: roles in a group, a reason beside them. */
function accorde(ligne) {
  const valeur = place(ligne).value;
  const enGroupe = valeur !== "" && valeur !== "a-part";
  for (const noeud of ligne.querySelectorAll("[data-dans-un-groupe]")) noeud.hidden = !enGroupe;
  for (const noeud of ligne.querySelectorAll("[data-a-part]")) noeud.hidden = valeur !== "a-part";
}

function compte() {
  for (const liste of listes)
    liste.closest("section").querySelector("[data-nombre]").textContent = liste.querySelectorAll("[data-convive]").length;
}

function deplace(ligne) {
  const liste = listes.find((une) => une.dataset.place === place(ligne).value);
  if (!liste || liste === ligne.parentElement) return;
  const foyer = ligne.contains(document.activeElement) ? document.activeElement : null;
  liste.append(ligne);
  foyer?.focus();
  foyer?.scrollIntoView({ block: "nearest" });
  accorde(ligne);
  compte();
  modifie = true;
  const perime = document.querySelector("[data-perime]");
  if (perime) perime.hidden = false;
  annonce.textContent = `${ligne.querySelector("b").textContent} : ${place(ligne).selectedOptions[0].textContent}`;
}

formulaire.addEventListener("change", (evenement) => {
  modifie = true;
  const ligne = evenement.target.closest("[data-convive]");
  if (ligne && evenement.target === place(ligne)) deplace(ligne);
});

if (!formulaire.querySelector("[data-convive] select:disabled")) {
  document.querySelector("[data-vif]").hidden = false;
  let tiree = null;
  for (const ligne of formulaire.querySelectorAll("[data-convive]")) {
    ligne.draggable = true;
    ligne.addEventListener("dragstart", (evenement) => {
      tiree = ligne;
      evenement.dataTransfer.effectAllowed = "move";
      evenement.dataTransfer.setData("text/plain", place(ligne).id);
    });
    ligne.addEventListener("dragend", () => {
      tiree = null;
      for (const liste of listes) liste.closest("section").classList.remove("accueille");
    });
  }
  for (const liste of listes) {
    const section = liste.closest("section");
    section.addEventListener("dragover", (evenement) => {
      if (!tiree) return;
      evenement.preventDefault();
      section.classList.add("accueille");
    });
    section.addEventListener("dragleave", (evenement) => {
      if (!section.contains(evenement.relatedTarget)) section.classList.remove("accueille");
    });
    section.addEventListener("drop", (evenement) => {
      if (!tiree) return;
      evenement.preventDefault();
      place(tiree).value = liste.dataset.place;
      deplace(tiree);
    });
  }
}

/* Leaving with something that is not saved asks first. */
formulaire.addEventListener("submit", () => { modifie = false; });
window.addEventListener("beforeunload", (evenement) => { if (modifie) evenement.preventDefault(); });

for (const ligne of formulaire.querySelectorAll("[data-convive]")) accorde(ligne);
