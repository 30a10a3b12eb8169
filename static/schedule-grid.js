// A schedule edited like a spreadsheet. Without this file its text is edited instead.
(() => {
  const area = document.querySelector("textarea[data-schedule]");
  const given = document.getElementById("schedule-grid");
  if (!area || !given) return;

  const { columns, problems } = JSON.parse(given.textContent);
  const form = area.form;
  const MOST_ROWS = 10000;
  const AROUND = 8;
  const HELP = "Arrow keys move, Shift selects, typing or F2 edits, Enter and Tab go on, Esc takes back. Copy and paste work with Excel. Delete empties cells, Insert adds a row, Ctrl+Delete takes rows out, Ctrl+Z undoes. Esc and then Tab leaves the table.";

  let rows = new ScheduleRows(columns.length, area.value, problems);
  rows.gone.push(...form.elements.removed.value.split(" ").filter(Boolean));
  let at = { row: 0, column: 0 };
  let far = at;
  let editor = null;
  let leaving = false;
  let height = 30;
  let pool = [];

  const make = (tag, name, words = "") => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = words;
    return element;
  };
  const role = (element, name, label) => {
    element.setAttribute("role", name);
    if (label) element.setAttribute("aria-label", label);
    return element;
  };

  // The frame: buttons, the grid with its headings, a line that says what happened.
  const block = make("div", "grid-block");
  const buttons = role(make("div", "grid-buttons"), "group", "Rows and cells");
  const grid = role(make("div", "grid"), "grid", area.dataset.schedule);
  const inner = make("div", "grid-inner");
  const body = role(make("div", "grid-body"), "rowgroup");
  const said = role(make("p", "grid-said muted"), "status");
  const help = make("p", "muted", HELP);
  help.id = "grid-help";
  grid.tabIndex = 0;
  grid.setAttribute("aria-multiselectable", "true");
  grid.setAttribute("aria-colcount", columns.length + 1);
  grid.setAttribute("aria-describedby", help.id);
  role(inner, "presentation");

  const head = role(make("div", "grid-head"), "rowgroup");
  const headings = role(make("div", "grid-row"), "row");
  headings.setAttribute("aria-rowindex", 1);
  ["Row", ...columns.map((column) => column.heading)].forEach((words, n) => {
    const heading = role(make("div", n ? "" : "grid-number", words), "columnheader");
    heading.setAttribute("aria-colindex", n + 1);
    if (n && columns[n - 1].needed) heading.append(make("span", "needed", " *"));
    if (n && columns[n - 1].number) heading.classList.add("num");
    headings.append(heading);
  });
  head.append(headings);
  inner.append(head, body);
  grid.append(inner);
  block.append(buttons, grid, said, help);
  columns.forEach((column, n) => {
    if (!column.choices.length) return;
    const list = make("datalist");
    list.id = `grid-choices-${n}`;
    column.choices.forEach((choice) => { list.append(make("option", "", choice)); });
    block.append(list);
  });

  const widths = () => columns.map((column, n) => {
    let longest = column.heading.length + 2;
    for (const row of rows.rows.slice(0, 300)) longest = Math.max(longest, row.cells[n].length);
    return `${Math.min(30, Math.max(6, longest)) + 2}ch`;
  });

  const range = () => ({
    top: Math.min(at.row, far.row), bottom: Math.max(at.row, far.row),
    left: Math.min(at.column, far.column), right: Math.max(at.column, far.column),
  });

  // Only the rows in sight are drawn; each drawn row takes its turn for another one.
  const fill = (element, n) => {
    const row = rows.rows[n];
    const { top, bottom, left, right } = range();
    element.hidden = !row;
    if (!row) return;
    element.style.top = `${n * height}px`;
    element.setAttribute("aria-rowindex", n + 2);
    const [number, ...cells] = element.children;
    number.textContent = n + 1;
    number.classList.toggle("bad", row.said.size > 0);
    cells.forEach((cell, column) => {
      const sentence = row.said.get(column) || "";
      const chosen = n >= top && n <= bottom && column >= left && column <= right;
      cell.id = `cell-${n}-${column}`;
      if (!editor || editor.parentNode !== cell) cell.textContent = row.cells[column];
      cell.title = sentence;
      cell.classList.toggle("chosen", chosen);
      cell.classList.toggle("active", n === at.row && column === at.column);
      cell.setAttribute("aria-selected", String(chosen));
      if (sentence) cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
    });
  };

  const newRow = () => {
    const element = role(make("div", "grid-row"), "row");
    element.append(role(make("div", "grid-number"), "rowheader"));
    columns.forEach((column, n) => {
      const cell = role(make("div", column.number ? "num" : ""), "gridcell");
      cell.setAttribute("aria-colindex", n + 2);
      element.append(cell);
    });
    element.firstChild.setAttribute("aria-colindex", 1);
    return element;
  };

  const draw = () => {
    const first = Math.max(0, Math.floor(grid.scrollTop / height) - AROUND);
    const size = Math.ceil(grid.clientHeight / height) + 2 * AROUND;
    if (editor && (at.row < first || at.row >= first + size)) finish(true);
    while (pool.length < size) { pool.push(newRow()); body.append(pool[pool.length - 1]); }
    body.style.height = `${rows.rows.length * height}px`;
    grid.setAttribute("aria-rowcount", rows.rows.length + 1);
    for (let n = first; n < first + pool.length; n += 1) fill(pool[n % pool.length], n);
    grid.setAttribute("aria-activedescendant", `cell-${far.row}-${far.column}`);
  };

  const cellAt = (place) => document.getElementById(`cell-${place.row}-${place.column}`);

  const bringIntoSight = (place) => {
    const above = head.offsetHeight;
    const top = place.row * height;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + height > grid.scrollTop + grid.clientHeight - above) {
      grid.scrollTop = top + height - grid.clientHeight + above;
    }
    draw();
    const cell = cellAt(place);
    if (!cell) return;
    const aside = headings.firstChild.offsetWidth;
    if (cell.offsetLeft - aside < grid.scrollLeft) grid.scrollLeft = cell.offsetLeft - aside;
    else if (cell.offsetLeft + cell.offsetWidth > grid.scrollLeft + grid.clientWidth) {
      grid.scrollLeft = cell.offsetLeft + cell.offsetWidth - grid.clientWidth;
    }
  };

  const say = (words) => { said.textContent = words; };

  const within = (row, column) => ({
    row: Math.max(0, Math.min(row, rows.rows.length - 1)),
    column: Math.max(0, Math.min(column, columns.length - 1)),
  });

  const select = (row, column, extend = false) => {
    far = within(row, column);
    if (!extend) at = far;
    bringIntoSight(far);
    const { top, bottom, left, right } = range();
    const sentence = rows.rows[far.row].said.get(far.column);
    if (sentence) say(`${columns[far.column].heading}: ${sentence}`);
    else if (extend) say(`${bottom - top + 1} rows and ${right - left + 1} columns selected.`);
    else say("");
  };

  // Editing a cell in place. `quick`: begun by typing, so that arrow keys leave the cell.
  const edit = (typed) => {
    far = at;
    bringIntoSight(at);
    const cell = cellAt(at);
    const field = make("input", "grid-editor");
    field.value = typed ?? rows.cell(at.row, at.column);
    field.quick = typed !== undefined;
    field.setAttribute("aria-label", `${columns[at.column].heading}, row ${at.row + 1}`);
    field.autocomplete = "off";
    if (columns[at.column].choices.length) field.setAttribute("list", `grid-choices-${at.column}`);
    cell.replaceChildren(field);
    editor = field;
    field.focus({ preventScroll: true });
    if (!field.quick) field.select();
  };

  const finish = (keep) => {
    if (!editor) return;
    const field = editor;
    const [, row, column] = field.parentNode.id.split("-").map(Number);
    editor = null;
    const hadFocus = document.activeElement === field;
    if (keep) rows.write([[row, column, field.value]]);
    field.remove();
    draw();
    if (hadFocus) grid.focus({ preventScroll: true });
  };

  const chosenCells = () => {
    const { top, bottom, left, right } = range();
    const cells = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) cells.push([row, column]);
    }
    return cells;
  };

  const empty = () => {
    const changed = rows.write(chosenCells().map(([row, column]) => [row, column, ""]));
    draw();
    say(`${changed} cells emptied.`);
  };

  const insertRows = () => {
    const { top, bottom } = range();
    rows.insert(top, bottom - top + 1);
    select(top, at.column);
    say(`${bottom - top + 1} rows inserted above.`);
  };

  const removeRows = () => {
    const { top, bottom } = range();
    rows.remove(top, bottom);
    select(Math.min(top, rows.rows.length - 1), at.column);
    say(`${bottom - top + 1} rows taken out; they leave the schedule when you save.`);
  };

  const stepBack = (again) => {
    const place = rows.undo(again);
    if (!place) { say(again ? "Nothing to do again." : "Nothing to undo."); return; }
    select(place[0], place[1]);
    say(again ? "Done again." : "Undone.");
  };

  const fillDown = () => {
    const { top } = range();
    rows.write(chosenCells().map(([row, column]) => [row, column, rows.cell(top, column)]));
    draw();
  };

  const copyOut = (event) => {
    const { top, bottom, left, right } = range();
    const lines = rows.rows.slice(top, bottom + 1).map((row) => row.cells.slice(left, right + 1).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\r\n"));
    event.preventDefault();
    say(`${bottom - top + 1} rows and ${right - left + 1} columns copied.`);
  };

  const pasteIn = (text) => {
    let block = ScheduleRows.fromClipboard(text);
    const { top, bottom, left, right } = range();
    const wide = Math.max(...block.map((line) => line.length));
    const isHeading = (line) => line.length > 1 && line.every((cell, n) => columns[left + n]?.heading.toLowerCase() === cell.toLowerCase());
    if (isHeading(block[0])) block = block.slice(1);
    if (!block.length) return;
    if (block.length === 1 && wide === 1) block = Array.from({ length: bottom - top + 1 }, () => Array(right - left + 1).fill(block[0][0]));
    else if (left + wide > columns.length) {
      say(`The block is ${wide} columns wide, but from here only ${columns.length - left} are left. Nothing was pasted.`);
      return;
    }
    if (top + block.length > MOST_ROWS) {
      say(`A schedule is saved in at most ${MOST_ROWS.toLocaleString("en-US")} rows at once. Nothing was pasted.`);
      return;
    }
    rows.write(block.flatMap((line, r) => line.map((value, c) => [top + r, left + c, value])));
    at = within(top, left);
    far = within(top + block.length - 1, left + Math.max(...block.map((line) => line.length)) - 1);
    const first = at;
    bringIntoSight(first);
    say(`${block.length.toLocaleString("en-US")} rows pasted.`);
  };

  // Ctrl+Enter saves everywhere, here too.
  const save = () => { finish(true); form.requestSubmit(); };

  // Keys. In a cell that is edited only those count that end the editing.
  const whileEditing = (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const back = event.shiftKey ? -1 : 1;
    const steps = { Enter: [back, 0], Tab: [0, back] };
    const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (editor.quick && !editor.hasAttribute("list")) Object.assign(steps, arrows);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else if (event.key === "Escape") finish(false);
    else if (steps[event.key]) {
      finish(true);
      select(at.row + steps[event.key][0], at.column + steps[event.key][1]);
    } else return;
    event.preventDefault();
  };

  const page = () => Math.max(1, Math.floor(grid.clientHeight / height) - 2);

  const move = (event, down, right) => {
    const jump = event.ctrlKey || event.metaKey;
    const from = event.shiftKey ? far : at;
    const many = jump ? rows.rows.length : 1;
    select(from.row + down * many, from.column + right * many, event.shiftKey);
  };

  const keys = {
    ArrowUp: (event) => move(event, -1, 0),
    ArrowDown: (event) => move(event, 1, 0),
    ArrowLeft: (event) => move(event, 0, -1),
    ArrowRight: (event) => move(event, 0, 1),
    PageUp: (event) => select((event.shiftKey ? far : at).row - page(), far.column, event.shiftKey),
    PageDown: (event) => select((event.shiftKey ? far : at).row + page(), far.column, event.shiftKey),
    Home: (event) => select(event.ctrlKey ? 0 : far.row, 0, event.shiftKey),
    End: (event) => select(event.ctrlKey ? rows.rows.length - 1 : far.row, columns.length - 1, event.shiftKey),
    Enter: (event) => select(at.row + (event.shiftKey ? -1 : 1), at.column),
    F2: () => edit(),
    Delete: (event) => { if (event.ctrlKey) removeRows(); else empty(); },
    Backspace: () => empty(),
    Insert: () => insertRows(),
  };

  const tab = (event) => {
    const place = at.row * columns.length + at.column + (event.shiftKey ? -1 : 1);
    if (place < 0 || place >= rows.rows.length * columns.length) return false;
    select(Math.floor(place / columns.length), place % columns.length);
    return true;
  };

  grid.addEventListener("keydown", (event) => {
    if (editor) { whileEditing(event); return; }
    const ctrl = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (event.key === "Escape") {
      leaving = true;
      far = at;
      draw();
      say("Tab leaves the table now.");
    } else if (event.key === "Tab") {
      if (leaving || !tab(event)) { leaving = false; return; }
    } else if (ctrl && letter === "z") stepBack(event.shiftKey);
    else if (ctrl && letter === "y") stepBack(true);
    else if (ctrl && letter === "a") { at = { row: 0, column: 0 }; select(rows.rows.length - 1, columns.length - 1, true); }
    else if (ctrl && letter === "d") fillDown();
    else if (ctrl && event.key === "Enter") save();
    else if (keys[event.key]) keys[event.key](event);
    else if (event.key.length === 1 && !ctrl && !event.altKey) edit(event.key);
    else return;
    if (event.key !== "Escape") leaving = false;
    event.preventDefault();
    event.stopPropagation();
  });
  grid.addEventListener("copy", (event) => { if (!editor) copyOut(event); });
  grid.addEventListener("cut", (event) => { if (!editor) { copyOut(event); empty(); } });
  grid.addEventListener("paste", (event) => {
    if (editor) return;
    event.preventDefault();
    pasteIn(event.clipboardData.getData("text/plain"));
  });
  grid.addEventListener("focusout", (event) => { if (editor && event.target === editor) finish(true); });

  // The mouse, and a finger: one touch selects, another edits.
  const place = (target) => {
    const cell = target.closest(".grid-body [role=gridcell], .grid-body [role=rowheader]");
    if (!cell) return null;
    const row = Number(cell.parentNode.getAttribute("aria-rowindex")) - 2;
    return { row, column: Number(cell.getAttribute("aria-colindex")) - 2 };
  };
  let dragged = false;
  grid.addEventListener("mousedown", (event) => {
    const found = place(event.target);
    if (!found || event.target === editor || event.button) return;
    event.preventDefault();
    finish(true);
    grid.focus({ preventScroll: true });
    const again = found.row === at.row && found.column === at.column && event.detail === 1;
    if (found.column < 0) {
      if (!event.shiftKey) at = { row: found.row, column: 0 };
      select(found.row, columns.length - 1, true);
    } else if (again && matchMedia("(pointer: coarse)").matches) edit();
    else { select(found.row, found.column, event.shiftKey); dragged = true; }
  });
  grid.addEventListener("mousemove", (event) => {
    const found = dragged && event.buttons ? place(event.target) : null;
    if (found && found.column >= 0 && (found.row !== far.row || found.column !== far.column)) select(found.row, found.column, true);
  });
  document.addEventListener("mouseup", () => { dragged = false; });
  grid.addEventListener("dblclick", (event) => { if (place(event.target)?.column >= 0 && !editor) edit(); });

  let waiting = false;
  grid.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(); });
  });

  // The list of problems leads to their cells.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-problem]");
    if (!link || block.hidden) return;
    const { row, column } = rows.problems[Number(link.dataset.problem)];
    const found = rows.rows.indexOf(row);
    if (found < 0) return;
    event.preventDefault();
    select(found, column);
    grid.focus({ preventScroll: true });
    grid.scrollIntoView({ block: "nearest" });
  });

  const button = (words, deed) => {
    const element = make("button", "btn btn-sm btn-outline-secondary", words);
    element.type = "button";
    element.addEventListener("click", () => { finish(true); deed(); });
    buttons.append(element);
    return element;
  };
  const back = (deed) => () => { deed(); if (!editor) grid.focus({ preventScroll: true }); };
  button("Edit cell", () => edit());
  button("Insert row", back(insertRows));
  button("Take rows out", back(removeRows));
  button("Undo", back(() => stepBack(false)));
  button("Redo", back(() => stepBack(true)));

  // The text form stays at hand for those who prefer it.
  const words = document.querySelector(".schedule-text");
  const asText = make("button", "btn btn-sm btn-link p-0", "Edit as text instead");
  asText.type = "button";
  const send = () => {
    finish(true);
    if (block.hidden) return;
    area.value = rows.text();
    form.elements.removed.value = rows.removed().join(" ");
  };
  asText.addEventListener("click", () => {
    if (block.hidden) {
      const gone = rows.removed();
      rows = new ScheduleRows(columns.length, area.value, []);
      rows.gone.push(...gone);
      at = within(0, 0);
      far = at;
    } else send();
    block.hidden = !block.hidden;
    words.hidden = !block.hidden;
    asText.textContent = block.hidden ? "Edit as a table" : "Edit as text instead";
    if (block.hidden) area.focus();
    else draw();
  });

  words.before(block, asText);
  words.hidden = true;
  height = parseFloat(getComputedStyle(body).getPropertyValue("--grid-row")) || height;
  inner.style.setProperty("--grid-columns", `3.6rem ${widths().join(" ")}`);
  draw();

  let sent = false;
  form.addEventListener("submit", () => { send(); sent = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && rows.done.length) event.preventDefault();
  });
  window.addEventListener("resize", draw);
})();
