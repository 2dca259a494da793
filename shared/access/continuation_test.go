package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// hostileReturnURLs are texts that must not become a return URL while the origin
// https://app.example.com is allowed. Browsers would open another page with most of them.
var hostileReturnURLs = []string{
	"https://evil.example/", "https://app.example.com.evil.example/", "https://evil-app.example.com/", "https://example.com/", "https://sub.app.example.com/",
	"https://app.example.com@evil.example/", "https://app.example.com:443@evil.example/", "https://user@app.example.com/", "https://user:secret@app.example.com/", "https://@app.example.com/",
	`https://app.example.com\@evil.example/`, `https://evil.example\@app.example.com/`, `https:\\evil.example/`, `\\evil.example`, `https://app.example.com\.evil.example/`, `https://app.example.com/\evil.example`,
	"//evil.example/", "///evil.example", "////evil.example", "/\\evil.example", "/welcome", "welcome", "?next=x", "#", "//app.example.com/",
	"https:evil.example", "https:/evil.example", "https:///evil.example", "https:app.example.com/", "https:/app.example.com/", "https:///app.example.com/", "https://", "https:", "https://?", "https://#app.example.com/",
	"http://app.example.com/", "http://app.example.com:443/", "ftp://app.example.com/", "ws://app.example.com/", "blob:https://app.example.com/x", "view-source:https://app.example.com/", "capacitor://app.example.com/",
	"javascript:alert(1)", "JavaScript:alert(1)", "javascript://app.example.com/%0aalert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "about:blank", "mailto:ada@example.com",
	"https://app.example.com:444/", "https://app.example.com:80/", "https://app.example.com:0443/", "https://app.example.com:/", "https://app.example.com:x/", "https://app.example.com:443:443/", "https://app.example.com:99999/",
	"https://аpp.example.com/", "https://app.example。com/", "https://app.example.com／evil.example/", "https://app.example.com％2fevil.example/", "https://ａpp.example.com/", "https://xn--pp-6kc.example.com/", "https://app.exampl\u00ade.com/", "https://app.example.com\u2028.evil.example/",
	"https://app.example.com./", "https://.app.example.com/", "https://app..example.com/", "https://app.example.com%2eevil.example/", "https://%61pp.example.com/", "https://app%2eexample.com/", "https://app.example.com%00.evil.example/", "https://app.example.com%2f@evil.example/", "https://%D0%B0pp.example.com/",
	"https://[::1]/", "https://[::ffff:7f00:1]/", "https://[app.example.com]/", "https://[::1%25eth0]/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://localhost/",
	" https://app.example.com/", "https://app.example.com/ ", "https://app.example.com/a b", "\thttps://app.example.com/", "https://app.example.com/\n", "https://app.\nexample.com/", "ht\ttps://evil.example/", "https://app.example.com\x00.evil.example/", "https://app.example.com/\x7f", "https://app.example.com/\r\nSet-Cookie: a=b",
	"https://app.example.com/å", "https://app.example.com/<script>", "https://app.example.com/\"onclick=", "https://app.example.com/^`{|}", "https://app.example.com/%zz", "https://app.example.com;evil.example/", "https://app.example.com,evil.example/", "https://*.example.com/", "https://*/", "null", "https://null/",
	"https://app.example.com/" + strings.Repeat("a", 2048-len("https://app.example.com/")+1),
	"https://app.example.com?" + strings.Repeat("a", 2048-len("https://app.example.com?")), // with the slash that it is stored with, it is too long
}

