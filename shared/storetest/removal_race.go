package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"admit/shared/access"
	"admit/shared/fixture"
)

// removalBetweenInvitations checks that a removal revokes every invitation that was
// written before the removal began to read.
func removalBetweenInvitations(f *storeFixture) {
	organisation := f.organisation()
	user := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer).User
	var invitations []access.Offer
	for n := range access.MaxRevocations { // one removal has room for all of them
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		invitations = append(invitations, f.offerTo(fixture.ScopeOf(account), user.Email, fixture.Signer))
	}
	var acknowledged atomic.Int64
	var before int64
	fixture.Together(func() {
		for _, offer := range invitations {
			if err := f.store.Invite(f.Context(), offer); err != nil && !errors.Is(err, access.ErrStale) {
				f.Error(err)
			}
			acknowledged.Add(1)
		}
	}, func() {
		f.contend(func() (bool, error) {
			before = acknowledged.Load()
			return f.tryRemove(user, organisation, nil)
		})
	})
	f.same("membership", f.Membership(user.ID, organisation.ID), access.Membership{})
	for n, offer := range invitations[:before] {
		stored, err := f.store.Invitation(f.Context(), offer.Invitation.ID)
		if err == nil && stored.Status == access.Pending {
			f.Errorf("invitation %d of %d before the removal is still open", n, before)
		}
	}
}
