// Shows new emails as they arrive, and searches while typing. Without this script,
// the page reloads every five seconds.
"use strict";

const mails = document.getElementById("mails");
const count = document.getElementById("count");
const search = document.querySelector("input[type=search]");

// address returns the address of the page with the current search.
function address() {
  const here = new URL(location.href);
  if (search.value.trim()) here.searchParams.set("to", search.value.trim());
  else here.searchParams.delete("to");
  return here;
}

// showList replaces the rows of the list. A row that has not changed stays the same
// element, so that it keeps the focus and a click on it is not lost.
function showList(fresh) {
  const known = new Map([...mails.children].map((row) => [row.outerHTML, row]));
  const rows = [...fresh.children].map((row) => known.get(row.outerHTML) ?? row);
  if (rows.length === mails.children.length && rows.every((row, i) => row === mails.children[i])) return;
  const focused = document.activeElement;
  const kept = new Set(rows);
  for (const row of [...mails.children]) if (!kept.has(row)) row.remove();
  rows.forEach((row, i) => { if (mails.children[i] !== row) mails.insertBefore(row, mails.children[i] ?? null); });
  if (focused?.isConnected) focused.focus({ preventScroll: true });
}

let requests = 0;

async function refresh() {
  const request = ++requests;
  const here = address();
  try {
    const response = await fetch(here);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (request !== requests) return; // there is a later request
    const failure = page.querySelector(".failure");
    if (response.status >= 500) throw new Error(failure?.textContent ?? response.statusText);
    if (document.querySelector(".failure")) return location.reload(); // the page shows a failure that is over
    showList(page.getElementById("mails"));
    setCount(page.getElementById("count").textContent);
  } catch {
    if (request === requests) setCount("not up to date, trying again");
  }
}

// setCount changes the count only if it differs, because screen readers announce
// every change.
function setCount(text) {
  if (count.textContent !== text) count.textContent = text;
}

// updateLinks puts the current search into the other links of the page.
function updateLinks() {
  for (const link of document.querySelectorAll(".settings a, .home a, .back a")) {
    const to = new URL(link.href);
    if (address().searchParams.has("to")) to.searchParams.set("to", address().searchParams.get("to"));
    else to.searchParams.delete("to");
    link.href = to;
  }
}

search.addEventListener("input", () => {
  history.replaceState(null, "", address());
  updateLinks();
  void refresh();
});
setInterval(() => { if (!document.hidden) void refresh(); }, 1500);
document.addEventListener("visibilitychange", () => { if (!document.hidden) void refresh(); });
