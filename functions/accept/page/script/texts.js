// The words of the page, in the reader's language.

let texts; // by key
let dateStyle; // the BCP 47 tag by which dates are written

// chooseTexts takes the first of the reader's languages that there is a
// locale for: nb-NO finds nb.
function chooseTexts(locales) {
  const wanted = [...navigator.languages.flatMap((tag) => [tag, tag.split("-")[0]]), "en"];
  const tag = wanted.find((one) => locales.some((locale) => locale.languages.includes(one)));
  const locale = locales.find((one) => one.languages.includes(tag));
  texts = locale.texts;
  const [own] = locale.languages;
  const reader = navigator.languages.find((one) => one.split("-")[0] === own.split("-")[0]);
  dateStyle = reader ?? own; // en-US and en-GB read one text and two kinds of date
  document.documentElement.lang = own;
}

// say fills the {gaps} of a text. What fills them was typed by people: it
// becomes inert text, isolated so that its writing direction stays its own.
function say(key, values = {}) {
  const pattern = key.startsWith("value.") ? `{${key.slice(6)}}` : texts[key];
  return pattern.split(/(\{\w+\})/).filter(Boolean).map((piece) => {
    if (!/^\{\w+\}$/.test(piece)) return piece;
    const name = document.createElement("bdi");
    name.textContent = values[piece.slice(1, -1)] ?? "";
    return name;
  });
}

function put(element, key, values) {
  element.replaceChildren(...say(key, values));
}

// sayTime gives an instant with the reader's own clock and zone.
function sayTime(instant) {
  return new Intl.DateTimeFormat(dateStyle, {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(instant);
}

// sayTimeLeft rounds down, so that nobody is promised more than there is.
function sayTimeLeft(milliseconds) {
  if (milliseconds <= 0) return texts["offer.ended"];
  const left = new Intl.RelativeTimeFormat(dateStyle, { numeric: "always" });
  const minutes = Math.floor(milliseconds / 60e3);
  if (minutes >= 2 * 24 * 60) return left.format(Math.floor(minutes / (24 * 60)), "day");
  if (minutes >= 2 * 60) return left.format(Math.floor(minutes / 60), "hour");
  return left.format(minutes, "minute");
}
