// The rows of a schedule while they are edited: cells, undo, and the text that the form sends.
(() => {
  const KEY = /^-?\d{1,18}:\d{1,9}$/;
  const tidy = (value) => value.replace(/[\t\r\n]+/g, " ").trim();

  class ScheduleRows {
    /* `text` is the form's: one row a line, its key and then its cells. `problems` are
       [row counted from 1, column counted from 0, sentence]. */
    constructor(width, text, problems) {
      this.width = width;
      this.rows = [];
      this.gone = [];
      this.done = [];
      this.undone = [];
      for (const line of text.split(/\r\n?|\n/)) this.read(line);
      this.loaded = this.rows.map((row) => row.key).filter(Boolean);
      this.problems = problems.map(([number, column, sentence]) => {
        const row = this.rows[number - 1];
        if (row) row.said.set(column, sentence);
        return { row, column };
      });
      this.grow(this.rows.length + 1);
    }

    read(line) {
      let cells = line.split("\t").map((cell) => cell.trim());
      if (!cells.some(Boolean)) return;
      let key = "";
      if (KEY.test(cells[0])) key = cells.shift();
      else if (!cells[0] && cells.length !== this.width) cells.shift();
      if (key.startsWith("-")) { this.gone.push(key.slice(1)); return; }
      const extra = cells.slice(this.width).filter(Boolean);
      cells = cells.slice(0, this.width);
      while (cells.length < this.width) cells.push("");
      this.rows.push({ key, cells, extra, said: new Map() });
    }

    blank() { return { key: "", cells: Array(this.width).fill(""), extra: [], said: new Map() }; }

    grow(size) { while (this.rows.length < size) this.rows.push(this.blank()); }

    isBlank(row) { return !row.key && !row.cells.some(Boolean); }

    cell(row, column) { return this.rows[row].cells[column]; }

    /* Write [row, column, value] for each; one step of undo. */
    write(changes) {
      this.grow(Math.max(...changes.map(([row]) => row)) + 1);
      const cells = changes
        .map(([row, column, value]) => [row, column, this.cell(row, column), tidy(value)])
        .filter(([, , before, after]) => before !== after);
      if (cells.length) this.take({ cells });
      return cells.length;
    }

    insert(at, count) {
      this.take({ at, put: Array.from({ length: count }, () => this.blank()), cut: [] });
    }

    remove(from, to) {
      this.take({ at: from, put: [], cut: this.rows.slice(from, to + 1) });
    }

    take(step) {
      this.apply(step, false);
      this.done.push(step);
      this.undone = [];
    }

    apply(step, back) {
      if (step.cells) {
        for (const [row, column, before, after] of step.cells) {
          this.grow(row + 1);
          this.rows[row].cells[column] = back ? before : after;
          this.rows[row].said.delete(column);
        }
      } else {
        const [put, cut] = back ? [step.cut, step.put] : [step.put, step.cut];
        // In parts: a call takes only so many arguments.
        const tail = this.rows.splice(step.at).slice(cut.length);
        this.rows = this.rows.concat(put, tail);
      }
      const last = this.rows[this.rows.length - 1];
      if (!last || !this.isBlank(last)) this.grow(this.rows.length + 1);
    }

    /* The first cell that the step touches, or null when there is nothing to undo (or redo). */
    undo(again = false) {
      const [from, to] = again ? [this.undone, this.done] : [this.done, this.undone];
      const step = from.pop();
      if (!step) return null;
      this.apply(step, !again);
      to.push(step);
      return step.cells ? [step.cells[0][0], step.cells[0][1]] : [step.at, 0];
    }

    text() {
      const said = this.rows.filter((row) => !this.isBlank(row));
      return said.map((row) => [row.key, ...row.cells, ...row.extra].join("\t")).join("\n");
    }

    /* Keys of the rows that were here and are not any more. */
    removed() {
      const here = new Set(this.rows.map((row) => row.key));
      return [...this.gone, ...this.loaded.filter((key) => !here.has(key))];
    }
  }

  /* What Excel puts on the clipboard, as rows of cells; a quoted cell may hold line breaks. */
  ScheduleRows.fromClipboard = (text) => {
    const rows = [[]];
    const cell = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\r|\n|$)/y;
    for (let match = cell.exec(text); match; match = cell.exec(text)) {
      const raw = match[1];
      const quoted = raw.length > 1 && raw.startsWith('"');
      rows[rows.length - 1].push(tidy(quoted ? raw.slice(1, -1).replaceAll('""', '"') : raw));
      if (cell.lastIndex >= text.length) break;
      if (match[2] !== "\t") rows.push([]);
    }
    return rows;
  };

  window.ScheduleRows = ScheduleRows;
})();
