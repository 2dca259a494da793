package delivery_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/access/accesstest"
	"admit/shared/delivery"
	"admit/shared/delivery/deliverytest"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
)

// noon is the time at which each test begins. It is in the future, so that no
// time-to-live removes an item under test.
var noon = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)

const (
	viewer = access.RoleID("audit-viewer")
	signer = access.RoleID("signing-editor")
	biller = access.RoleID("billing-viewer")
)

var (
	errMailer      = errors.New("the mailer did not answer")
	errDeadLetters = errors.New("the queue did not answer")
)

// store has all that the use cases of access and delivery read and write.
type store interface {
	access.Store
	delivery.Store
}

// world has a store, test doubles, a clock and the use cases on them.
type world struct {
	*testing.T
	store       store
	roles       access.Catalogue
	directory   *accesstest.Directory
	mailer      *deliverytest.Mailer
	deadLetters *deliverytest.DeadLetters

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, s store) *world {
	t.Helper()
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	return &world{T: t, store: s, roles: roles, directory: accesstest.NewDirectory(), mailer: &deliverytest.Mailer{},
		deadLetters: &deliverytest.DeadLetters{}, now: noon}
}

func memory() store { return accesstest.NewMemory() }

// inMemory returns a world with a store in memory.
func inMemory(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return newWorld(t, memory())
}

// onDynamoDB returns a world with a table of its own in DynamoDB Local.
func onDynamoDB(t *testing.T) *world {
	t.Helper()
	table := dynamo.Store{Client: dynamotest.Client(t), Table: fmt.Sprintf("delivery-%d", rand.Uint64())}
	attribute := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := table.Client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &table.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute(dynamo.PartitionKey), attribute(dynamo.SortKey)},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(dynamo.PartitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(dynamo.SortKey), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		t.Fatalf("create the table: %v", err)
	}
	t.Parallel()
	return newWorld(t, table)
}

// onEachStore runs a test in memory and on DynamoDB Local.
func onEachStore(t *testing.T, test func(w *world)) {
	t.Run("memory", func(t *testing.T) { test(inMemory(t)) })
	t.Run("DynamoDB", func(t *testing.T) { test(onDynamoDB(t)) })
}

// Now returns the time that the test has set.
func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

func (w *world) pass(d time.Duration) { w.set(w.Now().Add(d)) }

// ample limits are higher than what a test needs.
var ample = access.Limits{OpenInvitations: 100_000, InvitationsPerHour: 100_000, MailsPerDay: 100_000, MailsPerDayOfPartner: 100_000,
	Batch: access.DefaultLimits.Batch, Roles: access.DefaultLimits.Roles, Grants: access.DefaultLimits.Grants}

func (w *world) send() delivery.Send {
	return delivery.Send{Store: w.store, Mailer: w.mailer, DeadLetters: w.deadLetters, Roles: w.roles,
		BaseURL: "https://admit.example", Now: w.Now}
}

func (w *world) track() delivery.Track { return delivery.Track{Store: w.store, Now: w.Now} }

func (w *world) invite() access.Invite {
	return access.Invite{Store: w.store, Roles: w.roles, Limits: ample, Now: w.Now}
}

func (w *world) resend() access.Resend {
	return access.Resend{Store: w.store, Roles: w.roles, Limits: ample, Now: w.Now}
}

func (w *world) revoke() access.Revoke { return access.Revoke{Store: w.store, Now: w.Now} }

func (w *world) preview() access.Preview {
	return access.Preview{Store: w.store, Identities: w.directory, Roles: w.roles, Now: w.Now}
}

// must ends the test if err is not nil.
func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused checks that err is a refusal of a kind, or nil if the kind is empty.
func (w *world) refused(what string, err error, want access.Kind) {
	w.Helper()
	if (err == nil) != (want == "") || (err != nil && access.KindOf(err) != want) {
		w.Errorf("%s: %v, want %q", what, err, want)
	}
}

func mailbox(name string) string { return name + "@example.com" }

func whole(o access.Organisation) access.Scope { return access.Scope{Organisation: o.ID} }

func scopeOf(a access.Account) access.Scope {
	return access.Scope{Organisation: a.Organisation, Account: a.ID}
}

