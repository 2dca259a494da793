package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

var suppressionTests = []test{
	{"a suppression is of one organisation and one address", suppressionIsRead},
	{"a suppression is written with its event", suppressionHasEvent},
	{"a report begins a suppression", reportSuppresses},
	{"an offer lifts a suppression, and its time stays", offerLifts},
	{"a change of a suppression is stale", suppressionIsStale},
	{"20 changes of a suppression at once: each is written, one after the other", manySuppressions},
}

// suppression reads a suppression in both ways that a store offers.
func (w *storeFixture) suppression(organisation access.Organisation, name string) access.Suppression {
	w.Helper()
	address := w.address(name)
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: whole(organisation), Address: &address})
	w.Must(err)
	alone, err := w.store.Suppression(w.Context(), organisation.ID, address)
	w.Must(err)
	w.same("suppression by itself", alone, snapshot.Suppression)
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
		Event: record(access.EventInvitationComplained, access.Scope{Organisation: change.Organisation}, later)}
}

func suppressionIsRead(w *storeFixture) {
	one, other := w.organisation(), w.organisation()
	change := suppress(w.mailed(one, "ada"), access.Suppression{}, noon)
	w.Must(w.store.Suppress(w.Context(), suppressionEvent(change)))
	for name, want := range map[string]access.Suppression{"ada": change.After, "ADA": change.After, "ad": {}, "ada-": {}, "bob": {}} {
		w.same(name, w.suppression(one, name), want)
	}
	w.same("elsewhere", w.suppression(other, "ada"), access.Suppression{})
}

func suppressionHasEvent(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.mailed(organisation, "ada")
	event := suppressionEvent(suppress(invitation, access.Suppression{}, noon))
	w.Must(w.store.Suppress(w.Context(), event))
	w.same("the last event", w.recordsOf(organisation, 1)[0], event.Event)
	w.same("invitation", w.Invitation(invitation.ID), invitation)
}

func reportSuppresses(w *storeFixture) {
	organisation := w.organisation()
	report := reportOf(w.mailed(organisation, "ada"), access.Bounced)
	report.Suppress = suppress(report.Before, access.Suppression{}, noon)
	w.Must(w.store.UpdateDelivery(w.Context(), report))
	w.same("suppression", w.suppression(organisation, "ada"), report.Suppress.After)

	w.Must(w.store.Close(w.Context(), closing(w.Invitation(report.Before.ID), access.Revoked)))
	next := w.mailed(organisation, "ada")
	w.same("for the next invitation", w.suppression(organisation, "ada"), report.Suppress.After)
	w.Must(w.store.UpdateDelivery(w.Context(), reportOf(next, access.Delivered)))
	w.same("after a report that suppresses nothing", w.suppression(organisation, "ada"), report.Suppress.After)

	again := reportOf(w.Invitation(next.ID), access.Complained)
	again.Suppress = suppress(next, report.Suppress.After, later)
	again.Suppress.After.Reason = "called spam"
	w.Must(w.store.UpdateDelivery(w.Context(), again))
	w.same("the latest reason", w.suppression(organisation, "ada"), again.Suppress.After)
}

func offerLifts(w *storeFixture) {
	one, other := w.organisation(), w.organisation()
	suppressed := map[access.OrganisationID]*access.SuppressionChange{}
	for _, organisation := range []access.Organisation{one, other} {
		change := suppress(w.mailed(organisation, "ada"), access.Suppression{}, noon)
		w.Must(w.store.Suppress(w.Context(), suppressionEvent(change)))
		suppressed[organisation.ID] = change
	}
	invitation := w.invited(access.Scope{Organisation: one.ID, Account: "shop"}, "ada", viewer)
	write := renewal(invitation, later)
	write.Offer.Lift = lift(invitation, suppressed[one.ID].After)
	w.Must(w.store.Resend(w.Context(), write))
	w.same("here", w.suppression(one, "ada"), access.Suppression{Reason: "550 5.1.1 unknown", At: noon, Lifted: true})
	w.same("elsewhere", w.suppression(other, "ada"), suppressed[other.ID].After)

	again := suppress(invitation, w.suppression(one, "ada"), later)
	w.Must(w.store.Suppress(w.Context(), suppressionEvent(again)))
	w.same("suppressed again", w.suppression(one, "ada"), again.After)
	invite := w.offer(access.Scope{Organisation: one.ID, Account: "office"}, "ada", viewer)
	invite.Lift = lift(invite.Invitation, suppressed[one.ID].After)
	w.stale(func() error { return w.store.Invite(w.Context(), invite) })
	invite.Lift = lift(invite.Invitation, again.After)
	w.Must(w.store.Invite(w.Context(), invite))
	w.same("after an invite", w.suppression(one, "ada"), invite.Lift.After)
}

func suppressionIsStale(w *storeFixture) {
	invitation := w.invited(whole(w.organisation()), "ada", viewer)
	first := suppress(invitation, access.Suppression{}, noon)
	w.Must(w.store.Suppress(w.Context(), suppressionEvent(first)))
	lifted, elsewhen := lift(invitation, first.After).After, first.After
	elsewhen.At = later
	stale := func(standing access.Suppression, name string, before access.Suppression) {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			report, renew := reportOf(w.Invitation(invitation.ID), access.Bounced), renewal(invitation, later)
			report.Suppress, renew.Offer.Lift = suppress(invitation, before, later), lift(invitation, before)
			w.allStale(map[string]func() error{
				"suppress": func() error { return w.store.Suppress(w.Context(), suppressionEvent(report.Suppress)) },
				"report":   func() error { return w.store.UpdateDelivery(w.Context(), report) },
				"renew":    func() error { return w.store.Resend(w.Context(), renew) },
			})
			snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: invitation.Scope, Address: &invitation.Email})
			w.Must(err)
			w.same("suppression", snapshot.Suppression, standing)
		})
	}
	stale(first.After, "on none, and there is one", access.Suppression{})
	stale(first.After, "on an event that is not the latest", elsewhen)
	stale(first.After, "on a lifted one that is active", lifted)
	w.Must(w.store.Suppress(w.Context(), suppressionEvent(lift(invitation, first.After))))
	stale(lifted, "on an active one that was lifted", first.After)
}

func manySuppressions(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.mailed(organisation, "ada")
	won := w.winners(20, func(racer int) (bool, error) {
		snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: invitation.Scope, Address: &invitation.Email})
		if err != nil {
			return true, err
		}
		before := snapshot.Suppression
		event := suppressionEvent(suppress(invitation, before, noon.Add(time.Second)))
		if before.At.After(noon) {
			event.After.At = before.At.Add(time.Second)
		}
		event.Event.At = later.Add(time.Duration(racer) * time.Microsecond)
		return false, w.store.Suppress(w.Context(), event)
	})
	w.same("winners", won, 20)
	w.same("the latest event", w.suppression(organisation, "ada").At, noon.Add(20*time.Second))
}
