package main

import (
	"testing"

	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func FuzzRequests(f *testing.F) {
	apitest.Fuzz(f, "remove-access", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		account := w.Account(organisation, "Account")
		member := w.Member(fixture.ScopeOf(account), "eve", fixture.Biller)
		return apitest.World{Handlers: handlers(w.Remove(), w.Roles), People: []string{admin.Subject, member.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID), "user": string(member.ID())}}
	})
}
