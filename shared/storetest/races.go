package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"admit/shared/access"
	"admit/shared/fixture"
)

var raceTests = []test{
	{"100 acceptances at once make one grant", manyAcceptances},
	{"100 invitations of one address and scope at once make one", manyInvitations},
	{"acceptances of one user's invitations lose no grant", acceptancesOfOneUser},
	{"20 reservations of one address at once: one", manyReservations},
	{"two registrations of one address at once make one user", twoRegistrations},
	{"two administrators who remove each other: one stays", removeEachOther},
	{"20 removals at once: one", manyRemovals},
	{"acceptance against removal of the user", acceptAgainstRemove},
	{"acceptance against revocation", acceptAgainstRevoke},
	{"acceptance against removal of the inviter", acceptAgainstRemovalOfInviter},
	{"20 claims at once: one", manyClaims},
}

func manyAcceptances(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.invited(whole(organisation), "ada", access.OrganisationAdmin)
	ada := w.person("ada")

	won := w.winners(100, func(int) (bool, error) { return w.tryAccept(invitation.ID, ada) })
	w.same("winners", won, 1)
	w.same("grants", w.Membership(ada.ID, organisation.ID).Grants, []access.Grant{grant(access.OrganisationAdmin, whole(organisation))})
	w.same("administrators", w.admins(organisation), 1)
	w.same("records", len(w.recordsOf(organisation, 50)), 5) // 2 of the creation, 1 of the invitation, 2 of the acceptance
}

func manyInvitations(w *storeFixture) {
	organisation := w.organisation()
	spellings := []string{"ada", "ADA", "Ada", "aDa"}
	won := w.winners(100, func(racer int) (bool, error) {
		address := w.address(spellings[racer%len(spellings)])
		offers, err := w.store.Offers(w.Context(), organisation.ID, address)
		if err != nil || len(offers.Pending) > 0 {
			return true, err
		}
		return false, w.store.Invite(w.Context(), w.offerTo(whole(organisation), address, viewer))
	})
	w.same("winners", won, 1)
	w.same("offers", len(w.offers(organisation, w.address("ada"))), 1)
}

func acceptancesOfOneUser(w *storeFixture) {
	organisation := w.organisation()
	ada := w.member(w.person("ada"), whole(organisation), viewer).User
	invitations := make([]access.Invitation, 0, 10)
	for n := range cap(invitations) {
		account := w.account(organisation, fmt.Sprintf("Shop %d", n))
		invitations = append(invitations, w.invited(scopeOf(account), "ada", signer))
	}
	won := w.winners(len(invitations), func(racer int) (bool, error) { return w.tryAccept(invitations[racer].ID, ada) })
	w.same("winners", won, len(invitations))
	w.same("grants", len(w.Membership(ada.ID, organisation.ID).Grants), 1+len(invitations))
}

func twoRegistrations(w *storeFixture) {
	for range rounds {
		w := newFixture(w.T, w.store)
		invitations := []access.Invitation{
			w.invited(whole(w.organisation()), "ada", viewer),
			w.invited(whole(w.organisation()), "ADA", viewer),
		}
		users := []access.User{w.person("ada"), w.person("ADA")}
		won := w.winners(2, func(racer int) (bool, error) {
			if user, err := w.store.UserByAddress(w.Context(), w.address("ada")); err == nil {
				return user.ID != users[racer].ID, nil
			}
			return w.tryAccept(invitations[racer].ID, users[racer])
		})
		w.same("winners", won, 1)
	}
}

func manyReservations(w *storeFixture) {
	var won, lost atomic.Int64
	var racers []func()
	for n := range 20 {
		write := w.reservation([]string{"ada", "ADA"}[n%2])
		racers = append(racers, func() {
			switch err := w.store.ReserveAddress(w.Context(), write); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, access.ErrStale):
				lost.Add(1)
			default:
				w.Error(err)
			}
		})
	}
	fixture.Together(racers...)
	w.same("won and lost", []int64{won.Load(), lost.Load()}, []int64{1, 19})
}

