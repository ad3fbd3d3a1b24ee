"use strict";
// Nothing in these scripts is needed to read a page. Here: times in the reader's zone, and ages.
(() => {
  const DAY = 1440; // minutes
  const two = (number) => String(number).padStart(2, "0");
  const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
  const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const minutesSince = (at) => Math.round((Date.now() - at) / 60000);
  const age = (minutes) => minutes < 1 ? "less than a min" : minutes < 120 ? `${minutes} min` : minutes < 2 * DAY ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / DAY)} days`;
  const repeat = (show) => { show(); setInterval(show, 60000); }; // a page left open must not call old news fresh

  for (const place of document.querySelectorAll(".checked")) {
    // The style sheet of the last checks is loaded with the page, and newer than the page.
    const wordsOf = (side) => getComputedStyle(place, side).content.replace(/^"|"$/g, "");
    const words = wordsOf("::before");
    const found = /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(wordsOf("::after"));
    if (!found) continue;
    const at = new Date(`${found[1]}T${found[2]}:00Z`);
    const time = document.createElement("time");
    time.dateTime = at.toISOString();
    time.textContent = found[0];
    const before = document.createTextNode("");
    const after = document.createTextNode("");
    place.append(before, time, after);
    place.classList.add("told");
    repeat(() => {
      const minutes = minutesSince(at);
      const isOld = words.startsWith("not") || minutes > DAY;
      place.classList.toggle("bad", isOld);
      before.data = isOld ? "not checked since " : `${place.classList.contains("says") ? "checked " : ""}${minutes < 0 ? "" : `${age(minutes)} ago (`}`;
      after.data = isOld ? ` (${age(minutes)})` : minutes < 0 ? "" : ")";
    });
  }
  for (const time of document.querySelectorAll("time[datetime*=T]:not(.checked time)")) {
    const at = new Date(time.dateTime);
    if (at.getTimezoneOffset() === 0 || Number.isNaN(at.getTime())) continue;
    const same = day(at) === time.dateTime.slice(0, 10);
    const local = document.createElement("span");
    local.className = "local";
    local.textContent = ` (${same ? "" : `${day(at)} `}${clock(at)} your time)`;
    time.after(local);
  }
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const ago = document.createElement("span");
    repeat(() => {
      const minutes = minutesSince(new Date(time.dateTime));
      ago.textContent = minutes >= 0 ? ` – ${age(minutes)} ago` : "";
      ago.classList.toggle("bad", minutes > DAY);
    });
    time.after(ago);
  }
  for (const place of document.querySelectorAll("[data-age]")) {
    const minutes = minutesSince(new Date(place.dataset.age));
    if (minutes <= DAY) continue;
    place.classList.add("bad");
    place.textContent = ` – this page is ${age(minutes)} old`;
  }
})();
