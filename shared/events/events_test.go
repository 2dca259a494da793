package events_test

import (
	"encoding/json"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/events"
)

func TestThePublicFormOfAnEvent(t *testing.T) {
	at := time.Date(2036, time.February, 28, 13, 0, 0, 4_005_000, time.FixedZone("", 3600))
	for name, test := range map[string]struct {
		event access.Event
		want  string
	}{
		"every property": {access.Event{
			ID: "id", Type: access.EventAccessGranted, Scope: access.Scope{Organisation: "o", Account: "a"},
			Names: access.Names{Organisation: "Example AS", Account: "Shop"}, At: at,
			Actor:      access.Party{Person: access.Person{ID: "u1", Name: "Olga", Email: "olga@example.com"}, Issuer: "https://issuer.example", Subject: "s1"},
			Subject:    access.Party{Person: access.Person{ID: "u2", Name: "Ada", Email: "ada@example.com"}, Issuer: "https://issuer.example", Subject: "s2"},
			Invitation: "i", Before: []access.ScopedRole{{Role: "viewer"}}, After: []access.ScopedRole{{Role: "viewer"}, {Role: "editor", Account: "a"}}, Detail: "why", Metadata: access.Metadata{"b": "2", "a": "1"},
		}, `{"id":"id","type":"access.granted","at":"2036-02-28T12:00:00.004005Z","organisation":{"id":"o","name":"Example AS"},` +
			`"account":{"id":"a","name":"Shop"},"actor":{"userId":"u1","name":"Olga","email":"olga@example.com","issuer":"https://issuer.example","subject":"s1"},` +
			`"subject":{"userId":"u2","name":"Ada","email":"ada@example.com","issuer":"https://issuer.example","subject":"s2"},"invitationId":"i","before":[{"role":"viewer"}],` +
			`"after":[{"role":"viewer"},{"role":"editor","accountId":"a"}],"detail":"why","metadata":{"a":"1","b":"2"}}`},
		"required properties only": {access.Event{
			ID: "id", Type: access.EventOrganisationCreated, Scope: access.Scope{Organisation: "o"}, Names: access.Names{Organisation: "Example AS"}, At: at, Actor: access.Operator,
		}, `{"id":"id","type":"organisation.created","at":"2036-02-28T12:00:00.004005Z","organisation":{"id":"o","name":"Example AS"},` +
			`"actor":{"userId":"operator","name":"Operator"},"before":[],"after":[]}`},
		"a person without a name": {access.Event{
			ID: "id", Type: access.EventInvitationDeclined, Scope: access.Scope{Organisation: "o"}, At: at,
			Actor:   access.Party{Person: access.Person{Email: "ada@example.com"}},
			Subject: access.Party{Person: access.Person{Email: "ada@example.com"}}, Invitation: "i",
		}, `{"id":"id","type":"invitation.declined","at":"2036-02-28T12:00:00.004005Z","organisation":{"id":"o","name":""},` +
			`"actor":{"name":"","email":"ada@example.com"},"subject":{"name":"","email":"ada@example.com"},"invitationId":"i","before":[],"after":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(events.FromAccess(test.event))
			if err != nil || string(got) != test.want {
				t.Errorf("the event is %s, want %s (%v)", got, test.want, err)
			}
			message, err := json.Marshal(events.MessageOf(events.FromAccess(test.event)))
			if want := `{"version":"1",` + test.want[1:]; err != nil || string(message) != want {
				t.Errorf("the message is %s, want %s (%v)", message, want, err)
			}
		})
	}
}
