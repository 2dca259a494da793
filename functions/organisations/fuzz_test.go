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
	apitest.Fuzz(f, "organisations", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", true)
		account := w.Account(organisation, "Account")
		h := handlers(handler{
			child: access.CreateChildOrganisation{Store: w.Store, Now: w.Now}, account: access.CreateAccount{Store: w.Store, Now: w.Now},
			rename: w.Rename(), delete: w.Delete(),
			idempotency: api.Idempotency{Requests: w.Requests(), StillAdministrator: access.StillAdministrator{Store: w.Store, Now: w.Now}},
		})
		return apitest.World{Handlers: h, People: []string{admin.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID)}}
	},
		`{"name":"Below","partner":true}`, `{"name":"Konto"}`, `{"name":" "}`, `{"name":"\u202e"}`, `{"name":7}`, ``, `{"name":null}`,
	)
}
