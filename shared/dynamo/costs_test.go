package dynamo

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"text/tabwriter"

	"admit/shared/access"
	"admit/shared/delivery"
)

var update = flag.Bool("update", false, "write testdata/costs.golden")

const golden = "testdata/costs.golden"

// TestCosts measures each operation of the store with usual arguments: how
// often it calls DynamoDB, and the capacity that the calls consume.
func TestCosts(t *testing.T) {
	d := newFullFixture(t)
	var table bytes.Buffer
	lines := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tread units\twrite units\tcalls")
	for _, operation := range operations {
		do := operation.prepare(d)
		cost, err := d.measure(do)
		if err != nil {
			t.Errorf("%s: %v", operation.name, err)
		}
		fmt.Fprintf(lines, "%s\t%g\t%g\t%s\n", operation.name, cost.Read, cost.Write, cost)
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, table.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(table.Bytes(), want) {
		t.Errorf("the costs are now\n%s", table.Bytes())
		t.Log("if they were meant to change: go test ./shared/dynamo -run TestCosts -update")
	}
}

// operations are the methods of a store, in the order of its interfaces. prepare
// stores what must exist and is not measured.
var operations = []struct {
	name    string
	prepare func(d *storeFixture) func() error
}{
	{"Snapshot of an organisation, for its administrator", func(d *storeFixture) func() error {
		return d.snapshot(access.SnapshotQuery{Scope: d.whole(d.top), Users: d.users(1)})
	}},
	{"Snapshot of an account, for an invitation", func(d *storeFixture) func() error {
		scope, address := access.Scope{Organisation: d.top.ID, Account: d.account.ID}, d.address("new")
		return d.snapshot(access.SnapshotQuery{Scope: scope, Users: d.users(1), Address: &address})
	}},
	{"Snapshot of an organisation at level 5", func(d *storeFixture) func() error {
		return d.snapshot(access.SnapshotQuery{Scope: d.whole(d.bottom), Users: d.users(1)})
	}},
	{"Organisations, 10", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Organisations(d.ctx, d.ids(10))) }
	}},
	{"Below, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Below(d.ctx, access.BelowQuery{Organisation: d.top.ID, Limit: 50}))
		}
	}},
	{"Accounts, 10", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Accounts(d.ctx, d.top.ID)) }
	}},
	{"User", func(d *storeFixture) func() error {
		return func() error { return second(d.store.User(d.ctx, d.crowd[0].User.ID)) }
	}},
	{"UserByAddress", func(d *storeFixture) func() error {
		return func() error { return second(d.store.UserByAddress(d.ctx, d.crowd[0].User.Email)) }
	}},
	{"Memberships, 2", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Memberships(d.ctx, d.crowd[0].User.ID)) }
	}},
	{"Members, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Members(d.ctx, access.MemberQuery{Organisation: d.top.ID, Limit: 50}))
		}
	}},
	{"Members at level 5, a page of 50", func(d *storeFixture) func() error {
		q := access.MemberQuery{Organisation: d.bottom.ID, Limit: 50}
		for _, above := range d.bottom.Ancestors {
			q.Above = append(q.Above, above.ID)
		}
		return func() error { return second(d.store.Members(d.ctx, q)) }
	}},
	{"Invitation", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Invitation(d.ctx, d.open[0].ID)) }
	}},
	{"Invitations, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Invitations(d.ctx, access.InvitationQuery{Organisation: d.top.ID, Limit: 50}))
		}
	}},
	{"Invitations, pending, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Invitations(d.ctx, access.InvitationQuery{Organisation: d.top.ID, List: access.ListPending, Limit: 50}))
		}
	}},
	{"Invitations, closed, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Invitations(d.ctx, access.InvitationQuery{Organisation: d.top.ID, List: access.ListClosed, ExpiredAt: later, Limit: 50}))
		}
	}},
	{"Usage, of a batch of 100", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Usage(d.ctx, access.UsageQuery{Organisation: d.top.ID, At: later}))
		}
	}},
	{"Usage, of a dry run with 10 addresses", func(d *storeFixture) func() error {
		q := access.UsageQuery{Organisation: d.top.ID, At: later}
		for n := range 10 {
			q.Addresses = append(q.Addresses, d.address(fmt.Sprint("row", n)))
		}
		return func() error { return second(d.store.Usage(d.ctx, q)) }
	}},
	{"Offers, 1", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Offers(d.ctx, d.top.ID, d.open[0].Email)) }
	}},
	{"Events, a page of 50", func(d *storeFixture) func() error {
		return func() error {
			return second(d.store.Events(d.ctx, access.EventQuery{Organisation: d.top.ID, Limit: 50}))
		}
	}},

	{"CreateOrganisation, with an invitation", func(d *storeFixture) func() error {
		creation := d.creation()
		offer := d.offer(d.whole(creation.Organisation), "founder")
		offer.ByOperator = true
		creation.Offer = &offer
		return func() error { return d.store.CreateOrganisation(d.ctx, creation) }
	}},
	{"CreateOrganisation at level 2", func(d *storeFixture) func() error {
		creation := d.creation(d.top)
		creation.Authority = d.authority(d.top)
		return func() error { return d.store.CreateOrganisation(d.ctx, creation) }
	}},
	{"CreateOrganisation at level 5", func(d *storeFixture) func() error {
		creation := d.creation(d.fourth)
		creation.Authority = d.authority(d.top)
		return func() error { return d.store.CreateOrganisation(d.ctx, creation) }
	}},
	{"CreateAccount", func(d *storeFixture) func() error {
		accountCreation := d.accountCreation("Web shop")
		accountCreation.Authority = d.authority(d.top)
		return func() error { return d.store.CreateAccount(d.ctx, accountCreation) }
	}},
	{"Invite", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.top), "fresh")
		return func() error { return d.store.Invite(d.ctx, offer) }
	}},
	{"Invite, replacing an expired one", func(d *storeFixture) func() error {
		lapsed := expiry(d.invited("lapsed"))
		offer := d.offer(d.whole(d.top), "lapsed")
		offer.Expired = &lapsed
		return func() error { return d.store.Invite(d.ctx, offer) }
	}},
	{"Invite below a partner", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.bottom), "below")
		offer.Partner = d.bottom.Ancestors[len(d.bottom.Ancestors)-1]
		return func() error { return d.store.Invite(d.ctx, offer) }
	}},
	{"Invite, by an operator", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.top), "chosen")
		offer.ByOperator = true
		return func() error { return d.store.Invite(d.ctx, offer) }
	}},
	{"Invite where an invitation is open", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.top), "twice")
		d.must(d.store.Invite(d.ctx, offer))
		offer.Invitation.ID = access.InvitationID(access.NewID())
		return refused(func() error { return d.store.Invite(d.ctx, offer) })
	}},
	{"Invite within small limits", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.bottom), "few")
		offer.Limits = access.Limits{OpenInvitations: 20, InvitationsPerHour: 20, MailsPerDay: 20, MailsPerDayOfPartner: 20}
		return func() error { return d.store.Invite(d.ctx, offer) }
	}},
	{"Invite beyond a limit", func(d *storeFixture) func() error {
		offer := d.offer(d.whole(d.top), "surplus")
		offer.Limits.OpenInvitations = 1
		return refused(func() error { return d.store.Invite(d.ctx, offer) })
	}},
	{"Resend, pending", func(d *storeFixture) func() error { return d.resend(d.invited("again"), nil) }},
	{"Resend to a suppressed address", func(d *storeFixture) func() error {
		i, suppressed := d.suppressed("suppressed-before")
		lift := suppressed
		lift.Before, lift.After.Lifted = suppressed.After, true
		return d.resend(i, &lift)
	}},
	{"Resend, declined", func(d *storeFixture) func() error {
		declined := closureOf(d.invited("revived"), access.Declined)
		d.must(d.store.Close(d.ctx, declined))
		i := declined.Invitation
		i.Status, i.ClosedAt = access.Declined, declined.At
		return d.resend(i, nil)
	}},
	{"UpdateInvitation, a name", func(d *storeFixture) func() error {
		return d.update("renamed", func(i *access.Invitation) { i.FirstName = "Ada" })
	}},
	{"UpdateInvitation, the roles", func(d *storeFixture) func() error {
		return d.update("updated", func(i *access.Invitation) { i.Roles = []access.RoleID{viewer, "audit-admin"} })
	}},
	{"Accept, a new user", func(d *storeFixture) func() error {
		w := d.acceptance(d.invited("newcomer"), d.user("newcomer"), viewer)
		reservation := d.reservation("newcomer")
		d.must(d.store.ReserveAddress(d.ctx, reservation))
		w.NewUser, w.Holder = &w.After.User, reservation.Holder
		return func() error { return d.store.Accept(d.ctx, w) }
	}},
	{"Accept, a new administrator", func(d *storeFixture) func() error {
		w := d.acceptance(d.invited("chief"), d.user("chief"), access.OrganisationAdmin)
		w.NewUser = &w.After.User
		return func() error { return d.store.Accept(d.ctx, w) }
	}},
	{"Accept, a member", func(d *storeFixture) func() error {
		w := d.acceptance(d.invited("member"), d.crowd[1].User, viewer)
		w.Before = d.crowd[1]
		w.After.Grants = append(w.After.Grants, w.Before.Grants...)
		return func() error { return d.store.Accept(d.ctx, w) }
	}},
	{"Close, declined", func(d *storeFixture) func() error {
		w := closureOf(d.invited("declined"), access.Declined)
		return func() error { return d.store.Close(d.ctx, w) }
	}},
	{"Close, revoked", func(d *storeFixture) func() error {
		w := closureOf(d.invited("revoked"), access.Revoked)
		w.Authority = d.authority(d.top)
		return func() error { return d.store.Close(d.ctx, w) }
	}},
	{"Expire, removed", func(d *storeFixture) func() error {
		w := expiry(d.invited("removed"))
		d.must(removableStore{d.store}.RemoveInvitation(d.ctx, w.Invitation.ID))
		return func() error { return d.store.Expire(d.ctx, w) }
	}},
	{"ReleaseSlot", func(d *storeFixture) func() error {
		i := d.invited("orphan")
		d.must(removableStore{d.store}.RemoveInvitation(d.ctx, i.ID))
		return func() error { return d.store.ReleaseSlot(d.ctx, i.Scope, i.Email) }
	}},
	{"ChangeMembership, an edit", func(d *storeFixture) func() error {
		w := d.change(d.crowd[2])
		w.After.Grants = d.grants(d.top, viewer, "billing-viewer")
		return func() error { return d.store.ChangeMembership(d.ctx, w) }
	}},
	{"ChangeMembership, a removal", func(d *storeFixture) func() error {
		w := d.change(d.crowd[3])
		return func() error { return d.store.ChangeMembership(d.ctx, w) }
	}},
	{"ChangeMembership, a removal with 1 revocation", func(d *storeFixture) func() error { return d.removal(4, 1) }},
	{"ChangeMembership, a removal with 20 revocations", func(d *storeFixture) func() error { return d.removal(5, access.MaxRevocations) }},
	{"ReserveAddress", func(d *storeFixture) func() error {
		w := d.reservation("reserved")
		return func() error { return d.store.ReserveAddress(d.ctx, w) }
	}},
	{"ReserveAddress, already reserved", func(d *storeFixture) func() error {
		first, second := d.reservation("busy"), d.reservation("busy")
		d.must(d.store.ReserveAddress(d.ctx, first))
		return refused(func() error { return d.store.ReserveAddress(d.ctx, second) })
	}},
	{"ReleaseAddress", func(d *storeFixture) func() error {
		w := d.reservation("released")
		d.must(d.store.ReserveAddress(d.ctx, w))
		return func() error { return d.store.ReleaseAddress(d.ctx, w) }
	}},
	{"DeleteUser", func(d *storeFixture) func() error {
		user := d.user("forgotten")
		t := d.store.begin()
		t.putUser(user, "", user.CreatedAt)
		d.must(d.store.commit(d.ctx, t))
		return func() error { return d.store.DeleteUser(d.ctx, user) }
	}},

	{"ClaimDelivery", func(d *storeFixture) func() error {
		i := d.invited("claimed")
		return func() error { return d.store.ClaimDelivery(d.ctx, d.claim(i)) }
	}},
	{"SettleDelivery, sent", func(d *storeFixture) func() error {
		i, event := d.claimed("settled"), d.newEvent(d.whole(d.top))
		return func() error {
			return d.store.SettleDelivery(d.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent, Event: &event})
		}
	}},
	{"SettleDelivery, released", func(d *storeFixture) func() error {
		i := d.claimed("unsettled")
		return func() error {
			return d.store.SettleDelivery(d.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: access.Delivery{Status: access.Queued, At: later}})
		}
	}},
	{"UpdateDelivery, delivered", func(d *storeFixture) func() error { return d.statusUpdate("delivered", access.Delivered, "") }},
	{"Suppress", func(d *storeFixture) func() error {
		i := d.invited("suppressed")
		event := delivery.SuppressionEvent{SuppressionChange: *suppression(i, "550 5.1.1 no such user"), Event: d.newEvent(i.Scope)}
		return func() error { return d.store.Suppress(d.ctx, event) }
	}},
	{"UpdateDelivery, bounced", func(d *storeFixture) func() error {
		return d.statusUpdate("bounced", access.Bounced, "550 5.1.1 no such user")
	}},

	{"Begin", func(d *storeFixture) func() error {
		return func() error { return second(d.store.Begin(d.ctx, d.newLease())) }
	}},
	{"Begin, already answered", func(d *storeFixture) func() error {
		r := d.newLease()
		d.must(second(d.store.Begin(d.ctx, r)))
		d.must(d.store.Finish(d.ctx, r, answer))
		return func() error { return second(d.store.Begin(d.ctx, r)) }
	}},
	{"Finish", func(d *storeFixture) func() error {
		r := d.newLease()
		d.must(second(d.store.Begin(d.ctx, r)))
		return func() error { return d.store.Finish(d.ctx, r, answer) }
	}},
	{"Release", func(d *storeFixture) func() error {
		r := d.newLease()
		d.must(second(d.store.Begin(d.ctx, r)))
		return func() error { return d.store.Release(d.ctx, r) }
	}},
	{"Forget", func(d *storeFixture) func() error {
		r := d.newLease()
		d.must(second(d.store.Begin(d.ctx, r)))
		return func() error { return d.store.Forget(d.ctx, r) }
	}},
}
