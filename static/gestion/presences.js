/* The attendance sheet: keys P, E and A on a line, everybody present at one go, people added. */

const feuille = document.querySelector("ol.feuille");
const comptes = document.querySelector("[data-comptes]");
const NOMS = { present: ["présent", "présents"], excuse: ["excusé", "excusés"], absent: ["absent", "absents"], a_pointer: ["à pointer", "à pointer"] };
const TOUCHES = { p: "present", e: "excuse", a: "absent", "?": "a_pointer" };

const lignes = () => [...feuille.querySelectorAll("[data-presence]")];
const statuts = (ligne) => [...ligne.querySelectorAll('input[type="radio"]')];

function compte() {
  const nombre = {};
  for (const ligne of lignes()) {
    const statut = statuts(ligne).find((radio) => radio.checked)?.value;
    nombre[statut] = (nombre[statut] || 0) + 1;
  }
  comptes.textContent = Object.entries(NOMS)
    .filter(([statut]) => nombre[statut])
    .map(([statut, [un, plusieurs]]) => `${nombre[statut]} ${nombre[statut] > 1 ? plusieurs : un}`)
    .join(", ");
}

feuille.addEventListener("change", compte);
feuille.addEventListener("keydown", (evenement) => {
  if (evenement.target.type !== "radio" || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
  const voulu = TOUCHES[evenement.key.toLowerCase()];
  if (!voulu) return;
  evenement.preventDefault();
  const ligne = evenement.target.closest("[data-presence]");
  const radio = statuts(ligne).find((un) => un.value === voulu);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const suivante = lignes()[lignes().indexOf(ligne) + 1];
  if (suivante) statuts(suivante).find((un) => un.checked)?.focus();
  else radio.focus();
});

document.querySelector("[data-tous]")?.addEventListener("click", (evenement) => {
  evenement.preventDefault();
  const remplaces = new Set([...feuille.querySelectorAll('[name$="-remplace"]')].map((choix) => choix.value));
  for (const ligne of lignes()) {
    const radios = statuts(ligne);
    if (remplaces.has(ligne.querySelector('[name="ligne"]').value)) continue; // somebody else came instead
    if (radios.find((radio) => radio.checked)?.value === "a_pointer") radios.find((radio) => radio.value === "present").checked = true;
  }
  feuille.dispatchEvent(new Event("input", { bubbles: true }));
  compte();
});

/* Leaving with something pointed and not saved asks first. */
let modifie = false;
feuille.addEventListener("input", () => { modifie = true; });
document.addEventListener("submit", () => { modifie = false; });
window.addEventListener("beforeunload", (evenement) => { if (modifie) evenement.preventDefault(); });

const modele = document.querySelector("#ligne-modele");
const $ = window.django?.jQuery;
if (modele && $) {
  $("#id_personne").on("select2:select", ({ params: { data } }) => {
    $("#id_personne").val(null).trigger("change");
    const deja = document.querySelector(`[name="ligne"][value="${data.id}"]`)?.closest("[data-presence]");
    if (deja) {
      statuts(deja).find((radio) => radio.checked)?.focus();
      return;
    }
    const neuve = modele.content.cloneNode(true).firstElementChild;
    for (const noeud of [neuve, ...neuve.querySelectorAll("*")]) {
      for (const attribut of [...noeud.attributes])
        if (attribut.value.includes("__pk__")) noeud.setAttribute(attribut.name, attribut.value.replaceAll("__pk__", data.id));
    }
    const [nom, organisation = ""] = data.text.split(" – ");
    for (const noeud of neuve.querySelectorAll(".nom, summary .visually-hidden")) noeud.textContent = noeud.textContent.replace("__nom__", nom);
    neuve.querySelector("[data-organisation]").textContent = organisation;
    feuille.querySelector(".vide")?.remove();
    feuille.append(neuve);
    $(neuve).find(".admin-autocomplete").djangoAdminSelect2();
    neuve.dispatchEvent(new CustomEvent("ligne:ajoutee", { bubbles: true }));
    statuts(neuve).find((radio) => radio.value === "present").checked = true;
    modifie = true;
    compte();
    statuts(neuve).find((radio) => radio.checked)?.focus();
  });
}
compte();
