package access_test

import (
	"context"
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// brokenReads fails at one of its reads.
type brokenReads struct {
	fixture.Store
	left int // until the one that fails
}

// read makes a read, or fails.
func read[T any](b *brokenReads, do func() (T, error)) (T, error) {
	if b.left--; b.left == 0 {
		var none T
		return none, errBroken
	}
	return do()
}

func (b *brokenReads) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	return read(b, func() ([]access.Organisation, error) { return b.Store.Organisations(ctx, ids) })
}

func (b *brokenReads) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	return read(b, func() (access.Snapshot, error) { return b.Store.Snapshot(ctx, q) })
}

func (b *brokenReads) User(ctx context.Context, id access.UserID) (access.User, error) {
	return read(b, func() (access.User, error) { return b.Store.User(ctx, id) })
}

func (b *brokenReads) UserByAddress(ctx context.Context, address access.Address) (access.User, error) {
	return read(b, func() (access.User, error) { return b.Store.UserByAddress(ctx, address) })
}

func (b *brokenReads) Invitation(ctx context.Context, id access.InvitationID) (access.Invitation, error) {
	return read(b, func() (access.Invitation, error) { return b.Store.Invitation(ctx, id) })
}

func (b *brokenReads) Offers(ctx context.Context, o access.OrganisationID, address access.Address) ([]access.Invitation, error) {
	return read(b, func() ([]access.Invitation, error) { return b.Store.Offers(ctx, o, address) })
}

// TestADryRunOnAStoreThatFails lets each read of a dry run fail in turn. The line is not
// judged: what the store would have answered is not known.
func TestADryRunOnAStoreThatFails(t *testing.T) {
	t.Parallel()
	member := access.MemberLine{Organisation: "acme", Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}
	known := memberLine("acme", "bob", fixture.Viewer)
	earlier := []access.Line{access.OrganisationLine{ID: "acme", Name: "Acme"}, access.AccountLine{Organisation: "acme", ID: "shop", Name: "Shop"}}
	for name, c := range map[string]access.ImportRequest{
		"a member by address":  {Lines: []access.Line{member}, Earlier: earlier},
		"a member by identity": {Lines: []access.Line{known}, Earlier: earlier},
		"a member again":       {Lines: []access.Line{known}, Earlier: append(earlier, known)},
		"an invitation":        {Lines: []access.Line{member}, Earlier: earlier, Invite: true},
		"an organisation":      {Lines: []access.Line{access.OrganisationLine{ID: "below", Name: "Below"}}, Earlier: earlier},
		"an account":           {Lines: []access.Line{access.AccountLine{Organisation: "acme", ID: "yard", Name: "Yard"}}, Earlier: earlier},
	} {
		c.DryRun = true
		for n := 1; ; n++ {
			store := &brokenReads{memory.New(), n}
			run := fixture.New(t, memory.New()).Import()
			run.Store = store
			outcomes, err := run.Do(t.Context(), c)
			if store.left > 0 { // it makes fewer reads
				if err != nil || outcomes[0].Refused != nil || n == 1 {
					t.Errorf("%s, without a failure: %+v (%v)", name, outcomes, err)
				}
				break
			}
			if !errors.Is(err, errBroken) {
				t.Errorf("%s: read %d failed, and the dry run says %+v (%v)", name, n, outcomes, err)
			}
		}
	}
}

// TestADryRunKnowsWhomItWouldInvite invites several people to organisations that the dry run
// would create. Only a second invitation to one person at one scope is refused.
func TestADryRunKnowsWhomItWouldInvite(t *testing.T) {
	f := fixture.InMemory(t)
	line := func(o access.OrganisationID, name string, role access.RoleID) access.MemberLine {
		return access.MemberLine{Organisation: o, Email: fixture.Mailbox(name), Roles: []access.RoleID{role}}
	}
	f.WantList("dry run", importLines(f, access.ImportRequest{DryRun: true, Invite: true, Lines: []access.Line{
		access.OrganisationLine{ID: "acme", Name: "Acme"}, access.OrganisationLine{ID: "other", Name: "Other"},
		line("acme", "ada", fixture.Viewer), access.OrganisationLine{ID: "third", Name: "Third"}, line("acme", "bob", fixture.Viewer), line("other", "ada", fixture.Viewer), line("acme", "ADA", fixture.Signer),
	}}), nil, "created", "created", "created", "created", "created", "created", "refused: This address already has an open invitation here.")
}
