// The board of placements, and printing by button. Every page works without this file.
(() => {
  // A drag, the menu and the keys all send the card's own form.
  const move = (card, stage) => {
    const form = card.querySelector("[data-move]");
    const select = form?.elements.stage;
    if (!select || select.value === stage) return;
    select.value = stage;
    form.requestSubmit();
  };
  let dragged = null;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".deal[draggable]") || null;
    if (dragged) event.dataTransfer.setData("text/plain", dragged.id);
  });
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest?.(".column[data-stage]");
    document.querySelectorAll(".column.over").forEach((c) => c.classList.remove("over"));
    if (!column || !dragged) return;
    event.preventDefault();
    column.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest?.(".column[data-stage]");
    document.querySelectorAll(".column.over").forEach((c) => c.classList.remove("over"));
    if (column && dragged) {
      event.preventDefault();
      move(dragged, column.dataset.stage);
    }
    dragged = null;
  });

  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.(".deal");
    if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (event.key === "Enter") { card.querySelector("a")?.click(); return; }
    const step = { "[": -1, "]": 1 }[event.key];
    const select = card.querySelector("[data-move] select");
    if (!step || !select) return;
    const option = select.options[select.selectedIndex + step];
    if (option) { event.preventDefault(); move(card, option.value); }
  });

  // After a move the focus stays with the card, or goes to what stands in its way.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!["board", "work"].includes(event.target.id)) return;
    const refused = document.getElementById("refused");
    const moved = document.querySelector("[data-moved]")?.dataset.moved;
    const card = moved && document.getElementById(`card-${moved}`);
    (refused || card || document.querySelector("#board [data-board]"))?.focus();
    const live = document.getElementById("live");
    if (live) live.textContent = refused ? "Not moved" : "Saved";
  });
})();
