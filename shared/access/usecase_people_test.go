package access_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/access/accesstest"
)

// What stands before a test: organisations, people and invitations.

func address(t testing.TB, typed string) access.Address {
	t.Helper()
	parsed, err := access.ParseAddress(typed)
	if err != nil {
		t.Fatalf("%s %v", typed, err)
	}
	return parsed
}

func mailbox(name string) string { return name + "@example.com" }

func whole(o access.Organisation) access.Scope { return access.Scope{Organisation: o.ID} }

func scopeOf(a access.Account) access.Scope {
	return access.Scope{Organisation: a.Organisation, Account: a.ID}
}

// organisation founds one, with an administrator of the name who has registered.
func (w *world) organisation(name string, partner bool) (access.Organisation, access.Caller) {
	w.Helper()
	organisation, invitation, err := w.found().Do(w.Context(), access.FoundRequest{
		Name: "Organisation of " + name, Partner: partner, Admin: access.InviteRequest{Email: mailbox(name), FirstName: name}})
	w.must(err)
	return organisation, w.takes(invitation)
}

// below writes an organisation below others, whose first administrator's
// invitation stays open.
func (w *world) below(name string, parent access.Organisation) access.Organisation {
	w.Helper()
	organisation := access.Organisation{ID: access.OrganisationID(access.NewID()), Name: "Organisation of " + name,
		Ancestors: append([]access.Ancestor{{ID: parent.ID, Name: parent.Name}}, parent.Ancestors...), CreatedAt: w.Now()}
	offer := w.offer(whole(organisation), name, organisationAdmin)
	w.must(w.store.CreateOrganisation(w.Context(), access.Founding{Organisation: organisation, Offer: &offer,
		Record: access.Record{ID: access.NewID(), Type: access.OrganisationCreated, Scope: whole(organisation), At: w.Now(), Actor: access.Operator}}))
	return organisation
}

func (w *world) account(organisation access.Organisation, name string) access.Account {
	w.Helper()
	account := access.Account{ID: access.AccountID(access.NewID()), Organisation: organisation.ID, Name: name, CreatedAt: w.Now()}
	w.must(w.store.CreateAccount(w.Context(), access.Opening{Account: account, Record: access.Record{ID: access.NewID(),
		Type: access.AccountCreated, Scope: scopeOf(account), At: w.Now(), Actor: access.Operator}}))
	return account
}

// offer is an operator's invitation that is not written yet.
func (w *world) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	w.Helper()
	now := w.Now().Truncate(time.Second)
	invitation := access.Invitation{
		ID: access.InvitationID(access.NewID()), Scope: scope, Email: address(w, mailbox(name)), Roles: roles,
		Status: access.Pending, Inviter: access.Operator, CreatedAt: now, ExpiresAt: now.Add(access.OpenFor),
		Round: 1, Version: 1, QueuedAt: now, Delivery: access.Delivery{Status: access.Queued, At: now},
	}
	return access.Offer{Invitation: invitation, Limits: w.limits, ByOperator: true, Record: access.Record{ID: access.NewID(), Type: access.InvitationCreated,
		Scope: scope, At: now, Actor: access.Operator, Invitation: invitation.ID,
		After: each(roles, func(role access.RoleID) access.Held { return access.Held{Role: role, Account: scope.Account} })}}
}

// offered writes an operator's invitation.
func (w *world) offered(scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	offer := w.offer(scope, name, roles...)
	w.must(w.store.Invite(w.Context(), offer))
	return w.invitation(offer.Invitation.ID)
}

// member is somebody who has taken an operator's invitation.
func (w *world) member(scope access.Scope, name string, roles ...access.RoleID) access.Caller {
	w.Helper()
	return w.takes(w.offered(scope, name, roles...))
}

// invited is an invitation by an administrator.
func (w *world) invited(by access.Caller, scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	invitation, err := w.invite().Do(w.Context(), by.ID(), scope.Organisation,
		access.InviteRequest{Email: mailbox(name), Account: scope.Account, Roles: roles}, "")
	w.must(err)
	return invitation
}

// takes delivers an invitation and lets its invitee register, or accept who has
// registered before.
func (w *world) takes(i access.Invitation) access.Caller {
	w.Helper()
	secret := w.secret(i.ID)
	if caller, registered := w.directory.SignIn(i.Email, password); registered {
		_, err := w.accept().Do(w.Context(), caller, i.ID, secret)
		w.must(err)
		return caller
	}
	accepted, err := w.register().Do(w.Context(), i.ID, registration(secret))
	w.must(err)
	return access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
}

func registration(secret string) access.RegisterRequest {
	return access.RegisterRequest{Token: secret, FirstName: "Ada", LastName: "Lovelace", Password: password}
}

// secret delivers an invitation and takes the secret from the mail.
func (w *world) secret(id access.InvitationID) string {
	w.Helper()
	w.must(w.deliver().Do(w.Context(), id))
	secrets := w.postbox.Tokens(id)
	if len(secrets) == 0 {
		w.Fatal("there is no mail of the invitation")
	}
	return secrets[len(secrets)-1]
}

// held is what somebody holds at scopes of an organisation, as text:
// "role role@account".
func (w *world) held(by access.Caller, organisation access.Organisation) string {
	w.Helper()
	var held []string
	for _, g := range w.row(by, organisation).Grants {
		held = append(held, strings.TrimSuffix(string(g.Role)+"@"+string(g.Scope.Account), "@"))
	}
	return strings.Join(held, " ")
}

func (w *world) row(of access.Caller, organisation access.Organisation) access.Row {
	w.Helper()
	return w.place(organisation, of.ID()).Standings[of.ID()].Direct
}

func (w *world) place(organisation access.Organisation, users ...access.UserID) access.Place {
	w.Helper()
	place, err := w.store.Place(context.WithoutCancel(w.Context()), access.PlaceQuery{Scope: whole(organisation), Users: users})
	w.must(err)
	return place
}

// invitation reads what is stored.
func (w *world) invitation(id access.InvitationID) access.Invitation {
	w.Helper()
	invitation, err := w.store.Invitation(w.Context(), id)
	w.must(err)
	return invitation
}

// removed takes the item of an invitation away, as a time-to-live does.
func (w *world) removed(id access.InvitationID) {
	w.Helper()
	store, ok := w.store.(accesstest.TimeToLive)
	if !ok {
		w.Fatalf("%T has no time-to-live", w.store)
	}
	w.must(store.RemoveInvitation(w.Context(), id))
}

// recorded lists the records of a kind in an organisation, the first one first.
func (w *world) recorded(organisation access.Organisation, kind access.RecordType) []access.Record {
	w.Helper()
	return slices.DeleteFunc(w.records(organisation), func(r access.Record) bool { return r.Type != kind })
}

// records lists everything that happened in an organisation, the first first.
func (w *world) records(organisation access.Organisation) []access.Record {
	w.Helper()
	var records []access.Record
	for q := (access.RecordQuery{Organisation: organisation.ID, Limit: 100}); ; {
		page, err := w.store.Records(w.Context(), q)
		w.must(err)
		records = append(records, page.Items...)
		if q.After = page.Next; q.After == "" {
			slices.Reverse(records)
			return records
		}
	}
}
