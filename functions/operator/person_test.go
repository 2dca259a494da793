package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// personHandler returns a handler with a member, ada, and the id of ada.
func personHandler(t *testing.T) (handler, *fixture.Fixture, access.UserID) {
	t.Helper()
	store := memory.New()
	f := fixture.New(t, store)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.OrganisationAdmin)
	f.Invited(ada, fixture.Whole(organisation), "eve", fixture.Viewer)
	f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Biller)
	f.Invited(admin, fixture.Whole(organisation), "stranger", fixture.Biller)
	return handler{
		delete: access.DeleteUser{Store: store, Directory: f.Directory, For: time.Minute, Now: f.Now},
		person: access.ExportPerson{Store: store, For: time.Minute, Now: f.Now},
		retain: access.Retain{Store: store.Retaining(access.Retention{Events: 24 * time.Hour}), For: time.Minute, Now: f.Now},
	}, f, ada.ID()
}

func call(t *testing.T, h handler, payload map[string]any) string {
	t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := h.serve(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = json.Marshal(answer); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExportOfAPerson checks that an export has everything about the person, and of others
// only ids.
func TestExportOfAPerson(t *testing.T) {
	h, f, ada := personHandler(t)
	answer := call(t, h, map[string]any{"action": "export-person", "userId": ada})
	for _, want := range []string{`"profile":{"userId":"` + string(ada), `"email":"` + fixture.Mailbox("ada"), `"part":"invitee"`, `"part":"inviter"`,
		`"person":true`, `"emails":[{`, `"memberships":[{`, `"type":"invitation.created"`} {
		if !strings.Contains(answer, want) {
			t.Errorf("the export lacks %s:\n%s", want, answer)
		}
	}
	for _, other := range []string{fixture.Mailbox("admin"), fixture.Mailbox("eve"), fixture.Mailbox("stranger")} {
		if strings.Contains(answer, other) {
			t.Errorf("the export has %s", other)
		}
	}
	byAddress := call(t, h, map[string]any{"action": "export-person", "email": strings.ToUpper(fixture.Mailbox("ada"))})
	if !strings.Contains(byAddress, `"profile":{"userId":"`+string(ada)) {
		t.Errorf("by address: %s", byAddress)
	}
	invited := call(t, h, map[string]any{"action": "export-person", "email": fixture.Mailbox("stranger")})
	if strings.Contains(invited, `"profile"`) || !strings.Contains(invited, `"part":"invitee"`) {
		t.Errorf("who was only invited: %s", invited)
	}
	f.Must(fixture.Err(f.DeleteUser().Do(t.Context(), ada)))
	if after := call(t, h, map[string]any{"action": "export-person", "email": fixture.Mailbox("ada")}); !strings.Contains(after, `"invitations":[],"events":[]`) {
		t.Errorf("after the deletion: %s", after)
	}
}

func TestCallsAboutAPerson(t *testing.T) {
	h, _, ada := personHandler(t)
	for name, c := range map[string]struct {
		call map[string]any
		want string
	}{
		"an export of nobody":         {map[string]any{"action": "export-person"}, `"field":"userId"`},
		"an export of an unknown id":  {map[string]any{"action": "export-person", "userId": "nobody"}, "urn:admit:problem:not-found"},
		"an export of no address":     {map[string]any{"action": "export-person", "email": "x"}, `"field":"email"`},
		"a deletion by two names":     {map[string]any{"action": "delete-profile", "userId": ada, "email": "a@b.example"}, `"field":"email"`},
		"a deletion by no address":    {map[string]any{"action": "delete-profile", "email": "x"}, `"field":"email"`},
		"a deletion of an address":    {map[string]any{"action": "delete-profile", "email": fixture.Mailbox("stranger")}, `"deleted":true`},
		"a deletion of a user":        {map[string]any{"action": "delete-profile", "userId": ada}, `"deleted":true,"deletion":{"pseudonym":"deleted-`},
		"the retention":               {map[string]any{"action": "retain"}, `"retention":{"examined":`},
		"the retention, unknown name": {map[string]any{"action": "retain", "days": 3}, `"field":"days"`},
	} {
		if answer := call(t, h, c.call); !strings.Contains(answer, c.want) {
			t.Errorf("%s: the answer is %s, want %s", name, answer, c.want)
		}
	}
}
