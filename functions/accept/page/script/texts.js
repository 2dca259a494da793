// The texts of the page, in the language of the document.

let texts; // by key
let dateLocale; // BCP 47 tag for formatting dates and numbers

// useTexts sets the texts. It also finds the reader's regional variant of the
// language: en-US and en-GB have the same texts but different date formats.
function useTexts(given) {
  texts = given;
  const { lang } = document.documentElement;
  const own = navigator.languages.find((tag) => tag.split("-")[0] === lang);
  dateLocale = own ?? { en: "en-GB" }[lang] ?? lang;
}

// format returns a text as DOM nodes, with its {placeholders} replaced. The values
// were typed by people. Each becomes the text of a <bdi> element, so that it
// cannot be markup and does not change the writing direction around it.
function format(key, values = {}) {
  const pattern = key.startsWith("value.") ? `{${key.slice(6)}}` : texts[key];
  return pattern.split(/(\{\w+\})/).filter(Boolean).map((piece) => {
    if (!/^\{\w+\}$/.test(piece)) return piece;
    const name = document.createElement("bdi");
    name.textContent = values[piece.slice(1, -1)] ?? "";
    return name;
  });
}

function setText(element, key, values) {
  element.replaceChildren(...format(key, values));
}

// formatTime formats a time in the reader's time zone.
function formatTime(instant) {
  return new Intl.DateTimeFormat(dateLocale, {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(instant);
}

// formatDay formats a time that may be years away.
function formatDay(instant) {
  return new Intl.DateTimeFormat(dateLocale, { dateStyle: "long", timeStyle: "short" }).format(instant);
}

// formatTimeLeft formats the remaining time in its two largest units. It rounds
// down, so that it does not promise too much: nearly three days are "2 days, 23
// hours".
function formatTimeLeft(milliseconds) {
  if (milliseconds <= 0) return texts["offer.ended"];
  const minutes = Math.floor(milliseconds / 60e3);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts = days > 0 ? [formatUnit(days, "day"), formatUnit(hours % 24, "hour")] : [formatUnit(hours, "hour"), formatUnit(minutes % 60, "minute")];
  const time = new Intl.ListFormat(dateLocale, { type: "unit" }).format(parts.filter(Boolean));
  return texts["offer.left"].replace("{time}", time || formatUnit(Math.max(1, Math.floor(milliseconds / 1e3)), "second"));
}

function formatUnit(count, unit) {
  return count > 0 && new Intl.NumberFormat(dateLocale, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

// formatWait formats a waiting time. It rounds up, so that nobody tries too early.
function formatWait(seconds) {
  if (seconds <= 90) return formatRelative(seconds, "second");
  if (seconds <= 90 * 60) return formatRelative(Math.ceil(seconds / 60), "minute");
  return formatRelative(Math.ceil(seconds / 3600), "hour");
}

function formatRelative(count, unit) {
  return new Intl.RelativeTimeFormat(dateLocale, { numeric: "always" }).format(count, unit);
}
