package delivery_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// outrun is a store in which something else happens in place of a call, once.
type outrun struct {
	*memory.Store
	instead        map[string]func(call func() error) error // by the method
	withoutAccount bool                                     // its snapshots have no account
}

// outrunBy lets something happen in place of the next call of a method.
func outrunBy(f *fixture.Fixture, method string, instead func(call func() error) error) *outrun {
	f.Helper()
	o, is := f.Store.(*outrun)
	if !is {
		m, _ := f.Store.(*memory.Store)
		o = &outrun{Store: m, instead: map[string]func(func() error) error{}}
		f.Store = o
	}
	o.instead[method] = instead
	return o
}

func (o *outrun) call(method string, call func() error) error {
	instead := o.instead[method]
	if instead == nil {
		return call()
	}
	delete(o.instead, method)
	return instead(call)
}

// Invitation implements [delivery.Store].
func (o *outrun) Invitation(ctx context.Context, id access.InvitationID) (i access.Invitation, err error) {
	err = o.call("Invitation", func() (err error) { i, err = o.Store.Invitation(ctx, id); return err })
	return i, err
}

// Snapshot implements [delivery.Store].
func (o *outrun) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	snapshot, err := o.Store.Snapshot(ctx, q)
	if o.withoutAccount {
		snapshot.Account = nil
	}
	return snapshot, err
}

// Close implements [delivery.SendStore].
func (o *outrun) Close(ctx context.Context, w access.InvitationClosure) error {
	return o.call("Close", func() error { return o.Store.Close(ctx, w) })
}

// SettleDelivery implements [delivery.Store].
func (o *outrun) SettleDelivery(ctx context.Context, w delivery.Settlement) error {
	return o.call("SettleDelivery", func() error { return o.Store.SettleDelivery(ctx, w) })
}

// ClaimReminder implements [delivery.Store].
func (o *outrun) ClaimReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return o.call("ClaimReminder", func() error { return o.Store.ClaimReminder(ctx, w) })
}

// ReleaseReminder implements [delivery.Store].
func (o *outrun) ReleaseReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return o.call("ReleaseReminder", func() error { return o.Store.ReleaseReminder(ctx, w) })
}

// SettleReminder implements [delivery.Store].
func (o *outrun) SettleReminder(ctx context.Context, w delivery.ReminderSettlement) error {
	return o.call("SettleReminder", func() error { return o.Store.SettleReminder(ctx, w) })
}

// SettleNotice implements [delivery.Store].
func (o *outrun) SettleNotice(ctx context.Context, w delivery.NoticeSettlement) error {
	return o.call("SettleNotice", func() error { return o.Store.SettleNotice(ctx, w) })
}

// settlement is the end of an email, a reminder or a notice.
type settlement struct {
	method  string
	prepare func(t *testing.T) (f *fixture.Fixture, admin access.Caller, id access.InvitationID)
	act     func(f *fixture.Fixture, id access.InvitationID) error
	isEnded func(i access.Invitation) bool
}

var settlements = map[string]settlement{
	"an email": {"SettleDelivery", func(t *testing.T) (*fixture.Fixture, access.Caller, access.InvitationID) {
		f := fixture.InMemory(t)
		organisation, admin := f.Organisation("admin", false)
		return f, admin, f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer).ID
	}, func(f *fixture.Fixture, id access.InvitationID) error { return f.Deliver().Do(f.Context(), id) },
		func(i access.Invitation) bool { return i.Delivery.Status == access.Sent }},
	"a reminder": {"SettleReminder", func(t *testing.T) (*fixture.Fixture, access.Caller, access.InvitationID) {
		f, _, admin, i := mailed(t)
		f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
		return f, admin, i.ID
	}, func(f *fixture.Fixture, id access.InvitationID) error {
		return f.Deliver().Remind(f.Context(), delivery.Reminder{Invitation: id, Attempt: 1})
	}, func(i access.Invitation) bool { return i.ReminderClaimedAt.IsZero() && !i.RemindedAt.IsZero() }},
	"a notice": {"SettleNotice", func(t *testing.T) (*fixture.Fixture, access.Caller, access.InvitationID) {
		a := askedForRenewal(t)
		return a.Fixture, a.admin, a.id
	}, func(f *fixture.Fixture, id access.InvitationID) error { return f.Notify().Do(f.Context(), id) },
		func(i access.Invitation) bool { return i.Notice.QueuedAt.IsZero() }},
}

// TestASettlementThatIsOutrun lets another write come before the end of an email, a reminder and a
// notice. The end is written after it, if there is still something to end.
func TestASettlementThatIsOutrun(t *testing.T) {
	stale := func(f *fixture.Fixture, s settlement, before func(call func() error)) {
		outrunBy(f, s.method, func(call func() error) error { before(call); return access.ErrStale })
	}
	for name, s := range settlements {
		t.Run(name+", by another change", func(t *testing.T) {
			f, _, id := s.prepare(t)
			stale(f, s, func(func() error) {})
			f.Must(s.act(f, id))
			if i := f.Invitation(id); !s.isEnded(i) {
				t.Errorf("it has not ended: %+v", i)
			}
		})
		t.Run(name+", by its own end", func(t *testing.T) {
			f, _, id := s.prepare(t)
			stale(f, s, func(call func() error) { f.Must(call()) })
			f.Must(s.act(f, id))
		})
		t.Run(name+", by a resend", func(t *testing.T) {
			f, admin, id := s.prepare(t)
			stale(f, s, func(func() error) { f.Resent(admin, f.Invitation(id)) })
			f.Must(s.act(f, id))
			if i := f.Invitation(id); i.Attempt != 2 || i.Delivery.Status != access.Queued {
				t.Errorf("the resend is %+v", i)
			}
		})
		t.Run(name+", by the removal of the invitation", func(t *testing.T) {
			f, _, id := s.prepare(t)
			stale(f, s, func(func() error) { f.RemoveItem(id) })
			f.Must(s.act(f, id))
		})
		t.Run(name+", and the store does not answer", func(t *testing.T) {
			f, _, id := s.prepare(t)
			stale(f, s, func(func() error) {
				outrunBy(f, "Invitation", func(func() error) error { return fixture.ErrStore })
			})
			if err := s.act(f, id); err == nil || access.KindOf(err) != access.Internal {
				t.Errorf("the error is %v, want %v", err, fixture.ErrStore)
			}
		})
	}
}
