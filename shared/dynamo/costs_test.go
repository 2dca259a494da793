package dynamo

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

const golden = "testdata/costs.golden"

// TestCosts measures each operation of the store with usual arguments: how
// often it calls DynamoDB, and the capacity that the calls consume.
func TestCosts(t *testing.T) {
	f := newFullFixture(t)
	var table bytes.Buffer
	lines := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tread units\twrite units\tcalls")
	for _, operation := range operations {
		do := operation.prepare(f)
		cost, err := f.measure(do)
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
	prepare func(f *storeFixture) func() error
}{
	{"Snapshot of an organisation, for its administrator", func(f *storeFixture) func() error {
		return f.snapshot(access.SnapshotQuery{Scope: f.whole(f.top), Users: f.users(1)})
	}},
	{"Snapshot of an account, for an invitation", func(f *storeFixture) func() error {
		scope, address := access.Scope{Organisation: f.top.ID, Account: f.account.ID}, f.address("new")
		return f.snapshot(access.SnapshotQuery{Scope: scope, Users: f.users(1), Address: &address})
	}},
	{"Snapshot of an organisation at level 5", func(f *storeFixture) func() error {
		return f.snapshot(access.SnapshotQuery{Scope: f.whole(f.bottom), Users: f.users(1)})
	}},
	{"Organisations, 10", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Organisations(f.ctx, f.ids(10))) }
	}},
	{"Below, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Below(f.ctx, access.BelowQuery{Organisation: f.top.ID, Limit: 50}))
		}
	}},
	{"Accounts, 1", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Accounts(f.ctx, f.top.ID, []access.AccountID{f.account.ID})) }
	}},
	{"AccountsByName, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.AccountsByName(f.ctx, access.AccountQuery{Organisation: f.top.ID, Limit: 50}))
		}
	}},
	{"User", func(f *storeFixture) func() error {
		return func() error { return second(f.store.User(f.ctx, f.crowd[0].User.ID)) }
	}},
	{"UserByAddress", func(f *storeFixture) func() error {
		return func() error { return second(f.store.UserByAddress(f.ctx, f.crowd[0].User.Email)) }
	}},
	{"Memberships, 2", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Memberships(f.ctx, f.crowd[0].User.ID)) }
	}},
	{"Members, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Members(f.ctx, access.MemberQuery{Organisation: f.top.ID, Limit: 50}))
		}
	}},
	{"Members at level 5, a page of 50", func(f *storeFixture) func() error {
		q := access.MemberQuery{Organisation: f.bottom.ID, Limit: 50}
		for _, above := range f.bottom.Ancestors {
			q.Above = append(q.Above, above.ID)
		}
		return func() error { return second(f.store.Members(f.ctx, q)) }
	}},
	{"Members with a role, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Members(f.ctx, access.MemberQuery{Organisation: f.bottom.ID, Role: viewer, Limit: 50}))
		}
	}},
	{"Invitation", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Invitation(f.ctx, f.open[0].ID)) }
	}},
	{"Invitations, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Invitations(f.ctx, access.InvitationQuery{Organisation: f.top.ID, Limit: 50}))
		}
	}},
	{"Invitations, pending, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Invitations(f.ctx, access.InvitationQuery{Organisation: f.top.ID, Statuses: []access.Status{access.Pending}, At: later, Limit: 50}))
		}
	}},
	{"Invitations, closed, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Invitations(f.ctx, access.InvitationQuery{Organisation: f.top.ID, Statuses: access.Statuses[1:], At: later, Limit: 50}))
		}
	}},
	{"Usage, of a batch of 100", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Usage(f.ctx, access.UsageQuery{Organisation: f.top.ID, At: later}))
		}
	}},
	{"Usage, of a dry run with 10 addresses", func(f *storeFixture) func() error {
		q := access.UsageQuery{Organisation: f.top.ID, At: later}
		for n := range 10 {
			q.Addresses = append(q.Addresses, f.address(fmt.Sprint("row", n)))
		}
		return func() error { return second(f.store.Usage(f.ctx, q)) }
	}},
	{"InvitationsTo, 1", func(f *storeFixture) func() error {
		i := f.open[0]
		return func() error {
			return second(f.store.InvitationsTo(f.ctx, access.InvitationsToQuery{Address: i.Email, At: i.QueuedAt, Limit: 50}))
		}
	}},
	{"Offers, 1", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Offers(f.ctx, f.top.ID, f.open[0].Email)) }
	}},
	{"Events, a page of 50", func(f *storeFixture) func() error {
		return func() error {
			return second(f.store.Events(f.ctx, access.EventQuery{Organisation: f.top.ID, Limit: 50}))
		}
	}},

	{"CreateOrganisation, with an invitation", func(f *storeFixture) func() error {
		creation := f.creation()
		offer := f.offer(f.whole(creation.Organisation), "founder")
		offer.ByOperator = true
		creation.Offer = &offer
		return func() error { return f.store.CreateOrganisation(f.ctx, creation) }
	}},
	{"CreateOrganisation at level 2", func(f *storeFixture) func() error {
		creation := f.creation(f.top)
		creation.Authority = f.authority(f.top)
		return func() error { return f.store.CreateOrganisation(f.ctx, creation) }
	}},
	{"CreateOrganisation at level 5", func(f *storeFixture) func() error {
		creation := f.creation(f.fourth)
		creation.Authority = f.authority(f.top)
		return func() error { return f.store.CreateOrganisation(f.ctx, creation) }
	}},
	{"CreateAccount", func(f *storeFixture) func() error {
		accountCreation := f.accountCreation("Web shop")
		accountCreation.Authority = f.authority(f.top)
		return func() error { return f.store.CreateAccount(f.ctx, accountCreation) }
	}},
	{"Invite", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.top), "fresh")
		return func() error { return f.store.Invite(f.ctx, offer) }
	}},
	{"Invite, replacing an expired one", func(f *storeFixture) func() error {
		expired := expiry(f.invited("expired"))
		offer := f.offer(f.whole(f.top), "expired")
		offer.Expired = &expired
		return func() error { return f.store.Invite(f.ctx, offer) }
	}},
	{"Invite below a partner", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.bottom), "below")
		offer.Partner = f.bottom.Ancestors[len(f.bottom.Ancestors)-1]
		return func() error { return f.store.Invite(f.ctx, offer) }
	}},
	{"Invite, by an operator", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.top), "chosen")
		offer.ByOperator = true
		return func() error { return f.store.Invite(f.ctx, offer) }
	}},
	{"Invite where an invitation is open", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.top), "twice")
		f.must(f.store.Invite(f.ctx, offer))
		offer.Invitation.ID = access.InvitationID(access.NewID())
		return refused(func() error { return f.store.Invite(f.ctx, offer) })
	}},
	{"Invite within small limits", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.bottom), "few")
		offer.Limits = access.Limits{OpenInvitations: 20, InvitationsPerHour: 20, MailsPerDay: 20, MailsPerDayOfPartner: 20}
		return func() error { return f.store.Invite(f.ctx, offer) }
	}},
	{"Invite beyond a limit", func(f *storeFixture) func() error {
		offer := f.offer(f.whole(f.top), "surplus")
		offer.Limits.OpenInvitations = 1
		return refused(func() error { return f.store.Invite(f.ctx, offer) })
	}},
	{"Resend, pending", func(f *storeFixture) func() error { return f.resend(f.invited("again"), nil) }},
	{"Resend to a suppressed address", func(f *storeFixture) func() error {
		i, suppressed := f.suppressed("suppressed-before")
		lift := suppressed
		lift.Before, lift.After.Lifted = suppressed.After, true
		return f.resend(i, &lift)
	}},
	{"Resend, declined", func(f *storeFixture) func() error {
		declined := closureOf(f.invited("revived"), access.Declined)
		f.must(f.store.Close(f.ctx, declined))
		i := declined.Invitation
		i.Status, i.ClosedAt = access.Declined, declined.At
		return f.resend(i, nil)
	}},
	{"UpdateInvitation, a name", func(f *storeFixture) func() error {
		return f.update("renamed", func(i *access.Invitation) { i.FirstName = "Ada" })
	}},
	{"UpdateInvitation, an acceptance request", func(f *storeFixture) func() error {
		return f.update("differs", func(i *access.Invitation) {
			i.AcceptanceRequest = access.AcceptanceRequest{User: f.user("asks"), At: later}
		})
	}},
	{"RequestRenewal", func(f *storeFixture) func() error {
		w := f.expiredRenewal("asks-anew")
		return func() error { return f.store.RequestRenewal(f.ctx, w) }
	}},
	{"ClaimNotice", func(f *storeFixture) func() error {
		w := f.expiredRenewal("noticed")
		f.must(f.store.RequestRenewal(f.ctx, w))
		claim := delivery.NoticeClaim{Invitation: w.After.ID, Notice: w.After.Notice, At: later, Until: later.Add(time.Minute)}
		return func() error { return f.store.ClaimNotice(f.ctx, claim) }
	}},
	{"SettleNotice", func(f *storeFixture) func() error {
		w := f.expiredRenewal("told")
		f.must(f.store.RequestRenewal(f.ctx, w))
		return func() error {
			return f.store.SettleNotice(f.ctx, delivery.NoticeSettlement{Invitation: w.After.ID, Notice: w.After.Notice})
		}
	}},
	{"UpdateInvitation, the roles", func(f *storeFixture) func() error {
		return f.update("updated", func(i *access.Invitation) { i.Roles = []access.RoleID{viewer, "audit-admin"} })
	}},
	{"Accept, a new user", func(f *storeFixture) func() error {
		w := f.acceptance(f.invited("newcomer"), f.user("newcomer"), viewer)
		reservation := f.reservation("newcomer")
		f.must(f.store.ReserveAddress(f.ctx, reservation))
		w.NewUser, w.Holder = &w.After.User, reservation.Holder
		return func() error { return f.store.Accept(f.ctx, w) }
	}},
	{"Accept, a new administrator", func(f *storeFixture) func() error {
		w := f.acceptance(f.invited("chief"), f.user("chief"), access.OrganisationAdmin)
		w.NewUser = &w.After.User
		return func() error { return f.store.Accept(f.ctx, w) }
	}},
	{"Accept, a member", func(f *storeFixture) func() error {
		w := f.acceptance(f.invited("member"), f.crowd[1].User, viewer)
		w.Before = f.crowd[1]
		w.After.Grants = append(w.After.Grants, w.Before.Grants...)
		return func() error { return f.store.Accept(f.ctx, w) }
	}},
	{"Accept, a member becomes administrator", func(f *storeFixture) func() error {
		w := f.acceptance(f.invited("promoted"), f.crowd[6].User, access.OrganisationAdmin)
		w.Before = f.crowd[6]
		w.After.Grants = append(w.After.Grants, w.Before.Grants...)
		return func() error { return f.store.Accept(f.ctx, w) }
	}},
	{"ImportMembership, a new user", func(f *storeFixture) func() error {
		user := f.user("imported")
		w := f.importOf(user, access.Membership{})
		w.NewUser = &user
		return func() error { return f.store.ImportMembership(f.ctx, w) }
	}},
	{"ImportMembership, a member", func(f *storeFixture) func() error {
		w := f.importOf(f.crowd[7].User, f.crowd[7])
		return func() error { return f.store.ImportMembership(f.ctx, w) }
	}},
	{"Close, declined", func(f *storeFixture) func() error {
		w := closureOf(f.invited("declined"), access.Declined)
		return func() error { return f.store.Close(f.ctx, w) }
	}},
	{"Close, revoked", func(f *storeFixture) func() error {
		w := closureOf(f.invited("revoked"), access.Revoked)
		w.Authority = f.authority(f.top)
		return func() error { return f.store.Close(f.ctx, w) }
	}},
	{"Expire, removed", func(f *storeFixture) func() error {
		w := expiry(f.invited("removed"))
		f.must(removableStore{f.store}.RemoveInvitation(f.ctx, w.Invitation.ID))
		return func() error { return f.store.Expire(f.ctx, w) }
	}},
	{"ReleaseSlot", func(f *storeFixture) func() error {
		i := f.invited("orphan")
		f.must(removableStore{f.store}.RemoveInvitation(f.ctx, i.ID))
		return func() error { return f.store.ReleaseSlot(f.ctx, i.Scope, i.Email) }
	}},
	{"ChangeMembership, an edit", func(f *storeFixture) func() error {
		w := f.change(f.crowd[2])
		w.After.Grants = f.grants(f.top, viewer, "billing-viewer")
		return func() error { return f.store.ChangeMembership(f.ctx, w) }
	}},
	{"ChangeMembership, a removal", func(f *storeFixture) func() error {
		w := f.change(f.crowd[3])
		return func() error { return f.store.ChangeMembership(f.ctx, w) }
	}},
	{"ChangeMembership, a removal with 1 revocation", func(f *storeFixture) func() error { return f.removal(4, 1) }},
	{"ChangeMembership, a removal with 11 revocations", func(f *storeFixture) func() error { return f.removal(5, access.MaxRevocations) }},
	{"ChangeMembership, a removal of an administrator", func(f *storeFixture) func() error {
		w := f.change(f.crowd[0])                 // the authority of the other writes, which are all made before
		w.Authorities, w.AllowNoAdmin = nil, true // by an operator
		return func() error { return f.store.ChangeMembership(f.ctx, w) }
	}},
	{"ReserveAddress", func(f *storeFixture) func() error {
		w := f.reservation("reserved")
		return func() error { return f.store.ReserveAddress(f.ctx, w) }
	}},
	{"ReserveAddress, already reserved", func(f *storeFixture) func() error {
		first, second := f.reservation("busy"), f.reservation("busy")
		f.must(f.store.ReserveAddress(f.ctx, first))
		return refused(func() error { return f.store.ReserveAddress(f.ctx, second) })
	}},
	{"ReleaseAddress", func(f *storeFixture) func() error {
		w := f.reservation("released")
		f.must(f.store.ReserveAddress(f.ctx, w))
		return func() error { return f.store.ReleaseAddress(f.ctx, w) }
	}},
	{"FreeAddress", func(f *storeFixture) func() error {
		return func() error { return f.store.FreeAddress(f.ctx, f.crowd[8].User) }
	}},
	{"RelinkUser, and MoveMembership of an administrator", func(f *storeFixture) func() error {
		from, to := f.crowd[9], f.user("relinked")
		admin := f.acceptance(f.invited("governor"), from.User, access.OrganisationAdmin)
		admin.Before, admin.Authority = from, nil
		f.must(f.store.Accept(f.ctx, admin))
		w := f.change(admin.After)
		w.After.User, w.After.Grants = to, admin.After.Grants
		return func() error {
			if err := f.store.RelinkUser(f.ctx, access.UserRelink{From: from.User, To: to, At: later}); err != nil {
				return err
			}
			return f.store.MoveMembership(f.ctx, access.MembershipMove{From: admin.After, After: w.After, Events: []access.Event{w.Event, f.newEvent(f.whole(f.top))}})
		}
	}},
	{"RenameUser", func(f *storeFixture) func() error {
		user := f.storedUser("named")
		renamed := user
		renamed.LastName = "Byron"
		return func() error { return f.store.RenameUser(f.ctx, user, renamed) }
	}},
	{"DeleteUser", func(f *storeFixture) func() error {
		user := f.storedUser("forgotten")
		return func() error { return f.store.DeleteUser(f.ctx, user) }
	}},

	{"ClaimDelivery", func(f *storeFixture) func() error {
		i := f.invited("claimed")
		return func() error { return f.store.ClaimDelivery(f.ctx, f.claim(i)) }
	}},
	{"SettleDelivery, sent", func(f *storeFixture) func() error {
		i, event := f.claimed("settled"), f.newEvent(f.whole(f.top))
		return func() error {
			return f.store.SettleDelivery(f.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: sent, Event: &event})
		}
	}},
	{"SettleDelivery, released", func(f *storeFixture) func() error {
		i := f.claimed("unsettled")
		return func() error {
			return f.store.SettleDelivery(f.ctx, delivery.Settlement{Invitation: i.ID, Attempt: 1, Delivery: access.Delivery{Status: access.Queued, At: later}})
		}
	}},
	{"ClaimReminder", func(f *storeFixture) func() error {
		claim := f.reminderClaim("reminded")
		return func() error { return f.store.ClaimReminder(f.ctx, claim) }
	}},
	{"ReleaseReminder", func(f *storeFixture) func() error {
		claim := f.reminderClaim("released")
		f.must(f.store.ClaimReminder(f.ctx, claim))
		return func() error { return f.store.ReleaseReminder(f.ctx, claim) }
	}},
	{"SettleReminder", func(f *storeFixture) func() error {
		claim := f.reminderClaim("settled-reminder")
		f.must(f.store.ClaimReminder(f.ctx, claim))
		event := f.newEvent(f.whole(f.top))
		return func() error {
			return f.store.SettleReminder(f.ctx, delivery.ReminderSettlement{Invitation: claim.Invitation, Attempt: 1, Event: event})
		}
	}},
	{"UpdateDelivery, delivered", func(f *storeFixture) func() error { return f.statusUpdate("delivered", access.Delivered, "") }},
	{"Suppress", func(f *storeFixture) func() error {
		i := f.invited("suppressed")
		event := delivery.SuppressionEvent{SuppressionChange: *suppression(i, "550 5.1.1 no such user"), Event: f.newEvent(i.Scope)}
		return func() error { return f.store.Suppress(f.ctx, event) }
	}},
	{"UpdateDelivery, bounced", func(f *storeFixture) func() error {
		return f.statusUpdate("bounced", access.Bounced, "550 5.1.1 no such user")
	}},

	{"Begin", func(f *storeFixture) func() error {
		return func() error { return second(f.store.Begin(f.ctx, f.newLease())) }
	}},
	{"Begin, already answered", func(f *storeFixture) func() error {
		r := f.newLease()
		f.must(second(f.store.Begin(f.ctx, r)))
		f.must(f.store.Finish(f.ctx, r, answer))
		return func() error { return second(f.store.Begin(f.ctx, r)) }
	}},
	{"Finish", func(f *storeFixture) func() error {
		r := f.newLease()
		f.must(second(f.store.Begin(f.ctx, r)))
		return func() error { return f.store.Finish(f.ctx, r, answer) }
	}},
	{"Release", func(f *storeFixture) func() error {
		r := f.newLease()
		f.must(second(f.store.Begin(f.ctx, r)))
		return func() error { return f.store.Release(f.ctx, r) }
	}},
	{"Forget", func(f *storeFixture) func() error {
		r := f.newLease()
		f.must(second(f.store.Begin(f.ctx, r)))
		return func() error { return f.store.Forget(f.ctx, r) }
	}},
}
