// Keyboard, menus and messages. Every page works without this file.
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const keys = $("#keys");

  // One-key shortcuts, only while nobody is typing (WCAG 2.1.4: they can be switched off).
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  let waitingForPlace = 0;

  const row = (step) => {
    const rows = $$(".dense tbody tr");
    if (!rows.length) return;
    const at = rows.findIndex((r) => r.classList.contains("at"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    rows.forEach((r) => r.classList.remove("at"));
    next.classList.add("at");
    $("a", next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const actions = {
    "/": () => $("#search")?.focus(),
    "?": () => keys?.showModal(),
    j: () => row(1),
    k: () => row(-1),
    t: () => $("[data-take-next]")?.click(),
    g: () => { waitingForPlace = Date.now(); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("form")?.requestSubmit();
      return;
    }
    if (event.key === "Escape") {
      clearFound();
      $$("details.person[open]").forEach((d) => d.removeAttribute("open"));
      closeMenu();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        $("#search")?.focus();
      }
      return;
    }
    if (typing(event.target) || document.documentElement.dataset.shortcuts === "off") return;
    if (Date.now() - waitingForPlace < 1200) {
      waitingForPlace = 0;
      const place = $(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); return; }
    }
    const action = actions[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  $("[data-keys]")?.addEventListener("click", () => keys?.showModal());

  // The side navigation on small screens.
  const menu = $("[data-menu]");
  const closeMenu = () => {
    document.body.classList.remove("menu-open");
    menu?.setAttribute("aria-expanded", "false");
  };
  menu?.addEventListener("click", (event) => {
    const open = document.body.classList.toggle("menu-open");
    menu.setAttribute("aria-expanded", String(open));
    event.stopPropagation();
  });

  // Search results under the box: arrows move, a click elsewhere closes.
  const clearFound = () => { const box = $("#found"); if (box) box.innerHTML = ""; };
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) clearFound();
    if (!event.target.closest(".side")) closeMenu();
    $$("details.person[open]").forEach((d) => { if (!d.contains(event.target)) d.removeAttribute("open"); });
  });
  $(".search")?.addEventListener("keydown", (event) => {
    const links = $$("#found a");
    if (!links.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (at < 0 ? $("#search") : links[Math.min(at, links.length - 1)]).focus();
  });

  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  // A change in a filter marked so sends its form.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    const name = event.target.dataset.checkAll;
    if (name) $$(`input[type="checkbox"][name="${CSS.escape(name)}"]`).forEach((box) => { box.checked = event.target.checked; });
  });

  // Where sections are too many for the screen, the one that is open stands in sight.
  const showSection = () => $(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  showSection();
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "section") showSection(); });

  const say = (text) => {
    const toast = $("#toast");
    toast.textContent = text;
    toast.hidden = false;
    setTimeout(() => { toast.hidden = true; }, 8000);
  };
  document.addEventListener("htmx:responseError", (event) => {
    const id = event.detail.xhr.getResponseHeader("X-Request-Id") || "";
    say(`The server could not do that. Nothing you typed is lost; try again. ${id}`);
  });
  document.addEventListener("htmx:sendError", () => {
    say("No connection to Steward. What you typed is kept; try again.");
  });
})();
