package e2e

import (
	"net/http"
	"testing"
)

// rounds is how often a race between two is run: each time either may win.
const rounds = 4

// The last administrator, by two at once, who demote each other: one stays,
// every time.
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

// The same, where one demotes and the other removes.
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

// Both step down at once, each counting on the other.
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
			t.Fatalf("not one of two has stepped down:\n%s\n\n%s", left, right)
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

// oneStays ends the test unless exactly one of two who went for each other has
// won, and tells which.
func oneStays(t *testing.T, org organisation, answers []answer, one, other person) (winner, loser person) {
	t.Helper()
	if won := winners(answers, http.StatusOK); len(won) != 1 {
		t.Fatalf("%d of two won:\n%v", len(won), answers)
	}
	winner, loser, lost := one, other, answers[1]
	if answers[1].status == http.StatusOK {
		winner, loser, lost = other, one, answers[0]
	}
	losesBy(t, lost, "forbidden", "not-found", "last-administrator", "version-mismatch", "unavailable")
	if a := get(t, org.path("/permissions"), loser.token); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		t.Fatalf("the loser is an administrator still\n\n%s", a)
	}
	get(t, org.path("/permissions"), winner.token).want(t, http.StatusOK)
	return winner, loser
}

// Edited while being removed: whichever comes first, the access is gone, and
// who was told of a change was told the truth.
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
			t.Errorf("the edit came first, and the removal took %v", goes)
		case edited.status != http.StatusOK:
			losesBy(t, edited, "not-found", "version-mismatch", "unavailable")
		}
		get(t, org.path("/permissions/"+member.id), org.admin.token).refused(t, http.StatusNotFound, "not-found")
		get(t, org.path(""), member.token).refused(t, http.StatusNotFound, "not-found")
		member.accepts(t, org.invite(t, member.email, "billing-viewer"))
	}
}

// Two edits of one version: the second is told that it saw too little.
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
			t.Fatalf("%d of two edits won:\n%v", len(won), answers)
		}
		for _, a := range answers {
			if a.status != http.StatusOK {
				losesBy(t, a, "version-mismatch", "unavailable")
			}
		}
		now := row(t, org, org.admin, member.id)
		if told := read[userAndGrants](t, won[0]); told.Version != now.Version {
			t.Errorf("the winner was told of version %q, and there is %q", told.Version, now.Version)
		}
	}
}

// An edit and an acceptance: nothing of either is lost.
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

// An administrator who is removed while they edit: the edit comes before the
// removal, or it does not come.
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
			t.Errorf("the edit was answered %d, and there is %v", answers[0].status, holdings(now.Grants))
		}
		if answers[0].status != http.StatusOK {
			losesBy(t, answers[0], "not-found", "forbidden", "unavailable")
		}
		edit(t, org, org.admin, now, held{Role: "billing-viewer"}).want(t, http.StatusOK)
		deputy.accepts(t, org.invite(t, deputy.email, "organisation-admin"))
	}
}
