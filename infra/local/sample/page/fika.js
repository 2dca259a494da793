// The page of Fika. It asks Admit what to offer, with the token of the person who signed
// in. Its back end asks again before it does anything.
import { Admit } from "./admit-client.js";
import { accessToken, signIn } from "./sign-in.js";

const settings = await (await fetch("settings.json")).json();
const admit = new Admit({ url: settings.api, timeout: 10_000 });
const element = (id) => document.getElementById(id);
const say = (text) => { element("message").textContent = text; };

const token = await accessToken(settings).catch((error) => say(error.message));
element("sign-in").hidden = token !== undefined;
element("sign-in").addEventListener("click", () => signIn(settings));
if (token) await show();

/** Shows every organisation and account that the person can see, with what they may do there. */
async function show() {
  try {
    const scopes = await visibleScopes();
    // All questions are asked in one tick, so they are one request.
    element("scopes").replaceChildren(...(await Promise.all(scopes.map(card))));
    if (scopes.length === 0) element("scopes").textContent = "You don’t have access to any organisation.";
  } catch (error) {
    element("scopes").textContent = `Fika can’t check what you may do at the moment. ${error.message}`;
  }
}

async function visibleScopes() {
  const scopes = (await all("/organisations", "items")).map(async ({ id, name }) => {
    const accounts = await all(`/organisations/${id}`, "accounts");
    return [{ name, organisationId: id }, ...accounts.map((account) => ({ name: `${name}, ${account.name}`, organisationId: id, accountId: account.id }))];
  });
  return (await Promise.all(scopes)).flat();
}

/** Returns the items of all pages of a list, which are in one field of each page. */
async function all(path, field) {
  const items = [];
  for (let cursor = ""; cursor !== undefined; ) {
    const page = await ask(`${path}?limit=100${cursor && `&cursor=${cursor}`}`);
    items.push(...page[field]);
    cursor = page.nextCursor;
  }
  return items;
}

async function ask(path) {
  const response = await fetch(settings.api + path, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`Admit answered ${response.status}.`);
  return await response.json();
}

/** Returns the card of a scope. A button without a permission is disabled, with the reason beside it. */
async function card({ name, organisationId, accountId }) {
  const scope = { organisationId, accountId };
  const [buy, invoices] = await Promise.all(["marketplace:purchase", "billing:read"].map((permission) => admit.decide({ token }, permission, scope)));
  const section = element("card").content.cloneNode(true).firstElementChild;
  section.querySelector("h2").textContent = name;
  offer(section, "buy", "marketplace:purchase", buy, async () => `Thank you! Order ${(await call("POST", "orders", scope)).number} is on its way.`);
  offer(section, "invoices", "billing:read", invoices, async () => (await call("GET", "invoices", scope)).invoices.join("\n") || "No invoices yet.");
  return section;
}

function offer(section, action, permission, { allowed, because }, work) {
  const button = section.querySelector(`button.${action}`);
  button.disabled = !allowed;
  button.addEventListener("click", async () => {
    try {
      say(await work());
    } catch (error) {
      say(error.message);
      await show();
    }
  });
  section.querySelector(`p.${action}`).textContent = allowed ? reason(because[0]) : `You need the permission ${permission}.`;
}

function reason({ role, inheritedFrom }) {
  return `You’re ${role.name}${inheritedFrom ? `, through ${inheritedFrom.name}` : ""}.`;
}

/** Calls Fika's own back end. */
async function call(method, path, { organisationId, accountId }) {
  const query = accountId ? `?account=${accountId}` : "";
  const response = await fetch(`organisations/${organisationId}/${path}${query}`, { method, headers: { Authorization: `Bearer ${token}` } });
  const body = await response.json();
  if (!response.ok) throw new Error(`${body.title}. ${body.detail}`);
  return body;
}
