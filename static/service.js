// Triage by keys, and choosing rows of a list. Every page works without this file.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const triage = $(".triage");

  const move = (step) => {
    const rows = $$(":scope > li", triage);
    const at = rows.findIndex((row) => row.classList.contains("at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    rows.forEach((row) => row.classList.remove("at"));
    next.classList.add("at");
    $("a", next).focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const verb = (key) => {
    const button = $(`.at [data-verb="${CSS.escape(key)}"]`, triage);
    if (!button) return false;
    const details = button.closest("details");
    if (!details) { button.click(); return true; }
    details.open = true;
    $("input[name=text]", details).focus();
    return true;
  };

  if (triage) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && typing(event.target)) {
        const details = event.target.closest("details");
        if (details) { details.open = false; $("summary", details).focus(); }
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (document.documentElement.dataset.shortcuts === "off") return;
      if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
      if (event.key === "Enter" && event.target === document.body) { $(".at a", triage)?.click(); return; }
      if (["1", "2", "3", "h"].includes(event.key) && verb(event.key)) event.preventDefault();
    });
  }

  // “Choose all shown”, and a range with Shift.
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches("[data-pick-all]")) {
      $$("[data-pick]").forEach((other) => { other.checked = box.checked; });
      return;
    }
    if (!box.matches("[data-pick]")) return;
    if (event.shiftKey && last) {
      const boxes = $$("[data-pick]");
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
  });

  // Of a long list the day shows the first rows; on small screens fewer, and only the first
  // section is open, the others are headings with their counts.
  const day = $(".day-sections");
  if (day && matchMedia("(max-width: 640px)").matches) {
    $$(".day-section", day).slice(1).forEach((section) => { section.open = false; });
  }
  const cut = (list) => {
    const rows = list.children.length;
    if (rows < 6 || $(":scope > .show-all", list)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-link";
    button.textContent = `Show all ${rows}`;
    button.addEventListener("click", () => {
      list.classList.remove("cut");
      button.closest("li").remove();
      $("a, button, summary", list.children[4])?.focus();
    });
    const row = document.createElement("li");
    row.className = "show-all";
    row.append(button);
    list.append(row);
    list.classList.add("cut");
    list.classList.toggle("long", rows > 9);
  };
  day?.addEventListener("htmx:afterSettle", (event) => $$("ul.work", event.target).forEach(cut));

  // A box with more deeds closes with Escape and with a click elsewhere.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details.deed[open]");
    if (open) { open.open = false; $("summary", open).focus(); }
  });
  document.addEventListener("click", (event) => {
    $$("details.deed[open]").forEach((box) => { if (!box.contains(event.target)) box.open = false; });
  });
})();
