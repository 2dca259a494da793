package main

import (
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
