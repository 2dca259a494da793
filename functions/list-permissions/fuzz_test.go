package main

import (
	"testing"

	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func FuzzRequests(f *testing.F) {
	for _, query := range []string{
		"status=pending,expired&email=e&search=E", "needsInviter=true", "role=billing-viewer&account={account}", "type=access.granted&user={user}&from=2026-01-01T00:00:00Z&to=9999-12-31T23:59:59%2B14:00",
		"limit=100", "limit=101", "limit=-1", "email=%2B", "email=a+b%40c", "search=%FF", "cursor=", "limit=1&limit=1",
	} {
		for route := range byte(9) {
			f.Add(route, byte(0), "", query, "", "", false)
		}
	}
	apitest.Fuzz(f, "list-permissions", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", true)
		account := w.Account(organisation, "Account")
		member := w.Member(fixture.ScopeOf(account), "eve", fixture.Biller)
		invitation := w.Invited(admin, fixture.Whole(organisation), "bob", fixture.Biller)
		return apitest.World{Handlers: handlers(w.List(), w.Browse(), w.Roles, api.NewCursors("secret")), People: []string{admin.Subject, member.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID), "user": string(member.ID()), "invitation": string(invitation.ID)}}
	})
}
