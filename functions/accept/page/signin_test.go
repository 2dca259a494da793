package page

import (
	"net/url"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/setting"
)

// signInScript runs signin.js in Node. Its standard input has the settings, and what is
// called. It prints the address to which the page goes, what it stores, and what it shows.
const signInScript = `
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const shown = { stored: {}, opened: null, to: "" };
globalThis.document = { documentElement: { lang: "en" } };
globalThis.sessionStorage = { setItem: (key, value) => { shown.stored = JSON.parse(value); } };
globalThis.location = { assign: (to) => { shown.to = to; } };
const invitation = { base: "https://admit.example/invitations/", id: "i", token: given.token, offer: { email: "ada@example.com" }, tokens: { idToken: given.idToken } };
const settings = { signIn: given.signIn };
const announce = () => {};
const openInvitation = (notice) => { shown.opened = notice; };
const run = new Function("invitation", "settings", "announce", "openInvitation", "setTimeout",
  require("fs").readFileSync("script/signin.js", "utf8") + "; return (call, argument) => ({ goToSignIn, goToSignOut })[call](argument);");
run(invitation, settings, announce, openInvitation, (done) => done())(given.call, given.argument).then(() => console.log(JSON.stringify(shown)));`

// signInRun is the input of the script.
type signInRun struct {
	Token    string         `json:"token"`
	IDToken  string         `json:"idToken,omitempty"`
	SignIn   setting.SignIn `json:"signIn"`
	Call     string         `json:"call"`
	Argument any            `json:"argument,omitempty"`
}

// signInShown is the output of the script.
type signInShown struct {
	To     string
	Stored struct{ Step, Verifier, State, Token string }
	Opened *struct{ Key string }
}

func (r signInRun) do(t *testing.T) (signInShown, *url.URL) {
	t.Helper()
	shown := runInNode[signInShown](t, signInScript, r)
	to, err := url.Parse(shown.To)
	if err != nil {
		t.Fatal(err)
	}
	return shown, to
}

var anyProvider = setting.SignIn{
	ClientID: "pages", Authorize: "https://login.example/authorize?p=policy", Token: "https://login.example/token", Scope: "openid email offline_access",
	EndSession: "https://login.example/logout?p=policy", Parameters: "audience=https%3A%2F%2Fadmit.example&prompt=select_account",
}

func TestSignInAtAnyProvider(t *testing.T) {
	shown, to := signInRun{Token: token, SignIn: anyProvider, Call: "goToSignIn"}.do(t)
	if to.Scheme+"://"+to.Host+to.Path != "https://login.example/authorize" {
		t.Errorf("the page goes to %s", to)
	}
	query := to.Query()
	for name, want := range map[string]string{
		"p": "policy", "response_type": "code", "client_id": "pages", "redirect_uri": "https://admit.example/invitations/sign-in",
		"scope": "openid email offline_access", "nonce": access.IDTokenNonce(token), "code_challenge_method": "S256",
		"login_hint": "ada@example.com", "audience": "https://admit.example", "prompt": "select_account", "state": shown.Stored.State,
	} {
		if got := query[name]; len(got) != 1 || got[0] != want || want == "" {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(query.Get("code_challenge")) != 43 || len(shown.Stored.Verifier) != 43 || strings.Contains(shown.To, token) {
		t.Errorf("%s, stored %+v", shown.To, shown.Stored)
	}
}

func TestSignOut(t *testing.T) {
	const back = "https://admit.example/invitations/sign-in"
	cognito, none := anyProvider, anyProvider
	cognito.EndSession, cognito.Logout, none.EndSession = "", "https://pool.example/logout", ""
	for name, c := range map[string]struct {
		run  signInRun
		to   string // without the query
		want map[string]string
	}{
		"RP-initiated": {signInRun{SignIn: anyProvider, IDToken: "e.y.J"}, "https://login.example/logout",
			map[string]string{"p": "policy", "client_id": "pages", "post_logout_redirect_uri": back, "id_token_hint": "e.y.J"}},
		"RP-initiated without an ID token": {signInRun{SignIn: anyProvider}, "https://login.example/logout",
			map[string]string{"client_id": "pages", "post_logout_redirect_uri": back, "id_token_hint": ""}},
		"Cognito": {signInRun{SignIn: cognito, IDToken: "e.y.J"}, "https://pool.example/logout",
			map[string]string{"client_id": "pages", "logout_uri": back, "id_token_hint": ""}},
		"none": {signInRun{SignIn: none}, "https://login.example/authorize", map[string]string{"prompt": "login"}},
	} {
		run := c.run
		run.Token, run.Call, run.Argument = token, "goToSignOut", "changing-account"
		shown, to := run.do(t)
		if to.Scheme+"://"+to.Host+to.Path != c.to || shown.Stored.Token != token {
			t.Errorf("%s: goes to %s, stored %+v", name, to, shown.Stored)
		}
		for parameter, want := range c.want {
			if got := to.Query().Get(parameter); got != want {
				t.Errorf("%s: %s is %q, want %q", name, parameter, got, want)
			}
		}
	}
	shown, _ := signInRun{SignIn: none, Token: token, Call: "goToSignOut", Argument: "signed-out"}.do(t)
	if shown.To != "" || shown.Opened == nil || shown.Opened.Key != "notice.signed-out" {
		t.Errorf("without a sign-out at the provider: %+v", shown)
	}
}
