// Repairs links that email programs, link scanners or copying have altered.

const tokenLength = 43; // 256 bits in base64url
const idLength = 20; // 120 bits in base64url

// inOnePiece matches a whole token. inPieces matches a token with spaces, line
// breaks or quoted-printable soft breaks in it. Hyphens and underscores after a
// token are not part of it: they mark emphasis, or a scanner added them.
const inOnePiece = `([\\w-]{${tokenLength}})[-_]*(?![\\w-])`;
const inPieces = `((?:[\\w-][\\s=]*){${tokenLength - 1}}[\\w-])(?:[\\s=]|[-_]*(?![\\w-]))`;
const maxPieces = 4; // more pieces are words after a truncated token

const anyID = `([\\w-]+)`;
const idInPieces = `((?:[\\w-]\\s*){${idLength}})`;
const hash = `(?:[^\\w\\s#-][^\\s#]{0,2000})?\\s*#[^\\w-]*`;

// patterns match what can follow the base address, the most certain first.
const patterns = [
  anyID + hash + inOnePiece,
  anyID + `[^\\w\\s-](?:\\S{0,2000}?[^\\w-])??` + inOnePiece, // in the path or the query
  anyID + hash + inPieces,
  `([\\w-]{${idLength}})(?:(?:25)*23)?` + inOnePiece, // without the #, or without its %
  idInPieces + `[^\\w-]+` + inPieces,
];

// readLinkForSites calls readLink for each site. A deployment can have several:
// links that were sent before it got its domain begin with another address.
function readLinkForSites(sites, text, expected) {
  const links = sites.map((site) => readLink(text, site, expected)).filter(Boolean);
  return links.find(({ token }) => token) ?? links[0] ?? null;
}

// readLink finds the link of an invitation in a text and repairs it. site is the
// base address of the links, without its scheme. If there are several links, it
// prefers the one of the expected invitation. The token is empty if the text has
// no valid one; overlong is true if it is too long. readLink returns null if there
// is no link.
function readLink(text, site, expected) {
  const start = `(?:^|[^\\w.-])${[...site].map(escapeCharacter).join("\\s*")}\\s*`;
  let incomplete = null;
  for (const variant of variants(text)) {
    for (const pattern of patterns) {
      const links = [...variant.matchAll(new RegExp(start + pattern, "gi"))].filter(isLikely).map(toLink);
      if (links.length > 0) return links.find((link) => link.id === expected) ?? links[0];
    }
    const [, found, rest] = new RegExp(`${start}${anyID}(\\S*)`, "i").exec(variant) ?? [];
    if (found) incomplete ??= { id: found, token: "", overlong: new RegExp(`[\\w-]{${tokenLength + 1}}`).test(rest) };
  }
  return incomplete;
}

function escapeCharacter(character) {
  return character === "/" ? "/+" : character.replace(/\W/, "\\$&");
}

function isLikely([, , token]) {
  return token.split(/[\s=]+/).length <= maxPieces;
}

function toLink([, id, token]) {
  return { id: id.replace(/\s/g, ""), token: token.replace(/[\s=]/g, ""), overlong: false };
}

// variants returns the possible readings of a text, the most likely first:
// unchanged, decoded from quoted-printable, with dashes that were hyphens, and
// decoded from a Proofpoint link.
function variants(text) {
  const plain = normalise(text);
  return [
    plain,
    decode(plain.replace(/=\r?\n/g, ""), /=([0-7][0-9a-f])/gi),
    plain.replace(/[–—]/g, "--"),
    plain.replace(/[–—]/g, "-"),
    decode(plain.replace(/_/g, "/"), /-([0-7][0-9a-f])/gi),
  ];
}

// normalise decodes percent-encoding repeatedly. It removes invisible characters,
// backslashes and the quotation marks of a quoted email.
function normalise(text) {
  for (let last = ""; text !== last;) {
    last = text;
    text = decode(text, /%([0-7][0-9a-f])/gi).replace(/(?:%[89a-f][0-9a-f])+/gi, decodeOrDrop);
  }
  return text.replace(/\p{DI}|\\/gu, "").replace(/[‐‑−]/g, "-").replace(/\n[ \t]*>[> \t]*/g, "\n");
}

function decode(text, pattern) {
  return text.replace(pattern, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

function decodeOrDrop(octets) {
  try {
    return decodeURIComponent(octets);
  } catch {
    return "";
  }
}
