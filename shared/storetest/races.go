package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"admit/shared/access"
	"admit/shared/fixture"
)

var raceTests = []test{
	{"100 acceptances at once give each role once", manyAcceptances},
	{"100 invitations of one address and scope at once make one", manyInvitations},
	{"acceptances of one user's invitations lose no grant", acceptancesOfOneUser},
	{"20 reservations of one address at once: one succeeds", manyReservations},
	{"two registrations of one address at once make one user", twoRegistrations},
	{"two administrators remove each other: one is left", removeEachOther},
	{"20 removals at once: one succeeds", manyRemovals},
	{"acceptance against removal of the user", acceptAgainstRemove},
	{"a removal during invitations revokes each that existed before it began", removalBetweenInvitations},
	{"acceptance against revocation", acceptAgainstRevoke},
	{"acceptance against removal of the inviter", acceptAgainstRemovalOfInviter},
	{"20 claims at once: one succeeds", manyClaims},
}

func manyAcceptances(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.invited(fixture.Whole(organisation), "ada", access.OrganisationAdmin)
	ada := f.person("ada")

	won := f.winners(100, func(int) (bool, error) { return f.tryAccept(invitation.ID, ada) })
	f.same("winners", won, 1)
	f.same("grants", f.Membership(ada.ID, organisation.ID).Grants, []access.Grant{grant(access.OrganisationAdmin, fixture.Whole(organisation))})
	f.same("administrators", f.admins(organisation), 1)
	f.same("events", len(f.eventsOf(organisation, 50)), 5) // 2 of the creation, 1 of the invitation, 2 of the acceptance
}

func manyInvitations(f *storeFixture) {
	organisation := f.organisation()
	spellings := []string{"ada", "ADA", "Ada", "aDa"}
	won := f.winners(100, func(racer int) (bool, error) {
		address := f.address(spellings[racer%len(spellings)])
		offers, err := f.store.Offers(f.Context(), organisation.ID, address)
		if err != nil || len(offers) > 0 {
			return true, err
		}
		return false, f.store.Invite(f.Context(), f.offerTo(fixture.Whole(organisation), address, fixture.Viewer))
	})
	f.same("winners", won, 1)
	f.same("offers", len(f.offers(organisation, f.address("ada"))), 1)
}

func acceptancesOfOneUser(f *storeFixture) {
	organisation := f.organisation()
	ada := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer).User
	invitations := make([]access.Invitation, 0, 10)
	for n := range cap(invitations) {
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		invitations = append(invitations, f.invited(fixture.ScopeOf(account), "ada", fixture.Signer))
	}
	won := f.winners(len(invitations), func(racer int) (bool, error) { return f.tryAccept(invitations[racer].ID, ada) })
	f.same("winners", won, len(invitations))
	f.same("grants", len(f.Membership(ada.ID, organisation.ID).Grants), 1+len(invitations))
}

func twoRegistrations(f *storeFixture) {
	for range repetitions {
		f := newFixture(f.T, f.store)
		invitations := []access.Invitation{
			f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer),
			f.invited(fixture.Whole(f.organisation()), "ADA", fixture.Viewer),
		}
		users := []access.User{f.person("ada"), f.person("ADA")}
		won := f.winners(2, func(racer int) (bool, error) {
			if user, err := f.store.UserByAddress(f.Context(), f.address("ada")); err == nil {
				return user.ID != users[racer].ID, nil
			}
			return f.tryAccept(invitations[racer].ID, users[racer])
		})
		f.same("winners", won, 1)
	}
}

func manyReservations(f *storeFixture) {
	var won, lost atomic.Int64
	var racers []func()
	for n := range 20 {
		write := f.reservation([]string{"ada", "ADA"}[n%2])
		racers = append(racers, func() {
			switch err := f.store.ReserveAddress(f.Context(), write); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, access.ErrStale):
				lost.Add(1)
			default:
				f.Error(err)
			}
		})
	}
	fixture.Together(racers...)
	f.same("won and lost", []int64{won.Load(), lost.Load()}, []int64{1, 19})
}

