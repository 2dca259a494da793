package storetest

import (
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

var copyTests = []test{
	{"a store and its caller share no memory", nothingIsShared},
	{"a stored answer shares no memory with its caller", answerIsNotShared},
}

func scribbleMembership(r access.Membership) {
	for i := range r.Grants {
		r.Grants[i] = access.Grant{}
	}
}

func scribbleInvitation(i access.Invitation) {
	clear(i.Roles)
	clear(i.TokenHashes)
	clear(i.ResendIDs)
}

func scribbleEvent(r access.Event) {
	clear(r.Before)
	clear(r.After)
}

// nothingIsShared changes every value that it passed to the store or got from it,
// and checks that the store does not change.
func nothingIsShared(f *storeFixture) {
	parent := f.organisation()
	creation := f.creation(parent)
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	organisation := creation.Organisation
	offer := f.offer(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	f.Must(f.store.Invite(f.Context(), offer))
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(offer.Invitation, fixture.Noon, access.HashToken("a"))))
	accept := f.acceptance(f.invited(fixture.Whole(organisation), "bob", fixture.Viewer), f.person("bob"))
	f.Must(f.store.Accept(f.Context(), accept))
	before := f.everything()

	clear(creation.Organisation.Ancestors)
	scribbleInvitation(offer.Invitation)
	scribbleMembership(accept.After)
	for _, r := range slices.Concat(accept.Events[:], []access.Event{creation.Event, offer.Event}) {
		scribbleEvent(r)
	}
	for _, r := range f.eventsOf(organisation, 9) {
		scribbleEvent(r)
	}
	for _, below := range f.below(parent, 9) {
		clear(below.Ancestors)
	}
	snapshot := f.Snapshot(fixture.Whole(organisation), accept.After.User.ID)
	clear(snapshot.Organisation.Ancestors)
	scribbleMembership(snapshot.Access[accept.After.User.ID].Direct)
	for _, s := range f.members(access.MemberQuery{Organisation: organisation.ID, Above: []access.OrganisationID{parent.ID}, Limit: 9}) {
		for _, membership := range append(s.Above, s.Direct) {
			scribbleMembership(membership)
		}
	}
	for _, i := range f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 9}) {
		scribbleInvitation(i)
	}
	for _, i := range f.offers(organisation, offer.Invitation.Email) {
		scribbleInvitation(i)
	}
	scribbleInvitation(f.Invitation(offer.Invitation.ID))
	f.unchanged(before)
}

func answerIsNotShared(f *storeFixture) {
	r := newLease(access.NewID())
	f.begin(r)
	answer := []byte("the answer")
	f.Must(f.store.Finish(f.Context(), r, answer))
	clear(answer)
	clear(f.begin(r).Answer)
	f.same("the answer", string(f.begin(r).Answer), "the answer")
}
