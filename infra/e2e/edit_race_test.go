package e2e

import (
	"net/http"
	"testing"
)

// rounds is how often a race between two requests is repeated.
const rounds = 4

// Two administrators demote each other at the same time. One of them always remains an
// administrator.
func TestRule5TwoAdministratorsCannotDemoteEachOther(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	viewer, admin := held{Role: "billing-viewer"}, held{Role: "organisation-admin"}
	for range rounds {
		answers := atTheSameTime(t, []request{
			editing(org, one, row(t, org, one, other.id), viewer),
			editing(org, other, row(t, org, other, one.id), viewer),
		})
		winner, loser := oneStays(t, org, answers, one, other)
		edit(t, org, winner, row(t, org, winner, loser.id), admin).want(t, http.StatusOK)
	}
}

// One administrator demotes another, who removes the first at the same time.
func TestRule5ADemotionAgainstARemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	for range rounds {
		answers := atTheSameTime(t, []request{
			editing(org, one, row(t, org, one, other.id), held{Role: "billing-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + one.id), token: other.token},
		})
		winner, loser := oneStays(t, org, answers, one, other)
		if winner.id == one.id {
			edit(t, org, winner, row(t, org, winner, loser.id), held{Role: "organisation-admin"}).want(t, http.StatusOK)
		} else {
			loser.accepts(t, inviteAs(t, winner, org, loser.email, "organisation-admin"))
		}
	}
}

// Two administrators step down at the same time.
func TestRule5TwoAdministratorsCannotBothStepDown(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	viewer, admin := held{Role: "billing-viewer"}, held{Role: "organisation-admin"}
	for range rounds {
		answers := atTheSameTime(t, []request{
			editing(org, one, row(t, org, one, one.id), viewer),
			editing(org, other, row(t, org, other, other.id), viewer),
		})
		left, right := answers[0], answers[1]
		if len(winners(answers, http.StatusOK)) != 1 {
			t.Fatalf("want exactly one of two to step down:\n%s\n\n%s", left, right)
		}
		stays, goes, lost := other, one, right
		if right.status == http.StatusOK {
			stays, goes, lost = one, other, left
		}
		losesBy(t, lost, "last-administrator", "unavailable")
		get(t, org.path("/permissions"), goes.token).refused(t, http.StatusForbidden, "forbidden")
		edit(t, org, stays, row(t, org, stays, goes.id), admin).want(t, http.StatusOK)
	}
}

// oneStays ends the test unless exactly one of two administrators has removed the
// other's role. It returns which.
func oneStays(t *testing.T, org organisation, answers []answer, one, other person) (winner, loser person) {
	t.Helper()
	if won := winners(answers, http.StatusOK); len(won) != 1 {
		t.Fatalf("%d of two requests succeeded, want one:\n%v", len(won), answers)
	}
	winner, loser, lost := one, other, answers[1]
	if answers[1].status == http.StatusOK {
		winner, loser, lost = other, one, answers[0]
	}
	losesBy(t, lost, "forbidden", "not-found", "last-administrator", "version-mismatch", "unavailable")
	if a := get(t, org.path("/permissions"), loser.token); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		t.Fatalf("the loser is still an administrator\n\n%s", a)
	}
	get(t, org.path("/permissions"), winner.token).want(t, http.StatusOK)
	return winner, loser
}

// An edit races with a removal. In the end the access is removed, and a successful edit
// preceded the removal.
func TestEditedWhileBeingRemoved(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy, member := org.join(t, "organisation-admin"), org.join(t, "billing-viewer")
	for range rounds {
		answers := atTheSameTime(t, []request{
			editing(org, deputy, row(t, org, deputy, member.id), held{Role: "audit-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + member.id), token: org.admin.token},
		})
		went := read[removal](t, answers[1].want(t, http.StatusOK))
		goes := roleIDs(went.Removed)
		switch edited := answers[0]; {
		case edited.status == http.StatusOK && (len(goes) != 1 || goes[0] != "audit-viewer"):
			t.Errorf("the edit succeeded, but the removal removed %v", goes)
		case edited.status != http.StatusOK:
			losesBy(t, edited, "not-found", "version-mismatch", "unavailable")
		}
		get(t, org.path("/permissions/"+member.id), org.admin.token).refused(t, http.StatusNotFound, "not-found")
		get(t, org.path(""), member.token).refused(t, http.StatusNotFound, "not-found")
		member.accepts(t, org.invite(t, member.email, "billing-viewer"))
	}
}

// Of two edits of the same version one succeeds and one fails.
func TestOneEditOfAVersionWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy, member := org.join(t, "organisation-admin"), org.join(t, "billing-viewer")
	for _, roles := range [][2]string{{"audit-viewer", "signing-viewer"}, {"support-viewer", "billing-viewer"}} {
		shown := row(t, org, org.admin, member.id)
		answers := atTheSameTime(t, []request{
			editing(org, org.admin, shown, held{Role: roles[0]}), editing(org, deputy, shown, held{Role: roles[1]}),
		})
		won := winners(answers, http.StatusOK)
		if len(won) != 1 {
			t.Fatalf("%d of two edits succeeded, want one:\n%v", len(won), answers)
		}
		for _, a := range answers {
			if a.status != http.StatusOK {
				losesBy(t, a, "version-mismatch", "unavailable")
			}
		}
		now := row(t, org, org.admin, member.id)
		if told := read[userAndGrants](t, won[0]); told.Version != now.Version {
			t.Errorf("the response has the version %q, but the row has %q", told.Version, now.Version)
		}
	}
}

// An edit races with an acceptance. Neither is lost.
func TestAnEditAgainstAnAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, member.email, "audit-viewer")
	secret := mails.of(t, i).secret(i)
	answers := atTheSameTime(t, []request{
		editing(org, org.admin, row(t, org, org.admin, member.id), held{Role: "signing-viewer"}),
		{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": secret}},
	})
	answers[1].want(t, http.StatusOK)
	kept := "signing-viewer"
	if answers[0].status != http.StatusOK {
		losesBy(t, answers[0], "version-mismatch", "unavailable")
		kept = "billing-viewer"
	}
	holds(t, row(t, org, org.admin, member.id), held{Role: "audit-viewer"}, held{Role: kept})
}

// An administrator is removed while they edit. The edit precedes the removal or fails.
func TestRule2AnEditRestsOnAuthorityThatStands(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	deputy := org.join(t, "organisation-admin")
	for range rounds {
		shown := row(t, org, org.admin, member.id)
		answers := atTheSameTime(t, []request{
			editing(org, deputy, shown, held{Role: "audit-viewer"}, held{Role: "billing-viewer"}),
			{method: http.MethodDelete, path: org.path("/permissions/" + deputy.id), token: org.admin.token},
		})
		answers[1].want(t, http.StatusOK)
		now := row(t, org, org.admin, member.id)
		if edited := answers[0].status == http.StatusOK; edited != (now.Version != shown.Version) {
			t.Errorf("the edit's status is %d, but the grants are %v", answers[0].status, holdings(now.Grants))
		}
		if answers[0].status != http.StatusOK {
			losesBy(t, answers[0], "not-found", "forbidden", "unavailable")
		}
		edit(t, org, org.admin, now, held{Role: "billing-viewer"}).want(t, http.StatusOK)
		deputy.accepts(t, org.invite(t, deputy.email, "organisation-admin"))
	}
}
