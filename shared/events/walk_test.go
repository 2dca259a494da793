package events_test

import (
	"sync"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/delivery/deliverytest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// walk uses every use case that writes events in an organisation.
type walk struct {
	*testing.T
	mu        sync.Mutex
	now       time.Time
	store     *memory.Store
	roles     access.Catalogue
	directory *fixture.Directory
	mailer    *deliverytest.Mailer
	group     access.Organisation
	admin     access.UserID
}

// allEvents returns the events of a walk. There is at least one of every type.
func allEvents(t *testing.T) []access.Event {
	t.Helper()
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{T: t, now: time.Date(2036, time.February, 28, 12, 0, 0, 123_456_789, time.UTC), store: memory.New(),
		roles: roles, directory: fixture.NewDirectory(), mailer: &deliverytest.Mailer{}}
	w.createOrganisations()
	shop := w.createAccount("Shop")
	w.changeAccess(shop)
	w.changeInvitations(shop)
	w.answerRequests()
	w.trackDeliveries(shop)
	page, err := w.store.Events(t.Context(), access.EventQuery{Organisation: w.group.ID, Limit: 1000})
	w.must(err)
	return page.Items
}

// clock returns a time one millisecond after the previous one. Use cases ask for it in
// several goroutines.
func (w *walk) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

// must ends the test if there is an error.
func (w *walk) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// createOrganisations creates a partner organisation with its administrator, and an
// organisation below it.
func (w *walk) createOrganisations() {
	w.Helper()
	group, invitation, err := access.CreateOrganisation{Store: w.store, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), access.CreateOrganisationRequest{
		Name: "Group", Partner: true, Admin: access.InviteRequest{Email: "olga@example.com", FirstName: "Olga", LastName: "Owner"}})
	w.must(err)
	w.group, w.admin = group, w.register(invitation)
	_, err = access.Rename{Store: w.store, Now: w.clock}.Organisation(w.Context(), w.admin, group.ID, "Group AS")
	w.must(err)
	branch, err := access.CreateChildOrganisation{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, group.ID, "Branch", false, "")
	w.must(err)
	w.must(access.Delete{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, access.Scope{Organisation: branch.Organisation.ID}))
	w.must(access.Delete{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, access.Scope{Organisation: group.ID, Account: w.createAccount("Yard").ID}))
}

// createAccount creates an account.
func (w *walk) createAccount(name string) access.Account {
	w.Helper()
	account, err := access.CreateAccount{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, name, "")
	w.must(err)
	account, err = access.Rename{Store: w.store, Now: w.clock}.Account(w.Context(), w.admin, access.Scope{Organisation: w.group.ID, Account: account.ID}, name+" 2")
	w.must(err)
	return account
}

// invite invites a person to the organisation, or to an account in it.
func (w *walk) invite(name string, account access.AccountID, roles ...access.RoleID) access.Invitation {
	w.Helper()
	invitation, err := access.Invite{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.
		Do(w.Context(), w.admin, w.group.ID, access.InviteRequest{Email: name + "@example.com", Account: account, Roles: roles, Metadata: access.Metadata{"customerId": name}}, "")
	w.must(err)
	return invitation
}

// send sends the email of an invitation and returns the token in it.
func (w *walk) send(i access.Invitation) (token string) {
	w.Helper()
	w.must(w.sender().Do(w.Context(), i.ID))
	for _, token = range w.mailer.Tokens(i.ID) {
		continue // to the last one
	}
	return token
}

func (w *walk) sender() delivery.Send {
	return delivery.Send{Store: w.store, Mailer: w.mailer, DeadLetters: &deliverytest.DeadLetters{}, Roles: w.roles, Now: w.clock}
}

// register accepts an invitation as a new user and returns the user's id.
func (w *walk) register(i access.Invitation) access.UserID {
	w.Helper()
	accepted, err := access.Register{Store: w.store, Directory: w.directory, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.
		Do(w.Context(), i.ID, access.RegisterRequest{Token: w.send(i), FirstName: "Ada", LastName: "Lovelace", Password: "Correct horse 9 battery"})
	w.must(err)
	return accepted.User.ID
}

// changeAccess changes the access of a user, and removes it in two steps.
func (w *walk) changeAccess(shop access.Account) {
	w.Helper()
	user := w.register(w.invite("ada", shop.ID, "audit-viewer"))
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: w.group.ID}, Users: []access.UserID{user}})
	w.must(err)
	edit := access.Edit{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}
	_, _, err = edit.If(access.IfVersion(snapshot.Access[user].Direct.Version)).Do(w.Context(), w.admin, w.group.ID, user,
		access.EditRequest{Grants: []access.ScopedRole{{Role: "billing-viewer"}, {Role: "audit-viewer", Account: shop.ID}}})
	w.must(err)
	end := w.now.Add(time.Hour)
	snapshot, err = w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: w.group.ID}, Users: []access.UserID{user}})
	w.must(err)
	_, _, err = edit.If(access.IfVersion(snapshot.Access[user].Direct.Version)).Do(w.Context(), w.admin, w.group.ID, user,
		access.EditRequest{Grants: []access.ScopedRole{{Role: "billing-viewer"}, {Role: "audit-viewer", Account: shop.ID}, {Role: "audit-viewer", Until: end}}})
	w.must(err)
	for _, suspended := range []bool{true, false} {
		_, _, err := access.Suspend{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, user, suspended)
		w.must(err)
	}
	w.must(access.EndAccess{Store: w.store, Now: w.clock}.Do(w.Context(), access.Ending{User: user, Organisation: w.group.ID, At: end.Truncate(time.Second)}))
	last := "King"
	_, err = access.RenameUser{Store: w.store, Now: w.clock}.Do(w.Context(), user, access.RenameUserRequest{LastName: &last})
	w.must(err)
	remove := access.Remove{Store: w.store, Now: w.clock}
	for _, scope := range []access.Scope{{Organisation: w.group.ID, Account: shop.ID}, {Organisation: w.group.ID}} {
		_, err = remove.Do(w.Context(), w.admin, scope, user)
		w.must(err)
	}
}

