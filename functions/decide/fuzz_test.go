package main

import (
	"testing"

	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func FuzzRequests(f *testing.F) {
	apitest.Fuzz(f, "decide", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		account := w.Account(organisation, "Account")
		return apitest.World{Handlers: handlers(w.Decide(), w.Roles, api.NewCursors("secret")), People: []string{admin.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID), "user": string(admin.ID())}}
	},
		`{"checks":[{"permission":"billing:read","organisationId":"{organisation}","accountId":"{account}"}]}`,
		`{"permission":"billing:read","limit":1,"cursor":"x"}`, `{"permission":"*:*","limit":0}`,
		`{"user":{"issuer":"https://issuer.example/pool","subject":"x"},"checks":[]}`, `{"user":{"id":"{user}"},"checks":[{}]}`, ``, `{"checks":null}`,
	)
}
