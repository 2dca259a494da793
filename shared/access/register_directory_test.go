package access_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestRegistrationWithoutAnAnswerOfTheDirectory fails, so that the person tries again.
func TestRegistrationWithoutAnAnswerOfTheDirectory(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	for name, call := range map[string]string{"ada": "Create", "bob": "SetPassword", "eve": "Find"} {
		i := f.Invited(admin, fixture.Whole(organisation), name, fixture.Signer)
		token := f.Token(i.ID)
		f.BreakDirectory(call, false)
		f.WantRefusal(call, fixture.Err(f.Register().Do(t.Context(), i.ID, fixture.Registration(token))), access.Unavailable)
		f.Directory.Around = nil
		if f.Invitation(i.ID).Status != access.Pending {
			t.Errorf("%s: the invitation is closed", call)
		}
	}
}

// TestPreviewWithoutAnAnswerOfTheDirectory fails: nobody can say how the invitee accepts.
func TestPreviewWithoutAnAnswerOfTheDirectory(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	token := f.Token(i.ID)
	f.BreakDirectory("Find", false)
	f.WantRefusal("preview", fixture.Err(f.Preview().Do(t.Context(), i.ID, token)), access.Unavailable)
}

// departing is a store whose user is deleted between the read of who has an address and the
// read of that user.
type departing struct {
	fixture.Store
	deletes func()
}

func (d *departing) User(ctx context.Context, id access.UserID) (access.User, error) {
	if do := d.deletes; do != nil {
		d.deletes = nil
		do()
	}
	return d.Store.User(ctx, id)
}

// TestRegisterWhileTheHolderOfTheAddressIsDeleted makes the person a user: the address is
// free.
func TestRegisterWhileTheHolderOfTheAddressIsDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		home, homeAdmin := f.Organisation("home", false)
		ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
		i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Biller)
		token := f.Token(i.ID)
		register := f.Register()
		register.Store = &departing{Store: f.Store, deletes: func() {
			f.Must(f.Directory.Delete(t.Context(), ada.Subject))
			f.Must(fixture.Err(f.Remove().Do(t.Context(), homeAdmin.ID(), fixture.Whole(home), ada.ID())))
			f.Must(f.Store.DeleteUser(t.Context(), access.User{ID: ada.ID()}))
		}}
		accepted, err := register.Do(t.Context(), i.ID, fixture.Registration(token))
		f.Must(err)
		granted := f.EventsOfType(organisation, access.EventAccessGranted)
		if last := granted[len(granted)-1]; accepted.User.ID == ada.ID() || last.Subject.ID != accepted.User.ID || last.Names.Organisation != organisation.Name || last.Actor.ID != admin.ID() {
			t.Errorf("accepted as %+v, with the event %+v", accepted.User, last)
		}
	})
}

// TestARegistrationThatWaitsEndsWithItsRequest waits for another registration of the address
// until the request ends.
func TestARegistrationThatWaitsEndsWithItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, i, token, first, letGo := heldRegistration(t, "SetPassword")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := fixture.Err(f.Register().Do(ctx, i.ID, fixture.Registration(token))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the second: %v", err)
		}
		letGo()
		f.WantRefusal("the first", <-first, "")
	})
}
