package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/memory"
)

func TestCallsAreAnswered(t *testing.T) {
	store := memory.New()
	h := handler{
		create: access.CreateOrganisation{Store: store, Limits: access.DefaultLimits, Now: time.Now},
		invite: access.InviteAdministrator{Store: store, Limits: access.DefaultLimits, Now: time.Now},
		delete: access.DeleteUser{Store: store, Now: time.Now},
		relink: access.Relink{Store: store, Now: time.Now},
	}
	for name, c := range map[string]struct{ call, want string }{
		"not an object":                       {`[]`, `"field":"action"`},
		"no action":                           {`{}`, `"field":"action"`},
		"another action":                      {`{"action":"drop"}`, `"field":"action"`},
		"an unknown field":                    {`{"action":"create-organisation","owner":"x"}`, `"field":"owner"`},
		"no fields":                           {`{"action":"create-organisation"}`, `"field":"admin.email"`},
		"a name too long":                     {`{"action":"create-organisation","name":"` + strings.Repeat("x", 101) + `","admin":{"email":"a@b.example"}}`, `"field":"name"`},
		"an unknown organisation":             {`{"action":"invite-administrator","organisationId":"nowhere","admin":{"email":"a@b.example"}}`, `urn:admit:problem:not-found`},
		"an administrator without an address": {`{"action":"invite-administrator","organisationId":"nowhere"}`, `"field":"admin.email"`},
		"an unknown user":                     {`{"action":"delete-profile","userId":"nobody"}`, `urn:admit:problem:not-found`},
		"a malformed user id":                 {`{"action":"delete-profile","userId":"#"}`, `urn:admit:problem:not-found`},
		"a relink of nobody":                  {`{"action":"relink","userId":"nobody","email":"a@b.example"}`, `urn:admit:problem:not-found`},
		"a relink to nothing":                 {`{"action":"relink","userId":"nobody"}`, `"field":"issuer"`},
		"a relink with an unknown field":      {`{"action":"relink","userId":"nobody","sub":"x"}`, `"field":"sub"`},
		"an organisation":                     {`{"action":"create-organisation","name":"Acme","admin":{"email":"a@b.example"}}`, `"roles":["organisation-admin"]`},
		"a partner":                           {`{"action":"create-organisation","name":"Acme","partner":true,"admin":{"email":"a@b.example"}}`, `"roles":["partner-organisation-admin"]`},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := h.serve(t.Context(), json.RawMessage(c.call))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(answer)
			if err != nil || !strings.Contains(string(text), c.want) {
				t.Errorf("the answer is %s, want %s (%v)", text, c.want, err)
			}
		})
	}
}

// TestCreationRepeatedAfterItsInvitationWasRemoved checks that the answer to a repeated
// creation has no invitation if that was removed.
func TestCreationRepeatedAfterItsInvitationWasRemoved(t *testing.T) {
	store := memory.New()
	h := handler{create: access.CreateOrganisation{Store: store, Limits: access.DefaultLimits, Now: time.Now}}
	create := func() map[string]any {
		answer, err := h.createOrganisation(t.Context(), json.RawMessage(
			`{"action":"create-organisation","key":"acme","name":"Acme","admin":{"email":"a@b.example"}}`))
		if err != nil {
			t.Fatal(err)
		}
		return answer.(map[string]any)
	}
	invitation, invited := create()["invitation"].(api.Invitation)
	if !invited {
		t.Fatal("nobody was invited")
	}
	if err := store.RemoveInvitation(t.Context(), invitation.ID); err != nil {
		t.Fatal(err)
	}
	again := create()
	if other, found := again["invitation"]; found || again["organisation"].(api.Organisation).ID != invitation.OrganisationID {
		t.Errorf("the answer is %+v, want the same organisation and no invitation, not %+v", again, other)
	}
}

// migrator notes the run that it was called with.
type migrator struct {
	run access.MigrationRun
	err error
}

func (m *migrator) Migrate(_ context.Context, r access.MigrationRun) (access.Migration, error) {
	m.run = r
	return access.Migration{Examined: 250, Written: 7, Deleted: 3, Total: 1000}, m.err
}

func TestMigrationCalls(t *testing.T) {
	const progress = `{"migration":{"examined":250,"total":1000,"written":7,"deleted":3,"done":false}}`
	for name, c := range map[string]struct {
		call, want string
		run        access.MigrationRun
		err        error
	}{
		"no fields":        {call: `{"action":"migrate"}`, want: progress, run: access.MigrationRun{For: workFor, Rate: access.DefaultMigrationRate}},
		"all fields":       {call: `{"action":"migrate","rate":5,"again":true}`, want: progress, run: access.MigrationRun{For: workFor, Rate: 5, Again: true}},
		"a negative rate":  {call: `{"action":"migrate","rate":-1}`, want: `"field":"rate"`},
		"a rate too high":  {call: `{"action":"migrate","rate":5001}`, want: `"field":"rate"`},
		"an unknown field": {call: `{"action":"migrate","table":"x"}`, want: `"field":"table"`},
		"a busy table": {call: `{"action":"migrate"}`, want: "urn:admit:problem:unavailable", err: access.Refuse(access.Unavailable, "Try again."),
			run: access.MigrationRun{For: workFor, Rate: access.DefaultMigrationRate}},
	} {
		t.Run(name, func(t *testing.T) {
			m := &migrator{err: c.err}
			answer, err := handler{migrate: access.Migrate{Store: m, For: workFor}}.serve(t.Context(), json.RawMessage(c.call))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(answer)
			if err != nil || !strings.Contains(string(text), c.want) || m.run != c.run {
				t.Errorf("the answer is %s after %+v, want %s after %+v (%v)", text, m.run, c.want, c.run, err)
			}
		})
	}
}
