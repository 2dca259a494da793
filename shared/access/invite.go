package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Invite offers roles at one scope to one mail address.
type Invite struct {
	Store Store
	Roles Catalogue
	Now   Clock
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

// MaxRoles is how many roles one invitation may offer.
const MaxRoles = 50

// Do writes an invitation, once the caller may give every role at the scope,
// the person lacks at least one of them, and no other invitation to the address
// at the scope is open. Its mail is sent later, from the table's stream.
func (c Invite) Do(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest) (Invitation, error) {
	address, err := r.validate(c.Roles)
	if err != nil {
		return Invitation{}, err
	}
	scope := Scope{organisation, r.Account}
	var invitation Invitation
	err = decide(ctx, func() error {
		place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: scope, Address: &address})
		if err != nil {
			return err
		}
		if _, err := place.mayGive(c.Roles, caller, r.Account, r.Roles); err != nil {
			return err
		}
		roles, err := c.lacking(ctx, place.Addressee, scope, r.Roles)
		if err != nil {
			return err
		}
		invitation = r.invitation(address, scope, roles, place.Standings[caller].person(), c.Now())
		return c.write(ctx, invitation)
	})
	if err != nil {
		return Invitation{}, err
	}
	return invitation, nil
}

// write keeps the invitation, or names the live one in its place.
func (c Invite) write(ctx context.Context, invitation Invitation) error {
	err := c.Store.Invite(ctx, Offer{
		Invitation: invitation,
		Record:     invitation.record(InvitationCreated, invitation.CreatedAt, invitation.Inviter),
	})
	if !errors.Is(err, ErrStale) {
		return err
	}
	live, lookup := rival(ctx, c.Store, invitation)
	switch {
	case errors.Is(lookup, ErrNone):
		return err
	case lookup != nil:
		return lookup
	}
	return &Error{Kind: InvitationPending, Invitation: live.ID, Detail: "This address has an open invitation here already."}
}

// rival is the live invitation in the place of one to be written, or ErrNone.
func rival(ctx context.Context, store Store, wanted Invitation) (Invitation, error) {
	offers, err := store.Offers(ctx, wanted.Scope.Organisation, wanted.Email)
	if err != nil {
		return Invitation{}, err
	}
	for _, other := range offers {
		if other.Scope == wanted.Scope && other.StatusAt(wanted.CreatedAt) == Pending {
			return other, nil
		}
	}
	return Invitation{}, ErrNone
}

// lacking leaves of the roles those that the user does not hold at the scope.
func (c Invite) lacking(ctx context.Context, user UserID, scope Scope, roles []RoleID) ([]RoleID, error) {
	if user == "" {
		return roles, nil
	}
	place, err := c.Store.Place(ctx, PlaceQuery{Scope: scope, Users: []UserID{user}})
	if err != nil {
		return nil, err
	}
	row := place.Standings[user].Direct
	lacking := slices.DeleteFunc(slices.Clone(roles), func(role RoleID) bool { return row.Holds(role, scope) })
	if len(lacking) == 0 {
		return nil, Refuse(AlreadyGranted, "This person holds all of these roles already.")
	}
	return lacking, nil
}

func (r InviteRequest) validate(catalogue Catalogue) (Address, error) {
	var wrong fieldErrors
	address := r.invitee(&wrong, "")
	checkRoles(&wrong, catalogue, r.Roles)
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
func checkRoles(wrong *fieldErrors, catalogue Catalogue, roles []RoleID) {
	switch {
	case len(roles) == 0:
		wrong.add("roles", "needs at least one role")
	case len(roles) > MaxRoles:
		wrong.add("roles", "has more than %d roles", MaxRoles)
	}
	for n, role := range roles[:min(len(roles), MaxRoles)] {
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

func (r InviteRequest) invitation(to Address, scope Scope, roles []RoleID, inviter Person, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	return Invitation{
		ID: InvitationID(NewID()), Scope: scope, Email: to, FirstName: r.FirstName, LastName: r.LastName,
		Roles: roles, Locale: r.Locale, Status: Pending, Inviter: inviter,
		CreatedAt: now, ExpiresAt: now.Add(OpenFor),
		Round: 1, QueuedAt: now, Delivery: Delivery{Status: Queued, At: now},
	}
}
