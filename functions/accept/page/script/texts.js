// The words of the page, in the language of the document.

let texts; // by key
let dateStyle; // the BCP 47 tag by which dates are written

// useTexts also looks for the reader's own kind of the language: en-US and
// en-GB read one text and two kinds of date.
function useTexts(given) {
  texts = given;
  const { lang } = document.documentElement;
  const own = navigator.languages.find((tag) => tag.split("-")[0] === lang);
  dateStyle = own ?? { en: "en-GB" }[lang] ?? lang;
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

// sayTimeLeft rounds down, so that nobody is promised more than there is, and
// gives the two largest units: "2 days, 23 hours" is nearly three.
function sayTimeLeft(milliseconds) {
  if (milliseconds <= 0) return texts["offer.ended"];
  const minutes = Math.floor(milliseconds / 60e3);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts = days > 0 ? [sayUnit(days, "day"), sayUnit(hours % 24, "hour")] : [sayUnit(hours, "hour"), sayUnit(minutes % 60, "minute")];
  const time = new Intl.ListFormat(dateStyle, { type: "unit" }).format(parts.filter(Boolean));
  return texts["offer.left"].replace("{time}", time || sayUnit(Math.max(1, Math.floor(milliseconds / 1e3)), "second"));
}

function sayUnit(count, unit) {
  return count > 0 && new Intl.NumberFormat(dateStyle, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

// sayWait rounds up, so that nobody comes too early.
function sayWait(seconds) {
  if (seconds <= 90) return sayIn(seconds, "second");
  if (seconds <= 90 * 60) return sayIn(Math.ceil(seconds / 60), "minute");
  return sayIn(Math.ceil(seconds / 3600), "hour");
}

function sayIn(count, unit) {
  return new Intl.RelativeTimeFormat(dateStyle, { numeric: "always" }).format(count, unit);
}
