/* Names for what select2 draws: a combobox is called like the field that it stands for. */

function nomme(racine) {
  for (const choix of racine.querySelectorAll("select.admin-autocomplete")) {
    const cadre = choix.nextElementSibling;
    const nom = choix.labels?.[0]?.textContent.trim().replace(/\s*:$/, "");
    if (!nom || !cadre?.matches(".select2")) continue;
    const seul = cadre.querySelector(".select2-selection--single");
    if (seul) {
      const rendu = seul.querySelector(".select2-selection__rendered");
      seul.removeAttribute("aria-labelledby");
      rendu.removeAttribute("role");
      rendu.removeAttribute("aria-readonly");
      const lit = () => seul.setAttribute("aria-label", [nom, rendu.title].filter(Boolean).join(" : "));
      window.django.jQuery(choix).on("change", () => setTimeout(lit));
      lit();
    }
    cadre.querySelector(".select2-selection--multiple .select2-search__field")?.setAttribute("aria-label", nom);
    window.django.jQuery(choix).on("select2:open", () => {
      const recherche = document.querySelector(".select2-container--open .select2-search__field");
      recherche?.setAttribute("aria-label", nom);
      recherche?.focus();
    });
  }
}

// After Django's own script, which waits for the page in the same queue.
window.django.jQuery(() => nomme(document));
for (const nom of ["formset:added", "ligne:ajoutee"])
  document.addEventListener(nom, ({ target }) => setTimeout(() => nomme(target)));
