"use strict";
// The page about subscriptions, filled in for the reader's destinations, which the address keeps.
(() => {
  const form = document.getElementById("choose");
  if (!form) return;
  const chosen = document.getElementById("chosen");
  const feeds = document.getElementById("own-feeds");
  const mail = document.getElementById("own-mail");
  const urgent = document.getElementById("urgent-only");
  const known = typeof ADVISORY_WATCH_DESTINATIONS === "undefined" ? [] : ADVISORY_WATCH_DESTINATIONS;
  const names = new Map(known.map(([code, name]) => [code, name]));
  let codes = decodeURIComponent(location.hash.slice(1)).toUpperCase().split(",").filter((code) => names.has(code));

  function item(code) {
    const entry = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", `Remove ${names.get(code)}`);
    button.addEventListener("click", () => { codes = codes.filter((other) => other !== code); fill(); });
    entry.append(names.get(code), " ", button);
    return entry;
  }
  function feed(code) {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = `d/${code.toLowerCase()}.atom`;
    link.textContent = `Feed of ${names.get(code)}`;
    entry.append(link);
    return entry;
  }
  function fill() {
    history.replaceState(null, "", codes.length ? `#${codes.join(",")}` : location.pathname + location.search);
    chosen.replaceChildren(...codes.map(item));
    feeds.replaceChildren(...codes.map(feed));
    const options = [...codes.map((code) => ` --destination ${code}`), ...(urgent.checked ? [" --urgent-only"] : [])].join("");
    for (const command of document.querySelectorAll("code[data-command]")) {
      command.textContent = `${command.dataset.command}${codes.length ? options : command.dataset.options}`;
    }
    if (!mail) return;
    const wanted = codes.map((code) => names.get(code)).join(", ") || "all destinations";
    const text = `Please send me alerts by email or SMS.\nDestinations: ${wanted}\nOnly urgent: ${urgent.checked ? "yes" : "no"}\nMy address or number: `;
    mail.href = `mailto:${mail.dataset.to}?subject=${encodeURIComponent("Subscribe to Advisory Watch")}&body=${encodeURIComponent(text)}`;
  }
  offerDestinations(form, (hit, input) => {
    if (!codes.includes(hit.code)) codes.push(hit.code);
    input.value = "";
    fill();
  });
  urgent.addEventListener("change", fill);
  fill();
})();
