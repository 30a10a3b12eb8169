// The workload board: a card is dragged to a colleague or moved by keys; its own form does it.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const columns = [...board.querySelectorAll("[data-person]")];
  let dragged = null;

  const hand = (card, column) => {
    const form = card.querySelector("form");
    const select = form.elements.to;
    const wanted = column.dataset.person;
    if (![...select.options].some((option) => option.value === wanted)) return;
    select.value = wanted;
    form.requestSubmit();
  };

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-person]");
    if (!dragged || !column) return;
    event.preventDefault();
    columns.forEach((c) => c.classList.toggle("over", c === column));
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-person]");
    columns.forEach((c) => c.classList.remove("over"));
    if (!dragged || !column || column.contains(dragged)) return;
    event.preventDefault();
    hand(dragged, column);
  });
  board.addEventListener("dragend", () => { dragged = null; columns.forEach((c) => c.classList.remove("over")); });

  board.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const card = event.target.closest("[data-card]");
    if (!card) return;
    event.preventDefault();
    const at = columns.indexOf(card.closest("[data-person]")) + (event.key === "ArrowRight" ? 1 : -1);
    if (columns[at]) hand(card, columns[at]);
  });
})();
