package main

import (
	"context"
	"fmt"
	"time"

	"admit/infra/bench/world"
	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo/dynamotest"
)

// lifecycleUnits measures the units of each operation of one lifecycle of somebody new.
func (b *bench) lifecycleUnits(ctx context.Context) ([]cost, error) {
	d, err := b.deploy(ctx, false)
	if err != nil {
		return nil, err
	}
	defer d.stop()
	h, err := d.newAdmitFixture(ctx, listedMembers, 0)
	if err != nil {
		return nil, err
	}
	store, meter := d.metered()
	l := &measuredLifecycle{admitFixture: h, meter: meter, metered: &world.World{Store: store, Identities: d.world.Identities, Roles: d.world.Roles}}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"invite", l.invite}, {"send the mail", l.send}, {"track the report of the mail", l.track}, {"preview", l.preview}, {"register", l.register},
		{"list 50 permissions", l.list}, {"remove", l.remove},
	} {
		meter.Take()
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
		taken := meter.Take()
		l.costs = append(l.costs, cost{operation: step.name, roundTrips: len(taken.Calls), read: taken.Read, write: taken.Write})
	}
	return l.costs, nil
}

// measuredLifecycle is a lifecycle whose calls of DynamoDB are measured.
type measuredLifecycle struct {
	*admitFixture
	metered    *world.World
	meter      *dynamotest.Meter
	costs      []cost
	invitation access.InvitationID
	token      string
	user       access.UserID
}

func (l *measuredLifecycle) scope() access.Scope {
	return access.Scope{Organisation: l.organisation.ID}
}

func (l *measuredLifecycle) invite(ctx context.Context) error {
	invitation, err := l.metered.Invite(ctx, l.admin, l.scope(), "newcomer", world.Viewer)
	l.invitation = invitation.ID
	return err
}

func (l *measuredLifecycle) send(ctx context.Context) (err error) {
	l.token, err = l.metered.Token(ctx, l.invitation)
	return err
}

func (l *measuredLifecycle) preview(ctx context.Context) error {
	_, err := access.Preview{Store: l.metered.Store, Directory: l.world.Identities, Roles: l.world.Roles, Now: time.Now}.Do(ctx, l.invitation, l.token)
	return err
}

func (l *measuredLifecycle) register(ctx context.Context) error {
	accepted, err := access.Register{Store: l.metered.Store, Directory: l.world.Identities, Roles: l.world.Roles, Limits: world.Limits, Passwords: access.DefaultPasswords, Now: time.Now}.
		Do(ctx, l.invitation, access.RegisterRequest{Token: l.token, FirstName: "Grace", LastName: "Hopper", Password: world.Password})
	l.user = accepted.User.ID
	return err
}

func (l *measuredLifecycle) track(ctx context.Context) error {
	return delivery.Track{Store: l.metered.Store, Now: time.Now}.Do(ctx, delivery.Event{Invitation: l.invitation, Attempt: 1, Status: access.Delivered, At: time.Now(), Detail: "250 2.0.0 OK"})
}

func (l *measuredLifecycle) list(ctx context.Context) error {
	_, _, err := access.List{Store: l.metered.Store, Now: time.Now}.Permissions(ctx, l.admin.ID(), l.organisation.ID, access.Filter{Limit: pageSize})
	return err
}

func (l *measuredLifecycle) remove(ctx context.Context) error {
	_, err := access.Remove{Store: l.metered.Store, Now: time.Now}.Do(ctx, l.admin.ID(), l.scope(), l.user)
	return err
}
