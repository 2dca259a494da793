// Shows new mails as they come, and searches as one types. Without it the page
// works all the same: it is then loaded anew every few seconds.
"use strict";

const mails = document.getElementById("mails");
const count = document.getElementById("count");
const search = document.querySelector("input[type=search]");

// The address of what is shown, with the search as it stands in its field.
function address() {
  const here = new URL(location.href);
  if (search.value.trim()) here.searchParams.set("to", search.value.trim());
  else here.searchParams.delete("to");
  return here;
}

// A row that was there stays the same element: it keeps the focus, and a click
// that has begun on it ends on it.
function show(fresh) {
  const known = new Map([...mails.children].map((row) => [row.outerHTML, row]));
  const rows = [...fresh.children].map((row) => known.get(row.outerHTML) ?? row);
  if (rows.length === mails.children.length && rows.every((row, i) => row === mails.children[i])) return;
  const focused = document.activeElement;
  const kept = new Set(rows);
  for (const row of [...mails.children]) if (!kept.has(row)) row.remove();
  rows.forEach((row, i) => { if (mails.children[i] !== row) mails.insertBefore(row, mails.children[i] ?? null); });
  if (focused?.isConnected) focused.focus({ preventScroll: true });
}

let asked = 0;

async function refresh() {
  const mine = ++asked;
  const here = address();
  try {
    const response = await fetch(here);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return; // a later question was asked meanwhile
    const failure = page.querySelector(".failure");
    if (response.status >= 500) throw new Error(failure?.textContent ?? response.statusText);
    if (document.querySelector(".failure")) return location.reload(); // it was there when this was loaded, and is over
    show(page.getElementById("mails"));
    say(page.getElementById("count").textContent);
  } catch {
    if (mine === asked) say("not up to date: trying again");
  }
}

// A screen reader tells of a change, and only of that.
function say(text) {
  if (count.textContent !== text) count.textContent = text;
}

// What else is linked to keeps the search, too.
function follow() {
  for (const link of document.querySelectorAll(".settings a, .home a, .back a")) {
    const to = new URL(link.href);
    if (address().searchParams.has("to")) to.searchParams.set("to", address().searchParams.get("to"));
    else to.searchParams.delete("to");
    link.href = to;
  }
}

search.addEventListener("input", () => {
  history.replaceState(null, "", address());
  follow();
  void refresh();
});
setInterval(() => { if (!document.hidden) void refresh(); }, 1500);
document.addEventListener("visibilitychange", () => { if (!document.hidden) void refresh(); });
