// The running total of a deposit against its slip, and Enter goes down a line.
(() => {
  const form = document.querySelector("[data-deposit]");
  if (!form) return;
  const slip = Math.round(Number(form.dataset.deposit) * 100);
  const money = (cents) => (cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
  const cents = (text) => Math.round(Number(text.replace(/[$,\s]/g, "")) * 100) || 0;

  const add = () => {
    const sum = [...form.querySelectorAll("[data-amount]")].reduce((n, box) => n + cents(box.value), 0);
    form.querySelector("[data-sum]").textContent = money(sum);
    const left = slip - sum;
    form.querySelector("[data-left]").textContent = left === 0 ? "agree with the slip" : `${money(Math.abs(left))} ${left > 0 ? "to go" : "too much"}`;
  };
  form.addEventListener("input", add);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("tbody input")) return;
    event.preventDefault();
    const next = event.target.closest("tr").nextElementSibling;
    next?.querySelector("input")?.focus();
  });
  add();
})();
