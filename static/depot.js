// Handing in a note: what is pasted from Word or a mail keeps its headings, lists and tables, as long as nobody types in it.

for (const form of document.querySelectorAll("[data-depot]")) {
  const texte = form.elements.texte;
  const colle = form.elements.colle;
  const dit = form.querySelector("[data-colle]");
  let pasted = "";

  const tell = () => {
    const kept = Boolean(colle.value);
    dit.textContent = kept
      ? "Votre collage garde ses titres, ses listes et ses tableaux. Si vous retouchez le texte ici, il n’en gardera que les mots."
      : "";
  };

  texte.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    // Only a paste that replaces everything is one note with its looks.
    const whole = texte.selectionStart === 0 && texte.selectionEnd === texte.value.length;
    if (!html || !whole) return;
    setTimeout(() => {
      pasted = texte.value;
      colle.value = html;
      tell();
    });
  });

  texte.addEventListener("input", () => {
    setTimeout(() => {
      if (colle.value && texte.value !== pasted) {
        colle.value = "";
        tell();
      }
    });
  });
}
