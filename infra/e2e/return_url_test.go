package e2e

import (
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// hostileReturnURLs returns texts that must not become a return URL. Browsers would open
// a page of another origin than allowed with most of them.
func hostileReturnURLs(allowed string) []string {
	scheme, host, _ := strings.Cut(allowed, "://")
	name, port, _ := strings.Cut(host, ":")
	return []string{
		"https://evil.example/", allowed + ".evil.example/", allowed + "@evil.example/", scheme + "://user@" + host + "/", scheme + "://user:secret@" + host + "/", scheme + "://@" + host + "/",
		allowed + `\@evil.example/`, `https://evil.example\@` + host + "/", `https:\\evil.example/`, `\\evil.example`, allowed + `/\evil.example`, `/\evil.example`,
		"//evil.example/", "///evil.example/", "//" + host + "/", "/welcome", "welcome", "?next=x", "#x",
		"https:evil.example", "https:/evil.example", "https:///evil.example", scheme + ":" + host + "/", scheme + ":/" + host + "/", scheme + ":///" + host + "/", "https://",
		"https://" + host + "/", "ftp://" + host + "/", "ws://" + host + "/", "blob:" + allowed + "/x", "view-source:" + allowed + "/",
		"javascript:alert(1)", "JavaScript:alert(1)", "javascript://" + host + "/%0aalert(1)", "data:text/html,<script>alert(1)</script>", "file:///etc/passwd", "about:blank", "mailto:ada@example.com",
		scheme + "://" + name + ":" + port + "0/", scheme + "://" + name + ":0" + port + "/", scheme + "://" + name + ":/", scheme + "://" + name + "/", allowed + ":443/",
		scheme + "://" + name + ".:" + port + "/", scheme + "://." + host + "/", scheme + "://evil." + host + "/", scheme + "://" + strings.Replace(name, "o", "о", 1) + ":" + port + "/", scheme + "://" + name + "。evil.example/",
		scheme + "://%6cocalhost:" + port + "/", allowed + "%2eevil.example/", allowed + "%2f@evil.example/", allowed + "%00.evil.example/", "https://[::1]/", "http://[::ffff:7f00:1]:" + port + "/", "http://127.0.0.1:" + port + "/", "http://2130706433:" + port + "/",
		" " + allowed + "/", allowed + "/ ", allowed + "/a b", "\t" + allowed + "/", allowed + "/\n", allowed + "/\r\nSet-Cookie: a=b", "ht\ttp://evil.example/", allowed + "/\x00", allowed + "/å", allowed + "/<script>", allowed + `/"x`, allowed + "/%zz", "null", "*",
		allowed + "/" + strings.Repeat("a", 2048-len(allowed)),
	}
}

func TestHostileReturnURLs(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("unmoved"), "billing-viewer"))
	hostile := hostileReturnURLs(productOrigin(t))
	if len(hostile) < 30 {
		t.Fatalf("%d forms are too few", len(hostile))
	}
	var rows []map[string]any
	for _, text := range hostile {
		row := merge(invitationFor(address("lured"), "billing-viewer"), map[string]any{"returnUrl": text})
		rows = append(rows, row)
		post(t, org.path("/invitations"), org.admin.token, row).wantInvalid(t, "returnUrl")
		send(t, org.updateRequest(before, org.admin, map[string]any{"returnUrl": text})).wantInvalid(t, "returnUrl")
	}
	for n, row := range org.batch(t, false, rows...) {
		if row.Outcome != "refused" || row.Problem == nil || len(row.Problem.Errors) != 1 || row.Problem.Errors[0].Field != "returnUrl" {
			t.Errorf("the row with %q is %+v", hostile[n], row)
		}
	}
	org.wantUnchanged(t, before)
	if all := pages[invitation](t, org.path("/invitations"), org.admin, 50); len(all) != 2 {
		t.Errorf("there are %d invitations, want those of the administrator and of the test", len(all))
	}
}

// metadata of the tests. Its second value has every kind of character that JSON escapes.
var metadata = map[string]string{"customerId": "4711", "plan.v-2_x": `gold "plus" \ <ÆØÅ> 😀`, "empty": ""}

// TestReturnURLAndMetadata follows both from the request to the acceptance.
func TestReturnURLAndMetadata(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	origin := productOrigin(t)
	body := merge(invitationFor(address("led"), "billing-viewer"), map[string]any{"returnUrl": strings.ToUpper(origin) + "?order=7#/Start", "metadata": metadata})
	want := origin + "/?order=7#/Start"

	keyed := request{method: http.MethodPost, path: org.path("/invitations"), token: org.admin.token, body: body}.withKey(unique("led"))
	created := decode[invitation](t, send(t, keyed).want(t, http.StatusCreated))
	if created.ReturnURL != want || !maps.Equal(created.Metadata, metadata) {
		t.Errorf("the invitation has the return URL %q, want %q, and the metadata %v", created.ReturnURL, want, created.Metadata)
	}
	if again := decode[invitation](t, send(t, keyed).want(t, http.StatusCreated)); !reflect.DeepEqual(again, created) {
		t.Errorf("the repeated request returned %s", asJSON(t, again))
	}
	for field, value := range map[string]any{"returnUrl": origin + "/other", "metadata": map[string]string{"customerId": "4712"}} {
		other := keyed
		other.body = merge(body, map[string]any{field: value})
		send(t, other).wantProblem(t, http.StatusUnprocessableEntity, "idempotency-key-reused")
	}
	created = org.waitUntilSent(t, created)
	org.wantUnchanged(t, created)
	if listed := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(listed) != 1 || asJSON(t, listed[0]) != asJSON(t, created) {
		t.Errorf("listed are %s", asJSON(t, listed))
	}

	linkToken := mails.waitFor(t, created).token(created)
	preview := postAction(t, created, "preview", "", linkToken).want(t, http.StatusOK)
	if text := string(preview.body); strings.Contains(text, origin) || strings.Contains(text, "4711") {
		t.Errorf("the preview reveals the return URL or the metadata\n\n%s", preview)
	}
	registered := decode[userAndGrants](t, tryAction(t, created, "register", "", linkToken).want(t, http.StatusCreated))
	if registered.ContinueURL != want {
		t.Errorf("a new user continues at %q, want %q", registered.ContinueURL, want)
	}
	if p := postAction(t, created, "preview", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted"); p.ContinueURL != want {
		t.Errorf("the page of the accepted invitation leads to %q, want %q", p.ContinueURL, want)
	}
	postAction(t, created, "preview", "", linkToken[1:]).wantProblem(t, http.StatusNotFound, "not-found")
	wantMetadata(t, org, created)
}

