package storetest

import (
	"testing"

	"admit/shared/fixture"
)

// UseCases tests the promises of the use cases that depend on the store: what they
// do when other requests change it at the same moment, and what they count and
// list. It calls open once for each test. The stores must be empty and must
// implement [idempotency.Store] and [fixture.TimeToLive], too.
func UseCases(t *testing.T, open func(t *testing.T) fixture.Store) {
	for _, test := range useCaseTests {
		t.Run(test.name, func(t *testing.T) {
			store := open(t)
			t.Parallel()
			test.run(fixture.New(t, store))
		})
	}
}

// useCaseTest tests one promise of the use cases.
type useCaseTest struct {
	name string
	run  func(f *fixture.Fixture)
}

var useCaseTests = []useCaseTest{
	{"current authority: the authority for a change is part of its write", authorityIsPartOfTheWrite},
	{"inviter's authority: an acceptance checks the inviter in its write", acceptsFromRemovedInviter},
	{"inviter's authority: nobody accepts from an inviter who is suspended meanwhile", acceptsFromSuspendedInviter},
	{"current authority: a confirmation checks the confirmer in its write", confirmsAsRemovedAdministrator},
	{"an acceptance request that has changed is not confirmed", confirmsWhatHasChanged},
	{"current authority: a removal checks the remover in its write", removesAsRemovedAdministrator},
	{"last administrator: a removal checks the grant from above", removesWithLostAuthority},
	{"last administrator: a partner keeps a Partner Organisation Admin", keepsPartnerAdmin},
	{"last administrator: a partner without organisations below", keepsAnyAdmin},
	{"last administrator: a partner below another", losesPartnerAdminFromAbove},
	{"audit log: every change has an event", everyChangeHasAnEvent},
	{"no invitation outlives the role that it would restore", noInvitationOutlivesRole},
	{"one address gets one identity", registersOneAddress},
	{"a batch processes its rows in order", invitesInOrder},
	{"a batch counts mails to one address", countsMailsOfRows},
	{"a batch counts expired invitations", countsExpired},
	{"a batch of a hundred", batchesAHundred},
	{"invitations an hour are limited exactly", limitsInvitationsAnHour},
	{"open invitations are limited exactly", limitsOpenInvitations},
	{"one organisation leaves others their limits", limitsAreSeparate},
	{"mails to one recipient of a partner are limited", limitsMailsBelowPartner},
	{"no limit refuses the operator", exemptsTheOperator},
	{"an invitation expires to the second", expiresToTheSecond},
	{"an expired invitation that was removed is listed", expiresWhatWasRemoved},
	{"an invitation before the stream reports the removal", invitesBeforeTheRemovalIsReported},
	{"expired invitations make room", expiredInvitationsMakeRoom},
	{"a list has each invitation once", listsEachInvitationOnce},
	{"one of many requests under a key does the work", doesWorkOnce},
	{"a request that changed nothing frees its key", freesKey},
	{"a repetition continues a request that was killed", continuesDeadRequest},
	{"a complaint that was answered suppresses nothing", suppressesOnce},
	{"a complaint during a resend is written", suppressesDuringResend},
}
