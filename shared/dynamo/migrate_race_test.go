package dynamo_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/fixture"
)

// interposed makes a change before the first transaction whose request contains a text.
type interposed struct {
	http.Transport
	mu      sync.Mutex
	changes map[string]func() // by the text
}

func (i *interposed) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems") {
		i.before(string(body))
	}
	return i.Transport.RoundTrip(r)
}

func (i *interposed) before(transaction string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for contained, change := range i.changes {
		if strings.Contains(transaction, contained) {
			delete(i.changes, contained)
			change()
		}
	}
}

// TestMigrationAfterAChange changes items between the time at which the migration reads
// them and the time at which it writes what it derived.
func TestMigrationAfterAChange(t *testing.T) {
	f, b, s, was := newMigration(t, &plan{}, retry.NewStandard())
	old := asOf01(t, was)
	edit := func(by access.Caller, o access.Organisation, user access.Caller, grants ...access.ScopedRole) func() {
		return func() { f.EditRoles(by, o, user, grants...) }
	}
	remove := func() {
		if _, err := f.TryRemove(s.admin, fixture.Whole(s.organisation), s.eve); err != nil {
			t.Error(err)
		}
	}
	revoke := func(i access.Invitation) func() {
		return func() {
			if err := f.Revoke().Do(t.Context(), s.admin.ID(), i.Scope.Organisation, i.ID); err != nil {
				t.Error(err)
			}
		}
	}
	row := func(user access.Caller) string { return "USER#" + string(user.ID()) }
	viewer, signer := access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer, Account: s.office.ID}
	for name, changes := range map[string]map[string]func(){
		"grants": {
			row(s.eve):    edit(s.admin, s.organisation, s.eve, viewer, signer),
			row(s.ada):    edit(s.admin, s.organisation, s.ada, signer),
			row(s.deputy): edit(s.partnerAdmin, s.below, s.deputy, access.ScopedRole{Role: fixture.OrganisationAdmin}),
		},
		"removals":     {row(s.eve): remove},
		"a slot":       {s.pending.Email.Key() + " " + string(s.shop.ID): revoke(s.pending)},
		"a resend":     {"INVITATION#" + string(s.declined.ID): func() { f.Resent(s.admin, s.declined) }},
		"a slot again": {s.pending.Email.Key() + " " + string(s.shop.ID): func() { f.Resent(s.admin, s.pending) }},
	} {
		b.restore(b.items(), old)
		transport := &interposed{changes: changes}
		migrating := b
		migrating.Client = dynamodb.New(b.Client.Options(), func(o *dynamodb.Options) { o.HTTPClient = &http.Client{Transport: transport} })
		migrating.migrate(fast)
		if len(changes) > 0 {
			t.Errorf("%s: %d changes were not made", name, len(changes))
		}
		if wrong := sound(t, b.items()); len(wrong) > 0 {
			t.Errorf("%s: the table is not sound:\n%s", name, strings.Join(wrong, "\n"))
		}
	}
}

// TestMigrationWhileOthersWrite runs two migrations at the same time, in short runs, while
// memberships and invitations change.
func TestMigrationWhileOthersWrite(t *testing.T) {
	f, b, s, was := newMigration(t, &plan{}, retry.NewStandard())
	b.restore(was, asOf01(t, was))
	var migrating atomic.Int32
	migrating.Store(2)
	migrate := func() {
		defer migrating.Add(-1)
		for runs := 0; ; runs++ {
			m, err := b.Migrate(t.Context(), access.MigrationRun{For: 200 * time.Millisecond, Rate: 60})
			if err != nil && access.KindOf(err) != access.Unavailable {
				t.Error(err)
				return
			}
			if m.Done {
				if runs == 0 {
					t.Error("the migration was done in one run")
				}
				return
			}
		}
	}
	changes := atomic.Int32{}
	change := func(try func(n int) error) func() {
		return func() {
			for n := 0; migrating.Load() > 0; n++ {
				if err := fixture.Persist(func() error { return try(n) }); err != nil {
					t.Error(err)
					return
				}
				changes.Add(1)
			}
		}
	}
	grants := [][]access.ScopedRole{{{Role: fixture.Viewer}}, {{Role: fixture.Signer, Account: s.office.ID}, {Role: fixture.Biller, Account: s.shop.ID}}}
	governing := [][]access.ScopedRole{{{Role: fixture.OrganisationAdmin}}, {{Role: fixture.PartnerAdmin}}}
	fixture.Together(migrate, migrate,
		change(func(n int) error { return f.TryEdit(s.admin, s.organisation, s.eve, grants[n%2]...) }),
		change(func(n int) error { return f.TryEdit(s.partnerAdmin, s.below, s.deputy, governing[n%2]...) }),
		change(func(int) error {
			_, err := f.Resend().Do(t.Context(), s.admin.ID(), s.organisation.ID, s.pending.ID, "")
			return err
		}),
		change(func(int) error {
			i, err := f.Invite().Do(t.Context(), s.admin.ID(), s.organisation.ID,
				access.InviteRequest{Email: fixture.Mailbox("other"), Account: s.shop.ID, Roles: []access.RoleID{fixture.Viewer}}, "")
			if err == nil {
				err = f.Revoke().Do(t.Context(), s.admin.ID(), s.organisation.ID, i.ID)
			}
			return err
		}))
	if changes.Load() < 10 {
		t.Errorf("only %d changes were made", changes.Load())
	}
	wantSound(f, b)
}