// wantMetadata checks the metadata in the events of an accepted invitation.
func wantMetadata(t *testing.T, org organisation, i invitation) {
	t.Helper()
	all := auditLog(t, org, org.admin)
	types := map[string]bool{}
	for _, e := range all {
		if e.InvitationID != i.ID {
			continue
		}
		types[e.Type] = true
		if !maps.Equal(e.Metadata, metadata) {
			t.Errorf("%s has the metadata %v", e.Type, e.Metadata)
		}
	}
	for _, kind := range []string{"invitation.created", "invitation.sent", "invitation.accepted", "access.granted"} {
		if !types[kind] {
			t.Errorf("there is no %s", kind)
		}
	}
	wantPublished(t, all)
}

// TestMemberContinues checks that a member who accepts continues as a new user does, also
// with a second request.
func TestMemberContinues(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	origin := productOrigin(t)
	for name, c := range map[string]struct {
		more map[string]any
		want string
	}{
		"at the return URL":         {map[string]any{"returnUrl": origin + "/welcome"}, origin + "/welcome"},
		"where the deployment says": {nil, origin + "/"},
	} {
		t.Run(name, func(t *testing.T) {
			member := org.join(t, "billing-viewer")
			row := merge(invitationFor(member.email, "audit-viewer"), c.more)
			i := decode[invitation](t, post(t, org.path("/invitations"), org.admin.token, row).want(t, http.StatusCreated))
			linkToken := mails.waitFor(t, i).token(i)
			accepted := decode[userAndGrants](t, tryAction(t, i, "accept", member.token, linkToken).want(t, http.StatusOK))
			if accepted.ContinueURL != c.want {
				t.Errorf("the member continues at %q, want %q", accepted.ContinueURL, c.want)
			}
			if p := postAction(t, i, "accept", member.token, linkToken).wantProblem(t, http.StatusConflict, "already-granted"); p.ContinueURL != c.want {
				t.Errorf("a second acceptance leads to %q, want %q", p.ContinueURL, c.want)
			}
		})
	}
}

// TestUpdateReturnURLAndMetadata changes both, and removes both.
func TestUpdateReturnURLAndMetadata(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	want := org.waitUntilSent(t, org.invite(t, address("moved"), "billing-viewer"))
	there := productOrigin(t) + "/welcome"
	for _, step := range []struct {
		body map[string]any
		do   func(i *invitation)
	}{
		{map[string]any{"returnUrl": there}, func(i *invitation) { i.ReturnURL = there }},
		{map[string]any{"metadata": metadata}, func(i *invitation) { i.Metadata = metadata }},
		{map[string]any{"returnUrl": ""}, func(i *invitation) { i.ReturnURL = "" }},
		{map[string]any{"metadata": map[string]string{}}, func(i *invitation) { i.Metadata = nil }},
	} {
		step.do(&want)
		if got := org.update(t, want, step.body); asJSON(t, got) != asJSON(t, want) {
			t.Errorf("after %v the invitation is %s", step.body, asJSON(t, got))
		}
		org.wantUnchanged(t, want)
	}
}

func TestInvalidMetadata(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	many := map[string]string{}
	for n := range 51 {
		many["key"+strings.Repeat("x", n)] = ""
	}
	for kind, value := range map[string]any{
		"51 keys": many, "an empty key": map[string]string{"": "x"}, "a key with a space": map[string]string{"a b": "x"}, "a long key": map[string]string{strings.Repeat("k", 65): "x"},
		"2,049 bytes": map[string]string{"k": strings.Repeat("v", 2048)}, "a line break": map[string]string{"k": "a\nb"}, "text": "x", "a list": []string{"x"}, "null": nil,
	} {
		t.Run(kind, func(t *testing.T) {
			post(t, org.path("/invitations"), org.admin.token, merge(invitationFor(address("invalid"), "billing-viewer"), map[string]any{"metadata": value})).wantInvalid(t, "metadata")
		})
	}
	for kind, value := range map[string]any{"a number": 7, "an object": map[string]string{"a": "b"}, "null": nil, "true": true} {
		t.Run(kind, func(t *testing.T) {
			body := merge(invitationFor(address("invalid"), "billing-viewer"), map[string]any{"metadata": map[string]any{"customerId": value}})
			post(t, org.path("/invitations"), org.admin.token, body).wantInvalid(t, "metadata.customerId")
		})
	}
}
