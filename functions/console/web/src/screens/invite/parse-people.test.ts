import { describe, expect, it } from "vitest";
import { parsePeople, removeEntries } from "./parse-people.ts";

/** Returns the people as "First|Last <address>", and what is wrong as "fault: text". */
function read(text: string, typing = false) {
  const { valid, entries } = parsePeople(text, typing);
  return [
    ...valid.map(({ email, firstName, lastName }) => (firstName || lastName ? `${firstName}|${lastName} <${email}>` : email)),
    ...entries.filter(({ fault }) => fault).map((one) => `${one.fault ?? ""}: ${one.fault === "invalid" ? one.text : (one.email ?? "")}`),
  ];
}

const three = ["ada@example.com", "grace@example.com", "alan@example.com"];
const ada = "Ada|Berg <ada@example.com>";
const jane = "Jane|Roe <jane@example.com>";

describe("addresses are found", () => {
  it.each([
    ["ada@example.com, grace@example.com, alan@example.com"],
    ["ada@example.com grace@example.com\talan@example.com"],
    ["ada@example.com\tgrace@example.com\talan@example.com"],
    ["ada@example.com\r\ngrace@example.com\nalan@example.com\n"],
    [" ada@example.com;grace@example.com;; alan@example.com ,"],
    ['"ada@example.com","grace@example.com"\n"alan@example.com"'],
    ['"ada@example.com\ngrace@example.com\n"alan@example.com'],
    ["ada@example.com；grace@example.com，alan＠example.com"],
    ["<ada@example.com>\n<grace@example.com> <alan@example.com>"],
    ["<ada@example.com, grace@example.com>; [alan@example.com]"],
    ["(ada@example.com) 'grace@example.com' ‘alan@example.com’"],
    ["mailto:ada@example.com MAILTO:grace@example.com?subject=Hi <mailto:alan@example.com>"],
    ["• ada@example.com\n- grace@example.com\n* alan@example.com"],
    ["•ada@example.com\n1. grace@example.com\n2) alan@example.com"],
    ["ada@example.com. grace@example.com! “alan@example.com”"],
    ["'ada@example.com' <ada@example.com>; grace@example.com<mailto:grace@example.com>; alan@example.com (alan@example.com)"],
    ["\u200bada@example.com\ufeff, \u202agrace@example.com\u202c <\u2060alan@exa\u00admple.com> \u200b"],
    ["Email\nada@example.com\ngrace@example.com\nalan@example.com"],
  ])("%j", (text) => expect(read(text)).toEqual(three));

  it("in none, and in many", () => {
    for (const text of ["", " ", ",;\n", "<>", "• \n -", '"', "\t\t\n\t"]) expect(parsePeople(text)).toEqual({ entries: [], valid: [] });
    const many = Array.from({ length: 5_000 }, (_, n) => `person${n}@example.com`);
    for (const separator of [" ", "\n", ", ", "\t"]) expect(parsePeople(many.join(separator)).valid.map(({ email }) => email)).toEqual(many);
  });

  it.each(["ada@example.com", "ada+tag@mail.example.co.uk", "ÅSE@blåbær.no", "o'neill@example.com", "_x-1@example.com"])("as they are: %s", (text) => expect(read(text)).toEqual([text]));
});

