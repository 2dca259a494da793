package access

import (
	"context"
	"errors"
	"sync"
)

// rehearsal is the store of a dry run. It keeps what would be written in memory, and
// answers reads with that and with what is stored. What a rehearsal does not override,
// reads only.
type rehearsal struct {
	ImportStore
	mu            sync.Mutex
	organisations map[OrganisationID]Organisation
	accounts      map[Scope]Account
	users         map[UserID]User
	addresses     map[string]UserID // by address key
	memberships   map[memberKey]Membership
	invitations   map[InvitationID]Invitation
}

// memberKey is the key of a membership.
type memberKey struct {
	user         UserID
	organisation OrganisationID
}

func newRehearsal(store ImportStore) *rehearsal {
	return &rehearsal{ImportStore: store, organisations: map[OrganisationID]Organisation{}, accounts: map[Scope]Account{}, users: map[UserID]User{},
		addresses: map[string]UserID{}, memberships: map[memberKey]Membership{}, invitations: map[InvitationID]Invitation{}}
}

// plan keeps what would be written under a key of a map.
func plan[K comparable, V any](h *rehearsal, values map[K]V, key K, value V) {
	h.mu.Lock()
	defer h.mu.Unlock()
	values[key] = value
}

// planned returns what a map has under a key.
func planned[K comparable, V any](h *rehearsal, values map[K]V, key K) (V, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	value, ok := values[key]
	return value, ok
}

// Organisations implements [OrganisationReader].
func (h *rehearsal) Organisations(ctx context.Context, ids []OrganisationID) ([]Organisation, error) {
	found, err := h.ImportStore.Organisations(ctx, ids)
	for _, id := range ids {
		if o, ok := planned(h, h.organisations, id); ok {
			found = append(found, o)
		}
	}
	return found, err
}

// Snapshot implements [SnapshotReader].
func (h *rehearsal) Snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error) {
	snapshot, err := h.ImportStore.Snapshot(ctx, q)
	if errors.Is(err, ErrNotFound) {
		snapshot, err = h.plannedSnapshot(ctx, q)
	}
	if err != nil {
		return Snapshot{}, err
	}
	if account, ok := planned(h, h.accounts, q.Scope); ok {
		snapshot.Account = &account
	}
	for _, user := range q.Users {
		if membership, ok := planned(h, h.memberships, memberKey{user, q.Scope.Organisation}); ok {
			snapshot.Access[user] = EffectiveAccess{Direct: membership, Above: snapshot.Access[user].Above}
		}
	}
	if q.Address != nil {
		if user, ok := planned(h, h.addresses, q.Address.Key()); ok {
			snapshot.Addressee = user
		}
	}
	return snapshot, nil
}

// plannedSnapshot returns the snapshot of an organisation that would be created.
func (h *rehearsal) plannedSnapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error) {
	organisation, ok := planned(h, h.organisations, q.Scope.Organisation)
	if !ok {
		return Snapshot{}, ErrNotFound
	}
	snapshot := Snapshot{Organisation: organisation, Access: map[UserID]EffectiveAccess{}}
	for _, user := range q.Users {
		snapshot.Access[user] = EffectiveAccess{}
	}
	if q.Address == nil {
		return snapshot, nil
	}
	user, err := h.UserByAddress(ctx, *q.Address)
	if errors.Is(err, ErrNotFound) {
		return snapshot, nil
	}
	snapshot.Addressee = user.ID
	return snapshot, err
}

// User implements [UserReader].
func (h *rehearsal) User(ctx context.Context, id UserID) (User, error) {
	if user, ok := planned(h, h.users, id); ok {
		return user, nil
	}
	return h.ImportStore.User(ctx, id)
}

// Invitation implements [InvitationReader].
func (h *rehearsal) Invitation(ctx context.Context, id InvitationID) (Invitation, error) {
	if invitation, ok := planned(h, h.invitations, id); ok {
		return invitation, nil
	}
	return h.ImportStore.Invitation(ctx, id)
}

// Offers implements [OfferReader].
func (h *rehearsal) Offers(ctx context.Context, o OrganisationID, address Address) ([]Invitation, error) {
	offers, err := h.ImportStore.Offers(ctx, o, address)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, i := range h.invitations {
		if i.Scope.Organisation == o && i.Email.Key() == address.Key() {
			offers = append(offers, i)
		}
	}
	return offers, err
}

// CreateOrganisation implements [OrganisationCreator].
func (h *rehearsal) CreateOrganisation(_ context.Context, w NewOrganisation) error {
	plan(h, h.organisations, w.Organisation.ID, w.Organisation)
	return nil
}

// CreateAccount implements [AccountCreator].
func (h *rehearsal) CreateAccount(_ context.Context, w NewAccount) error {
	plan(h, h.accounts, Scope{w.Account.Organisation, w.Account.ID}, w.Account)
	return nil
}

// ImportMembership implements [MembershipImporter].
func (h *rehearsal) ImportMembership(_ context.Context, w MembershipImport) error {
	plan(h, h.memberships, memberKey{w.After.User.ID, w.After.Organisation}, w.After)
	if w.NewUser != nil {
		plan(h, h.users, w.NewUser.ID, *w.NewUser)
		plan(h, h.addresses, w.NewUser.Email.Key(), w.NewUser.ID)
	}
	return nil
}

// Invite implements [InvitationCreator]. It is stale if another invitation holds the slot,
// also if that has expired: the next try then has it as Expired.
func (h *rehearsal) Invite(ctx context.Context, w Offer) error {
	if w.Expired == nil {
		switch _, err := conflicting(ctx, h, w.Invitation); {
		case err == nil:
			return ErrStale
		case !errors.Is(err, ErrNotFound):
			return err
		}
	}
	plan(h, h.invitations, w.Invitation.ID, w.Invitation)
	return nil
}

// Expire implements [InvitationExpirer]. It writes nothing.
func (h *rehearsal) Expire(context.Context, InvitationClosure) error { return nil }

// ReleaseSlot implements [SlotReleaser]. It writes nothing.
func (h *rehearsal) ReleaseSlot(context.Context, Scope, Address) error { return nil }

// ReserveAddress implements [AddressReserver]. It writes nothing.
func (h *rehearsal) ReserveAddress(context.Context, Reservation) error { return nil }

// ReleaseAddress implements [AddressReserver]. It writes nothing.
func (h *rehearsal) ReleaseAddress(context.Context, Reservation) error { return nil }

// rehearsedDirectory is the directory of a dry run. It finds identities and creates none.
type rehearsedDirectory struct {
	Directory
	issuer string
}

// Create returns the identity of an address, or one that nobody else can have.
func (d rehearsedDirectory) Create(ctx context.Context, n NewIdentity) (Identity, bool, error) {
	identity, err := d.Find(ctx, n.Address)
	switch {
	case errors.Is(err, ErrNotFound):
		return Identity{Issuer: d.issuer, Subject: "rehearsed " + n.Address.Key(), Email: n.Address.String(), Verified: true,
			FirstName: n.FirstName, LastName: n.LastName, Unfinished: true}, true, nil
	case err == nil && !identity.Unfinished:
		return Identity{}, false, RefuseRegistered()
	}
	return identity, false, err
}

// SetPassword implements [Directory]. It writes nothing.
func (d rehearsedDirectory) SetPassword(context.Context, Identity, string) error { return nil }

// Finish implements [Directory]. It writes nothing.
func (d rehearsedDirectory) Finish(context.Context, Identity) error { return nil }
