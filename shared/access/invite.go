package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// InviteStore is what [Invite] reads and writes.
type InviteStore interface {
	inviterStore
	InvitationReader
	InvitationCreator
}

// Invite offers roles at one scope to one mail address.
type Invite struct {
	Store  InviteStore
	Roles  Catalogue
	Limits Limits
	Now    Clock
}

// InviteRequest is what an administrator fills in. Only Email and Roles are
// required; names only prefill the registration.
type InviteRequest struct {
	Email               string
	FirstName, LastName string
	Account             AccountID // empty: the whole organisation
	Roles               []RoleID
	Locale              string // of the mail
}

// Do writes an invitation, once the caller may give every role at the scope,
// the person lacks at least one of them, and no other invitation to the address
// at the scope is open. Its mail is sent later, from the table's stream. A
// request that is repeated with its seed finds the invitation that it made.
func (c Invite) Do(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest, seed Seed) (Invitation, error) {
	address, err := r.validate(c.Roles, c.Limits)
	if err != nil {
		return Invitation{}, err
	}
	id := InvitationID(seed.id("invitation"))
	var offer Offer
	err = RetryStale(ctx, func() error {
		next, err := c.judge(ctx, caller, Scope{organisation, r.Account}, address, r)
		if err == nil {
			next.Invitation.ID, next.Expired = id, offer.Expired
			next.Event = next.Invitation.createdEvent(c.Now())
			offer = next
			err = c.Store.Invite(ctx, offer)
		}
		if made, there := c.made(ctx, err, id, seed); there {
			offer.Invitation = made
			return nil
		}
		return inviter{c.Store, c.Limits}.resolve(ctx, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// judge is all that is asked before an invitation is written.
func (c Invite) judge(ctx context.Context, caller UserID, scope Scope, address Address, r InviteRequest) (Offer, error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: scope, Address: &address})
	if err != nil {
		return Offer{}, err
	}
	if _, err := snapshot.mayGive(c.Roles, caller, r.Account, r.Roles); err != nil {
		return Offer{}, err
	}
	roles, err := notYetHeldBy(ctx, c.Store, c.Limits, snapshot.Addressee, scope, r.Roles)
	if err != nil {
		return Offer{}, err
	}
	invitation := r.invitation(address, scope, snapshot.names(), roles, snapshot.Access[caller].person(), c.Now())
	return Offer{Invitation: invitation, Limits: c.Limits, Partner: snapshot.partner(caller)}, nil
}

// candidate is an offer that nothing but a limit would keep from being written.
type candidate struct {
	Offer
	replaces bool // its slot is held by an expired invitation
}

// check is Do without its effects: what it refuses, Do would refuse now. It does
// not judge the limits that all requests share.
func (c Invite) check(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest) (candidate, error) {
	address, err := r.validate(c.Roles, c.Limits)
	if err != nil {
		return candidate{}, err
	}
	wanted, err := c.judge(ctx, caller, Scope{organisation, r.Account}, address, r)
	if err != nil {
		return candidate{}, err
	}
	conflict, err := inviter{c.Store, c.Limits}.conflicting(ctx, wanted.Invitation)
	switch {
	case errors.Is(err, ErrNone):
		return candidate{Offer: wanted}, nil
	case err != nil:
		return candidate{}, err
	case conflict.StatusAt(c.Now()) == Pending:
		return candidate{}, errPending(conflict)
	}
	return candidate{Offer: wanted, replaces: true}, nil
}

// made finds what an earlier try at the same request has written, where a later
// one meets it, or what has come of it.
func (c Invite) made(ctx context.Context, outcome error, id InvitationID, seed Seed) (Invitation, bool) {
	if seed == "" || !(errors.Is(outcome, ErrStale) || KindOf(outcome) == AlreadyGranted) {
		return Invitation{}, false
	}
	made, err := c.Store.Invitation(ctx, id)
	return made, err == nil
}

func (r InviteRequest) validate(catalogue Catalogue, limits Limits) (Address, error) {
	var wrong fieldErrors
	address := r.invitee(&wrong, "")
	checkRoles(&wrong, catalogue, r.Roles, limits.Roles)
	return address, wrong.err()
}

// invitee checks what is said of the person, in fields whose names begin with a
// prefix, and of the mail's language.
func (r InviteRequest) invitee(wrong *fieldErrors, prefix string) Address {
	address, err := ParseAddress(r.Email)
	wrong.check(prefix+"email", err)
	wrong.check(prefix+"firstName", checkName(r.FirstName))
	wrong.check(prefix+"lastName", checkName(r.LastName))
	wrong.check("locale", checkLocale(r.Locale))
	return address
}

// checkRoles refuses what cannot be a list of roles to give, whoever gives it.
func checkRoles(wrong *fieldErrors, catalogue Catalogue, roles []RoleID, most int) {
	switch {
	case len(roles) == 0:
		wrong.add("roles", "needs at least one role")
	case len(roles) > most:
		wrong.add("roles", "has more than %d roles", most)
	}
	for n, role := range roles[:min(len(roles), most)] {
		if _, known := catalogue.Role(role); !known {
			wrong.add("roles", "entry %d is not a role of the catalogue", n+1)
		}
		if slices.Contains(roles[:n], role) {
			wrong.add("roles", "entry %d stands there twice", n+1)
		}
	}
}

// checkLocale takes an empty locale or one formed like a BCP 47 language tag.
// What Admit has no texts for is answered in the nearest language that it has.
func checkLocale(locale string) error {
	if locale == "" || (len(locale) <= 35 && localeForm(locale)) {
		return nil
	}
	return errors.New("is not a language tag like en or nb-NO")
}

func localeForm(locale string) bool {
	for n, subtag := range strings.Split(locale, "-") {
		shortest := 1
		if n == 0 {
			shortest = 2
		}
		foreign := func(c rune) bool {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			return !letter && (n == 0 || c < '0' || c > '9')
		}
		if len(subtag) < shortest || len(subtag) > 8 || strings.ContainsFunc(subtag, foreign) {
			return false
		}
	}
	return true
}

// invitation is a new one, without an id.
func (r InviteRequest) invitation(to Address, scope Scope, names Names, roles []RoleID, inviter Person, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	return Invitation{
		Scope: scope, Names: names, Email: to, FirstName: r.FirstName, LastName: r.LastName,
		Roles: roles, Locale: r.Locale, Status: Pending, Inviter: inviter, Version: 1,
		CreatedAt: now, ExpiresAt: now.Add(OpenFor),
		Attempt: 1, QueuedAt: now, Delivery: Delivery{Status: Queued, At: now},
	}
}