describe("names are kept", () => {
  it.each([
    ["Ada Berg <ada@example.com>, Jane Roe <jane@example.com>"],
    ['Ada Berg <ada@example.com>, "Roe, Jane" <jane@example.com>'],
    ["Berg, Ada <ada@example.com>; Roe, Jane <jane@example.com>"],
    ["Berg, Ada <ada@example.com>\nRoe, Jane <jane@example.com>"],
    ["Berg, Ada <ada@example.com>, Roe, Jane <jane@example.com>"],
    ["Ada Berg (ada@example.com)； Roe, Jane ＜jane@example.com＞"],
    ["• Ada Berg: ada@example.com\n• Jane Roe - jane@example.com"],
    ["1. Ada Berg ada@example.com\n2. 'Jane Roe' <mailto:jane@example.com>"],
    ["Ada,Berg,ada@example.com\nJane,Roe,jane@example.com"],
    ["ada@example.com;Ada;Berg\njane@example.com;Jane;Roe"],
    ["Ada Berg\tada@example.com\nRoe, Jane\tjane@example.com"],
    ["1\tAda\tBerg\tada@example.com\t+47 22 00\n2\tJane\tRoe\tjane@example.com\t"],
    ['"Berg, Ada",ada@example.com\n"Roe, Jane",jane@example.com'],
    ['"Name","Email"\n"Berg, Ada","ada@example.com"\n"Jane Roe","jane@example.com"'],
    ["sep=;\nName;Vorname;E-Mail\nBerg;Ada;ada@example.com\nRoe;Jane;jane@example.com"],
    ["First Name [Required],Last Name [Required],Email Address [Required],Org\nAda,Berg,ada@example.com,HQ\nJane,Roe,jane@example.com,HQ"],
    ["id\tdisplayName\tmail\n7\tAda Berg\tada@example.com\n8\tRoe, Jane\tjane@example.com"],
    ["Fornavn\tEtternavn\tE-post\nAda\tBerg\tada@example.com\nJane\tRoe\tjane@example.com"],
    ["Email,Name,Note\nada@example.com,Ada Berg,\"likes \"\"tea\"\",\nand coffee\"\njane@example.com,Jane Roe,"],
    ["Correo electrónico;Nombre;Apellidos\nAda Berg <ada@example.com>;;\njane@example.com;Jane;Roe"],
  ])("%j", (text) => expect(read(text)).toEqual([ada, jane]));

  it.each([
    ["Ada van den Berg <a@example.com>", "Ada|van den Berg <a@example.com>"],
    ["Ada Maria Berg <a@example.com>", "Ada Maria|Berg <a@example.com>"],
    ["ada maria berg <a@example.com>", "ada maria|berg <a@example.com>"],
    ["Ada <a@example.com>", "Ada| <a@example.com>"],
    ["Anne-Marie O’Neill <a@example.com>", "Anne-Marie|O’Neill <a@example.com>"],
    ["«Ada Berg» <a@example.com>", "Ada|Berg <a@example.com>"],
    ["Berg, Ada (HR) <a@example.com>", "Ada (HR)|Berg <a@example.com>"],
  ])("and split: %s", (text, wanted) => expect(read(text)).toEqual([wanted]));

  it.each([
    ["E-mailadresse", "Fornavn", "Efternavn"], ["E-Mail-Adresse", "Vorname", "Nachname"], ["Email", "First name", "Last name"], ["Correo", "Nombre", "Apellidos"],
    ["Sähköposti", "Etunimi", "Sukunimi"], ["Adresse e-mail", "Prénom", "Nom"], ["E-post", "Fornavn", "Etternavn"], ["E-mailadres", "Voornaam", "Achternaam"],
    ["Endereço de e-mail", "Nome", "Apelido"], ["E-postadress", "Förnamn", "Efternamn"],
  ])("below the headings %s, %s, %s", (email, first, last) => {
    expect(read(`${last};${email};${first}\nBerg;ada@example.com;Ada`)).toEqual([ada]);
  });

  it.each([
    ["First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value", "Ada,,Berg,* Work,ada@example.com,"],
    ["Title,First Name,Last Name,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address", "Dr,Ada,Berg,ada@example.com,SMTP,Ada Berg (Work),"],
  ])("below the headings that address books export: %s", (headings, row) => expect(read(`${headings}\n${row}`)).toEqual([ada]));

  it("from the entry that has one", () => expect(read("ada@example.com, Ada Berg <ada@example.com>")).toEqual([ada, "duplicate: ada@example.com"]));

  it("behind a table", () => expect(read("name,email\nAda Berg,ada@example.com\n\nRoe, Jane <jane@example.com>")).toEqual([ada, jane]));
});

