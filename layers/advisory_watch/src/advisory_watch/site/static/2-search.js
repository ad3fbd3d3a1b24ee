"use strict";
// Find a destination by name, synonym, code or capital. Returns the destinations that fit, the best first.
const searchDestinations = (() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/ı/g, "i").replace(/['’‘`]/g, "").replace(/&/g, " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim().replace(/^the /, "");
  const all = (typeof ADVISORY_WATCH_DESTINATIONS === "undefined" ? [] : ADVISORY_WATCH_DESTINATIONS)
    .map(([code, name, ...others]) => ({ code, name, names: [plain(name), code.toLowerCase(), ...others] }));
  const rankOf = (name, asked) => name === asked ? 0 : name.startsWith(asked) ? 2 : ` ${name}`.includes(` ${asked}`) ? 3 : asked.length > 2 && name.includes(asked) ? 4 : 9;
  function distance(a, b) {
    let row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      row = next;
    }
    return row[b.length];
  }
  const best = (names, cost) => names.map((name, at) => [cost(name) + (at === 0 ? 0 : 0.5), name]).reduce((x, y) => (y[0] < x[0] ? y : x));
  const sorted = (found, limit) => found.filter((hit) => hit.cost < limit).sort((x, y) => x.cost - y.cost || (x.name < y.name ? -1 : 1));

  return (text) => {
    const asked = plain(text);
    if (!asked) return { asked, hits: [], isClear: false, alike: [] };
    const hits = sorted(all.map(({ code, name, names }) => {
      const [cost, by] = best(names, (known) => rankOf(known, asked));
      return { code, name, cost, by: by === names[0] ? "" : by };
    }), 9);
    const alike = hits.length ? [] : sorted(all.map(({ code, name, names }) => {
      const [cost] = best(names.filter((known) => known.length > 3), (known) => distance(known, asked));
      return { code, name, cost };
    }), 1 + asked.length / 3).slice(0, 3);
    // The first is the only answer if it fits better than all others: `leb` begins one name only.
    const isClear = hits.length === 1 || (hits.length > 1 && Math.floor(hits[0].cost) < Math.floor(hits[1].cost));
    // `Congo` is another name of one country, and a part of the name of another: the reader chooses.
    const isShared = hits.length > 1 && hits[0].cost === 0.5 && hits.slice(1).some((hit) => ` ${plain(hit.name)} `.includes(` ${asked} `));
    return { asked, hits, isClear: isClear && !isShared, alike };
  };
})();

// A text field with a list of destinations below it; `choose` gets the destination that the reader chose.
function offerDestinations(form, choose) {
  const SHOWN_MAX = 8;
  const input = form.querySelector("input[role=combobox]");
  const list = form.querySelector("[role=listbox]");
  const note = form.querySelector("[role=status]");
  let hits = [];
  let active = -1;

  function mark(at) {
    active = at;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }
  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }
  function show() {
    hits = searchDestinations(input.value).hits.slice(0, SHOWN_MAX);
    list.replaceChildren(...hits.map((hit, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.textContent = hit.name;
      if (hit.by) {
        const by = document.createElement("span");
        by.textContent = ` (${hit.by.length < 4 ? hit.by.toUpperCase() : hit.by})`;
        option.append(by);
      }
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(hit); });
      return option;
    }));
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    note.replaceChildren();
    mark(-1);
  }
  function take(hit) {
    close();
    note.replaceChildren();
    choose(hit, input);
  }
  function suggest(asked, alike) {
    note.replaceChildren(`No destination is called “${asked}”.`);
    alike.forEach((hit, number) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = hit.name;
      button.addEventListener("click", () => take(hit));
      note.append(number ? " or " : " Did you mean ", button);
    });
    if (alike.length) note.append("?");
  }
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (input.value) show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !hits.length) return;
    event.preventDefault();
    if (list.hidden) show();
    mark((active + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (active >= 0) { take(hits[active]); return; }
    const found = searchDestinations(input.value);
    if (found.isClear) take(found.hits[0]);
    else if (found.hits.length) { show(); note.textContent = "More than one fits: choose from the list."; }
    else if (found.asked) { close(); suggest(input.value.trim(), found.alike); }
  });
  form.hidden = false;
}

(() => {
  const form = document.getElementById("find");
  offerDestinations(form, (hit) => location.assign(`${form.dataset.root}d/${hit.code.toLowerCase()}.html`));
})();
