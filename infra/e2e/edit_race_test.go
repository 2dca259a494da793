package e2e

import (
	"net/http"
	"testing"
)

// raceRepeats is how often a race between two requests is repeated.
const raceRepeats = 4

// Two administrators demote each other at the same time. One of them always remains an
// administrator.
func TestLastAdministratorWhenTwoDemoteEachOther(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	viewer, admin := roleGrant{Role: "billing-viewer"}, roleGrant{Role: "organisation-admin"}
	for range raceRepeats {
		responses := concurrently(t, []request{
			editRequest(org, one, permissionRow(t, org, one, other.id), viewer),
			editRequest(org, other, permissionRow(t, org, other, one.id), viewer),
		})
		winner, loser := wantOneWinner(t, org, responses, one, other)
		editAccess(t, org, winner, permissionRow(t, org, winner, loser.id), admin).want(t, http.StatusOK)
	}
}

// One administrator demotes another, who removes the first at the same time.
func TestLastAdministratorDemotionRacesWithRemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	for range raceRepeats {
		responses := concurrently(t, []request{
			editRequest(org, one, permissionRow(t, org, one, other.id), roleGrant{Role: "billing-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + one.id), token: other.token},
		})
		winner, loser := wantOneWinner(t, org, responses, one, other)
		if winner.id == one.id {
			editAccess(t, org, winner, permissionRow(t, org, winner, loser.id), roleGrant{Role: "organisation-admin"}).want(t, http.StatusOK)
		} else {
			loser.accept(t, inviteAs(t, winner, org, loser.email, "organisation-admin"))
		}
	}
}

// Two administrators step down at the same time.
func TestLastAdministratorWhenTwoStepDown(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	viewer, admin := roleGrant{Role: "billing-viewer"}, roleGrant{Role: "organisation-admin"}
	for range raceRepeats {
		responses := concurrently(t, []request{
			editRequest(org, one, permissionRow(t, org, one, one.id), viewer),
			editRequest(org, other, permissionRow(t, org, other, other.id), viewer),
		})
		left, right := responses[0], responses[1]
		if len(withStatus(responses, http.StatusOK)) != 1 {
			t.Fatalf("want exactly one of two to step down:\n%s\n\n%s", left, right)
		}
		stays, goes, lost := other, one, right
		if right.status == http.StatusOK {
			stays, goes, lost = one, other, left
		}
		wantOneOf(t, lost, "last-administrator", "unavailable")
		get(t, org.path("/permissions"), goes.token).wantProblem(t, http.StatusForbidden, "forbidden")
		editAccess(t, org, stays, permissionRow(t, org, stays, goes.id), admin).want(t, http.StatusOK)
	}
}

// wantOneWinner ends the test unless exactly one of two administrators has removed the
// other's role. It returns which.
func wantOneWinner(t *testing.T, org organisation, responses []response, one, other person) (winner, loser person) {
	t.Helper()
	if won := withStatus(responses, http.StatusOK); len(won) != 1 {
		t.Fatalf("%d of two requests succeeded, want one:\n%v", len(won), responses)
	}
	winner, loser, lost := one, other, responses[1]
	if responses[1].status == http.StatusOK {
		winner, loser, lost = other, one, responses[0]
	}
	wantOneOf(t, lost, "forbidden", "not-found", "last-administrator", "version-mismatch", "unavailable")
	if a := get(t, org.path("/permissions"), loser.token); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		t.Fatalf("the loser is still an administrator\n\n%s", a)
	}
	get(t, org.path("/permissions"), winner.token).want(t, http.StatusOK)
	return winner, loser
}

// An edit races with a removal. In the end the access is removed, and a successful edit
// preceded the removal.
func TestEditRacesWithRemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy, member := org.join(t, "organisation-admin"), org.join(t, "billing-viewer")
	for range raceRepeats {
		responses := concurrently(t, []request{
			editRequest(org, deputy, permissionRow(t, org, deputy, member.id), roleGrant{Role: "audit-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + member.id), token: org.admin.token},
		})
		went := decode[removal](t, responses[1].want(t, http.StatusOK))
		goes := roleIDs(went.Removed)
		switch edited := responses[0]; {
		case edited.status == http.StatusOK && (len(goes) != 1 || goes[0] != "audit-viewer"):
			t.Errorf("the edit succeeded, but the removal removed %v", goes)
		case edited.status != http.StatusOK:
			wantOneOf(t, edited, "not-found", "version-mismatch", "unavailable")
		}
		get(t, org.path("/permissions/"+member.id), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
		get(t, org.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found")
		member.accept(t, org.invite(t, member.email, "billing-viewer"))
	}
}

// Of two edits of the same version one succeeds and one fails.
func TestOneEditOfAVersionWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy, member := org.join(t, "organisation-admin"), org.join(t, "billing-viewer")
	for _, roles := range [][2]string{{"audit-viewer", "signing-viewer"}, {"support-viewer", "billing-viewer"}} {
		shown := permissionRow(t, org, org.admin, member.id)
		responses := concurrently(t, []request{
			editRequest(org, org.admin, shown, roleGrant{Role: roles[0]}), editRequest(org, deputy, shown, roleGrant{Role: roles[1]}),
		})
		won := withStatus(responses, http.StatusOK)
		if len(won) != 1 {
			t.Fatalf("%d of two edits succeeded, want one:\n%v", len(won), responses)
		}
		for _, a := range responses {
			if a.status != http.StatusOK {
				wantOneOf(t, a, "version-mismatch", "unavailable")
			}
		}
		now := permissionRow(t, org, org.admin, member.id)
		if edited := decode[userAndGrants](t, won[0]); edited.Version != now.Version {
			t.Errorf("the response has the version %q, but the row has %q", edited.Version, now.Version)
		}
	}
}

// An edit races with an acceptance. Neither is lost.
func TestEditRacesWithAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, member.email, "audit-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	responses := concurrently(t, []request{
		editRequest(org, org.admin, permissionRow(t, org, org.admin, member.id), roleGrant{Role: "signing-viewer"}),
		{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": linkToken}},
	})
	responses[1].want(t, http.StatusOK)
	kept := "signing-viewer"
	if responses[0].status != http.StatusOK {
		wantOneOf(t, responses[0], "version-mismatch", "unavailable")
		kept = "billing-viewer"
	}
	wantGrants(t, permissionRow(t, org, org.admin, member.id), roleGrant{Role: "audit-viewer"}, roleGrant{Role: kept})
}

// An administrator is removed while they edit. The edit precedes the removal or fails.
func TestCurrentAuthorityEditRacesWithItsRemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	deputy := org.join(t, "organisation-admin")
	for range raceRepeats {
		shown := permissionRow(t, org, org.admin, member.id)
		responses := concurrently(t, []request{
			editRequest(org, deputy, shown, roleGrant{Role: "audit-viewer"}, roleGrant{Role: "billing-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + deputy.id), token: org.admin.token},
		})
		responses[1].want(t, http.StatusOK)
		now := permissionRow(t, org, org.admin, member.id)
		if edited := responses[0].status == http.StatusOK; edited != (now.Version != shown.Version) {
			t.Errorf("the edit's status is %d, but the grants are %v", responses[0].status, roleGrants(now.Grants))
		}
		if responses[0].status != http.StatusOK {
			wantOneOf(t, responses[0], "not-found", "forbidden", "unavailable")
		}
		editAccess(t, org, org.admin, now, roleGrant{Role: "billing-viewer"}).want(t, http.StatusOK)
		deputy.accept(t, org.invite(t, deputy.email, "organisation-admin"))
	}
}
