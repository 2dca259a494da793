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
	SnapshotReader
	offerStore
	InvitationReader
	InvitationCreator
}

// Invite offers roles at one scope to one email address.
type Invite struct {
	Store         InviteStore
	Roles         Catalogue
	Limits        Limits
	ReturnOrigins ReturnOrigins
	Now           Clock
}

// InviteRequest contains what an administrator fills in. Only Email and Roles are
// required.
type InviteRequest struct {
	Email               string
	FirstName, LastName string    // only prefill the registration
	Account             AccountID // empty: the whole organisation
	Roles               []RoleID
	Ends                Ends   // of roles that are given until a time
	Locale              string // of the email; empty: the deployment's default
	ReturnURL           string // where the invitee continues after accepting; empty: the deployment's default
	Metadata            Metadata
}

// Do creates an invitation. The caller must be able to grant every role at the
// scope, the person must lack at least one of them, and no other invitation to the
// address at the scope may be pending. Roles that the person already holds are left
// out. The email is sent after the write, by package delivery. A request that is
// repeated with its seed returns the invitation that it created.
func (c Invite) Do(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest, seed Seed) (Invitation, error) {
	address, err := c.validate(&r)
	if err != nil {
		return Invitation{}, err
	}
	id := InvitationID(seed.id("invitation"))
	var offer Offer
	err = RetryStale(ctx, func(ctx context.Context) error {
		next, err := c.judge(ctx, caller, Scope{organisation, r.Account}, address, r)
		if err == nil {
			next.Invitation.ID, next.Event.Invitation, next.Expired = id, id, offer.Expired
			offer = next
			err = c.Store.Invite(ctx, offer)
		}
		if existing, ok := c.existing(ctx, err, id, seed); ok {
			offer.Invitation = existing
			return nil
		}
		return resolveOffer(ctx, c.Store, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// judge returns the offer that a request makes, without the id of the invitation, or
// the reason why the caller may not make it. It does not judge the limits that requests
// share, nor whether another invitation is pending.
func (c Invite) judge(ctx context.Context, caller UserID, scope Scope, address Address, r InviteRequest) (Offer, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: scope, Address: &address})
	if err != nil {
		return Offer{}, err
	}
	if _, err := snapshot.mayGive(c.Roles, caller, r.Account, offersOf(r.Roles, r.Ends, r.Account)); err != nil {
		return Offer{}, err
	}
	roles, err := notYetHeldBy(ctx, c.Store, c.Limits, c.Now(), snapshot.Addressee, scope, r.Roles)
	if err != nil {
		return Offer{}, err
	}
	inviter := snapshot.Access[caller].party()
	invitation := r.invitation(address, scope, snapshot.names(), roles, inviter.Person, c.Now())
	return Offer{Invitation: invitation, Event: invitation.createdEvent(c.Now(), inviter), Limits: c.Limits, Partner: snapshot.partner(caller)}, nil
}

// candidate is an offer that only a limit can refuse.
type candidate struct {
	Offer
	replaces bool // an expired invitation holds its slot
}

// check judges a request as Do does and writes nothing. Do would refuse now what
// check refuses. It does not judge the limits that requests share.
func (c Invite) check(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest) (candidate, error) {
	address, err := c.validate(&r)
	if err != nil {
		return candidate{}, err
	}
	offer, err := c.judge(ctx, caller, Scope{organisation, r.Account}, address, r)
	if err != nil {
		return candidate{}, err
	}
	conflict, err := conflicting(ctx, c.Store, offer.Invitation)
	switch {
	case errors.Is(err, ErrNotFound):
		return candidate{Offer: offer}, nil
	case err != nil:
		return candidate{}, err
	case conflict.StatusAt(c.Now()) == Pending:
		return candidate{}, errPending(conflict)
	}
	return candidate{Offer: offer, replaces: true}, nil
}

// existing returns the invitation that an earlier try with the same seed
// created, and whether there is one. It looks only if the outcome shows that there
// may be one: the write is stale, or the person holds the roles, perhaps because
// they have accepted that invitation.
func (c Invite) existing(ctx context.Context, outcome error, id InvitationID, seed Seed) (Invitation, bool) {
	if seed == "" || !(errors.Is(outcome, ErrStale) || KindOf(outcome) == AlreadyGranted) {
		return Invitation{}, false
	}
	invitation, err := c.Store.Invitation(ctx, id)
	return invitation, err == nil
}

// validate checks the fields of a request, before anything is read. It replaces the
// return URL and the ends by the forms that are stored.
func (c Invite) validate(r *InviteRequest) (Address, error) {
	var wrong fieldErrors
	address := r.invitee(&wrong, "")
	checkRoles(&wrong, c.Roles, r.Roles, c.Limits.Roles)
	r.Ends = r.Ends.wholeSeconds()
	checkEnds(&wrong, r.Roles, r.Ends, c.Now())
	returnURL, err := c.ReturnOrigins.parse(r.ReturnURL)
	wrong.check("returnUrl", err)
	r.ReturnURL = returnURL
	wrong.check("metadata", r.Metadata.check())
	return address, wrong.err()
}

// invitee checks the email address, the names and the locale, and returns the
// address. The prefix comes before the names of the person's fields.
func (r InviteRequest) invitee(wrong *fieldErrors, prefix string) Address {
	address, err := ParseAddress(r.Email)
	wrong.check(prefix+"email", err)
	wrong.check(prefix+"firstName", checkName(r.FirstName))
	wrong.check(prefix+"lastName", checkName(r.LastName))
	wrong.check("locale", checkLocale(r.Locale))
	return address
}

// checkRoles refuses a list of roles that is empty or too long, or that has an
// unknown role or a duplicate.
func checkRoles(wrong *fieldErrors, catalogue Catalogue, roles []RoleID, limit int) {
	switch {
	case len(roles) == 0:
		wrong.add("roles", "must have at least one role")
	case len(roles) > limit:
		wrong.add("roles", "has more than %d roles", limit)
	}
	for n, role := range roles[:min(len(roles), limit)] {
		if _, known := catalogue.Role(role); !known {
			wrong.add("roles", "entry %d is not a role in the catalogue", n+1)
		}
		if slices.Contains(roles[:n], role) {
			wrong.add("roles", "entry %d is a duplicate", n+1)
		}
	}
}

// checkLocale accepts an empty locale and one with the form of a BCP 47 language
// tag of up to 35 characters. The email is written in the closest language that
// Admit has.
func checkLocale(locale string) error {
	if locale == "" || (len(locale) <= 35 && localeForm(locale)) {
		return nil
	}
	return errors.New("is not a language tag, such as en or nb-NO")
}

// localeForm reports whether a locale consists of subtags that are joined by
// hyphens: first 2 to 8 letters, then any number of 1 to 8 letters and digits.
func localeForm(locale string) bool {
	for n, subtag := range strings.Split(locale, "-") {
		shortest := 1
		if n == 0 {
			shortest = 2
		}
		notAllowed := func(c rune) bool {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			return !letter && (n == 0 || c < '0' || c > '9')
		}
		if len(subtag) < shortest || len(subtag) > 8 || strings.ContainsFunc(subtag, notAllowed) {
			return false
		}
	}
	return true
}

// invitation returns a new invitation without an id. Its first attempt is queued.
func (r InviteRequest) invitation(to Address, scope Scope, names Names, roles []RoleID, inviter Person, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	return Invitation{
		Scope: scope, Names: names, Email: to, FirstName: r.FirstName, LastName: r.LastName,
		Roles: roles, Ends: r.Ends.Of(roles), Locale: r.Locale, ReturnURL: r.ReturnURL, Metadata: r.Metadata, Status: Pending, Inviter: inviter, Version: 1,
		CreatedAt: now, ExpiresAt: now.Add(OpenFor),
		Attempt: 1, QueuedAt: now, Delivery: Delivery{Status: Queued, At: now},
	}
}
