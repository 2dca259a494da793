package main

import (
	"testing"

	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func FuzzRequests(f *testing.F) {
	apitest.Fuzz(f, "edit-access", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		account := w.Account(organisation, "Account")
		member := w.Member(fixture.Whole(organisation), "eve", fixture.Biller)
		return apitest.World{Handlers: handlers(w.Edit(), w.Suspend()), People: []string{admin.Subject, member.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID), "user": string(member.ID())}}
	},
		`{"grants":[{"role":"audit-viewer"},{"role":"billing-viewer","accountId":"{account}","until":"2036-12-31T00:00:00+02:00"}]}`,
		`{"grants":[]}`, `{"grants":[{"role":"billing-viewer"},{"role":"billing-viewer"}]}`, `{"grants":[{"role":"x","until":"0001-01-01T00:00:00Z"}]}`, ``, `{"grants":null}`,
	)
}
