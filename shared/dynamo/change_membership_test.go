package dynamo

import (
	"errors"
	"testing"

	"admit/shared/access"
)

// TestManyAuthorities lets an administrator of 200 accounts change grants at all of them.
// The change is stale once the administrator has lost one of the accounts.
func TestManyAuthorities(t *testing.T) {
	f := newFixture(t)
	o := f.top
	admin := access.Membership{User: f.user("admin"), Organisation: o.ID, Version: access.NewID(), ChangedAt: noon}
	member := access.Membership{User: f.user("member"), Organisation: o.ID, Version: access.NewID(), ChangedAt: noon}
	after := access.Membership{User: member.User, Organisation: o.ID, Version: access.NewID(), ChangedAt: later}
	var authorities []access.Authority
	for range access.DefaultLimits.Grants {
		scope := access.Scope{Organisation: o.ID, Account: access.AccountID(access.NewID())}
		admin.Grants = append(admin.Grants, access.Grant{Role: access.AccountAdmin, Scope: scope, By: f.person(), At: noon})
		member.Grants = append(member.Grants, access.Grant{Role: viewer, Scope: scope, By: f.person(), At: noon})
		after.Grants = append(after.Grants, access.Grant{Role: "billing-viewer", Scope: scope, By: f.person(), At: noon})
		authorities = append(authorities, access.Authority{User: admin.User.ID, Role: access.AccountAdmin, Scope: scope, AsOf: noon})
	}
	tx := f.store.begin()
	tx.putMembership(access.Membership{}, admin)
	tx.putMembership(access.Membership{}, member)
	f.must(f.store.commitMembership(f.ctx, tx))

	change := access.MembershipChange{Before: member, After: after, At: later, Authorities: authorities, Event: f.newEvent(f.whole(o))}
	f.must(f.store.ChangeMembership(f.ctx, change))
	less := admin
	less.Version, less.Grants, less.ChangedAt = access.NewID(), admin.Grants[1:], later
	f.must(f.store.ChangeMembership(f.ctx, access.MembershipChange{Before: admin, After: less, At: later, Event: f.newEvent(f.whole(o))}))
	change.Before, change.After, change.Event = after, member, f.newEvent(f.whole(o))
	change.After.Version = access.NewID()
	if err := f.store.ChangeMembership(f.ctx, change); !errors.Is(err, access.ErrStale) {
		t.Errorf("with an authority that was lost: %v, want access.ErrStale", err)
	}
}

// TestOrganisationWithoutCounts checks that an organisation that an earlier
// version wrote without counts of Partner Organisation Admins and children has
// none of either.
func TestOrganisationWithoutCounts(t *testing.T) {
	f := newFixture(t)
	membership := access.Membership{User: f.user("chief"), Organisation: f.top.ID, Version: access.NewID(), Grants: f.grants(f.top, access.PartnerOrganisationAdmin)}
	tx := f.store.begin()
	tx.putMembership(access.Membership{}, membership)
	f.must(f.store.commitMembership(f.ctx, tx))
	f.must(f.store.updateOne(f.ctx, organisationKey(f.top.ID), "SET #admins = :two REMOVE #partnerAdmins, #children", "", args{":two": numberOf(2)}))
	snapshot, err := f.store.Snapshot(f.ctx, access.SnapshotQuery{Scope: f.whole(f.top)})
	if err != nil || snapshot.Organisation.PartnerAdmins != 0 || snapshot.Organisation.Children != 0 {
		t.Errorf("the organisation is %+v (%v)", snapshot.Organisation, err)
	}

	take := access.MembershipChange{Before: membership, After: access.Membership{User: membership.User, Organisation: membership.Organisation, ChangedAt: later}, At: later, Event: f.newEvent(f.whole(f.top))}
	f.must(f.store.CreateOrganisation(f.ctx, f.creation(f.top)))
	f.must(refused(func() error { return f.store.ChangeMembership(f.ctx, take) })())
	f.must(f.store.updateOne(f.ctx, organisationKey(f.top.ID), "REMOVE #children", "", nil))
	f.must(f.store.ChangeMembership(f.ctx, take))
}
