package storetest

import (
	"slices"

	"admit/shared/access"
)

var copyTests = []test{
	{"nothing is shared between a store and its caller", nothingIsShared},
	{"an answer that is remembered is shared with nobody", answerIsNotShared},
}

func scribbleRow(r access.Membership) {
	for i := range r.Grants {
		r.Grants[i] = access.Grant{}
	}
}

func scribbleInvitation(i access.Invitation) {
	clear(i.Roles)
	clear(i.TokenHashes)
	clear(i.ResendIDs)
}

func scribbleRecord(r access.Event) {
	clear(r.Before)
	clear(r.After)
}

// nothingIsShared changes every value that it passed to the store or got from it,
// and checks that the store does not change.
func nothingIsShared(w *storeFixture) {
	parent := w.organisation()
	founding := w.founding(parent)
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	organisation := founding.Organisation
	offer := w.offer(whole(organisation), "ada", viewer, signer)
	w.Must(w.store.Invite(w.Context(), offer))
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(offer.Invitation, noon, access.HashSecret("a"))))
	accept := w.acceptance(w.invited(whole(organisation), "bob", viewer), w.person("bob"))
	w.Must(w.store.Accept(w.Context(), accept))
	before := w.everything()

	clear(founding.Organisation.Ancestors)
	scribbleInvitation(offer.Invitation)
	scribbleRow(accept.After)
	for _, r := range slices.Concat(accept.Events, []access.Event{founding.Event, offer.Event}) {
		scribbleRecord(r)
	}
	for _, r := range w.recordsOf(organisation, 9) {
		scribbleRecord(r)
	}
	for _, below := range w.below(parent, 9) {
		clear(below.Ancestors)
	}
	snapshot := w.Snapshot(whole(organisation), accept.After.User.ID)
	clear(snapshot.Organisation.Ancestors)
	scribbleRow(snapshot.Access[accept.After.User.ID].Direct)
	for _, s := range w.members(access.MemberQuery{Organisation: organisation.ID, Above: []access.OrganisationID{parent.ID}, Limit: 9}) {
		for _, membership := range append(s.Above, s.Direct) {
			scribbleRow(membership)
		}
	}
	for _, i := range w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 9}) {
		scribbleInvitation(i)
	}
	for _, i := range w.offers(organisation, offer.Invitation.Email) {
		scribbleInvitation(i)
	}
	scribbleInvitation(w.Invitation(offer.Invitation.ID))
	w.unchanged(before)
}

func answerIsNotShared(w *storeFixture) {
	r := attempt(access.NewID())
	w.begin(r)
	answer := []byte("the answer")
	w.Must(w.store.Finish(w.Context(), r, answer))
	clear(answer)
	clear(w.begin(r).Answer)
	w.same("the answer", string(w.begin(r).Answer), "the answer")
}
