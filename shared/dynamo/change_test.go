package dynamo

import (
	"errors"
	"testing"

	"admit/shared/access"
)

// TestWitnessesBeyondACondition: somebody who administers 200 accounts changes
// grants at all of them, which is more than a condition can ask for.
func TestWitnessesBeyondACondition(t *testing.T) {
	d := newDesk(t)
	o := d.top
	admin := access.Row{User: d.user("admin"), Organisation: o.ID, Version: access.NewID()}
	member := access.Row{User: d.user("member"), Organisation: o.ID, Version: access.NewID()}
	after := access.Row{User: member.User, Organisation: o.ID, Version: access.NewID()}
	var witnesses []access.Witness
	for range access.DefaultLimits.Grants {
		scope := access.Scope{Organisation: o.ID, Account: access.AccountID(access.NewID())}
		admin.Grants = append(admin.Grants, access.Grant{Role: access.AccountAdmin, Scope: scope, By: d.person(), At: noon})
		member.Grants = append(member.Grants, access.Grant{Role: viewer, Scope: scope, By: d.person(), At: noon})
		after.Grants = append(after.Grants, access.Grant{Role: "billing-viewer", Scope: scope, By: d.person(), At: noon})
		witnesses = append(witnesses, access.Witness{User: admin.User.ID, Role: access.AccountAdmin, Scope: scope})
	}
	tx := d.store.begin()
	tx.row(access.Row{}, admin)
	tx.row(access.Row{}, member)
	d.must(d.store.commit(d.ctx, tx))

	change := access.Change{Before: member, After: after, At: later, Witnesses: witnesses, Record: d.record(d.whole(o))}
	for _, fits := range []int{maxTogether, len(witnesses)} {
		change.Witnesses = witnesses[:fits]
		d.must(d.store.Change(d.ctx, change))
		change.Before, change.After = change.After, change.Before
		change.After.Version, change.Record = access.NewID(), d.record(d.whole(o))
	}

	less := admin
	less.Version, less.Grants = access.NewID(), admin.Grants[1:]
	tx = d.store.begin()
	tx.row(admin, less)
	d.must(d.store.commit(d.ctx, tx))
	for _, fits := range []int{maxTogether, len(witnesses)} {
		change.Witnesses = witnesses[:fits]
		if err := d.store.Change(d.ctx, change); !errors.Is(err, access.ErrStale) {
			t.Errorf("%d witnesses, of whom one does not stand: %v, want access.ErrStale", fits, err)
		}
	}
}
