package e2e

import (
	"net/http"
	"strings"
	"testing"
)

func TestInvalidAddressesAreRefused(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for kind, email := range map[string]string{
		"empty": "", "blank": " ", "no at": "ada", "no local part": "@example.com", "no domain": "ada@", "two ats": "ada@eve@example.com",
		"two, by comma": "ada@example.com,eve@example.com", "two, by semicolon": "ada@example.com;eve@example.com", "two, by space": "ada@example.com eve@example.com",
		"CR LF": "ada@example.com\r\nBcc: eve@example.com", "LF": "ada\n@example.com", "CR": "ada@example.com\r", "NUL": "ada\x00@example.com",
		"NUL at the end": "ada@example.com\x00", "tab": "ada\t@example.com", "space": "a da@example.com", "space before": " ada@example.com", "space after": "ada@example.com ",
		"display name": "Ada <ada@example.com>", "brackets": "<ada@example.com>", "mailto": "mailto:ada@example.com", "quoted": `"ada"@example.com`,
		"quoted space": `"a da"@example.com`, "quoted at": `"ada@x"@example.com`, "comment": "ada(comment)@example.com", "comment in domain": "ada@(comment)example.com",
		"source route": "@a.example:ada@example.com", "percent hack": "ada%eve.example@example.com@", "backslash": `a\da@example.com`,
		"dotless i": "ad\u0131@example.com", "dotted capital i": "ad\u0130@example.com", "Kelvin sign": "\u212Aari@example.com", "long s": "\u017Fam@example.com",
		"ligature": "\uFB01nn@example.com", "full-width at": "ada\uFF20example.com", "full-width letters": "\uFF21da@example.com", "full-width dot": "ada@example\uFF0Ecom",
		"ideographic dot": "ada@example\u3002com", "Cyrillic a": "\u0430da@example.com", "Cyrillic in domain": "ada@ex\u0430mple.com", "Greek omicron": "ad\u03BF@example.com",
		"zero-width joiner": "ad\u200Da@example.com", "zero-width space": "ad\u200Ba@example.com", "soft hyphen": "ad\u00ADa@example.com", "word joiner": "ad\u2060a@example.com",
		"override": "ad\u202Ea@example.com", "decomposed": "a\u030Ada@example.com", "emoji": "ada\U0001F600@example.com",
		"trailing dot": "ada@example.com.", "leading dot": ".ada@example.com", "dot before at": "ada.@example.com", "two dots": "a..da@example.com", "two dots in domain": "ada@example..com",
		"no dot in domain": "ada@localhost", "IP literal": "ada@[192.0.2.1]", "IPv6 literal": "ada@[IPv6:2001:db8::1]", "bare IP": "ada@192.0.2.1", "bare number": "ada@3221225985",
		"underscore in domain": "ada@exa_mple.com", "hyphen first": "ada@-example.com", "hyphen last": "ada@example-.com", "port": "ada@example.com:25", "slash": "ada@example.com/x", "hash": "ada@example.com#x",
		"65 before the at": strings.Repeat("a", 65) + "@example.com", "255 long": strings.Repeat("a", 60) + "@" + strings.Repeat(strings.Repeat("b", 60)+".", 3) + "example.com", "label of 64": "ada@" + strings.Repeat("a", 64) + ".example",
		"129 long": longAddress(129), "129 long in ASCII form": strings.Repeat("a", 64) + "@ü" + strings.Repeat("d", 52) + ".com",
		"letters beyond ASCII": "Øyvind@example.com", "another alphabet": "Мария@example.com", "no alphabet": "李小龍@example.com",
		"1 KB": strings.Repeat("a", 1000) + "@example.com", "bad punycode": "ada@xn--a.example", "wildcard": "*@*",
	} {
		t.Run(kind, func(t *testing.T) {
			post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": email, "roles": []string{"billing-viewer"}}).wantInvalid(t, "email")
		})
	}
	left := decode[list[invitation]](t, get(t, org.path("/invitations?status=pending"), org.admin.token).want(t, http.StatusOK))
	if len(left.Items) != 0 {
		t.Errorf("invalid requests created %d invitations", len(left.Items))
	}
	org.invite(t, address("valid"), "billing-viewer") // the request itself is valid
	for longest, email := range map[string]string{"64 before the at": strings.Repeat("a", 64) + "@" + unique("long") + ".example", "128 long": longAddress(128)} {
		t.Run(longest, func(t *testing.T) {
			if i := org.invite(t, email, "billing-viewer"); i.Email != email {
				t.Errorf("the address is stored as %s", i.Email)
			}
		})
	}
}

