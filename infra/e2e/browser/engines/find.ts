// find runs in the page: it has no imports, and no use of anything outside it.
import type { Query } from "./driver";

export function find({ kind, name, within }: Query): Element | null {
  const selectors = { button: "button, [role=button]", link: "a[href]", field: "input, textarea", heading: "h1", any: "body" };
  const visible = (element: Element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
  const text = (element: Element | undefined) => ((element as HTMLElement | undefined)?.innerText ?? "").trim().replace(/\s+/g, " ");
  const nameOf = (element: Element) => element.getAttribute("aria-label") ?? (text((element as HTMLInputElement).labels?.[0]) || text(element));
  const scope = () => {
    if (within === undefined) return document;
    if (within === "dialog") return [...document.querySelectorAll("[role=dialog]")].find(visible);
    return [...document.querySelectorAll("tr")].find((row) => visible(row) && text(row).includes(within.row));
  };
  const root = scope();
  if (!root) return null;
  if (kind === "any") {
    const whole = root === document ? document.body : (root as Element);
    return text(whole).includes(name) ? whole : null;
  }
  const matches = (element: Element) => (kind === "heading" ? nameOf(element).includes(name) : nameOf(element) === name);
  const ready = (element: Element) => visible(element) && !element.matches(":disabled, [aria-disabled=true]");
  const found = [...root.querySelectorAll(selectors[kind])].find((element) => ready(element) && matches(element)) ?? null;
  found?.scrollIntoView({ block: "center", behavior: "instant" }); // away from bars that stay at the edges
  return found;
}
