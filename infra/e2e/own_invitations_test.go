package e2e

import (
	"net/http"
	"testing"
	"time"
)

// ownInvitation is an invitation as its invitee sees it who has signed in.
type ownInvitation struct {
	ID, Email, FirstName, LastName string

	Organisation struct{ ID, Name string }
	Roles        []struct{ ID, Name, Description string }
	InvitedBy    struct{ Name string }
	ExpiresAt    time.Time
}

// ownInvitations returns what is offered to a person.
func ownInvitations(t *testing.T, p person) []ownInvitation {
	t.Helper()
	return decode[list[ownInvitation]](t, get(t, "/me/invitations", p.token).want(t, http.StatusOK)).Items
}

// A member changes their name. The lists of both organisations have it at once, and the audit
// log has the old one and the new one.
func TestAPersonChangesTheirName(t *testing.T) {
	t.Parallel()
	one, other := newOrganisation(t), newOrganisation(t)
	member := one.join(t, "billing-viewer")
	member.accept(t, other.invite(t, member.email, "audit-viewer"))
	rename := request{method: http.MethodPatch, path: "/me", token: member.token, body: map[string]string{"firstName": "Augusta Ada", "lastName": ""}}
	send(t, rename).want(t, http.StatusOK)
	for _, o := range []organisation{one, other} {
		row := decode[userAndGrants](t, get(t, o.path("/permissions/"+member.id), o.admin.token).want(t, http.StatusOK))
		if row.User.FirstName != "Augusta Ada" || row.User.LastName != "" {
			t.Errorf("the row has %+v", row.User)
		}
		events := decode[list[event]](t, get(t, o.path("/events?type=user.renamed"), o.admin.token).want(t, http.StatusOK)).Items
		if len(events) != 1 || events[0].Subject.Name != "Augusta Ada" || events[0].Actor.Name == "Augusta Ada" {
			t.Errorf("the events are %+v", events)
		}
	}
	rename.body = map[string]string{"firstName": " "}
	send(t, rename).wantInvalid(t, "firstName")
}

// A member of one organisation is invited to others, finds the invitations without the
// email, and answers them. An invitation to somebody else does not exist for them.
func TestAPersonAnswersInvitationsWithoutTheEmail(t *testing.T) {
	t.Parallel()
	home, one, other := newOrganisation(t), newOrganisation(t), newOrganisation(t)
	member := home.join(t, "billing-viewer")
	accepted, declined := one.invite(t, member.email, "audit-viewer"), other.invite(t, member.email, "signing-viewer")
	others := one.invite(t, address("Other"), "audit-viewer")

	shown := map[string]ownInvitation{}
	for _, i := range ownInvitations(t, member) {
		shown[i.ID] = i
	}
	first := shown[accepted.ID]
	if len(shown) != 2 || first.Organisation.Name != one.name || first.Email != member.email || !first.ExpiresAt.Equal(accepted.ExpiresAt) ||
		len(first.Roles) != 1 || first.Roles[0].Description == "" || first.InvitedBy.Name != accepted.InvitedBy.Name {
		t.Fatalf("the invitations are %+v", shown)
	}

	path := func(i invitation, answer string) string { return "/me/invitations/" + i.ID + "/" + answer }
	post(t, path(others, "accept"), member.token, nil).wantProblem(t, http.StatusNotFound, "not-found")
	post(t, path(others, "decline"), member.token, nil).wantProblem(t, http.StatusNotFound, "not-found")
	post(t, path(accepted, "accept"), member.token, nil).want(t, http.StatusOK)
	post(t, path(accepted, "accept"), member.token, nil).wantProblem(t, http.StatusConflict, "already-granted")
	for range 2 {
		post(t, path(declined, "decline"), member.token, nil).want(t, http.StatusNoContent)
	}
	post(t, path(declined, "accept"), member.token, nil).wantProblem(t, http.StatusGone, "invitation-declined")
	get(t, one.path(""), member.token).want(t, http.StatusOK)
	get(t, other.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found")
	if left := ownInvitations(t, member); len(left) != 0 {
		t.Errorf("%+v are left", left)
	}
}
