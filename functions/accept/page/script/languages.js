// Choosing another language than the browser asked for. Every language is a
// document of its own, so that the page is loaded again, with ?lang= in its
// address: the fragment and what the history entry remembers survive that.

function offerLanguages(tags) {
  const footer = part("languages");
  const choices = tags.map((tag) => ({ tag, name: nameOf(tag) })).sort((a, b) => a.name.localeCompare(b.name));
  footer.querySelector("ul").replaceChildren(...choices.map(({ tag, name }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.lang = tag;
    button.textContent = name;
    if (tag === document.documentElement.lang) button.setAttribute("aria-current", "true");
    else button.addEventListener("click", () => speak(tag));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
  document.body.append(footer);
}

// nameOf is what a language calls itself.
function nameOf(tag) {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  return name[0].toLocaleUpperCase(tag) + name.slice(1);
}

function speak(tag) {
  const address = new URL(location.href);
  address.searchParams.set("lang", tag);
  history.replaceState({ ...history.state, typed: typedNames() }, "", address);
  location.reload();
}

// languageQuery keeps the language that was chosen, and nothing else of the
// address's query. What stands behind the language may be a token.
function languageQuery() {
  const [chosen] = /^[a-z]{2,3}(?![a-z0-9_])/i.exec(new URLSearchParams(location.search).get("lang")) ?? [];
  return chosen ? `?${new URLSearchParams({ lang: chosen })}` : "";
}
