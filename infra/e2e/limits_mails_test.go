package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// One organisation sends many mails to one recipient, by inviting and revoking in a loop
// and by resending, with several spellings. The limit applies to this organisation only.
func TestLimitOfMailsToOneAddress(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	name := unique("victim")
	spellings := []string{name + "@bücher.example", strings.ToUpper(name) + "@bücher.example", name + "@XN--BCHER-KVA.example"}
	day := func() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }
	began, sent := day(), 0
	var refused response
	for refused.status != http.StatusTooManyRequests && sent <= 2*dailyLimit { // midnight may pass during the test
		refused = send(t, org.inviteRequest(org.admin, spellings[sent%len(spellings)], "billing-viewer"))
		for refused.status == http.StatusCreated {
			sent++
			i := decode[invitation](t, refused)
			refused = send(t, org.resendRequest(i, org.admin))
			if refused.status == http.StatusAccepted {
				sent++
			}
			del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
		}
	}
	if p := refused.wantProblem(t, http.StatusTooManyRequests, "rate-limited"); !strings.Contains(p.Detail, "This organisation has reached its limit of 20 emails a day to this address.") {
		t.Errorf("the detail does not explain the limit: %q", p.Detail)
	}
	wantRetryAfter(t, 24*time.Hour, refused)
	if sent != dailyLimit && began.Equal(day()) {
		t.Errorf("%d mails to one address, want %d", sent, dailyLimit)
	}
	for _, email := range spellings {
		send(t, org.inviteRequest(org.admin, email, "billing-viewer")).wantProblem(t, http.StatusTooManyRequests, "rate-limited")
	}
	org.inviteOneMore(t).want(t, http.StatusCreated)
	other.invite(t, spellings[0], "billing-viewer")

	// An operator can still invite the recipient to this organisation.
	call := map[string]any{"action": "invite-administrator", "organisationId": org.id, "admin": map[string]string{"email": spellings[1]}}
	if i := invokeOperator[createdOrganisation](t, call).Invitation; i.ID == "" {
		t.Error("the operator's invitation has no id")
	}
	createOrganisation(t, spellings[2], false)
}

// setPartnerMails sets the number of mails that the organisations below a partner have sent to
// an address today and, in case midnight passes, tomorrow.
func (o organisation) setPartnerMails(t *testing.T, email string, used int) {
	t.Helper()
	for _, day := range []time.Time{time.Now(), time.Now().Add(24 * time.Hour)} {
		key := itemKey("ORG#"+o.id+"#MAILSBELOW#"+strings.ToLower(email), day.UTC().Format(time.DateOnly)+"#00")
		putItem(t, key, map[string]any{"kind": "count", "used": used})
	}
}

// A partner creates organisations, each of which sends mails to one recipient.
func TestTheLimitOfMailsOfAPartner(t *testing.T) {
	t.Parallel()
	partner, other := newPartner(t), newOrganisation(t)
	one, two := partner.createChild(t, "One", false), partner.createChild(t, "Two", false)
	clerk := two.join(t, "organisation-admin")
	email := address("victim")
	partner.setPartnerMails(t, email, partnerDailyLimit-1)
	one.invite(t, email, "billing-viewer")
	for by, whose := range map[person]string{
		partner.admin: "The organisations of " + partner.name + " have together reached their limit of 100 emails a day to this address.",
		clerk:         "This organisation and others of the same partner have together reached their limit of 100 emails a day to this address.",
	} {
		refused := send(t, two.inviteRequest(by, email, "billing-viewer"))
		if p := refused.wantProblem(t, http.StatusTooManyRequests, "rate-limited"); !strings.Contains(p.Detail, whose) {
			t.Errorf("the detail does not explain the limit: %q", p.Detail)
		}
		wantRetryAfter(t, 24*time.Hour, refused)
	}
	partner.invite(t, email, "billing-viewer")
	other.invite(t, email, "billing-viewer")
}
