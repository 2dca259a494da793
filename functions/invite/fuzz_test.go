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
	apitest.Fuzz(f, "invite", func(t *testing.T) apitest.World {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("Acme", false)
		account := w.Account(organisation, "Account")
		invitation := w.Invited(admin, fixture.Whole(organisation), "eve", fixture.Biller)
		h := handlers(handler{
			invite: w.Invite(), batch: w.Batch(), update: w.Update(), resend: w.Resend(), revoke: w.Revoke(), correct: w.CorrectAddress(),
			takeOver: w.TakeOver(), confirm: w.ConfirmAcceptance(), decline: w.DeclineAcceptance(),
			idempotency: api.Idempotency{Requests: w.Requests(), StillAdministrator: access.StillAdministrator{Store: w.Store, Now: w.Now}},
		})
		return apitest.World{Handlers: h, People: []string{admin.Subject, "nobody"},
			Known: map[string]string{"organisation": string(organisation.ID), "account": string(account.ID), "invitation": string(invitation.ID)}}
	},
		`{"email":"Ada@bücher.example","firstName":"Ada","lastName":"L","roles":["billing-viewer"],"locale":"nb-NO","returnUrl":"https://app.example/x","metadata":{"plan":"gold"}}`,
		`{"email":"a@b.example","accountId":"{account}","roles":[{"role":"billing-viewer","until":"2036-12-31T00:00:00Z"}]}`,
		`{"invitations":[{"email":"a@b.example","roles":["billing-viewer"]},{"email":"x","roles":[]}],"dryRun":true}`,
		`{"roles":["audit-viewer"],"firstName":"É"}`, `{"userId":"{admin}"}`, `{"email":"eve@other.example"}`, `{"email":null}`, `{"email":"a","email":"b"}`, ``, `[]`,
	)
}
