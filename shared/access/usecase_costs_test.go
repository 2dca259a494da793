package access_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/idempotency"
)

// priceOfMillion is what a million capacity units cost on demand in us-east-1,
// in dollars.
const (
	priceOfMillionReads  = 0.125
	priceOfMillionWrites = 0.625
)

// TestCosts measures what each operation of the API asks of DynamoDB: how often
// it calls, one after another, and what capacity that consumes. An operation
// that a client repeats under an idempotency key costs two writes more.
func TestCosts(t *testing.T) {
	meter := dynamotest.NewMeter(t)
	b := newTable(t, nil, aws.NopRetryer{})
	b.Client = dynamotest.Client(t, meter.Watch)
	priced := newWorld(t, b.Store).priced()

	var table bytes.Buffer
	lines := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tround trips\tread units\twrite units\tdollars a million\tcalls")
	for _, operation := range pricedOperations {
		do := operation.prepare(priced)
		meter.Take()
		if err := do(); err != nil {
			t.Errorf("%s: %v", operation.name, err)
		}
		cost := meter.Take()
		slices.SortFunc(cost.Calls, func(a, b dynamotest.Call) int { return cmp.Compare(a.String(), b.String()) })
		fmt.Fprintf(lines, "%s\t%d\t%g\t%g\t%.2f\t%s\n", operation.name, len(cost.Calls), cost.Read, cost.Write,
			cost.Read*priceOfMillionReads+cost.Write*priceOfMillionWrites, cost)
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/costs.golden", trimLines(table.Bytes()))
}

func trimLines(text []byte) []byte {
	var trimmed bytes.Buffer
	for line := range strings.Lines(string(text)) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.Bytes()
}

// golden compares with what a person has read and found good.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path) // #nosec G304 -- a path of this package
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; this is what it would be (-update writes it):\n%s", path, got)
	}
}

// priced is a partner with an organisation below it, its account and its people.
type priced struct {
	*world
	partner, organisation access.Organisation
	account               access.Account
	partnerAdmin, admin   access.Caller
	guest                 access.Caller
	named                 int
}

func (w *world) priced() *priced {
	w.Helper()
	p := &priced{world: w}
	p.partner, p.partnerAdmin = w.organisation("partner", true)
	p.organisation, p.admin = w.organisation("admin", false)
	p.account = w.account(p.organisation, "Shop")
	p.guest = w.member(scopeOf(p.account), "guest", viewer)
	for n := range 60 {
		w.must(w.store.Invite(w.Context(), w.offer(scopeOf(p.account), fmt.Sprintf("waiting-%02d", n), viewer)))
	}
	return p
}

// person is the name of somebody new.
func (p *priced) person() string {
	p.named++
	return fmt.Sprintf("person-%02d", p.named)
}

func (p *priced) request() access.InviteRequest {
	return access.InviteRequest{Email: mailbox(p.person()), Roles: []access.RoleID{viewer}}
}

func (p *priced) invitation() access.Invitation {
	p.Helper()
	return p.invited(p.admin, whole(p.organisation), p.person(), viewer)
}

func (p *priced) version(of access.Caller) string {
	p.Helper()
	return p.row(of, p.organisation).Version
}

