// Links that were changed on their way, by mail programs, link scanners or copying.

const tokenLength = 43; // 256 bits in base64url
const idLength = 20; // 120 bits in base64url

// A token in one piece, and one with spaces, line breaks or the soft breaks of
// quoted-printable in it. Hyphens and underscores behind it are not its own: they
// mark emphasis, or a scanner put them there.
const inOnePiece = `([\\w-]{${tokenLength}})[-_]*(?![\\w-])`;
const inPieces = `((?:[\\w-][\\s=]*){${tokenLength - 1}}[\\w-])(?:[\\s=]|[-_]*(?![\\w-]))`;
const mostPieces = 4; // more are the words behind a token that was cut off

const anyID = `([\\w-]+)`;
const idInPieces = `((?:[\\w-]\\s*){${idLength}})`;
const hash = `(?:[^\\w\\s#-][^\\s#]{0,2000})?\\s*#[^\\w-]*`;

// forms are what can follow the address of all invitations, the surest first.
const forms = [
  anyID + hash + inOnePiece,
  anyID + `[^\\w\\s-](?:\\S{0,2000}?[^\\w-])??` + inOnePiece, // in the path or the query
  anyID + hash + inPieces,
  `([\\w-]{${idLength}})(?:(?:25)*23)?` + inOnePiece, // without the #, or without its %
  idInPieces + `[^\\w-]+` + inPieces,
];

// readLinkOf is readLink for the site that has the link. Links that were mailed
// before a deployment got its domain begin with another address than later ones.
function readLinkOf(sites, text, expected) {
  const links = sites.map((site) => readLink(text, site, expected)).filter(Boolean);
  return links.find(({ token }) => token) ?? links[0] ?? null;
}

// readLink finds the link of an invitation in a text, and undoes what was done to
// it. site is the address of all invitations, without its scheme. Of several
// links it prefers that of the expected invitation. The token is empty when the
// text has no whole one; overlong tells that it has more than one. It returns
// null when there is no link.
function readLink(text, site, expected) {
  const start = `(?:^|[^\\w.-])${[...site].map(spelling).join("\\s*")}\\s*`;
  let cut = null;
  for (const reading of readings(text)) {
    for (const form of forms) {
      const links = [...reading.matchAll(new RegExp(start + form, "gi"))].filter(isLikely).map(linkOf);
      if (links.length > 0) return links.find((link) => link.id === expected) ?? links[0];
    }
    const [, found, rest] = new RegExp(`${start}${anyID}(\\S*)`, "i").exec(reading) ?? [];
    if (found) cut ??= { id: found, token: "", overlong: new RegExp(`[\\w-]{${tokenLength + 1}}`).test(rest) };
  }
  return cut;
}

function spelling(character) {
  return character === "/" ? "/+" : character.replace(/\W/, "\\$&");
}

function isLikely([, , token]) {
  return token.split(/[\s=]+/).length <= mostPieces;
}

function linkOf([, id, token]) {
  return { id: id.replace(/\s/g, ""), token: token.replace(/[\s=]/g, ""), overlong: false };
}

// readings are the ways to read a text, the likeliest first: as it stands, as
// quoted-printable, with dashes that were hyphens, and as Proofpoint writes an
// address into its own.
function readings(text) {
  const plain = readable(text);
  return [
    plain,
    decode(plain.replace(/=\r?\n/g, ""), /=([0-7][0-9a-f])/gi),
    plain.replace(/[–—]/g, "--"),
    plain.replace(/[–—]/g, "-"),
    decode(plain.replace(/_/g, "/"), /-([0-7][0-9a-f])/gi),
  ];
}

// readable undoes percent-encoding, however often it was done, and removes what
// cannot be seen, backslashes, and the marks of a quoted mail.
function readable(text) {
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
