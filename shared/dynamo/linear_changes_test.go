package dynamo_test

import (
	"maps"
	"math/rand"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// The operations of a history that change something.

// accept lets the user accept a new invitation.
func (h *linearHistory) accept(random *rand.Rand) {
	scope, roles := h.rolesAt(random)
	offer, token := h.NewOffer(scope, h.name, roles...), access.NewID()+access.NewID()
	hash := access.HashToken(token)
	if h.Store.Invite(h.Context(), offer) != nil {
		return // another caller has invited the user to the same scope
	}
	if err := h.Store.ClaimDelivery(h.Context(), delivery.Claim{Invitation: offer.Invitation.ID, Attempt: 1, Token: &hash,
		At: h.Now(), Until: h.Now().Add(time.Minute)}); err != nil {
		return // a removal has revoked it
	}
	change := step{source: source{h.subject.ID(), scope.Organisation}, what: "accept", does: func(held holding) holding {
		after := maps.Clone(held)
		for _, role := range roles {
			after[access.ScopedRole{Role: role, Account: scope.Account}] = true
		}
		return after
	}}
	called := h.clock.Add(1)
	accepted, err := h.Accept().Do(h.Context(), h.subject, offer.Invitation.ID, access.AcceptRequest{Token: token})
	if h.failed(err, called, change) {
		if access.KindOf(err) == access.AccessSuspended {
			change.does, change.sees = nil, func(held holding) bool { return held[suspended] }
			h.record(called, change)
		}
		return
	}
	shown := holdingOf(accepted.Membership.Grants)
	change.sees = func(held holding) bool { return maps.Equal(change.does(held), shown) }
	h.record(called, change)
}

// edit replaces what the user holds in an organisation.
func (h *linearHistory) edit(random *rand.Rand) {
	scope, roles := h.rolesAt(random)
	grants := fixture.Each(roles, func(role access.RoleID) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: scope.Account}
	})
	change := step{source: source{h.subject.ID(), scope.Organisation}, what: "edit", does: func(held holding) holding {
		after := holding{}
		for _, g := range grants {
			after[g] = true
		}
		return held.with(after)
	}}
	called := h.clock.Add(1)
	_, _, err := h.Edit().If(access.Precondition{Any: true}).Do(h.Context(), h.chief.ID(), scope.Organisation, h.subject.ID(), access.EditRequest{Grants: grants})
	if !h.failed(err, called, change) {
		change.sees = func(held holding) bool { return len(held) > 0 }
		h.record(called, change)
	}
}

// remove removes what the user holds in one of the organisations, or at the account.
func (h *linearHistory) remove(random *rand.Rand) {
	scope, _ := h.rolesAt(random)
	h.removeAt(scope)
}

// removeAt removes what the user holds at a scope.
func (h *linearHistory) removeAt(scope access.Scope) {
	covered := func(held holding) (gone, kept holding) {
		gone, kept = holding{}, holding{}
		for r := range held.roles() {
			if scope.Account == "" || r.Account == scope.Account {
				gone[r] = true
			} else {
				kept[r] = true
			}
		}
		return gone, held.with(kept)
	}
	change := step{source: source{h.subject.ID(), scope.Organisation}, what: "remove", does: func(held holding) holding {
		_, kept := covered(held)
		return kept
	}}
	called := h.clock.Add(1)
	done, err := h.Remove().Do(h.Context(), h.chief.ID(), scope, h.subject.ID())
	if h.failed(err, called, change) {
		if kind := access.KindOf(err); kind == access.NotFound || kind == access.InheritedAccess {
			change.does = nil
			change.sees = func(held holding) bool { gone, _ := covered(held); return len(gone) == 0 }
			h.record(called, change)
		}
		return
	}
	removed := holdingOf(done.Removed)
	change.sees = func(held holding) bool { gone, _ := covered(held); return maps.Equal(gone, removed) }
	h.record(called, change)
}

// suspend suspends the user in one of the organisations, or reactivates them.
func (h *linearHistory) suspend(random *rand.Rand) {
	scope, _ := h.rolesAt(random)
	suspends := random.Intn(2) == 0
	change := step{source: source{h.subject.ID(), scope.Organisation}, what: "suspend", does: func(held holding) holding {
		after := held.roles()
		if suspends && len(after) > 0 {
			after[suspended] = true
		}
		return after
	}}
	called := h.clock.Add(1)
	_, _, err := h.Suspend().Do(h.Context(), h.chief.ID(), scope.Organisation, h.subject.ID(), suspends)
	if !h.failed(err, called, change) {
		change.sees = func(held holding) bool { return len(held.roles()) > 0 }
		h.record(called, change)
	}
}

// create lets the user, or the chief, create an organisation below the top or the
// middle. The answer names the organisation whose membership allowed it.
func (h *linearHistory) create(random *rand.Rand) {
	parent, by := h.orgs[random.Intn(2)], h.subject
	if random.Intn(3) == 0 {
		by = h.chief
	}
	governs := func(held holding) bool {
		return held[access.ScopedRole{Role: access.PartnerOrganisationAdmin}] && !held[suspended]
	}
	called := h.clock.Add(1)
	made, err := h.CreateChildOrganisation().Do(h.Context(), by.ID(), parent.ID, "Child", false, "")
	switch failed := h.failed(err, called, step{what: "create"}); {
	case by == h.chief && failed:
	case by == h.chief:
		h.record(called)
	case !failed:
		h.record(called, step{source: source{by.ID(), made.Through.ID}, what: "creates an organisation", sees: governs})
	case access.KindOf(err) == access.Forbidden || access.KindOf(err) == access.NotFound:
		for _, from := range sourcesOf(by.ID(), parent) {
			h.record(called, step{source: from, what: "may not create an organisation", sees: func(held holding) bool { return !governs(held) }})
		}
	}
	if err == nil {
		h.recording.Lock()
		defer h.recording.Unlock()
		h.children = append(h.children, made.Organisation)
	}
}
