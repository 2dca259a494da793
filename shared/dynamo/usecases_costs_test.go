package dynamo_test

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

// The prices of a million capacity units on demand in us-east-1, in dollars.
const (
	priceOfMillionReads  = 0.125
	priceOfMillionWrites = 0.625
)

// TestUseCaseCosts measures the calls of DynamoDB of each operation of the API: how
// many there are, how often the operation waits for them (calls at the same time are one
// wait), and the capacity that they consume. An operation under an idempotency key costs
// two writes more.
func TestUseCaseCosts(t *testing.T) {
	meter := dynamotest.NewMeter(t)
	b := newTable(t, nil, aws.NopRetryer{})
	b.Client = dynamotest.Client(t, meter.Watch)
	priced := newPriced(fixture.New(t, b.Store))

	var table bytes.Buffer
	lines := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tround trips\twaits\tread units\twrite units\tdollars a million\tcalls")
	for _, operation := range slices.Concat(pricedOperations, pricedDecisions) {
		priced.Pass(time.Second) // so that the audit log has one order, and the latest events are the same in every run
		do := operation.prepare(priced)
		cost, err := meter.Measure(t, func(bubble *testing.T) error {
			outer := priced.T
			defer func() { priced.T = outer }()
			priced.T = bubble
			return do()
		})
		if err != nil {
			t.Errorf("%s: %v", operation.name, err)
		}
		if most, limited := decisionLimits[operation.name]; limited && (cost.Waits > most.waits || cost.Read > most.read || cost.Write > 0) {
			t.Errorf("%s: %d waits, %g read units and %g write units, want at most %d and %g, and no write",
				operation.name, cost.Waits, cost.Read, cost.Write, most.waits, most.read)
		}
		slices.SortFunc(cost.Calls, func(a, b dynamotest.Call) int { return cmp.Compare(a.String(), b.String()) })
		fmt.Fprintf(lines, "%s\t%d\t%d\t%g\t%g\t%.2f\t%s\n", operation.name, len(cost.Calls), cost.Waits, cost.Read, cost.Write,
			cost.Read*priceOfMillionReads+cost.Write*priceOfMillionWrites, cost)
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/usecase_costs.golden", trimLines(table.Bytes()))
}

func trimLines(text []byte) []byte {
	var trimmed bytes.Buffer
	for line := range strings.Lines(string(text)) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.Bytes()
}

// golden compares with a golden file.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if flag.Lookup("update").Value.String() == "true" { // costs_test.go declares it
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

// priced is a partner organisation, another organisation with an account, and
// their people.
type priced struct {
	*fixture.Fixture
	partner, organisation access.Organisation
	account               access.Account
	partnerAdmin, admin   access.Caller
	guest                 access.Caller
	named                 int
}

// newPriced stores the organisations and the people, and 60 pending invitations.
func newPriced(f *fixture.Fixture) *priced {
	f.Helper()
	p := &priced{Fixture: f}
	p.partner, p.partnerAdmin = f.Organisation("partner", true)
	p.organisation, p.admin = f.Organisation("admin", false)
	p.account = f.Account(p.organisation, "Shop")
	p.guest = f.Member(fixture.ScopeOf(p.account), "guest", fixture.Viewer)
	for n := range 60 {
		f.Must(f.Store.Invite(f.Context(), f.NewOffer(fixture.ScopeOf(p.account), fmt.Sprintf("waiting-%02d", n), fixture.Viewer)))
	}
	return p
}

// person returns the name of a new person.
func (p *priced) person() string {
	p.named++
	return fmt.Sprintf("person-%02d", p.named)
}

func (p *priced) request() access.InviteRequest {
	return access.InviteRequest{Email: fixture.Mailbox(p.person()), Roles: []access.RoleID{fixture.Viewer}}
}

func (p *priced) invitation() access.Invitation {
	p.Helper()
	return p.Invited(p.admin, fixture.Whole(p.organisation), p.person(), fixture.Viewer)
}

// foreign returns somebody who can sign in and is no user.
func (p *priced) foreign() access.Caller {
	return p.Directory.AddForeign(fixture.Address(p, fixture.Mailbox(p.person())), true, fixture.Password)
}

// requested returns an invitation and who asks to accept it.
func (p *priced) requested() (access.Invitation, access.Caller) {
	p.Helper()
	i, asks := p.invitation(), p.foreign()
	p.Must(fixture.Err(p.RequestAcceptance().Do(p.Context(), asks, i.ID, access.AcceptRequest{Token: p.Token(i.ID)})))
	return i, asks
}

// lapsed returns an invitation that has expired, and the token of its link.
func (p *priced) lapsed() (access.Invitation, string) {
	p.Helper()
	i := p.invitation()
	token := p.Token(i.ID)
	p.Set(i.ExpiresAt)
	return i, token
}

func (p *priced) version(of access.Caller) string {
	p.Helper()
	return p.Membership(of.ID(), p.organisation.ID).Version
}

type pricedOperation struct {
	name    string
	prepare func(p *priced) func() error
}

// pricedOperations are the operations of the API, in the order of its route
// table. prepare stores what must exist before, and is not measured.
var pricedOperations = []pricedOperation{
	{"invite", func(p *priced) func() error {
		return func() error {
			_, err := p.Invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, p.request(), "")
			return err
		}
	}},
	{"invite a member", func(p *priced) func() error {
		p.Member(fixture.ScopeOf(p.account), "member", fixture.Viewer)
		return func() error {
			request := access.InviteRequest{Email: fixture.Mailbox("member"), Roles: []access.RoleID{fixture.Biller}}
			_, err := p.Invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, request, "")
			return err
		}
	}},
	{"invite under an idempotency key", func(p *priced) func() error {
		return func() error {
			_, _, err := p.Requests().Do(p.Context(), idempotency.Key{Caller: p.admin.ID(), Route: "invite", Value: "k"}, nil,
				func(_ context.Context, seed access.Seed) ([]byte, idempotency.Next) {
					_, err := p.Invite().Do(p.Context(), p.admin.ID(), p.organisation.ID, p.request(), seed)
					p.Must(err)
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
			_, err := p.Batch().Do(p.Context(), p.admin.ID(), p.organisation.ID, batch, "")
			return err
		}
	}},
	{"update an invitation", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			_, err := p.Update().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, access.UpdateInvitationRequest{Roles: []access.RoleID{fixture.Biller}})
			return err
		}
	}},
	{"resend", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			_, err := p.Resend().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, "")
			return err
		}
	}},
	{"take over an invitation", func(p *priced) func() error {
		i := p.InvitedByOperator(fixture.Whole(p.organisation), p.person(), fixture.Viewer)
		return func() error {
			return fixture.Err(p.TakeOver().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID))
		}
	}},
	{"revoke", func(p *priced) func() error {
		i := p.invitation()
		return func() error { return p.Revoke().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID) }
	}},
	{"send a mail", func(p *priced) func() error {
		i := p.invitation()
		return func() error { return p.Deliver().Do(p.Context(), i.ID) }
	}},
	{"send a reminder", func(p *priced) func() error {
		i := p.invitation()
		p.Token(i.ID)
		return func() error { return p.Deliver().Remind(p.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 1}) }
	}},
	{"expire an invitation", func(p *priced) func() error {
		i := p.invitation()
		return func() error {
			return access.Expire{Store: p.Store, Now: func() time.Time { return i.ExpiresAt }}.Do(p.Context(), i)
		}
	}},
	{"preview", func(p *priced) func() error {
		i := p.invitation()
		token := p.Token(i.ID)
		return func() error {
			_, err := p.Preview().Do(p.Context(), i.ID, token)
			return err
		}
	}},
	{"register", func(p *priced) func() error {
		i := p.invitation()
		token := p.Token(i.ID)
		return func() error {
			_, err := p.Register().Do(p.Context(), i.ID, fixture.Registration(token))
			return err
		}
	}},
	{"accept", func(p *priced) func() error {
		i := p.Invited(p.admin, fixture.Whole(p.organisation), "guest", fixture.Signer)
		token := p.Token(i.ID)
		return func() error {
			_, err := p.Accept().Do(p.Context(), p.guest, i.ID, access.AcceptRequest{Token: token})
			return err
		}
	}},
	{"request an acceptance", func(p *priced) func() error {
		i := p.invitation()
		asks, token := p.foreign(), p.Token(i.ID)
		return func() error {
			return fixture.Err(p.RequestAcceptance().Do(p.Context(), asks, i.ID, access.AcceptRequest{Token: token}))
		}
	}},
	{"request a new link", func(p *priced) func() error {
		i, token := p.lapsed()
		return func() error { return fixture.Err(p.RequestRenewal().Do(p.Context(), i.ID, token)) }
	}},
	{"notify", func(p *priced) func() error {
		i, token := p.lapsed()
		p.Must(fixture.Err(p.RequestRenewal().Do(p.Context(), i.ID, token)))
		return func() error { return p.Notify().Do(p.Context(), i.ID) }
	}},
	{"confirm an acceptance", func(p *priced) func() error {
		i, asks := p.requested()
		return func() error {
			return fixture.Err(p.ConfirmAcceptance().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, asks.ID()))
		}
	}},
	{"decline an acceptance", func(p *priced) func() error {
		i, asks := p.requested()
		return func() error {
			return fixture.Err(p.DeclineAcceptance().Do(p.Context(), p.admin.ID(), p.organisation.ID, i.ID, asks.ID()))
		}
	}},
	{"decline", func(p *priced) func() error {
		i := p.invitation()
		token := p.Token(i.ID)
		return func() error { return p.Decline().Do(p.Context(), i.ID, token) }
	}},
	{"list 50 permissions", func(p *priced) func() error {
		return func() error {
			_, _, err := p.List().Permissions(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"list 50 invitations", func(p *priced) func() error {
		return func() error {
			_, _, err := p.List().Invitations(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"list 50 invitations by 50 others", func(p *priced) func() error {
		organisation, admin := p.Organisation("of-inviters", false)
		for n := range 50 {
			by := p.Member(fixture.Whole(organisation), fmt.Sprintf("inviter-%02d", n), fixture.OrganisationAdmin)
			p.Invited(by, fixture.Whole(organisation), fmt.Sprintf("invited-%02d", n), fixture.Viewer)
		}
		return func() error {
			_, page, err := p.List().Invitations(p.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 50, Status: []access.Status{access.Pending}})
			if err == nil && len(page.Items) != 50 {
				p.Errorf("%d invitations, want 50", len(page.Items))
			}
			return err
		}
	}},
	{"list 50 events", func(p *priced) func() error {
		return func() error {
			_, err := p.List().Events(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"list one's organisations", func(p *priced) func() error {
		return func() error {
			_, err := p.Browse().Organisations(p.Context(), p.partnerAdmin.ID(), access.Filter{Limit: 50})
			return err
		}
	}},
	{"read an organisation with its accounts", func(p *priced) func() error {
		return func() error {
			_, _, err := p.Browse().Organisation(p.Context(), p.admin.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"read an organisation with one's accounts", func(p *priced) func() error {
		return func() error {
			_, _, err := p.Browse().Organisation(p.Context(), p.guest.ID(), p.organisation.ID, access.Filter{Limit: 50})
			return err
		}
	}},
	{"read one's own access", func(p *priced) func() error {
		return func() error {
			_, err := p.Browse().Me(p.Context(), p.guest.ID(), access.Filter{Limit: 50})
			return err
		}
	}},
	{"rename oneself, in one organisation", func(p *priced) func() error {
		organisation, _ := p.Organisation("of-renamed", false)
		renamed, name := p.Member(fixture.Whole(organisation), "renamed", fixture.Viewer), "Augusta"
		return func() error {
			return fixture.Err(p.RenameUser().Do(p.Context(), renamed.ID(), access.RenameUserRequest{FirstName: &name}))
		}
	}},
	{"edit access", func(p *priced) func() error {
		version := p.version(p.guest)
		return func() error {
			_, _, err := p.Edit().If(access.IfVersion(version)).Do(p.Context(), p.admin.ID(), p.organisation.ID, p.guest.ID(),
				access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer, Account: p.account.ID}, {Role: fixture.Biller}}})
			return err
		}
	}},
	{"edit access, adding a role", func(p *priced) func() error {
		version := p.version(p.guest)
		return func() error {
			_, _, err := p.Edit().If(access.IfVersion(version)).Do(p.Context(), p.admin.ID(), p.organisation.ID, p.guest.ID(),
				access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer, Account: p.account.ID}, {Role: fixture.Biller}, {Role: fixture.Signer}}})
			return err
		}
	}},
	{"preview a removal", func(p *priced) func() error {
		return func() error {
			_, err := p.Remove().Preview(p.Context(), p.admin.ID(), fixture.Whole(p.organisation), p.guest.ID())
			return err
		}
	}},
	{"remove access, revoking an invitation", func(p *priced) func() error {
		p.Invited(p.admin, fixture.Whole(p.organisation), "guest", fixture.OrganisationAdmin)
		return func() error {
			_, err := p.Remove().Do(p.Context(), p.admin.ID(), fixture.Whole(p.organisation), p.guest.ID())
			return err
		}
	}},
	{"remove access", func(p *priced) func() error {
		leaving := p.Member(fixture.Whole(p.organisation), "leaving", fixture.Viewer)
		return func() error {
			_, err := p.Remove().Do(p.Context(), p.admin.ID(), fixture.Whole(p.organisation), leaving.ID())
			return err
		}
	}},
	{"leave an organisation", func(p *priced) func() error {
		leaving := p.Member(fixture.Whole(p.organisation), "leaving", fixture.Viewer)
		return func() error {
			_, err := p.Remove().Leave(p.Context(), leaving.ID(), fixture.Whole(p.organisation))
			return err
		}
	}},
	{"create an organisation below a partner", func(p *priced) func() error {
		return func() error {
			_, err := p.CreateChildOrganisation().Do(p.Context(), p.partnerAdmin.ID(), p.partner.ID, "Below", false, "")
			return err
		}
	}},
	{"create an account", func(p *priced) func() error {
		return func() error {
			_, err := p.CreateAccount().Do(p.Context(), p.admin.ID(), p.organisation.ID, "Another shop", "")
			return err
		}
	}},
}
