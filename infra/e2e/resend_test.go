package e2e

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// resendRequest returns the request that resends an invitation.
func (o organisation) resendRequest(i invitation, by person) request {
	return request{method: http.MethodPost, path: o.path("/invitations/" + i.ID + "/resend"), token: by.token}
}

// resend resends an invitation as the administrator.
func (o organisation) resend(t *testing.T, i invitation) invitation {
	t.Helper()
	return decode[invitation](t, send(t, o.resendRequest(i, o.admin)).want(t, http.StatusAccepted))
}

// nextToken waits for a mail of the invitation with a token that is not known yet and
// returns the token.
func (b *inbox) nextToken(t *testing.T, i invitation, known ...string) string {
	t.Helper()
	return b.find(t, "with another link for invitation "+i.ID, func(m mail) bool {
		linkToken := m.token(i)
		return linkToken != "" && !slices.Contains(known, linkToken)
	}).token(i)
}

// tokens returns all tokens that were mailed for the invitation so far.
func (b *inbox) tokens(t *testing.T, i invitation) []string {
	t.Helper()
	var all []string
	for _, m := range b.matching(t, func(m mail) bool { return m.token(i) != "" }) {
		all = append(all, m.token(i))
	}
	return all
}

// wantTokenRejected ends the test unless every action with the token is refused like one with
// an unknown token.
func wantTokenRejected(t *testing.T, i invitation, by person, linkToken string) {
	t.Helper()
	for _, action := range actions {
		never := tryAction(t, i, action, by.token, reverse(linkToken)+"x").wantProblem(t, http.StatusNotFound, "not-found")
		if p := tryAction(t, i, action, by.token, linkToken).wantProblem(t, http.StatusNotFound, "not-found"); p.Detail != never.Detail {
			t.Errorf("%s distinguishes an old token from an unknown one: %q, %q", action, p.Detail, never.Detail)
		}
	}
}

// invitation returns an invitation as its administrator sees it.
func (o organisation) invitation(t *testing.T, id string) invitation {
	t.Helper()
	return decode[invitation](t, get(t, o.path("/invitations/"+id), o.admin.token).want(t, http.StatusOK))
}

// After a resend the old token must not work, and the new token must differ from it
// (compare CVE-2026-4273).
func TestAResendInvalidatesTheOldLink(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("again"), "billing-viewer")
	old := mails.waitFor(t, i).token(i)
	postAction(t, i, "preview", "", old).want(t, http.StatusOK)
	resent := org.resend(t, i)
	wantTokenRejected(t, i, org.admin, old) // even before the new mail is sent
	if resent.ID != i.ID || resent.Status != "pending" || resent.Delivery.Status != "queued" || !resent.CreatedAt.Equal(i.CreatedAt) {
		t.Errorf("the invitation is %+v and was %+v", resent, i)
	}
	linkToken := mails.nextToken(t, i, old)
	if linkToken == old {
		t.Fatal("the new link has the old token")
	}
	p := person{email: i.Email, password: password()}
	post(t, "/invitations/"+i.ID+"/register", "", registrationBody(linkToken, p.password)).want(t, http.StatusCreated)
	wantTokenRejected(t, i, org.admin, old)
	wantOneRow(t, org, i.Email, "billing-viewer")
}

func TestAResendExtendsTheExpiry(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("three-days"), "billing-viewer")
	mails.waitFor(t, i)
	expire(t, i.ID, time.Now().Add(time.Hour))
	before := time.Now().Truncate(time.Second)
	resent := org.resend(t, i)
	if ends := resent.ExpiresAt.Add(-72 * time.Hour); ends.Before(before) || ends.After(time.Now()) {
		t.Errorf("the invitation expires at %s, want 72 hours after the resend at %s", resent.ExpiresAt, before)
	}
	if shown := org.invitation(t, i.ID); !shown.ExpiresAt.Equal(resent.ExpiresAt) {
		t.Errorf("the invitation expires at %s, but the response to the resend had %s", shown.ExpiresAt, resent.ExpiresAt)
	}
}

func TestResendAfterTheEnd(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for ended, end := range map[string]func(t *testing.T, i invitation, linkToken string){
		"expired": func(t *testing.T, i invitation, _ string) { expire(t, i.ID, time.Now().Add(-time.Second)) },
		"declined": func(t *testing.T, i invitation, linkToken string) {
			postAction(t, i, "decline", "", linkToken).want(t, http.StatusNoContent)
		},
	} {
		t.Run(ended, func(t *testing.T) {
			i := org.invite(t, address(ended), "billing-viewer", "audit-viewer")
			old := mails.waitFor(t, i).token(i)
			end(t, i, old)
			postAction(t, i, "preview", "", old).wantProblem(t, http.StatusGone, "invitation-"+ended)
			if resent := org.resend(t, i); resent.Status != "pending" || !slices.Equal(resent.Roles, i.Roles) {
				t.Errorf("the invitation is %s and offers %v", resent.Status, resent.Roles)
			}
			linkToken := mails.nextToken(t, i, old)
			wantTokenRejected(t, i, org.admin, old)
			tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
			for status, want := range map[string]int{"accepted": 1, "pending": 0, ended: 0} {
				if n := len(pages[invitation](t, org.path("/invitations?status="+status+"&email="+escaped(i.Email)), org.admin, 10)); n != want {
					t.Errorf("the invitation is listed %d times as %s, want %d", n, status, want)
				}
			}
		})
	}
}