// pricedOperations are those of the API, in the order of its route table. Prepare sees
// to what must be there, and is not measured.
var pricedOperations = []struct {
	name    string
	prepare func(p *priced) func() error
}{
	{"invite", func(p *priced) func() error {
		return func() error {
			_, err := p.invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, p.request(), "")
			return err
		}
	}},
	{"invite a member", func(p *priced) func() error {
		p.member(scopeOf(p.account), "member", viewer)
		return func() error {
			request := access.InviteRequest{Email: mailbox("member"), Roles: []access.RoleID{biller}}
			_, err := p.invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, request, "")
			return err
		}
	}},
	{"invite under an idempotency key", func(p *priced) func() error {
		return func() error {
			_, _, err := p.requests().Do(p.Context(), idempotency.Key{Caller: p.admin.ID(), Route: "invite", Value: "k"}, nil,
				func(_ context.Context, seed access.Seed) ([]byte, idempotency.Next) {
					_, err := p.invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, p.request(), seed)
					p.must(err)
					return []byte("answer"), idempotency.Replay
				})
			return err
		}
	}},
	{"invite 10 in a batch", func(p *priced) func() error {
		return func() error {
			batch := access.BatchRequest{}
			for range 10 {
				batch.Rows = append(batch.Rows, p.request())
			}
			_, err := p.batch().Do(p.Context(), p.admin.ID(), p.organisation.ID, batch, "")
			return err
		}
	}},
	{"change an invitation", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			_, err := p.amend().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, access.AmendRequest{Roles: []access.RoleID{biller}})
			return err
		}
	}},
	{"resend", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			_, err := p.resend().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, "")
			return err
		}
	}},
	{"revoke", func(p *priced) func() error {
		i := p.invitation()
		return func() error { return p.revoke().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID) }
	}},
	{"send a mail", func(p *priced) func() error {
		i := p.invitation()
		return func() error { return p.deliver().Do(p.Context(), i.ID) }
	}},
	{"write down that an invitation ran out", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			return access.Expire{Store: p.store, Now: func() time.Time { return i.ExpiresAt }}.Do(p.Context(), i)
		}
	}},
	{"preview", func(p *priced) func() error {
		i := p.invitation()
		secret := p.secret(i.ID)
		return func() error {
			_, err := p.preview().Do(p.Context(), i.ID, secret)
			return err
		}
	}},
	{"register", func(p *priced) func() error {
		i := p.invitation()
		secret := p.secret(i.ID)
		return func() error {
			_, err := p.register().Do(p.Context(), i.ID, registration(secret))
			return err
		}
	}},
	{"accept", func(p *priced) func() error {
		i := p.invited(p.admin, whole(p.organisation), "guest", signer)
		secret := p.secret(i.ID)
		return func() error {
			_, err := p.accept().Do(p.Context(), p.guest, i.ID, secret)
			return err
		}
	}},
	{"decline", func(p *priced) func() error {
		i := p.invitation()
		secret := p.secret(i.ID)
		return func() error { return p.decline().Do(p.Context(), i.ID, secret) }
	}},
	{"list 50 permissions", func(p *priced) func() error {
		return func() error {
			_, _, err := p.list().Permissions(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"list 50 invitations", func(p *priced) func() error {
		return func() error {
			_, err := p.list().Invitations(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"list 50 events", func(p *priced) func() error {
		return func() error {
			_, err := p.list().Records(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"see one's organisations", func(p *priced) func() error {
		return func() error {
			_, err := p.browse().Organisations(p.Context(), p.partnerAdmin.ID(), access.Filter{Limit: 50})
			return err
		}
	}},
	{"edit access", func(p *priced) func() error {
		version := p.version(p.guest)
		return func() error {
			_, _, err := p.edit().If(access.IfVersion(version)).Do(p.Context(), p.admin.ID(), p.organisation.ID, p.guest.ID(),
				access.EditRequest{Grants: []access.Held{{Role: viewer, Account: p.account.ID}, {Role: biller}}})
			return err
		}
	}},
	{"preview a removal", func(p *priced) func() error {
		return func() error {
			_, err := p.remove().Preview(p.Context(), p.admin.ID(), whole(p.organisation), p.guest.ID())
			return err
		}
	}},
	{"remove access, revoking an invitation", func(p *priced) func() error {
		p.invited(p.admin, whole(p.organisation), "guest", organisationAdmin)
		return func() error {
			_, err := p.remove().Do(p.Context(), p.admin.ID(), whole(p.organisation), p.guest.ID())
			return err
		}
	}},
	{"create an organisation below a partner", func(p *priced) func() error {
		return func() error {
			_, err := p.branch().Organisation(p.Context(), p.partnerAdmin.ID(), p.partner.ID, "Below", false, "")
			return err
		}
	}},
	{"create an account", func(p *priced) func() error {
		return func() error {
			_, err := p.branch().Account(p.Context(), p.admin.ID(), p.organisation.ID, "Another shop", "")
			return err
		}
	}},
}
