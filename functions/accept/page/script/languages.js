// Choosing a language. Each language is a document of its own, so the page is
// loaded again with ?lang= in its address. The fragment and the state of the
// history entry survive the reload.

function showLanguages(tags) {
  const content = part("languages");
  const choices = tags.map((tag) => ({ tag, name: languageName(tag) })).sort((a, b) => a.name.localeCompare(b.name));
  content.querySelector("ul").replaceChildren(...choices.map(({ tag, name }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = tag;
    button.textContent = name;
    if (tag === document.documentElement.lang) button.setAttribute("aria-current", "true");
    else button.addEventListener("click", () => switchLanguage(tag));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  document.querySelector("footer").prepend(content);
}

// languageName returns the name of a language in that language.
function languageName(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

function switchLanguage(tag) {
  const address = new URL(location.href);
  address.searchParams.set("lang", tag);
  history.replaceState({ ...history.state, typed: typedNames() }, "", address);
  location.reload();
}

// languageQuery returns a query with the chosen language. It drops the rest of the
// address's query, which may contain a token.
function languageQuery() {
  const [chosen] = /^[a-z]{2,3}(?![a-z0-9_])/i.exec(new URLSearchParams(location.search).get("lang")) ?? [];
  return chosen ? `?${new URLSearchParams({ lang: chosen })}` : "";
}