describe("what is wrong is named", () => {
  it.each(["nobody", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@example.", `${"a".repeat(65)}@example.com`, `ada@${"a".repeat(250)}.no`, "ada(home)@example.com"])(
    "%s", (word) => expect(read(`grace@example.com ${word}`)).toEqual(["grace@example.com", `invalid: ${word}`]));

  it.each([
    ["gra, ada@example.com", "ada@example.com", "invalid: gra"],
    ["ada@example.com; Jane Roe; x@y", "ada@example.com", "invalid: Jane Roe", "invalid: x@y"],
    ["Jane Roe <jane@example>", "invalid: Jane Roe", "invalid: jane@example"],
    ["email;name\n;Jane Roe\nada@example.com;Ada Berg\nx@y;Roe", ada, "invalid: ;Jane Roe", "invalid: x@y;Roe"],
    ["Ada@example.com, grace@example.com, ada@EXAMPLE.com, ada@example.com", "Ada@example.com", "grace@example.com", "duplicate: ada@EXAMPLE.com", "duplicate: ada@example.com"],
    ["Email,Name,Manager\nada@example.com,Ada Berg,olga@example.com\njane@example.com,Jane Roe,ada@example.com", ada, jane, "aside: olga@example.com"],
  ])("%s", (text = "", ...wanted) => expect(read(text)).toEqual(wanted));

  it("but not while it is being typed", () => {
    expect(read("ada@example.com, gra", true)).toEqual(["ada@example.com"]);
    expect(read("ada@example.com, gra", false)).toEqual(["ada@example.com", "invalid: gra"]);
    expect(read("ada@example.com, gra ", true)).toEqual(["ada@example.com", "invalid: gra"]);
    expect(read("gra, ada@example.com", true)).toEqual(["ada@example.com", "invalid: gra"]);
  });

  it.each([
    ["ada@example.com; nobody; Jane Roe <jane@example.com>; x@y", "ada@example.com; Jane Roe <jane@example.com>; "],
    ["x@y\nada@example.com", "ada@example.com"],
    ["email,name\nx,Nobody\nada@example.com,Ada\n", "email,name\nada@example.com,Ada\n"],
    ["Name;Email\nBo Roe;bo@example.com, bad@@x\nAda;ada@example.com", "Name;Email\nBo Roe;bo@example.com, \nAda;ada@example.com"],
    ["Email;Name\nbad@@x, bo@example.com, y@;Bo Roe\nada@example.com;Ada", "Email;Name\nbo@example.com, ;Bo Roe\nada@example.com;Ada"],
    ['Name,Email\n"Roe ""Bo""","""Bo"" <bo@example.com>; bad@@x"\nAda,ada@example.com', 'Name,Email\n"Roe ""Bo""","""Bo"" <bo@example.com>; "\nAda,ada@example.com'],
  ])("and can be removed: %j", (text = "", rest = "") => {
    const left = removeEntries(text, parsePeople(text).entries.filter(({ fault }) => fault === "invalid"));
    expect(left).toBe(rest);
    expect(parsePeople(left).valid).toEqual(parsePeople(text).valid);
  });
});

it("removes one of several addresses of a row alone, and the only one with its row", () => {
  const left = (text: string, address: string) => removeEntries(text, parsePeople(text).entries.filter(({ email }) => email === address));
  expect(left("Name;Email\nAda;ada@example.com, bo@example.com\nJane;jane@example.com", "bo@example.com")).toBe("Name;Email\nAda;ada@example.com, \nJane;jane@example.com");
  const managed = "Email;Manager;Name\nada@example.com;olga@example.com;Ada\njane@example.com;;Jane";
  expect(left(managed, "olga@example.com")).toBe("Email;Manager;Name\nada@example.com;;Ada\njane@example.com;;Jane");
  expect(left(managed, "ada@example.com")).toBe("Email;Manager;Name\njane@example.com;;Jane");
});

it("never loses an address", () => {
  const parts = [" ", ", ", ";", "\n", "\t", '"', "<", ">", "(", ")", "'", ",", "Ada", "Berg, Ada", '"Roe, Jane"', "email", "name", "•", "mailto:", "\n\n", "；", "email;name\n", "Name,Email\n", "1", "[", "]"];
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const wrong: unknown[] = [];
  for (let run = 0; run < 3_000; run++) {
    let text = "";
    const addresses: string[] = [];
    for (let part = 0; part < 14; part++) {
      const address = `p${addresses.length}x@example.com`;
      if (next(3) === 0) addresses.push(address);
      // Letters around an address would make it another one.
      text += addresses.at(-1) === address ? ` ${address} `.slice(next(2), 18 - next(2)) : (parts[next(parts.length)] ?? "");
      if (text.endsWith("@example.com")) text += [" ", ",", ";", "\n", ">", '"', "\t", ")"][next(8)] ?? "";
    }
    const { entries, valid } = parsePeople(text);
    const told = [...valid.map(({ email }) => email), ...entries.map((one) => (one.email ?? "") + one.text)].join(" ");
    const lost = addresses.filter((address) => !told.includes(address));
    if (lost.length > 0 || entries.some(({ start, end }) => start >= end)) wrong.push({ text, lost });
  }
  expect(wrong).toEqual([]);
});
