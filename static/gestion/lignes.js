/* Rows of an inline: add, move by drag or by keyboard. The server settles the numbers. */

for (const section of document.querySelectorAll("[data-lignes]")) {
  const liste = section.querySelector("ol.lignes-liste");
  const total = section.querySelector(`[name="${section.dataset.lignes}-TOTAL_FORMS"]`);
  const modele = section.querySelector("template");
  const annonce = section.querySelector("[data-annonce]");
  const rang = section.dataset.rang;

  const lignes = () => [...liste.children];
  const numero = (ligne) => rang && ligne.querySelector(`[name$="-${rang}"]`);
  const enMoins = (ligne) => Boolean(ligne.querySelector('[name$="-DELETE"]:checked'));

  function renumerote() {
    let suivant = 0;
    for (const ligne of lignes()) {
      ligne.classList.toggle("en-moins", enMoins(ligne));
      const champ = numero(ligne);
      if (champ && !enMoins(ligne)) champ.value = ++suivant;
    }
    accordeBoutons();
    section.dispatchEvent(new CustomEvent("lignes:rangees"));
  }

  function bouge(ligne, avant, bouton) {
    const y = bouton?.getBoundingClientRect().top;
    liste.insertBefore(ligne, avant);
    renumerote();
    if (bouton) {
      const cible = bouton.disabled ? ligne.querySelector("[data-monter]:enabled, [data-descendre]:enabled") : bouton;
      cible?.focus({ preventScroll: true });
      if (cible) window.scrollBy({ top: cible.getBoundingClientRect().top - y, behavior: "instant" });
    }
    annonce.textContent = `Déplacé en position ${lignes().indexOf(ligne) + 1} sur ${lignes().length}.`;
  }

  section.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest("button");
    if (!bouton) return;
    const ligne = bouton.closest("li");
    if (bouton.matches("[data-monter]")) bouge(ligne, ligne.previousElementSibling, bouton);
    if (bouton.matches("[data-descendre]")) bouge(ligne, ligne.nextElementSibling?.nextElementSibling ?? null, bouton);
    if (bouton.matches("[data-ajouter]")) ajoute();
  });
  section.addEventListener("change", (evenement) => {
    if (evenement.target.matches('[name$="-DELETE"]')) {
      const ligne = evenement.target.closest("li");
      ligne.classList.toggle("en-moins", evenement.target.checked);
    }
  });

  function ajoute() {
    const index = Number(total.value);
    const neuve = modele.content.cloneNode(true).firstElementChild;
    for (const noeud of [neuve, ...neuve.querySelectorAll("*")]) {
      for (const attribut of [...noeud.attributes]) {
        if (attribut.value.includes("__prefix__")) noeud.setAttribute(attribut.name, attribut.value.replaceAll("__prefix__", index));
      }
    }
    liste.append(neuve);
    total.value = index + 1;
    const champ = numero(neuve);
    if (champ) champ.value = 1 + Math.max(0, ...lignes().slice(0, -1).map((ligne) => Number(numero(ligne)?.value) || 0));
    neuve.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: section.dataset.lignes } }));
    neuve.querySelector(`input:not([type=hidden]):not([name$="-${rang}"]), select, textarea`)?.focus();
    annonce.textContent = "Ligne ajoutée.";
    accordeBoutons();
  }

  function accordeBoutons() {
    lignes().forEach((ligne, place, toutes) => {
      const [monter, descendre] = [ligne.querySelector("[data-monter]"), ligne.querySelector("[data-descendre]")];
      if (monter) monter.disabled = place === 0;
      if (descendre) descendre.disabled = place === toutes.length - 1;
    });
  }
  accordeBoutons();

  /* Drag by the handle, with mouse, pen or finger. */
  section.addEventListener("pointerdown", (evenement) => {
    const poignee = evenement.target.closest("[data-glisser]");
    if (!poignee) return;
    evenement.preventDefault();
    const ligne = poignee.closest("li");
    ligne.classList.add("glisse");
    const suit = (mouvement) => {
      const marge = 60;
      if (mouvement.clientY < marge) window.scrollBy(0, -20);
      if (mouvement.clientY > window.innerHeight - marge) window.scrollBy(0, 20);
      const autre = lignes().find((une) => {
        const cadre = une.getBoundingClientRect();
        return une !== ligne && mouvement.clientY >= cadre.top && mouvement.clientY <= cadre.bottom;
      });
      if (!autre) return;
      const cadre = autre.getBoundingClientRect();
      const dessous = mouvement.clientY > cadre.top + cadre.height / 2;
      const avant = dessous ? autre.nextElementSibling : autre;
      if (avant !== ligne && avant !== ligne.nextElementSibling) liste.insertBefore(ligne, avant);
    };
    const lache = () => {
      ligne.classList.remove("glisse");
      document.removeEventListener("pointermove", suit);
      document.removeEventListener("pointerup", lache);
      document.removeEventListener("pointercancel", lache);
      renumerote();
      annonce.textContent = `Déplacé en position ${lignes().indexOf(ligne) + 1} sur ${lignes().length}.`;
    };
    // On the document: a captured pointer is lost when its element moves in the page.
    document.addEventListener("pointermove", suit);
    document.addEventListener("pointerup", lache);
    document.addEventListener("pointercancel", lache);
  });
}
