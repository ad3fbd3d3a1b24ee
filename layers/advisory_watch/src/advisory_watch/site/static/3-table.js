"use strict";
// The table of all destinations: sorted and filtered, with both kept in the address.
(() => {
  const table = document.getElementById("all");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const heads = [...table.tHead.rows[0].cells];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));
  const value = (row, at) => (at === 0 ? names.get(row) : row.cells[at].dataset.v || "");
  const asked = new URLSearchParams(location.hash.startsWith("#f?") ? location.hash.slice(3) : "");
  let order = { by: 0, down: false };

  function sort(by, down) {
    order = { by, down };
    heads.forEach((head, at) => head.setAttribute("aria-sort", at === by ? (down ? "descending" : "ascending") : "none"));
    const sign = down ? -1 : 1;
    rows.sort((a, b) => {
      const [x, y] = [value(a, by), value(b, by)];
      return sign * (x < y ? -1 : x > y ? 1 : 0) || (names.get(a) < names.get(b) ? -1 : 1);
    });
    body.append(...rows);
  }
  function filter() {
    const { q, least, source, differ } = form.elements;
    const at = source.value ? heads.findIndex((head) => head.dataset.source === source.value) : 1;
    let shown = 0;
    for (const row of rows) {
      const fits = names.get(row).includes(plain(q.value)) && (Number(row.cells[at].dataset.v) || 0) >= Number(least.value)
        && (!source.value || row.cells[at].dataset.v !== "") && (!differ.checked || Number(row.dataset.differ) >= 2);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} destinations`;
  }
  function remember() {
    const { q, least, source, differ } = form.elements;
    const said = new URLSearchParams({ q: q.value, least: least.value, source: source.value, differ: differ.checked ? "1" : "", by: order.by, down: order.down ? "1" : "" });
    history.replaceState(null, "", `#f?${said}`);
  }
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sort(at, order.by === at ? !order.down : at !== 0);
      remember();
    });
  });
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  const { q, least, source, differ } = form.elements;
  q.value = asked.get("q") || "";
  if (asked.get("least")) least.value = asked.get("least");
  if (!least.value) least.value = "0";
  if (asked.get("source")) source.value = asked.get("source");
  differ.checked = asked.get("differ") === "1";
  const by = Number(asked.get("by"));
  sort(by in heads ? by : 0, asked.get("down") === "1");
  filter();
})();
