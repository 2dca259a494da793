package world

import (
	"context"
	"fmt"
	"time"

	"admit/shared/access"
	"admit/shared/dynamo"
)

// Many stores members, invitations, organisations and accounts in large numbers.
type Many struct {
	*Filler
	Organisation access.Organisation
	Total        int              // of members
	Accounts     []access.Account // rare members hold another role, at the first
	Now          time.Time
}

// rare is how many members hold another role, whatever the total is. Filters that match
// few of many are those that cost most.
const rare = 50

// Members stores the members from first to last. Their addresses are in the order of
// their numbers.
func (m *Many) Members(ctx context.Context, first, last int) error {
	return m.Each(ctx, first, last, func(store dynamo.Store, n int) error {
		address, err := access.ParseAddress(Mailbox(fmt.Sprintf("member-%07d", n)))
		if err != nil {
			return err
		}
		subject := fmt.Sprintf("subject-%07d", n)
		user := access.User{ID: access.NewUserID("https://issuer.example.com", subject), Issuer: "https://issuer.example.com", Subject: subject, Email: address,
			FirstName: "Grace", LastName: "Hopper", CreatedAt: m.Now}
		before := access.Membership{User: user, Organisation: m.Organisation.ID}
		after := before
		after.Version, after.ChangedAt = access.NewID(), m.Now
		grant := access.Grant{Role: Viewer, Scope: access.Scope{Organisation: m.Organisation.ID}, By: access.Operator.Person, At: m.Now}
		if every := m.Total / rare; len(m.Accounts) > 0 && every > 0 && n%every == every/2 {
			grant.Role, grant.Scope.Account = AccountViewer, m.Accounts[0].ID
		}
		after.Grants = []access.Grant{grant}
		return store.ChangeMembership(ctx, access.MembershipChange{Before: before, After: after, At: m.Now, Event: m.event(access.EventAccessGranted)})
	})
}

func (m *Many) event(kind access.EventType) access.Event {
	return access.Event{ID: access.NewID(), Type: kind, Scope: access.Scope{Organisation: m.Organisation.ID}, At: m.Now, Actor: access.Operator}
}

// ClosedInvitations stores revoked invitations from first to last.
func (m *Many) ClosedInvitations(ctx context.Context, first, last int) error {
	const atOnce = 2000
	for start := first; start < last; start += atOnce {
		end := min(start+atOnce, last)
		made := map[int]access.Invitation{}
		if err := m.Each(ctx, start, end, func(store dynamo.Store, n int) error {
			offer, err := m.offer(n)
			made[n] = offer.Invitation
			if err != nil {
				return err
			}
			return store.Invite(ctx, offer)
		}); err != nil {
			return err
		}
		if err := m.Each(ctx, start, end, func(store dynamo.Store, n int) error {
			return store.Close(ctx, access.InvitationClosure{Invitation: made[n], Status: access.Revoked, At: m.Now.Add(time.Duration(n) * time.Millisecond),
				Event: m.event(access.EventInvitationRevoked)})
		}); err != nil {
			return err
		}
	}
	return nil
}

func (m *Many) offer(n int) (access.Offer, error) {
	address, err := access.ParseAddress(Mailbox(fmt.Sprintf("closed-%07d", n)))
	now := m.Now.Truncate(time.Second)
	return access.Offer{ByOperator: true, Limits: Limits, Event: m.event(access.EventInvitationCreated), Invitation: access.Invitation{
		ID: access.InvitationID(access.NewID()), Scope: access.Scope{Organisation: m.Organisation.ID}, Email: address, Roles: []access.RoleID{Viewer},
		Status: access.Pending, Inviter: access.Operator.Person, CreatedAt: now, ExpiresAt: now.Add(access.OpenFor),
		Attempt: 1, Version: 1, QueuedAt: now, Delivery: access.Delivery{Status: access.Queued, At: now},
	}}, err
}

// Below stores organisations below the organisation.
func (m *Many) Below(ctx context.Context, number int) error {
	return m.Each(ctx, 0, number, func(store dynamo.Store, n int) error {
		parent := access.Ancestor{ID: m.Organisation.ID, Name: m.Organisation.Name}
		o := access.Organisation{ID: access.OrganisationID(access.NewID()), Name: fmt.Sprintf("Below %05d", n), Ancestors: []access.Ancestor{parent}, CreatedAt: m.Now}
		return store.CreateOrganisation(ctx, access.NewOrganisation{Organisation: o, Event: m.event(access.EventOrganisationCreated)})
	})
}

// OpenAccounts stores accounts, and keeps them for the members to come.
func (m *Many) OpenAccounts(ctx context.Context, number int) error {
	return m.Each(ctx, 0, number, func(store dynamo.Store, n int) error {
		account := access.Account{ID: access.AccountID(access.NewID()), Organisation: m.Organisation.ID, Name: fmt.Sprintf("Account %04d", n), CreatedAt: m.Now}
		m.Accounts = append(m.Accounts, account)
		return store.CreateAccount(ctx, access.NewAccount{Account: account, Event: m.event(access.EventAccountCreated)})
	})
}
