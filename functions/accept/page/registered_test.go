package page

import "testing"

// endingsScript runs endings.js in Node until a registration is finished. Its standard input
// has where the reader continues. It prints the address that the console is told.
const endingsScript = `
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
let told = "";
globalThis.sessionStorage = { setItem: (key, value) => { if (key === "admit.registered") told = value; } };
globalThis.history = { replaceState: () => {} };
globalThis.location = { pathname: "/invitations/i" };
const invitation = { offer: { names: { email: "ada@example.com" } } };
const run = new Function("invitation", "settings", "languageQuery", "part", "pasteForm",
  require("fs").readFileSync("script/endings.js", "utf8") + "; return finish;");
const finish = run(invitation, { continueUrl: given.continueUrl }, () => "", () => { throw new Error("shown"); }, null);
try { finish(given.ending, {}); } catch {}
console.log(JSON.stringify(told));`

type ending struct {
	Ending      string `json:"ending"`
	ContinueURL string `json:"continueUrl"`
}

func TestConsoleIsToldWhoRegistered(t *testing.T) {
	for given, want := range map[ending]string{
		{"registered", ""}:                     "ada@example.com",
		{"registered", "https://fika.example"}: "", // the product has a sign-in of its own
		{"accepted", ""}:                       "", // who accepts is signed in
	} {
		if told := runInNode[string](t, endingsScript, given); told != want {
			t.Errorf("%+v: the console is told %q, want %q", given, told, want)
		}
	}
}