func TestRefusedResends(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	viewer := org.join(t, "billing-viewer")
	accepted := org.invite(t, address("accepted"), "billing-viewer")
	register(t, accepted)
	revoked := org.invite(t, address("revoked"), "billing-viewer")
	del(t, org.path("/invitations/"+revoked.ID), org.admin.token).want(t, http.StatusNoContent)
	open := org.invite(t, address("open"), "billing-viewer")
	old := mails.waitFor(t, open).token(open)

	send(t, org.resendRequest(accepted, org.admin)).wantProblem(t, http.StatusConflict, "invitation-accepted")
	send(t, org.resendRequest(revoked, org.admin)).wantProblem(t, http.StatusGone, "invitation-revoked")
	send(t, org.resendRequest(open, viewer)).wantProblem(t, http.StatusForbidden, "forbidden")
	never := send(t, org.resendRequest(invitation{ID: unknownID(open.ID)}, org.admin))
	never.wantProblem(t, http.StatusNotFound, "not-found")
	for who, a := range map[string]response{
		"a stranger": send(t, org.resendRequest(open, other.admin)),
		"an administrator, by another organisation": send(t, other.resendRequest(open, other.admin)),
		"nobody, by an id that breaks out of a key": send(t, request{method: http.MethodPost, path: org.path("/invitations/" + open.ID + "%23INVITATION/resend"), token: org.admin.token}),
	} {
		if a.fingerprint() != never.fingerprint() {
			t.Errorf("%s: the response differs from that for an unknown invitation:\n%s", who, a)
		}
	}
	for kind, body := range map[string]any{"a field": map[string]any{"email": address("x")}, "an array": raw("[]"), "null": raw("null")} {
		r := org.resendRequest(open, org.admin)
		r.body = body
		if a := send(t, r); a.status != http.StatusBadRequest {
			t.Errorf("%s in the body\n\n%s", kind, a)
		}
	}
	postAction(t, open, "preview", "", old).want(t, http.StatusOK) // the refused requests changed nothing
	empty := org.resendRequest(open, org.admin)
	empty.body = raw("{}")
	send(t, empty).want(t, http.StatusAccepted)
}

func TestNobodyResendsMoreThanTheyGovern(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "organisation-admin")
	high := partner.invite(t, address("high"), "partner-organisation-admin", "billing-viewer")
	linkToken := mails.waitFor(t, high).token(high)
	send(t, partner.resendRequest(high, deputy)).wantProblem(t, http.StatusForbidden, "role-not-allowed")
	postAction(t, high, "preview", "", linkToken).want(t, http.StatusOK)
	if shown := partner.invitation(t, high.ID); shown.InvitedBy.UserID != partner.admin.id {
		t.Errorf("the inviter is now %s", shown.InvitedBy.Name)
	}
}

// Inviter's authority: it is checked again when the invitation is accepted. An
// administrator who resends the invitation becomes its inviter.
func TestInvitersAuthorityAfterAResend(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("orphan"), "billing-viewer")
	old := mails.waitFor(t, i).token(i)
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)
	postAction(t, i, "preview", "", old).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
	tryAction(t, i, "register", "", old).wantProblem(t, http.StatusConflict, "invitation-not-authorised")

	resent := org.resend(t, i)
	if by := org.admin; resent.InvitedBy.UserID != by.id || resent.InvitedBy.Email != by.email {
		t.Errorf("the inviter is %+v, want %s", resent.InvitedBy, by.email)
	}
	linkToken := mails.nextToken(t, i, old)
	wantTokenRejected(t, i, org.admin, old)
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
	wantOneRow(t, org, i.Email, "billing-viewer")
}

// A resend offers a member only the roles that they do not hold, as an invite does.
func TestAResendOffersOnlyRolesNotYetHeld(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "support-viewer")
	i := org.invite(t, member.email, "billing-viewer", "audit-viewer")
	old := mails.waitFor(t, i).token(i)
	gain := func(role string) {
		before := permissionRow(t, org, org.admin, member.id)
		editAccess(t, org, org.admin, before, append(roleGrants(before.Grants), roleGrant{Role: role})...).want(t, http.StatusOK)
	}
	gain("billing-viewer")
	if resent := org.resend(t, i); !slices.Equal(resent.Roles, []string{"audit-viewer"}) {
		t.Errorf("the invitation offers %v, want only the role that the member does not hold", resent.Roles)
	}
	linkToken := mails.nextToken(t, i, old)
	if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); len(o.Roles) != 1 || o.Roles[0].ID != "audit-viewer" {
		t.Errorf("the preview offers %v", o.Roles)
	}
	gain("audit-viewer")
	send(t, org.resendRequest(i, org.admin)).wantProblem(t, http.StatusConflict, "already-granted")
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK) // the refused resend changed nothing
}

func TestAResendConflictsWithANewerInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	first := org.invite(t, address("place"), "billing-viewer")
	postAction(t, first, "decline", "", mails.waitFor(t, first).token(first)).want(t, http.StatusNoContent)
	second := org.invite(t, first.Email, "audit-viewer")
	p := send(t, org.resendRequest(first, org.admin)).wantProblem(t, http.StatusConflict, "invitation-pending")
	if p.InvitationID != second.ID {
		t.Errorf("the problem names the invitation %q, want %q", p.InvitationID, second.ID)
	}
	if shown := org.invitation(t, first.ID); shown.Status != "declined" {
		t.Errorf("the first is %s", shown.Status)
	}
	register(t, second)
}