// organisation creates an organisation whose administrator has registered.
func (w *world) organisation(name string, partner bool) (access.Organisation, access.Caller) {
	w.Helper()
	organisation, invitation, err := access.Found{Store: w.store, Limits: ample, Now: w.Now}.Do(w.Context(), access.FoundRequest{
		Name: "Organisation of " + name, Partner: partner, Admin: access.InviteRequest{Email: mailbox(name), FirstName: name}})
	w.must(err)
	return organisation, w.registers(invitation)
}

// account creates an account.
func (w *world) account(organisation access.Organisation, name string) access.Account {
	w.Helper()
	account := access.Account{ID: access.AccountID(access.NewID()), Organisation: organisation.ID, Name: name, CreatedAt: w.Now()}
	w.must(w.store.CreateAccount(w.Context(), access.Opening{Account: account, Record: access.Record{ID: access.NewID(),
		Type: access.AccountCreated, Scope: scopeOf(account), At: w.Now(), Actor: access.Operator}}))
	return account
}

// offer returns an operator's invitation that is not written yet.
func (w *world) offer(scope access.Scope, name string, roles ...access.RoleID) access.Offer {
	w.Helper()
	now := w.Now().Truncate(time.Second)
	address, err := access.ParseAddress(mailbox(name))
	w.must(err)
	invitation := access.Invitation{
		ID: access.InvitationID(access.NewID()), Scope: scope, Email: address, Roles: roles,
		Status: access.Pending, Inviter: access.Operator, CreatedAt: now, ExpiresAt: now.Add(access.OpenFor),
		Round: 1, Version: 1, QueuedAt: now, Delivery: access.Delivery{Status: access.Queued, At: now},
	}
	return access.Offer{Invitation: invitation, Limits: ample, ByOperator: true, Record: access.Record{ID: access.NewID(),
		Type: access.InvitationCreated, Scope: scope, At: now, Actor: access.Operator, Invitation: invitation.ID}}
}

// invited invites somebody in the name of an administrator.
func (w *world) invited(by access.Caller, scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	invitation, err := w.invite().Do(w.Context(), by.ID(), scope.Organisation,
		access.InviteRequest{Email: mailbox(name), Account: scope.Account, Roles: roles}, "")
	w.must(err)
	return invitation
}

// resent resends an invitation in the name of an administrator.
func (w *world) resent(by access.Caller, i access.Invitation) access.Invitation {
	w.Helper()
	resent, err := access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.Now}.
		Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
	w.must(err)
	return resent
}

// member invites somebody as an operator and registers them.
func (w *world) member(scope access.Scope, name string, roles ...access.RoleID) access.Caller {
	w.Helper()
	offer := w.offer(scope, name, roles...)
	w.must(w.store.Invite(w.Context(), offer))
	return w.registers(offer.Invitation)
}

// registers sends the mail of an invitation and registers its invitee.
func (w *world) registers(i access.Invitation) access.Caller {
	w.Helper()
	w.must(w.send().Do(w.Context(), i.ID))
	tokens := w.mailer.Tokens(i.ID)
	accepted, err := access.Register{Store: w.store, Identities: w.directory, Roles: w.roles, Limits: ample,
		Passwords: access.PasswordRule{MinLength: 12}, Now: w.Now}.Do(w.Context(), i.ID, access.RegisterRequest{
		Token: tokens[len(tokens)-1], FirstName: "Ada", LastName: "Lovelace", Password: "Correct horse 9 battery"})
	w.must(err)
	return access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
}

// invitation reads an invitation from the store.
func (w *world) invitation(id access.InvitationID) access.Invitation {
	w.Helper()
	invitation, err := w.store.Invitation(w.Context(), id)
	w.must(err)
	return invitation
}

// recorded returns an organisation's events of one type, the first one first.
func (w *world) recorded(organisation access.Organisation, kind access.RecordType) []access.Record {
	w.Helper()
	var events []access.Record
	for q := (access.RecordQuery{Organisation: organisation.ID, Limit: 100}); ; {
		page, err := w.store.Records(w.Context(), q)
		w.must(err)
		events = append(events, page.Items...)
		if q.After = page.Next; q.After == "" {
			slices.Reverse(events)
			return slices.DeleteFunc(events, func(e access.Record) bool { return e.Type != kind })
		}
	}
}
