// The headings of a table of people, in the languages of the console and of the programs that export such tables.

/** What a column of a table has. */
export type Column = "email" | "firstName" | "lastName" | "name";

const headings: Readonly<Record<Column, string>> = {
  email:
    "email, e-mail, mail, email address, e-mail address, mail address, primary email, work email, e-mail value, userprincipalname, " +
    "e-mailadresse, mailadresse, e-mail-adresse, mail-adresse, epost, e-post, epostadresse, e-postadresse, e-postadress, mejl, mejladress, " +
    "sähköposti, sähköpostiosoite, courriel, adresse e-mail, adresse mail, adresse électronique, adresse de courriel, e-mailadres, " +
    "correo, correo electrónico, dirección de correo, dirección de correo electrónico, endereço de e-mail, endereço de email, correio eletrónico, correio eletrônico",
  firstName: "first name, given name, forename, fornavn, förnamn, etunimi, vorname, prénom, voornaam, nombre de pila, nome próprio, primeiro nome",
  lastName:
    "last name, surname, family name, etternavn, efternavn, efternamn, sukunimi, nachname, familienname, apellido, apellidos, nom de famille, " +
    "achternaam, familienaam, apelido, sobrenome, último nome",
  name:
    "name, full name, display name, navn, fullt navn, fulde navn, namn, fullständigt namn, nimi, koko nimi, vollständiger name, " +
    "nombre, nombre completo, nom, nom complet, nom et prénom, naam, volledige naam, nome, nome completo",
};

const columns = new Map(Object.entries(headings).flatMap(([column, names]) => names.split(", ").map((name) => [plain(name), column as Column] as const)));

/** Returns a heading without accents, spaces, numbers and remarks such as “[Required]”: “E-mail 1 - Value” is “emailvalue”. */
function plain(heading: string): string {
  return heading.normalize("NFD").toLowerCase().replaceAll(/\[[^\]]*\]|\([^)]*\)|[^\p{L}]/gu, "");
}

/** Returns what each cell is the heading of, or undefined if they are no headings. */
export function headingsIn(cells: readonly string[]): readonly (Column | undefined)[] | undefined {
  if (cells.some((cell) => cell.includes("@"))) return undefined;
  const found = cells.map((cell) => columns.get(plain(cell)));
  if (!found.includes("email")) return undefined;
  // In “Name; Vorname” a name is a last name, and in “Nombre; Apellidos” a first name.
  const other = found.includes("firstName") ? "lastName" : found.includes("lastName") ? "firstName" : "name";
  return found.map((column) => (column === "name" && !found.includes(other) ? other : column));
}
