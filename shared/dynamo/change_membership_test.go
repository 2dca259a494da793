package dynamo

import (
	"errors"
	"testing"

	"admit/shared/access"
)

// TestMoreAuthoritiesThanAConditionHolds lets an administrator of 200 accounts change
// grants at all of them. Those are more authorities than a condition holds.
func TestMoreAuthoritiesThanAConditionHolds(t *testing.T) {
	d := newFixture(t)
	o := d.top
	admin := access.Membership{User: d.user("admin"), Organisation: o.ID, Version: access.NewID()}
	member := access.Membership{User: d.user("member"), Organisation: o.ID, Version: access.NewID()}
	after := access.Membership{User: member.User, Organisation: o.ID, Version: access.NewID()}
	var authorities []access.Authority
	for range access.DefaultLimits.Grants {
		scope := access.Scope{Organisation: o.ID, Account: access.AccountID(access.NewID())}
		admin.Grants = append(admin.Grants, access.Grant{Role: access.AccountAdmin, Scope: scope, By: d.person(), At: noon})
		member.Grants = append(member.Grants, access.Grant{Role: viewer, Scope: scope, By: d.person(), At: noon})
		after.Grants = append(after.Grants, access.Grant{Role: "billing-viewer", Scope: scope, By: d.person(), At: noon})
		authorities = append(authorities, access.Authority{User: admin.User.ID, Role: access.AccountAdmin, Scope: scope})
	}
	tx := d.store.begin()
	tx.putMembership(access.Membership{}, admin)
	tx.putMembership(access.Membership{}, member)
	d.must(d.store.commit(d.ctx, tx))

	change := access.MembershipChange{Before: member, After: after, At: later, Authorities: authorities, Event: d.newEvent(d.whole(o))}
	for _, fits := range []int{maxAuthoritiesInCondition, len(authorities)} {
		change.Authorities = authorities[:fits]
		d.must(d.store.ChangeMembership(d.ctx, change))
		change.Before, change.After = change.After, change.Before
		change.After.Version, change.Event = access.NewID(), d.newEvent(d.whole(o))
	}

	less := admin
	less.Version, less.Grants = access.NewID(), admin.Grants[1:]
	tx = d.store.begin()
	tx.putMembership(admin, less)
	d.must(d.store.commit(d.ctx, tx))
	for _, fits := range []int{maxAuthoritiesInCondition, len(authorities)} {
		change.Authorities = authorities[:fits]
		if err := d.store.ChangeMembership(d.ctx, change); !errors.Is(err, access.ErrStale) {
			t.Errorf("%d authorities, one of them not held: %v, want access.ErrStale", fits, err)
		}
	}
}

// TestOrganisationWithoutCounts checks that an organisation that an earlier
// version wrote without counts of Partner Organisation Admins and children has
// none of either.
func TestOrganisationWithoutCounts(t *testing.T) {
	d := newFixture(t)
	membership := access.Membership{User: d.user("chief"), Organisation: d.top.ID, Version: access.NewID(), Grants: d.grants(d.top, access.PartnerOrganisationAdmin)}
	tx := d.store.begin()
	tx.putMembership(access.Membership{}, membership)
	d.must(d.store.commit(d.ctx, tx))
	d.must(d.store.updateOne(d.ctx, organisationKey(d.top.ID), "SET #admins = :two REMOVE #partnerAdmins, #children", "", args{":two": 2}))
	snapshot, err := d.store.Snapshot(d.ctx, access.SnapshotQuery{Scope: d.whole(d.top)})
	if err != nil || snapshot.Organisation.PartnerAdmins != 0 || snapshot.Organisation.Children != 0 {
		t.Errorf("the organisation is %+v (%v)", snapshot.Organisation, err)
	}

	take := access.MembershipChange{Before: membership, After: access.Membership{User: membership.User, Organisation: membership.Organisation}, At: later, Event: d.newEvent(d.whole(d.top))}
	d.must(d.store.CreateOrganisation(d.ctx, d.creation(d.top)))
	d.must(refused(func() error { return d.store.ChangeMembership(d.ctx, take) })())
	d.must(d.store.updateOne(d.ctx, organisationKey(d.top.ID), "REMOVE #children", "", args{}))
	d.must(d.store.ChangeMembership(d.ctx, take))
}