func removeEachOther(w *storeFixture) {
	for range rounds {
		organisation := w.organisation()
		admins := []access.Membership{w.administrator(organisation, access.NewID()), w.administrator(organisation, access.NewID())}
		won := w.winners(2, func(racer int) (bool, error) {
			return w.tryRemove(admins[1-racer].User, organisation, witness(admins[racer]))
		})
		w.same("winners", won, 1)
		w.same("administrators", w.admins(organisation), 1)
		w.same("members", len(w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50})), 1)
	}
}

func manyRemovals(w *storeFixture) {
	organisation := w.organisation()
	w.administrator(organisation, "first")
	w.administrator(organisation, "second")
	membership := w.administrator(organisation, "third")
	won := w.winners(20, func(int) (bool, error) { return w.tryRemove(membership.User, organisation, nil) })
	w.same("winners", won, 1)
	w.same("administrators", w.admins(organisation), 2)
}

// acceptAgainstRemove checks that a removed user holds nothing in the end,
// whichever comes first. The removal takes what an earlier acceptance gave.
func acceptAgainstRemove(w *storeFixture) {
	for range rounds {
		organisation := w.organisation()
		name := access.NewID()
		user := w.member(w.person(name), whole(organisation), viewer).User
		invitation := w.invited(whole(organisation), name, signer)
		fixture.Together(func() {
			w.contend(func() (bool, error) { return w.tryAccept(invitation.ID, user) })
		}, func() {
			if !w.contend(func() (bool, error) { return w.tryRemove(user, organisation, nil) }) {
				w.Error("the removal did not happen")
			}
		})
		w.same("row", w.Membership(user.ID, organisation.ID), access.Membership{})
		if w.Invitation(invitation.ID).Status == access.Pending {
			w.Error("the invitation is still open")
		}
	}
}

func acceptAgainstRevoke(w *storeFixture) {
	for range rounds {
		organisation := w.organisation()
		user := w.person(access.NewID())
		offer := w.offerTo(whole(organisation), user.Email, viewer)
		id := w.invite(offer).ID
		won := w.winners(2, func(racer int) (bool, error) {
			if racer == 0 {
				return w.tryAccept(id, user)
			}
			invitation, err := w.store.Invitation(w.Context(), id)
			if err != nil || invitation.Status != access.Pending {
				return true, err
			}
			return false, w.store.Close(w.Context(), closing(invitation, access.Revoked))
		})
		w.same("winners", won, 1)
		accepted := w.Invitation(id).Status == access.Accepted
		if granted := len(w.Membership(user.ID, organisation.ID).Grants) == 1; granted != accepted {
			w.Errorf("accepted %t, granted %t", accepted, granted)
		}
	}
}

// acceptAgainstRemovalOfInviter checks that no acceptance on the authority of an
// inviter succeeds after the removal of the inviter was answered.
func acceptAgainstRemovalOfInviter(w *storeFixture) {
	for range rounds {
		organisation := w.organisation()
		w.administrator(organisation, access.NewID())
		inviter := w.administrator(organisation, access.NewID())
		var removed atomic.Bool
		racers := []func(){func() {
			if !w.contend(func() (bool, error) { return w.tryRemove(inviter.User, organisation, nil) }) {
				w.Error("the removal did not happen")
			}
			removed.Store(true)
		}}
		for range 4 {
			user := w.person(access.NewID())
			acceptance := w.acceptance(w.invite(w.offerTo(whole(organisation), user.Email, viewer)), user)
			acceptance.Authority = witness(inviter)
			racers = append(racers, func() {
				w.contend(func() (bool, error) {
					late := removed.Load()
					err := w.store.Accept(w.Context(), acceptance)
					if late && err == nil {
						w.Error("accepted on the authority of somebody who had been removed")
					}
					return late && err != nil, err
				})
			})
		}
		fixture.Together(racers...)
	}
}

func manyClaims(w *storeFixture) {
	invitation := w.invited(whole(w.organisation()), "ada", viewer)
	won := w.winners(20, func(racer int) (bool, error) {
		read, err := w.store.Invitation(w.Context(), invitation.ID)
		if err != nil || len(read.TokenHashes) > 0 {
			return true, err
		}
		return false, w.store.ClaimDelivery(w.Context(), claimOf(read, noon, access.HashSecret(fmt.Sprint(racer))))
	})
	w.same("winners", won, 1)
	w.same("secrets", len(w.Invitation(invitation.ID).TokenHashes), 1)
}
