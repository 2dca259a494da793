package events_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/delivery/deliverytest"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// walk lets everything happen in an organisation that can go on record.
type walk struct {
	*testing.T
	now       time.Time
	store     *memory.Store
	roles     access.Catalogue
	directory *fixture.Directory
	postbox   *deliverytest.Mailer
	group     access.Organisation
	admin     access.UserID
}

// records lists what a walk through everything leaves on record.
func records(t *testing.T) []access.Event {
	t.Helper()
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{T: t, now: time.Date(2036, time.February, 28, 12, 0, 0, 123_456_789, time.UTC), store: memory.New(),
		roles: roles, directory: fixture.NewDirectory(), postbox: &deliverytest.Mailer{}}
	w.found()
	shop := w.opens("Shop")
	w.changesAccess(shop)
	w.changesInvitations(shop)
	w.followsMails(shop)
	page, err := w.store.Events(t.Context(), access.EventQuery{Organisation: w.group.ID, Limit: 1000})
	w.must(err)
	return page.Items
}

func (w *walk) clock() time.Time { w.now = w.now.Add(time.Millisecond); return w.now }

func (w *walk) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *walk) found() {
	w.Helper()
	group, invitation, err := access.CreateOrganisation{Store: w.store, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), access.CreateOrganisationRequest{
		Name: "Group", Partner: true, Admin: access.InviteRequest{Email: "olga@example.com", FirstName: "Olga", LastName: "Owner"}})
	w.must(err)
	w.group, w.admin = group, w.registers(invitation)
	_, err = access.CreateChildOrganisation{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, group.ID, "Branch", false, "")
	w.must(err)
}

func (w *walk) opens(name string) access.Account {
	w.Helper()
	account, err := access.CreateAccount{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, name, "")
	w.must(err)
	return account
}

func (w *walk) invites(name string, at access.AccountID, roles ...access.RoleID) access.Invitation {
	w.Helper()
	invitation, err := access.Invite{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.
		Do(w.Context(), w.admin, w.group.ID, access.InviteRequest{Email: name + "@example.com", Account: at, Roles: roles}, "")
	w.must(err)
	return invitation
}

// mails delivers an invitation and takes the secret from the mail.
func (w *walk) mails(i access.Invitation) (secret string) {
	w.Helper()
	deliver := delivery.Send{Store: w.store, Mailer: w.postbox, DeadLetters: &deliverytest.DeadLetters{}, Roles: w.roles, Now: w.clock}
	w.must(deliver.Do(w.Context(), i.ID))
	for _, secret = range w.postbox.Tokens(i.ID) {
		continue
	}
	return secret
}

func (w *walk) registers(i access.Invitation) access.UserID {
	w.Helper()
	accepted, err := access.Register{Store: w.store, Identities: w.directory, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.
		Do(w.Context(), i.ID, access.RegisterRequest{Token: w.mails(i), FirstName: "Ada", LastName: "Lovelace", Password: "Correct horse 9 battery"})
	w.must(err)
	return accepted.User.ID
}

func (w *walk) changesAccess(shop access.Account) {
	w.Helper()
	user := w.registers(w.invites("ada", shop.ID, "audit-viewer"))
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: w.group.ID}, Users: []access.UserID{user}})
	w.must(err)
	edit := access.Edit{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}
	_, _, err = edit.If(access.IfVersion(snapshot.Access[user].Direct.Version)).Do(w.Context(), w.admin, w.group.ID, user,
		access.EditRequest{Grants: []access.ScopedRole{{Role: "billing-viewer"}, {Role: "audit-viewer", Account: shop.ID}}})
	w.must(err)
	remove := access.Remove{Store: w.store, Now: w.clock}
	for _, scope := range []access.Scope{{Organisation: w.group.ID, Account: shop.ID}, {Organisation: w.group.ID}} {
		_, err = remove.Do(w.Context(), w.admin, scope, user)
		w.must(err)
	}
}

func (w *walk) changesInvitations(shop access.Account) {
	w.Helper()
	invitation := w.invites("grace", shop.ID, "audit-viewer")
	_, err := access.UpdateInvitation{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{"audit-viewer", "billing-viewer"}})
	w.must(err)
	w.must(access.Decline{Store: w.store, Now: w.clock}.Do(w.Context(), invitation.ID, w.mails(invitation)))
	_, err = access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID, "")
	w.must(err)
	w.must(access.Revoke{Store: w.store, Now: w.clock}.Do(w.Context(), w.admin, w.group.ID, invitation.ID))
	lapsing := w.invites("alan", "", "audit-viewer")
	w.now = w.now.Add(access.OpenFor)
	removed, err := w.store.Invitation(w.Context(), lapsing.ID)
	w.must(err)
	w.must(access.Expire{Store: w.store, Now: w.clock}.Do(w.Context(), removed))
}

func (w *walk) followsMails(shop access.Account) {
	w.Helper()
	invitation := w.invites("edsger", shop.ID, "audit-viewer")
	w.mails(invitation)
	for _, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Failed, access.Bounced, access.Complained} {
		w.must(delivery.Track{Store: w.store, Now: w.clock}.Do(w.Context(), delivery.Event{
			Invitation: invitation.ID, Attempt: 1, Status: status, At: w.now, Permanent: true, Detail: "smtp; 5.1.1 as the provider said"}))
	}
}
