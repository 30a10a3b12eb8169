// Naming a colleague with @ while writing; without this file the full name is typed.
(() => {
  let box = null;
  let asked = 0;

  const close = () => {
    box?.remove();
    box = null;
    document.querySelectorAll("[data-mentions][aria-controls]").forEach((field) => {
      field.removeAttribute("aria-controls");
    });
  };

  // The @ and the letters behind it, just before the cursor.
  const begun = (field) => /(?:^|\s)@([\p{L}][\p{L}'-]*(?: [\p{L}'-]*)?)?$/u.exec(field.value.slice(0, field.selectionStart));

  const select = (step) => {
    const options = [...box.children];
    const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
    options.forEach((o) => o.setAttribute("aria-selected", "false"));
    options[(at + step + options.length) % options.length].setAttribute("aria-selected", "true");
  };

  const take = (field, option) => {
    const from = field.value.slice(0, field.selectionStart).lastIndexOf("@");
    field.setRangeText(`@${option.dataset.name} `, from, field.selectionStart, "end");
    field.focus();
    close();
  };

  document.addEventListener("input", async (event) => {
    const field = event.target;
    if (!field.matches?.("[data-mentions]")) return;
    const match = begun(field);
    const turn = ++asked;
    if (!match) { close(); return; }
    const address = `${field.closest("[data-people]").dataset.people}?q=${encodeURIComponent(match[1] || "")}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (turn !== asked || !answer.ok) return;
    const text = await answer.text();
    close();
    if (!text.trim()) return;
    box = document.createElement("div");
    box.className = "mention-choices";
    box.id = "mention-choices";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Colleagues");
    box.innerHTML = text;
    field.after(box);
    field.setAttribute("aria-controls", box.id);
    box.firstElementChild.setAttribute("aria-selected", "true");
  });

  document.addEventListener("keydown", (event) => {
    if (!box?.children.length || !event.target.matches?.("[data-mentions]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") select(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === "Tab") take(event.target, box.querySelector('[aria-selected="true"]'));
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("click", (event) => {
    const option = event.target.closest(".mention-choices button");
    if (option) take(option.closest("form").querySelector("[data-mentions][aria-controls]"), option);
    else close();
  });

  document.querySelector(".timeline [aria-current]")?.scrollIntoView({ block: "center" });
})();