func TestHostileReturnURLsAreRefused(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	before := len(f.Events(organisation))
	for _, text := range hostileReturnURLs {
		row := access.InviteRequest{Email: fixture.Mailbox("eve"), Roles: []access.RoleID{fixture.Viewer}, ReturnURL: text}
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, row, "")
		wantInvalidField(t, text, err, "returnUrl")
		outcomes, _ := f.InviteBatch(admin, organisation, access.BatchRequest{Rows: []access.InviteRequest{row}}, "")
		wantInvalidField(t, text+" in a batch", outcomes[0].Refused, "returnUrl")
		_, err = f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.UpdateInvitationRequest{ReturnURL: &text})
		wantInvalidField(t, text+" in an update", err, "returnUrl")
	}
	if after := len(f.Events(organisation)); after != before || f.Invitation(invitation.ID).ReturnURL != "" {
		t.Errorf("there were %d events and are %d", before, after)
	}
}

// wantInvalidField checks that an error is about one field only.
func wantInvalidField(t *testing.T, what string, err error, field string) {
	t.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
		t.Errorf("%q: %v, want a fault of %s", what, err, field)
	}
}

func TestReturnURLsAreStoredSerialised(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for text, want := range map[string]string{
		"":                                     "",
		"https://app.example.com":              "https://app.example.com/",
		"https://app.example.com/":             "https://app.example.com/",
		"HTTPS://App.Example.COM/Welcome":      "https://app.example.com/Welcome",
		"https://app.example.com:443/a":        "https://app.example.com/a",
		"https://app.example.com?a=b&c=%20+~'": "https://app.example.com/?a=b&c=%20+~'",
		"https://app.example.com#/start":       "https://app.example.com/#/start",
		"https://app.example.com//evil.example/https://evil.example":                           "https://app.example.com//evil.example/https://evil.example",
		"https://app.example.com/%2e%2e/%E2%82%AC?next=//evil.example":                         "https://app.example.com/%2e%2e/%E2%82%AC?next=//evil.example",
		"https://app.example.com/@evil.example":                                                "https://app.example.com/@evil.example",
		"https://SHOP.example:8443/":                                                           "https://shop.example:8443/",
		"http://localhost:8030/":                                                               "http://localhost:8030/",
		"http://[::1]:8030/":                                                                   "http://[::1]:8030/",
		"https://app.example.com/" + strings.Repeat("a", 2048-len("https://app.example.com/")): "https://app.example.com/" + strings.Repeat("a", 2048-len("https://app.example.com/")),
		"https://app.example.com?" + strings.Repeat("a", 2047-len("https://app.example.com?")): "https://app.example.com/?" + strings.Repeat("a", 2047-len("https://app.example.com?")),
	} {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
			Email: strings.ToLower(access.NewID()) + "@example.com", Roles: []access.RoleID{fixture.Viewer}, ReturnURL: text}, "")
		if err != nil || f.Invitation(invitation.ID).ReturnURL != want {
			t.Errorf("%q is stored as %q (%v), want %q", text, f.Invitation(invitation.ID).ReturnURL, err, want)
		}
		again, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.UpdateInvitationRequest{ReturnURL: &want})
		if err != nil || again.ReturnURL != want || again.Version != 1 {
			t.Errorf("%q is changed to %q by its own serialised form (%v)", want, again.ReturnURL, err)
		}
	}
}

