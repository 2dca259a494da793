package access_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestMetadataIsInEveryEventOfAnInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	metadata := access.Metadata{"customer.id": "4711", "note": "ÆØÅ \"quoted\""}
	for n, end := range []func(id access.InvitationID, token string) error{
		func(id access.InvitationID, token string) error {
			_, err := f.Register().Do(t.Context(), id, fixture.Registration(token))
			return err
		},
		func(id access.InvitationID, token string) error { return f.Decline().Do(t.Context(), id, token) },
		func(id access.InvitationID, _ string) error {
			return f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, id)
		},
		func(id access.InvitationID, _ string) error {
			f.Pass(access.OpenFor)
			return f.Expire().Do(t.Context(), f.Invitation(id))
		},
	} {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
			access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("ada", n)), Roles: []access.RoleID{fixture.Viewer}, Metadata: metadata}, "")
		f.Must(err)
		f.Must(end(invitation.ID, f.Token(invitation.ID)))
		events := 0
		for _, event := range f.Events(organisation) {
			if event.Invitation != invitation.ID {
				continue
			}
			if events++; !maps.Equal(event.Metadata, metadata) {
				t.Errorf("%s has the metadata %v", event.Type, event.Metadata)
			}
		}
		if events < 3 || !maps.Equal(f.Invitation(invitation.ID).Metadata, metadata) {
			t.Errorf("%d events, stored %v", events, f.Invitation(invitation.ID).Metadata)
		}
	}
}

func TestMetadataIsLimited(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	many := func(count int) access.Metadata {
		m := access.Metadata{}
		for n := range count {
			m[fmt.Sprint("key", n)] = ""
		}
		return m
	}
	for name, c := range map[string]struct {
		metadata access.Metadata
		allowed  bool
	}{
		"none":                                     {nil, true},
		"empty":                                    {access.Metadata{}, true},
		"50 keys":                                  {many(50), true},
		"51 keys":                                  {many(51), false},
		"a key of 64 characters":                   {access.Metadata{strings.Repeat("k", 64): "v"}, true},
		"a key of 65 characters":                   {access.Metadata{strings.Repeat("k", 65): "v"}, false},
		"the characters of a key":                  {access.Metadata{"AMZamz059._-": "v"}, true},
		"a key with an @":                          {access.Metadata{"a@": "v"}, false},
		"a key with a bracket":                     {access.Metadata{"a[": "v"}, false},
		"a key with a grave accent":                {access.Metadata{"a`": "v"}, false},
		"a key with a brace":                       {access.Metadata{"a{": "v"}, false},
		"a key with a colon":                       {access.Metadata{"a:": "v"}, false},
		"an empty key":                             {access.Metadata{"": "v"}, false},
		"a key with a space":                       {access.Metadata{"a b": "v"}, false},
		"a key in another script":                  {access.Metadata{"ключ": "v"}, false},
		"a key with a slash":                       {access.Metadata{"a/b": "v"}, false},
		"a key with a control character":           {access.Metadata{"a\x00": "v"}, false},
		"an empty value":                           {access.Metadata{"k": ""}, true},
		"a value of 2,047 bytes":                   {access.Metadata{"k": strings.Repeat("v", 2047)}, true},
		"a value of 2,048 bytes":                   {access.Metadata{"k": strings.Repeat("v", 2048)}, false},
		"a value of 1,024 characters of two bytes": {access.Metadata{"k": strings.Repeat("é", 1024)}, false},
		"values that are too large together":       {access.Metadata{"a": strings.Repeat("v", 1024), "b": strings.Repeat("v", 1023)}, false},
		"a value with a line break":                {access.Metadata{"k": "a\nb"}, false},
		"a value with a null character":            {access.Metadata{"k": "\x00"}, false},
		"a value in another script":                {access.Metadata{"k": "値 😀"}, true},
	} {
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
			Email: strings.ToLower(access.NewID()) + "@example.com", Roles: []access.RoleID{fixture.Viewer}, Metadata: c.metadata}, "")
		if c.allowed && err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !c.allowed {
			wantInvalidField(t, name, err, "metadata")
		}
	}
}
