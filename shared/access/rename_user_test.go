package access_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// newNames returns a request for a first and a last name.
func newNames(first, last string) access.RenameUserRequest {
	return access.RenameUserRequest{FirstName: &first, LastName: &last}
}

// TestRenameUser changes a name that two organisations list. The repetition changes nothing.
func TestRenameUser(t *testing.T) {
	f := fixture.InMemory(t)
	one, admin := f.Organisation("admin", false)
	other, otherAdmin := f.Organisation("other", true)
	ada := f.Member(fixture.Whole(one), "ada", fixture.Viewer)
	f.Join(f.Invited(otherAdmin, fixture.Whole(other), "ada", access.PartnerOrganisationAdmin))
	before, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)

	for range 2 {
		renamed, err := f.RenameUser().Do(t.Context(), ada.ID(), newNames("Augusta Ada", "King"))
		f.Must(err)
		want := before
		want.FirstName, want.LastName = "Augusta Ada", "King"
		if renamed != want {
			t.Errorf("renamed to %+v", renamed)
		}
	}
	for organisation, by := range map[access.OrganisationID]access.Caller{one.ID: admin, other.ID: otherAdmin} {
		_, row, err := f.List().Permission(t.Context(), by.ID(), organisation, ada.ID())
		f.Must(err)
		if row.User().FirstName != "Augusta Ada" || row.User().LastName != "King" {
			t.Errorf("the row has %+v", row.User())
		}
	}
	events := f.EventsOfType(one, access.EventUserRenamed)
	if len(events) != 1 || events[0].Actor.Name != before.Person().Name || events[0].Subject.Name != "Augusta Ada King" ||
		len(events[0].After) != 1 || len(events[0].Before) != 1 {
		t.Errorf("events: %+v", events)
	}

	last := ""
	renamed, err := f.RenameUser().Do(t.Context(), ada.ID(), access.RenameUserRequest{LastName: &last})
	f.Must(err)
	if listed := f.Membership(ada.ID(), one.ID).User; renamed.FirstName != "Augusta Ada" || renamed.LastName != "" || listed != renamed {
		t.Errorf("without a last name: %+v, listed as %+v", renamed, listed)
	}
}

// TestRenameUserIsRefused tries names that cannot be shown, and callers who are no users.
func TestRenameUserIsRefused(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	for what, r := range map[string]access.RenameUserRequest{"nothing": {}, "no first name": newNames(" ", "King"), "a line break": newNames("Ada", "a\nb")} {
		f.WantRefusal(what, fixture.Err(f.RenameUser().Do(t.Context(), ada.ID(), r)), access.Invalid)
	}
	f.WantRefusal("nobody", fixture.Err(f.RenameUser().Do(t.Context(), "nobody", newNames("Ada", ""))), access.NotFound)
}

// TestRenameUserContinues fails in the second organisation and repeats the request.
func TestRenameUserContinues(t *testing.T) {
	f := fixture.InMemory(t)
	one, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(one), "ada", fixture.Viewer)
	before, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)
	user := before
	user.FirstName = "Augusta"
	f.Must(f.Store.RenameUser(t.Context(), before, user)) // and then it broke off
	_, err = f.RenameUser().Do(t.Context(), ada.ID(), access.RenameUserRequest{FirstName: &user.FirstName})
	f.Must(err)
	_, row, err := f.List().Permission(t.Context(), admin.ID(), one.ID, ada.ID())
	f.Must(err)
	if row.User().FirstName != "Augusta" {
		t.Errorf("the row has %+v", row.User())
	}
}

// TestTheNamesOfAnInvitationAreThoseOfANamelessUser accepts with an identity without names.
func TestTheNamesOfAnInvitationAreThoseOfANamelessUser(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	invitation, err := f.Invite().Do(t.Context(), admin.ID(), company.ID,
		access.InviteRequest{Email: fixture.Mailbox("eve"), FirstName: "Eve", LastName: "Hopper", Roles: []access.RoleID{fixture.Biller}}, "")
	f.Must(err)
	eve := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)
	f.Directory.Rename(eve.Subject, "", "")
	accepted, err := f.Accept().Do(t.Context(), eve, invitation.ID, access.AcceptRequest{Token: f.Token(invitation.ID)})
	f.Must(err)
	if accepted.User.FirstName != "Eve" || accepted.User.LastName != "Hopper" {
		t.Errorf("accepted as %+v", accepted.User)
	}
}

// renamedMeanwhile is a store in which another request renames the user before the
// memberships are read.
type renamedMeanwhile struct {
	access.RenameUserStore
	rename func()
}

func (s *renamedMeanwhile) Memberships(ctx context.Context, u access.UserID) ([]access.Membership, error) {
	if s.rename != nil {
		rename := s.rename
		s.rename = nil
		rename()
	}
	return s.RenameUserStore.Memberships(ctx, u)
}

// TestRenameUserTwiceAtOnce leaves the later name everywhere.
func TestRenameUserTwiceAtOnce(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	store := &renamedMeanwhile{f.Store, func() { f.Must(fixture.Err(f.RenameUser().Do(t.Context(), ada.ID(), newNames("Later", "Name")))) }}
	f.Must(fixture.Err(access.RenameUser{Store: store, Now: f.Now}.Do(t.Context(), ada.ID(), newNames("Earlier", "Name"))))
	user, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)
	if listed := f.Membership(ada.ID(), company.ID).User; user.FirstName != "Later" || listed.FirstName != "Later" {
		t.Errorf("the user is %s, and the lists show %s", user.FirstName, listed.FirstName)
	}
}

// manyMemberships is a store in which the user has memberships in organisations that were
// deleted meanwhile.
type manyMemberships struct {
	access.RenameUserStore
	count int
}

func (s manyMemberships) Memberships(_ context.Context, u access.UserID) ([]access.Membership, error) {
	return slices.Repeat([]access.Membership{{User: access.User{ID: u, FirstName: "Before"}, Organisation: "gone"}}, s.count), nil
}

// TestRenameUserInManyOrganisations renames a user in 200 of them, and asks for another try
// if there are more.
func TestRenameUserInManyOrganisations(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	for count, want := range map[int]access.Kind{200: "", 201: access.Unavailable} {
		_, err := access.RenameUser{Store: manyMemberships{f.Store, count}, Now: f.Now}.Do(t.Context(), ada.ID(), newNames("Augusta", "King"))
		f.WantRefusal(fmt.Sprint(count), err, want)
	}
}

// TestRenameUserIf requires a version of the user.
func TestRenameUserIf(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	user, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)
	rename := f.RenameUser().If(access.IfVersion(user.VersionTag()))
	f.Must(fixture.Err(rename.Do(t.Context(), ada.ID(), newNames("Augusta", "King"))))
	f.WantRefusal("the version before", fixture.Err(rename.Do(t.Context(), ada.ID(), newNames("Ada", "King"))), access.VersionMismatch)
}