// changeInvitations updates, declines, resends and revokes an invitation, takes over that
// of an operator, and lets another one expire.
func (w *walk) changeInvitations(shop access.Account) {
	w.Helper()
	invitation := w.invite("grace", shop.ID, "audit-viewer")
	_, err := access.UpdateInvitation{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{"audit-viewer", "billing-viewer"}})
	w.must(err)
	w.must(access.Decline{Store: w.store, Now: w.clock}.Do(w.Context(), invitation.ID, w.send(invitation)))
	_, err = access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID, "")
	w.must(err)
	w.must(access.Revoke{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID))
	taken, err := access.InviteAdministrator{Store: w.store, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.group.ID, access.InviteRequest{Email: "ida@example.com"})
	w.must(err)
	_, err = access.TakeOver{Store: w.store, Roles: w.roles, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, taken.ID)
	w.must(err)
	expiring := w.invite("alan", "", "audit-viewer")
	token := w.send(expiring)
	w.now = w.now.Add(access.OpenFor)
	removed, err := w.store.Invitation(w.Context(), expiring.ID)
	w.must(err)
	w.must(access.Expire{Store: w.store, Now: w.clock}.Do(w.Context(), removed))
	_, err = access.RequestRenewal{Store: w.store, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), expiring.ID, token)
	w.must(err)
}

// answerRequests declines the request of somebody with another address, and confirms that
// of somebody else.
func (w *walk) answerRequests() {
	w.Helper()
	invitation := w.invite("barbara", "", "audit-viewer")
	token := w.send(invitation)
	accept := access.Accept{Store: w.store, Identities: w.directory, Directory: w.directory, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}
	for _, name := range []string{"liskov", "huberman"} {
		asks := w.directory.AddForeign(fixture.Address(w, name+"@example.com"), true, fixture.Password)
		_, err := access.RequestAcceptance{Accept: accept, Store: w.store}.Do(w.Context(), asks, invitation.ID, access.AcceptRequest{Token: token})
		w.must(err)
		if name == "liskov" {
			_, err = access.DeclineAcceptance{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID, asks.ID())
		} else {
			_, err = access.ConfirmAcceptance{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID, asks.ID())
		}
		w.must(err)
	}
}

// trackDeliveries tracks a delivery event of every status for an email, the first ones
// before the invitation is accepted.
func (w *walk) trackDeliveries(shop access.Account) {
	w.Helper()
	invitation := w.invite("edsger", shop.ID, "audit-viewer")
	w.send(invitation)
	w.must(w.sender().Remind(w.Context(), delivery.Reminder{Invitation: invitation.ID, Attempt: 1}))
	for n, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Failed, access.Bounced, access.Complained} {
		if n == 2 {
			w.register(invitation)
		}
		w.must(delivery.Track{Store: w.store, Now: w.clock}.Do(w.Context(), delivery.Event{
			Invitation: invitation.ID, Attempt: 1, Status: status, At: w.now, Permanent: true, Detail: "smtp; 5.1.1 as the provider said"}))
	}
}
