/* What is proposed while somebody types a search: a list of the browser's own, filled from the server. Without this
   script the field searches all the same. */

const ATTENTE = 180; // milliseconds without a letter before the server is asked
let nombre = 0;

for (const champ of document.querySelectorAll("input[data-suggestions]")) {
  const liste = document.createElement("datalist");
  liste.id = `suggestions-${++nombre}`;
  champ.after(liste);
  champ.setAttribute("list", liste.id);
  let minuterie, question = "";

  champ.addEventListener("input", () => {
    clearTimeout(minuterie);
    minuterie = setTimeout(() => propose(champ, liste), ATTENTE);
  });

  async function propose(champ, liste) {
    const tape = champ.value.trim();
    if (tape === question) return;
    question = tape;
    const adresse = `${champ.dataset.suggestions}?${new URLSearchParams({ q: tape })}`;
    const reponse = tape.length < 2 ? null : await fetch(adresse).catch(() => null);
    if (tape !== question) return; // something else was typed meanwhile
    const { suggestions } = reponse?.ok ? await reponse.json() : { suggestions: [] };
    liste.replaceChildren(
      ...suggestions.filter((texte) => texte !== tape).map((texte) => new Option(texte, texte)),
    );
  }
}
