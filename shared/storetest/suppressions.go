package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

var suppressionTests = []test{
	{"a suppression is for one organisation and one address", suppressionIsRead},
	{"a suppression is written with its event", suppressionHasEvent},
	{"a status update begins a suppression", statusUpdateSuppresses},
	{"an offer lifts a suppression and keeps its time", offerLifts},
	{"a change of a suppression is stale", suppressionIsStale},
	{"20 changes of a suppression at once: each is written, one after the other", manySuppressions},
}

// suppression reads a suppression in both ways that a store offers.
func (f *storeFixture) suppression(organisation access.Organisation, name string) access.Suppression {
	f.Helper()
	address := f.address(name)
	snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(organisation), Address: &address})
	f.Must(err)
	alone, err := f.store.Suppression(f.Context(), organisation.ID, address)
	f.Must(err)
	f.same("suppression read alone", alone, snapshot.Suppression)
	return alone
}

// suppress returns the change that a delivery event makes.
func suppress(i access.Invitation, before access.Suppression, at time.Time) *access.SuppressionChange {
	return &access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email,
		Before: before, After: access.Suppression{Reason: "550 5.1.1 unknown", At: at}}
}

// lift returns the change that a resend makes.
func lift(i access.Invitation, before access.Suppression) *access.SuppressionChange {
	change := suppress(i, before, before.At)
	change.After = before
	change.After.Lifted = true
	return change
}

func suppressionEvent(change *access.SuppressionChange) delivery.SuppressionEvent {
	return delivery.SuppressionEvent{SuppressionChange: *change,
		Event: newEvent(access.EventInvitationComplained, access.Scope{Organisation: change.Organisation}, later)}
}

func suppressionIsRead(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	change := suppress(f.mailed(one, "ada"), access.Suppression{}, fixture.Noon)
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(change)))
	for name, want := range map[string]access.Suppression{"ada": change.After, "ADA": change.After, "ad": {}, "ada-": {}, "bob": {}} {
		f.same(name, f.suppression(one, name), want)
	}
	f.same("elsewhere", f.suppression(other, "ada"), access.Suppression{})
}

func suppressionHasEvent(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.mailed(organisation, "ada")
	event := suppressionEvent(suppress(invitation, access.Suppression{}, fixture.Noon))
	f.Must(f.store.Suppress(f.Context(), event))
	f.same("the last event", f.eventsOf(organisation, 1)[0], event.Event)
	f.same("invitation", f.Invitation(invitation.ID), invitation)
}

func statusUpdateSuppresses(f *storeFixture) {
	organisation := f.organisation()
	statusUpdate := statusUpdateOf(f.mailed(organisation, "ada"), access.Bounced)
	statusUpdate.Suppress = suppress(statusUpdate.Before, access.Suppression{}, fixture.Noon)
	f.Must(f.store.UpdateDelivery(f.Context(), statusUpdate))
	f.same("suppression", f.suppression(organisation, "ada"), statusUpdate.Suppress.After)

	f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(statusUpdate.Before.ID), access.Revoked)))
	next := f.mailed(organisation, "ada")
	f.same("for the next invitation", f.suppression(organisation, "ada"), statusUpdate.Suppress.After)
	f.Must(f.store.UpdateDelivery(f.Context(), statusUpdateOf(next, access.Delivered)))
	f.same("after a status update that suppresses nothing", f.suppression(organisation, "ada"), statusUpdate.Suppress.After)

	again := statusUpdateOf(f.Invitation(next.ID), access.Complained)
	again.Suppress = suppress(next, statusUpdate.Suppress.After, later)
	again.Suppress.After.Reason = "marked as spam"
	f.Must(f.store.UpdateDelivery(f.Context(), again))
	f.same("the latest reason", f.suppression(organisation, "ada"), again.Suppress.After)
}

func offerLifts(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	suppressed := map[access.OrganisationID]*access.SuppressionChange{}
	for _, organisation := range []access.Organisation{one, other} {
		change := suppress(f.mailed(organisation, "ada"), access.Suppression{}, fixture.Noon)
		f.Must(f.store.Suppress(f.Context(), suppressionEvent(change)))
		suppressed[organisation.ID] = change
	}
	invitation := f.invited(access.Scope{Organisation: one.ID, Account: "shop"}, "ada", fixture.Viewer)
	write := resendOf(invitation, later)
	write.Offer.Lift = lift(invitation, suppressed[one.ID].After)
	f.Must(f.store.Resend(f.Context(), write))
	f.same("here", f.suppression(one, "ada"), access.Suppression{Reason: "550 5.1.1 unknown", At: fixture.Noon, Lifted: true})
	f.same("elsewhere", f.suppression(other, "ada"), suppressed[other.ID].After)

	again := suppress(invitation, f.suppression(one, "ada"), later)
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(again)))
	f.same("suppressed again", f.suppression(one, "ada"), again.After)
	invite := f.offer(access.Scope{Organisation: one.ID, Account: "office"}, "ada", fixture.Viewer)
	invite.Lift = lift(invite.Invitation, suppressed[one.ID].After)
	f.stale(func() error { return f.store.Invite(f.Context(), invite) })
	invite.Lift = lift(invite.Invitation, again.After)
	f.Must(f.store.Invite(f.Context(), invite))
	f.same("after an invite", f.suppression(one, "ada"), invite.Lift.After)
}

func suppressionIsStale(f *storeFixture) {
	invitation := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	first := suppress(invitation, access.Suppression{}, fixture.Noon)
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(first)))
	lifted, otherTime := lift(invitation, first.After).After, first.After
	otherTime.At = later
	stale := func(stored access.Suppression, name string, before access.Suppression) {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			statusUpdate, resend := statusUpdateOf(f.Invitation(invitation.ID), access.Bounced), resendOf(invitation, later)
			statusUpdate.Suppress, resend.Offer.Lift = suppress(invitation, before, later), lift(invitation, before)
			f.allStale(map[string]func() error{
				"suppress":      func() error { return f.store.Suppress(f.Context(), suppressionEvent(statusUpdate.Suppress)) },
				"status update": func() error { return f.store.UpdateDelivery(f.Context(), statusUpdate) },
				"resend":        func() error { return f.store.Resend(f.Context(), resend) },
			})
			snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: invitation.Scope, Address: &invitation.Email})
			f.Must(err)
			f.same("suppression", snapshot.Suppression, stored)
		})
	}
	stale(first.After, "before the first, although there is one", access.Suppression{})
	stale(first.After, "on an event that is not the latest", otherTime)
	stale(first.After, "on a lifted one that is active", lifted)
	f.Must(f.store.Suppress(f.Context(), suppressionEvent(lift(invitation, first.After))))
	stale(lifted, "on an active one that was lifted", first.After)
}

func manySuppressions(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.mailed(organisation, "ada")
	won := f.winners(20, func(racer int) (bool, error) {
		snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: invitation.Scope, Address: &invitation.Email})
		if err != nil {
			return true, err
		}
		before := snapshot.Suppression
		event := suppressionEvent(suppress(invitation, before, fixture.Noon.Add(time.Second)))
		if before.At.After(fixture.Noon) {
			event.After.At = before.At.Add(time.Second)
		}
		event.Event.At = later.Add(time.Duration(racer) * time.Microsecond)
		return false, f.store.Suppress(f.Context(), event)
	})
	f.same("winners", won, 20)
	f.same("the latest event", f.suppression(organisation, "ada").At, fixture.Noon.Add(20*time.Second))
}
