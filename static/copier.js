// « Copier » beside an address: without this script, the address is selected and copied by hand.

for (const bouton of document.querySelectorAll("[data-copier]")) {
  const champ = document.getElementById(bouton.dataset.copier);
  champ.addEventListener("focus", () => champ.select());
  bouton.hidden = !navigator.clipboard;
  bouton.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(champ.value);
      bouton.textContent = "Copié";
    } catch {
      champ.focus();
    }
  });
}
