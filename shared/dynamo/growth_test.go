package dynamo

import (
	"fmt"
	"testing"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

// TestCostsDoNotGrow compares what requests cost in a small organisation and in one that
// is twenty times as large. Both have enough for a full page behind each filter.
func TestCostsDoNotGrow(t *testing.T) {
	small, large := newGrown(t, 100), newGrown(t, 2000)
	for _, request := range growthRequests {
		few, err := small.measure(func() error { return request.do(small) })
		small.must(err)
		many, err := large.measure(func() error { return request.do(large) })
		large.must(err)
		const tolerance = 1.2
		if many.Read > tolerance*few.Read || many.Write > tolerance*few.Write || len(many.Calls) > len(few.Calls) {
			t.Errorf("%s: %g and %g units in %d calls (%s), and in a small organisation %g and %g in %d (%s)", request.name,
				many.Read, many.Write, len(many.Calls), many, few.Read, few.Write, len(few.Calls), few)
		}
	}
}

// grown is an organisation of some size.
type grown struct {
	*storeFixture
	shop    access.Account
	pending access.Invitation
	leaving access.Membership
}

const (
	behindFilter               = 60 // members and invitations that each filter finds
	signer       access.RoleID = "signing-editor"
)

// newGrown returns an organisation with size members, each with the invitation that they
// accepted, as many that were declined, and some that were revoked or are pending.
func newGrown(t *testing.T, size int) *grown {
	t.Helper()
	g := &grown{storeFixture: newFixture(t)}
	g.people(0)
	g.meter = dynamotest.NewMeter(t)
	creation := g.accountCreation("Shop")
	g.shop = creation.Account
	g.must(g.store.CreateAccount(g.ctx, creation))
	filler := dynamotest.NewFiller(g.store.Client, g.store.Table, PartitionKey, SortKey)
	fast := Store{Client: filler.Client(), Table: g.store.Table}
	for n := range size {
		g.fill(fast, access.Accepted, n)
		g.fill(fast, access.Declined, n)
		if n < behindFilter {
			g.fill(fast, access.Revoked, n)
		}
	}
	g.must(filler.Flush(g.ctx))
	for n := range behindFilter {
		offer := g.offer(access.Scope{Organisation: g.top.ID, Account: g.shop.ID}, fmt.Sprintf("pending%06d", n))
		g.must(g.store.Invite(g.ctx, offer))
		g.pending = offer.Invitation
	}
	return g
}

// fill writes the n-th invitation with a status and, if it was accepted, its member. The
// first are at the account.
func (g *grown) fill(s Store, status access.Status, n int) {
	g.Helper()
	scope := g.whole(g.top)
	if n < behindFilter {
		scope.Account = g.shop.ID
	}
	i := g.offer(scope, fmt.Sprintf("%s%06d", status, n)).Invitation
	i.Status = status
	stored := invitationToItem(i)
	t := s.begin()
	stored.ClosedAt, stored.OfferedUntil, stored.ExpiresAt = millis(later), i.ExpiresAt.Unix(), t.keptUntil(later)
	t.put(stored, "", nil)
	t.put(&listEntry{header: listingKey(i).header(kindListing), Invitation: i.ID, ExpiresAt: t.keptUntil(later)}, "", nil)
	t.listClosed(i, status, later)
	t.putEvent(g.newEvent(scope))
	if status == access.Accepted {
		user := g.user(i.Email.String()[:len("accepted000000")])
		roles := []access.RoleID{viewer}
		if n < behindFilter {
			roles = append(roles, signer)
		}
		g.leaving = access.Membership{User: user, Organisation: g.top.ID, Version: access.NewID(), ChangedAt: noon}
		for _, role := range roles {
			g.leaving.Grants = append(g.leaving.Grants, access.Grant{Role: role, Scope: scope, By: g.person(), At: noon})
		}
		t.putUser(user, "", "", noon)
		t.putMembership(access.Membership{}, g.leaving)
	}
	g.must(s.commitMembership(g.ctx, t))
}

// growthRequest is a request whose cost must not grow.
type growthRequest struct {
	name string
	do   func(g *grown) error
}

// full is the size of a page.
const full = 50

// wantItems returns the error of a list, or one if the page has another size.
func wantItems[T any](want int, page access.Page[T], err error) error {
	if err == nil && len(page.Items) != want {
		return fmt.Errorf("the page has %d items, want %d", len(page.Items), want)
	}
	return err
}

func membersWhere(name string, want int, narrow func(g *grown, q *access.MemberQuery)) growthRequest {
	return growthRequest{"members, " + name, func(g *grown) error {
		q := access.MemberQuery{Organisation: g.top.ID, Limit: full}
		narrow(g, &q)
		page, err := g.store.Members(g.ctx, q)
		return wantItems(want, page, err)
	}}
}

func invitationsWhere(name string, want int, narrow func(g *grown, q *access.InvitationQuery)) growthRequest {
	return growthRequest{"invitations, " + name, func(g *grown) error {
		q := access.InvitationQuery{Organisation: g.top.ID, At: later, Limit: full}
		narrow(g, &q)
		page, err := g.store.Invitations(g.ctx, q)
		return wantItems(want, page, err)
	}}
}

func withStatus(statuses ...access.Status) func(*grown, *access.InvitationQuery) {
	return func(_ *grown, q *access.InvitationQuery) { q.Statuses = statuses }
}

func atShop(statuses ...access.Status) func(*grown, *access.InvitationQuery) {
	return func(g *grown, q *access.InvitationQuery) {
		q.Statuses, q.Accounts = statuses, []access.AccountID{g.shop.ID}
	}
}

var growthRequests = []growthRequest{
	membersWhere("first page", full, func(*grown, *access.MemberQuery) {}),
	membersWhere("second page", full, func(g *grown, q *access.MemberQuery) { q.After = "accepted000049@mail.example.com ~" }),
	membersWhere("by email", 10, func(_ *grown, q *access.MemberQuery) { q.Prefix = "accepted00000" }),
	membersWhere("with a role that few have", full, func(_ *grown, q *access.MemberQuery) { q.Role = signer }),
	membersWhere("with a role that all have", full, func(_ *grown, q *access.MemberQuery) { q.Role = viewer }),
	membersWhere("at an account", full, func(g *grown, q *access.MemberQuery) { q.Accounts = []access.AccountID{g.shop.ID} }),
	invitationsWhere("all", full, withStatus()),
	invitationsWhere("pending", full, withStatus(access.Pending)),
	invitationsWhere("accepted", full, withStatus(access.Accepted)),
	invitationsWhere("declined", full, withStatus(access.Declined)),
	invitationsWhere("revoked", full, withStatus(access.Revoked)),
	invitationsWhere("expired", 0, withStatus(access.Expired)),
	invitationsWhere("closed", full, withStatus(access.Statuses[1:]...)),
	invitationsWhere("by email", 10, func(_ *grown, q *access.InvitationQuery) { q.Prefix = "declined00000" }),
	invitationsWhere("declined, by email", 10, func(_ *grown, q *access.InvitationQuery) {
		q.Prefix, q.Statuses = "declined00000", []access.Status{access.Declined}
	}),
	invitationsWhere("all at an account", full, atShop()),
	invitationsWhere("pending at an account", full, atShop(access.Pending)),
	invitationsWhere("declined at an account", full, atShop(access.Declined)),
	{"invite", func(g *grown) error { return g.store.Invite(g.ctx, g.offer(g.whole(g.top), "new")) }},
	{"accept", func(g *grown) error {
		accept := g.acceptance(g.pending, g.user("pending"), viewer)
		accept.NewUser = &accept.After.User
		return g.store.Accept(g.ctx, accept)
	}},
	{"remove", func(g *grown) error { return g.store.ChangeMembership(g.ctx, g.change(g.leaving)) }},
	{"decide", func(g *grown) error {
		return second(g.store.UserSnapshots(g.ctx, g.leaving.User.ID, []access.Scope{g.whole(g.top)}))
	}},
}