func removeEachOther(f *storeFixture) {
	for range repetitions {
		organisation := f.organisation()
		admins := []access.Membership{f.administrator(organisation, access.NewID()), f.administrator(organisation, access.NewID())}
		won := f.winners(2, func(racer int) (bool, error) {
			return f.tryRemove(admins[1-racer].User, organisation, authorityOf(admins[racer]))
		})
		f.same("winners", won, 1)
		f.same("administrators", f.admins(organisation), 1)
		f.same("members", len(f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50})), 1)
	}
}

func manyRemovals(f *storeFixture) {
	organisation := f.organisation()
	f.administrator(organisation, "first")
	f.administrator(organisation, "second")
	membership := f.administrator(organisation, "third")
	won := f.winners(20, func(int) (bool, error) { return f.tryRemove(membership.User, organisation, nil) })
	f.same("winners", won, 1)
	f.same("administrators", f.admins(organisation), 2)
}

// acceptAgainstRemove checks that a removed user holds nothing in the end,
// whichever comes first. The removal takes what an earlier acceptance gave.
func acceptAgainstRemove(f *storeFixture) {
	for range repetitions {
		organisation := f.organisation()
		name := access.NewID()
		user := f.member(f.person(name), fixture.Whole(organisation), fixture.Viewer).User
		invitation := f.invited(fixture.Whole(organisation), name, fixture.Signer)
		fixture.Together(func() {
			f.contend(func() (bool, error) { return f.tryAccept(invitation.ID, user) })
		}, func() {
			if !f.contend(func() (bool, error) { return f.tryRemove(user, organisation, nil) }) {
				f.Error("the removal failed")
			}
		})
		f.same("membership", f.Membership(user.ID, organisation.ID), access.Membership{})
		if f.Invitation(invitation.ID).Status == access.Pending {
			f.Error("the invitation is still open")
		}
	}
}

func acceptAgainstRevoke(f *storeFixture) {
	for range repetitions {
		organisation := f.organisation()
		user := f.person(access.NewID())
		offer := f.offerTo(fixture.Whole(organisation), user.Email, fixture.Viewer)
		id := f.invite(offer).ID
		won := f.winners(2, func(racer int) (bool, error) {
			if racer == 0 {
				return f.tryAccept(id, user)
			}
			invitation, err := f.store.Invitation(f.Context(), id)
			if err != nil || invitation.Status != access.Pending {
				return true, err
			}
			return false, f.store.Close(f.Context(), closureOf(invitation, access.Revoked))
		})
		f.same("winners", won, 1)
		accepted := f.Invitation(id).Status == access.Accepted
		if granted := len(f.Membership(user.ID, organisation.ID).Grants) == 1; granted != accepted {
			f.Errorf("accepted %t, granted %t", accepted, granted)
		}
	}
}

// acceptAgainstRemovalOfInviter checks that no acceptance on the authority of an
// inviter succeeds after the removal of the inviter was answered.
func acceptAgainstRemovalOfInviter(f *storeFixture) {
	for range repetitions {
		organisation := f.organisation()
		f.administrator(organisation, access.NewID())
		inviter := f.administrator(organisation, access.NewID())
		var removed atomic.Bool
		racers := []func(){func() {
			if !f.contend(func() (bool, error) { return f.tryRemove(inviter.User, organisation, nil) }) {
				f.Error("the removal failed")
			}
			removed.Store(true)
		}}
		for range 4 {
			user := f.person(access.NewID())
			acceptance := f.acceptance(f.invite(f.offerTo(fixture.Whole(organisation), user.Email, fixture.Viewer)), user)
			acceptance.Authority = authorityOf(inviter)
			racers = append(racers, func() {
				f.contend(func() (bool, error) {
					late := removed.Load()
					err := f.store.Accept(f.Context(), acceptance)
					if late && err == nil {
						f.Error("accepted on the authority of an inviter who had been removed")
					}
					return late && err != nil, err
				})
			})
		}
		fixture.Together(racers...)
	}
}

func manyClaims(f *storeFixture) {
	invitation := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	won := f.winners(20, func(racer int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), invitation.ID)
		if err != nil || len(read.TokenHashes) > 0 {
			return true, err
		}
		return false, f.store.ClaimDelivery(f.Context(), claimOf(read, fixture.Noon, access.HashToken(fmt.Sprint(racer))))
	})
	f.same("winners", won, 1)
	f.same("secrets", len(f.Invitation(invitation.ID).TokenHashes), 1)
}
