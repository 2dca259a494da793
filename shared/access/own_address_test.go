package access_test

import (
	"context"
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// vouching is an identity provider that knows everybody by one verified address.
type vouching struct{ email string }

func (v vouching) Identity(_ context.Context, caller access.Caller, _ access.IdentityProof) (access.Identity, error) {
	return access.Identity{Issuer: caller.Issuer, Subject: caller.Subject, Email: v.email, Verified: true}, nil
}

// TestTheAddressOfAnotherUserOpensNothing is about a person without a user, to whom an
// identity provider gives the address of somebody who can still sign in.
func TestTheAddressOfAnotherUserOpensNothing(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	home, _ := f.Organisation("home", false)
	f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	i := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	stranger := access.Caller{Issuer: "https://login.example", Subject: "ada"}
	for name, change := range map[string]func(o *access.OwnInvitations){
		"the directory of Admit":      func(*access.OwnInvitations) {},
		"no directory":                func(o *access.OwnInvitations) { o.Accept.Directory = nil },
		"an empty directory, by link": nil,
	} {
		own := f.OwnInvitations()
		own.Accept.Identities = vouching{fixture.Mailbox("ada")}
		if change == nil {
			own.Accept.Directory = fixture.NewDirectory()
			if page, err := own.List(t.Context(), stranger, access.Filter{Limit: 10}); err != nil || len(page.Items) != 1 {
				t.Errorf("of a user whose identity is gone: %+v (%v)", page.Items, err)
			}
			continue
		}
		change(&own)
		f.WantRefusal(name+": list", fixture.Err(own.List(t.Context(), stranger, access.Filter{Limit: 10})), access.WrongUser)
		f.WantRefusal(name+": accept", fixture.Err(own.DoAccept(t.Context(), stranger, i.ID, "")), access.WrongUser)
		f.WantRefusal(name+": decline", own.DoDecline(t.Context(), stranger, i.ID), access.WrongUser)
	}
	f.BreakDirectory("Find", false)
	own := f.OwnInvitations()
	own.Accept.Identities = vouching{fixture.Mailbox("ada")}
	f.WantRefusal("no answer of the directory", fixture.Err(own.List(t.Context(), stranger, access.Filter{Limit: 10})), access.Unavailable)
}

// TestAnAddressThatWasFreedOpensNothing is about a user whose address nobody has any more:
// the next person with it may be somebody else.
func TestAnAddressThatWasFreedOpensNothing(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	home, _ := f.Organisation("home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	i := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	user, err := f.Store.User(t.Context(), ada.ID())
	f.Must(err)
	f.Must(f.Store.FreeAddress(t.Context(), user))
	own := f.OwnInvitations()
	f.WantRefusal("list", fixture.Err(own.List(t.Context(), ada, access.Filter{Limit: 10})), access.WrongUser)
	f.WantRefusal("accept", fixture.Err(own.DoAccept(t.Context(), ada, i.ID, "")), access.WrongUser)
	f.WantRefusal("decline", own.DoDecline(t.Context(), ada, i.ID), access.WrongUser)
}

// unknownHolders is a store that cannot say who has an address.
type unknownHolders struct {
	fixture.Store
	fails error
}

func (u unknownHolders) UserByAddress(context.Context, access.Address) (access.User, error) {
	return access.User{}, u.fails
}

// TestAFailureIsNoOtherHolder returns a failure of the store as such, so that the caller
// tries again.
func TestAFailureIsNoOtherHolder(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	fault := errors.New("fault")
	f.Store = unknownHolders{f.Store, fault}
	for name, caller := range map[string]access.Caller{"a user": ada, "a person without a user": f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)} {
		if err := fixture.Err(f.OwnInvitations().List(t.Context(), caller, access.Filter{Limit: 10})); !errors.Is(err, fault) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAnInvitationOfARemovedAccountIsNotListed leaves it out, as one without authority.
func TestAnInvitationOfARemovedAccountIsNotListed(t *testing.T) {
	f := fixture.InMemory(t)
	home, _ := f.Organisation("home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	gone := access.Scope{Organisation: home.ID, Account: "gone"}
	offer := f.NewOffer(gone, "ada", fixture.Biller)
	f.Must(f.Store.Invite(t.Context(), offer))
	f.WantList("own invitations", ownInvitations(f, ada), nil)
	f.WantRefusal("accepted", fixture.Err(f.OwnInvitations().DoAccept(t.Context(), ada, offer.Invitation.ID, "")), access.InvitationNotAuthorised)
}