func TestInviteeContinuesAtTheReturnURL(t *testing.T) {
	const own, ours = "https://app.example.com/welcome", "https://fika.example/"
	for name, c := range map[string]struct {
		returnURL    string
		continuation access.Continuation
		want         string
	}{
		"neither":                             {"", access.Continuation{}, ""},
		"only the deployment's":               {"", access.Continuation{URL: ours}, ours},
		"both":                                {own, access.Continuation{ReturnOrigins: fixture.ReturnOrigins, URL: ours}, own},
		"an origin that has left the setting": {own, access.Continuation{ReturnOrigins: access.ReturnOrigins{"https://app.example"}, URL: ours}, ours},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			member := f.Member(fixture.Whole(organisation), "member", fixture.Signer)
			register, accept, preview := f.Register(), f.Accept(), f.Preview()
			register.Continue, accept.Continue, preview.Continue = c.continuation, c.continuation, c.continuation
			invite := func(name string) (access.InvitationID, string) {
				invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
					access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}, ReturnURL: c.returnURL}, "")
				f.Must(err)
				return invitation.ID, f.Token(invitation.ID)
			}

			id, token := invite("eve")
			registered, err := register.Do(t.Context(), id, fixture.Registration(token))
			if err != nil || registered.ContinueURL != c.want {
				t.Errorf("a new user continues at %q (%v), want %q", registered.ContinueURL, err, c.want)
			}
			_, err = register.Do(t.Context(), id, fixture.Registration(token))
			wantContinueURL(t, err, access.InvitationAccepted, c.want)
			_, err = preview.Do(t.Context(), id, token)
			wantContinueURL(t, err, access.InvitationAccepted, c.want)
			_, err = accept.Do(t.Context(), member, id, access.AcceptRequest{Token: token})
			wantContinueURL(t, err, access.InvitationAccepted, c.want)

			id, token = invite("member")
			accepted, err := accept.Do(t.Context(), member, id, access.AcceptRequest{Token: token})
			if err != nil || accepted.ContinueURL != c.want {
				t.Errorf("a member continues at %q (%v), want %q", accepted.ContinueURL, err, c.want)
			}
			_, err = accept.Do(t.Context(), member, id, access.AcceptRequest{Token: token})
			wantContinueURL(t, err, access.AlreadyGranted, c.want)
		})
	}
}

func wantContinueURL(t *testing.T, err error, kind access.Kind, want string) {
	t.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != kind || refusal.ContinueURL != want {
		t.Errorf("%+v, want %s with the URL %q", err, kind, want)
	}
}

// TestContinueURLIsOnlyForAcceptedInvitations checks that no other refusal says where an
// invitation leads, and neither does the refusal of a wrong token.
func TestContinueURLIsOnlyForAcceptedInvitations(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	preview := f.Preview()
	preview.Continue = access.Continuation{ReturnOrigins: fixture.ReturnOrigins, URL: "https://fika.example/"}
	invite := func(name string) (access.Invitation, string) {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
			access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}, ReturnURL: "https://app.example.com/"}, "")
		f.Must(err)
		return invitation, f.Token(invitation.ID)
	}
	accepted, token := invite("accepted")
	_, err := f.Register().Do(t.Context(), accepted.ID, fixture.Registration(token))
	f.Must(err)
	_, err = preview.Do(t.Context(), accepted.ID, token+"x")
	wantContinueURL(t, err, access.NotFound, "")
	declined, token := invite("declined")
	f.Must(f.Decline().Do(t.Context(), declined.ID, token))
	_, err = preview.Do(t.Context(), declined.ID, token)
	wantContinueURL(t, err, access.InvitationDeclined, "")
	expired, token := invite("expired")
	f.Pass(access.OpenFor + time.Second)
	_, err = preview.Do(t.Context(), expired.ID, token)
	wantContinueURL(t, err, access.InvitationExpired, "")
}

func TestUpdateOfReturnURLAndMetadata(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	there, none := "https://app.example.com/a", ""
	for n, r := range []access.UpdateInvitationRequest{
		{ReturnURL: &there}, {Metadata: access.Metadata{"plan": "gold"}}, {ReturnURL: &none}, {Metadata: access.Metadata{}},
	} {
		updated, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, r)
		if err != nil || updated.Version != n+2 {
			t.Errorf("update %d: version %d (%v)", n, updated.Version, err)
		}
		again, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, r)
		if err != nil || again.Version != n+2 {
			t.Errorf("update %d, repeated: version %d (%v)", n, again.Version, err)
		}
	}
	var plans []string
	for _, event := range f.EventsOfType(organisation, access.EventInvitationUpdated) {
		plans = append(plans, event.Metadata["plan"])
	}
	slices.Sort(plans)
	if want := []string{"", "", "gold", "gold"}; !slices.Equal(plans, want) {
		t.Errorf("the events have the plans %q, want %q", plans, want)
	}
}
