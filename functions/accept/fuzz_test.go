package main

import (
	"testing"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func FuzzRequests(f *testing.F) {
	apitest.Fuzz(f, "accept", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		invitation := w.Invited(admin, fixture.Whole(organisation), "eve", fixture.Biller)
		h := handlers(handler{
			preview: w.Preview(), register: w.Register(), accept: w.Accept(), request: w.RequestAcceptance(), decline: w.Decline(), renew: w.RequestRenewal(),
			own: w.OwnInvitations(), rename: w.RenameUser(), roles: w.Roles, cursors: api.NewCursors("secret"),
		})
		return apitest.World{Handlers: h, People: []string{admin.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "invitation": string(invitation.ID), "token": w.Token(invitation.ID)}}
	},
		`{"token":"{token}"}`, `{"token":"{token}","firstName":"Eve","lastName":"Ek","password":"Correct horse 7","locale":"de"}`,
		`{"token":"{token}","idToken":"e30.e30.x","locale":"!"}`, `{"token":"x"}`, `{"token":7}`, `{"firstName":"Ada","lastName":"\u202e"}`, ``, `null`,
	)
}

// FuzzAcceptedLanguage checks that every reader gets a page in one of its languages.
func FuzzAcceptedLanguage(f *testing.F) {
	for _, header := range []string{"", "de", "nn-NO, en;q=0.2", "*", "sv;q=0", "x-x-x", "zh-Hant-TW-u-nu-latn", "\x00", "de;q=1.1"} {
		f.Add(header, header)
	}
	known := map[string]bool{"da": true, "de": true, "en": true, "es": true, "fi": true, "fr": true, "nb": true, "nl": true, "pt": true, "sv": true}
	h := handlers(handler{})
	f.Fuzz(func(t *testing.T, asked, accepted string) {
		answer := apitest.Ask(t, h, apitest.Call{Route: "GET /invitations/{invitationId}", Path: map[string]string{"invitationId": access.NewID()},
			Query: "lang=" + asked, Language: accepted})
		if language := answer.Headers["Content-Language"]; answer.StatusCode != 200 || !known[language] {
			t.Errorf("lang=%q, Accept-Language: %q: %d in %q", asked, accepted, answer.StatusCode, language)
		}
	})
}
