package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// wantNotice waits for the email that tells an administrator what somebody asks for. It has
// a link to the invitation in the console.
func wantNotice(t *testing.T, to person, i invitation, names ...string) {
	t.Helper()
	told := mails.find(t, "about invitation "+i.ID+" to "+to.email, func(m mail) bool {
		return slices.Contains(m.to, to.email) && strings.Contains(m.text, "/console/organisations/"+i.OrganisationID+"/users?invitation="+i.ID)
	})
	if len(notices(t, i)) != 1 {
		t.Errorf("%d emails about one request", len(notices(t, i)))
	}
	visible := strings.ReplaceAll(told.text, "\u2060", "") // which keeps an address from becoming a link
	for _, name := range names {
		if !strings.Contains(visible, name) {
			t.Errorf("the email does not name %s:\n%s", name, visible)
		}
	}
}

func notices(t *testing.T, i invitation) []mail {
	t.Helper()
	return mails.matching(t, func(m mail) bool { return strings.Contains(m.text, "/users?invitation="+i.ID) })
}

// The holder of an expired link sees what it was for and asks for a new one, once. The
// inviter is told by email and in the console, and a resend gives the new link.
func TestTheInviteeOfAnExpiredInvitationAsksForANewLink(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, i invitation){
		"stored as pending":   func(t *testing.T, i invitation) { expire(t, i.ID, time.Now()) },
		"removed by DynamoDB": func(t *testing.T, i invitation) { expireByTimeToLive(t, i).deliver(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org := newOrganisation(t)
			i := org.invite(t, address("Late"), "audit-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			postAction(t, i, "renewal", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-pending")
			end(t, i)

			shown := postAction(t, i, "preview", "", linkToken).wantProblem(t, http.StatusGone, "invitation-expired").Expired
			if shown == nil || shown.Organisation.Name != org.name || shown.InvitedBy.Name != org.admin.first+" "+org.admin.last || !shown.RequestedAt.IsZero() {
				t.Fatalf("the holder of the link is shown %+v", shown)
			}
			asked := decode[renewal](t, postAction(t, i, "renewal", "", linkToken).want(t, http.StatusAccepted))
			if again := decode[renewal](t, postAction(t, i, "renewal", "", linkToken).want(t, http.StatusAccepted)); again != asked || asked.RequestedAt.IsZero() {
				t.Errorf("asked at %+v and %+v", asked, again)
			}
			if shown := postAction(t, i, "preview", "", linkToken).wantProblem(t, http.StatusGone, "invitation-expired").Expired; !shown.RequestedAt.Equal(asked.RequestedAt) {
				t.Errorf("after the request, the holder of the link is shown %+v", shown)
			}
			wantNotice(t, org.admin, i, i.Email, org.name)
			wantMarked(t, org, i, asked.RequestedAt)

			post(t, org.path("/invitations/"+i.ID+"/resend"), org.admin.token, map[string]any{}).want(t, http.StatusAccepted)
			wantMarked(t, org, i, time.Time{})
			fresh := mails.find(t, "with a new link", func(m mail) bool { return m.token(i) != "" && m.token(i) != linkToken }).token(i)
			postAction(t, i, "renewal", "", linkToken).wantProblem(t, http.StatusNotFound, "not-found")
			postAction(t, i, "preview", "", fresh).want(t, http.StatusOK)
			if recorded := countEvents(t, org, "invitation.renewal-requested"); recorded != 1 {
				t.Errorf("%d events of one request", recorded)
			}
		})
	}
}

// wantMarked compares when a new link was asked for, as the list and the invitation show it.
func wantMarked(t *testing.T, o organisation, i invitation, at time.Time) {
	t.Helper()
	one := decode[invitation](t, get(t, o.path("/invitations/"+i.ID), o.admin.token).want(t, http.StatusOK))
	listed := pages[invitation](t, o.path("/invitations?email="+i.Email), o.admin, 50)
	if len(listed) != 1 || !one.RenewalRequestedAt.Equal(at) || !listed[0].RenewalRequestedAt.Equal(at) {
		t.Errorf("the invitation says %s, the list %+v, want %s", one.RenewalRequestedAt, listed, at)
	}
}

func countEvents(t *testing.T, o organisation, kind string) int {
	t.Helper()
	return len(slices.DeleteFunc(auditLog(t, o, o.admin), func(e event) bool { return e.Type != kind }))
}

// A wrong token is told nothing, not even that there is an expired invitation.
func TestAWrongTokenIsToldNothingOfAnExpiredInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i, other := org.invite(t, address("Late"), "audit-viewer"), org.invite(t, address("Other"), "audit-viewer")
	otherToken := mails.waitFor(t, other).token(other)
	expire(t, i.ID, time.Now())
	unknown := postAction(t, invitation{ID: "unknown"}, "preview", "", otherToken).wantProblem(t, http.StatusNotFound, "not-found")
	for _, action := range []string{"preview", "renewal"} {
		for _, wrong := range []string{otherToken, "wrong", ""} {
			p := postAction(t, i, action, "", wrong).wantProblem(t, http.StatusNotFound, "not-found")
			if p.Detail != unknown.Detail || p.Title != unknown.Title || p.Expired != nil {
				t.Errorf("%s: %+v, want %+v", action, p, unknown)
			}
		}
	}
	wantMarked(t, org, i, time.Time{})
}

// The administrator of the account is told if the inviter may not resend the invitation any
// more. What can be of no use cannot be asked for.
func TestWhoIsToldOfARequestForANewLink(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("Late"), "audit-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	expire(t, i.ID, time.Now())
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)
	postAction(t, i, "renewal", "", linkToken).want(t, http.StatusAccepted)
	wantNotice(t, org.admin, i, i.Email)

	member := org.join(t, "billing-viewer")
	useless := org.invite(t, member.email, "signing-viewer")
	token := mails.waitFor(t, useless).token(useless)
	expire(t, useless.ID, time.Now())
	invited := org.invite(t, member.email, "signing-viewer")
	postAction(t, invited, "accept", member.token, mails.waitFor(t, invited).token(invited)).want(t, http.StatusOK)
	postAction(t, useless, "renewal", "", token).wantProblem(t, http.StatusConflict, "already-granted")
}