// longAddress returns a syntactically valid address of the given length in octets.
func longAddress(octets int) string {
	local := strings.Repeat("a", 60) + "@"
	domain := strings.Repeat("b", 40) + ".example"
	return local + strings.Repeat("c", octets-len(local)-len(domain)-1) + "." + domain
}

// Different spellings of one address are equal; any other difference counts.
func TestAddressComparison(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	name := unique("ada")
	invite := func(email string) response {
		return post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": email, "roles": []string{"billing-viewer"}})
	}
	first := decode[invitation](t, invite(name+"@bücher.example").want(t, http.StatusCreated))
	if first.Email != name+"@bücher.example" {
		t.Errorf("the address was changed to %q", first.Email)
	}
	for _, same := range []string{strings.ToUpper(name) + "@bücher.example", name + "@BÜCHER.example", name + "@xn--bcher-kva.example", name + "@XN--BCHER-KVA.EXAMPLE", name + "@bu\u0308cher.example", name + "@BU\u0308CHER.example"} {
		if p := invite(same).wantProblem(t, http.StatusConflict, "invitation-pending"); p.InvitationID != first.ID {
			t.Errorf("%s conflicts with invitation %q, want %q", same, p.InvitationID, first.ID)
		}
	}
	for _, other := range []string{"x." + name + "@bücher.example", name + "+tag@bücher.example", name + "@bucher.example", "e" + name[1:] + "@bücher.example", strings.Repeat("l", 64) + "@" + name + ".example"} {
		invite(other).want(t, http.StatusCreated)
	}
	if m := mails.waitFor(t, first); m.to[0] != name+"@xn--bcher-kva.example" {
		t.Errorf("the mail goes to %q, want the domain in its ASCII form", m.to)
	}
}

// An address with an international domain belongs to one person in all its forms. The
// person signs in with the form that the page shows.
func TestSignInWithAnInternationalDomain(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for form, domain := range map[string]string{"composed": "bücher.example", "decomposed": "BU\u0308CHER.example", "ASCII": "xn--bcher-kva.example"} {
		t.Run(form, func(t *testing.T) {
			name := unique("idn")
			i := org.invite(t, name+"@"+domain, "billing-viewer")
			mail := mails.waitFor(t, i)
			if mail.to[0] != name+"@xn--bcher-kva.example" {
				t.Errorf("the mail goes to %q, want the domain in its ASCII form", mail.to)
			}
			o := decode[offer](t, postAction(t, i, "preview", "", mail.token(i)).want(t, http.StatusOK))
			p := person{email: o.Email, password: password()}
			if p.email != name+"@bücher.example" {
				t.Errorf("the page shows %q as the address to sign in with", p.email)
			}
			a := post(t, "/invitations/"+i.ID+"/register", "", registrationBody(mail.token(i), p.password)).want(t, http.StatusCreated)
			if shown := decode[userAndGrants](t, a).User.Email; shown != i.Email {
				t.Errorf("the address is shown as %q, but was invited as %q", shown, i.Email)
			}
			p.signIn(t)
			get(t, "/me", p.token).want(t, http.StatusOK)
			if n := identities(t, p.email) + identities(t, name+"@xn--bcher-kva.example"); n != 1 {
				t.Errorf("%d identities have the address", n)
			}
		})
	}
}

// A person who registered with the ASCII form of the address is recognised: they sign
// in with it, and no second identity is created.
func TestUserWithTheASCIIFormIsRecognised(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	name := unique("idn")
	i := org.invite(t, name+"@bücher.example", "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	p := person{email: name + "@xn--bcher-kva.example", password: password()}
	addIdentity(t, deployment.UserPoolID, p.email, nil)
	setPassword(t, deployment.UserPoolID, p.email, p.password)
	if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != "existing" {
		t.Errorf("registration %q, want existing", o.Registration)
	}
	tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "already-registered")
	p.signIn(t)
	postAction(t, i, "accept", p.token, linkToken).want(t, http.StatusOK)
}
