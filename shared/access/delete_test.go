package access_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestDeleteWhatIsEmpty empties an organisation step by step. Each refusal says what is
// left.
func TestDeleteWhatIsEmpty(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", true)
	branch, shop := f.CreateBelow(chief, company, "Branch", false), f.Account(company, "Shop")
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Viewer)
	waiting := f.Invited(chief, fixture.ScopeOf(shop), "bob", fixture.Viewer)
	f.Invited(chief, fixture.Whole(company), "carl", fixture.Viewer)
	refused := func(scope access.Scope, left string) {
		t.Helper()
		err := f.Delete().Do(t.Context(), chief.ID(), scope)
		f.WantRefusal("deletion", err, access.NotEmpty)
		if !strings.HasSuffix(err.Error(), "It still has "+left+".") {
			t.Errorf("%v, want %s", err, left)
		}
	}
	refused(fixture.Whole(company), "1 member, 2 pending invitations, 1 account, 1 organisation below it")
	refused(fixture.ScopeOf(shop), "1 member, 1 pending invitation")
	f.Must(fixture.Err(f.TryRemove(chief, fixture.ScopeOf(shop), ada)))
	refused(fixture.ScopeOf(shop), "1 pending invitation")
	f.Must(f.Revoke().Do(t.Context(), chief.ID(), company.ID, waiting.ID))
	f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.ScopeOf(shop)))
	f.WantRefusal("the account again", f.Delete().Do(t.Context(), chief.ID(), fixture.ScopeOf(shop)), access.NotFound)
	f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(branch)))
	refused(fixture.Whole(company), "1 pending invitation")
	f.Pass(access.OpenFor)
	refused(fixture.Whole(company), "1 pending invitation") // an acceptance may be on its way
	f.Pass(time.Minute)
	contents, err := f.Delete().Preview(t.Context(), chief.ID(), fixture.Whole(company))
	f.Must(err)
	if !contents.Empty() {
		t.Errorf("the preview has %+v", contents)
	}
	f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)))

	_, _, err = f.Browse().Organisation(t.Context(), chief.ID(), company.ID, access.Filter{Limit: 9})
	f.WantRefusal("the organisation", err, access.NotFound)
	f.WantRefusal("the organisation again", f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)), access.NotFound)
	latest, err := f.List().Events(t.Context(), chief.ID(), partner.ID, access.Filter{Limit: 1})
	f.Must(err)
	if e := latest.Items[0]; e.Type != access.EventOrganisationDeleted || e.Scope != fixture.Whole(company) || e.Names.Organisation != "Company" {
		t.Errorf("the latest event of the parent is %+v", e)
	}
}

func TestDeleteAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	partner := f.CreateBelow(chief, top, "Partner", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	partnerChief := f.Member(fixture.Whole(partner), "partner-chief", fixture.PartnerAdmin)
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	clerk := f.Member(fixture.ScopeOf(yard), "clerk", fixture.AccountAdmin)
	_, stranger := f.Organisation("stranger", true)
	for _, c := range []struct {
		name                  string
		by                    access.Caller
		organisation, account access.Kind
	}{
		{"from two levels above", chief, access.NotEmpty, access.NotEmpty},
		{"from above", partnerChief, access.NotEmpty, access.NotEmpty},
		{"Organisation Admin", admin, access.Forbidden, access.NotEmpty},
		{"Account Admin", clerk, access.Forbidden, access.Forbidden},
		{"stranger", stranger, access.NotFound, access.NotFound},
	} {
		f.WantRefusal(c.name+", organisation", f.Delete().Do(t.Context(), c.by.ID(), fixture.Whole(company)), c.organisation)
		f.WantRefusal(c.name+", account", f.Delete().Do(t.Context(), c.by.ID(), fixture.ScopeOf(yard)), c.account)
	}
	f.WantRefusal("a top-level organisation", f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(top)), access.Forbidden)
	stale := access.IfVersion("another")
	f.WantRefusal("another version", f.Delete().If(stale).Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)), access.VersionMismatch)
	f.Must(f.Delete().If(access.IfVersion(shop.VersionTag())).Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)))
}

func TestOperatorDeletesATopLevelOrganisation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	try := func(withLastMember bool) error {
		_, err := f.Delete().OrganisationByOperator(t.Context(), organisation.ID, withLastMember)
		return err
	}
	f.WantRefusal("with an account", try(true), access.NotEmpty)
	f.Must(f.Delete().Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)))
	f.WantRefusal("with its administrator", try(false), access.NotEmpty)
	f.Must(try(true))
	f.WantRefusal("again", try(true), access.NotFound)
	if removed := f.EventsOfType(organisation, access.EventAccessRemoved); len(removed) != 1 || removed[0].Actor != access.Operator {
		t.Errorf("events of the administrator: %+v", removed)
	}
}

// TestOperatorMarksBeforeTheLastMemberGoes lets the deletion meet an invitation, and a
// failure between its steps. The organisation has its administrator as long as it is not
// marked, and a repetition deletes it.
func TestOperatorMarksBeforeTheLastMemberGoes(t *testing.T) {
	f := fixture.InMemory(t)
	between := &fixture.Between{Store: f.Store}
	f.Store = between
	organisation, admin := f.Organisation("admin", false)
	try := func() error {
		return fixture.Err(f.Delete().OrganisationByOperator(t.Context(), organisation.ID, true))
	}
	var i access.Invitation
	between.BeforeBeginDeletion = func() { i = f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer) }
	f.WantRefusal("with an invitation", try(), access.NotEmpty)
	if held := f.HeldRoles(admin, organisation); held != string(fixture.OrganisationAdmin) {
		t.Fatalf("after a refusal, the administrator holds %q", held)
	}
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
	between.BeforeChangeMembership = func() {
		if !f.Snapshot(fixture.Whole(organisation)).Organisation.BeingDeleted("", f.Now()) {
			t.Error("the last administrator goes before the organisation is marked")
		}
	}
	between.BeforeDeleteOrganisation = func() {
		f.Must(fixture.Err(f.Rename().OrganisationByOperator(t.Context(), organisation.ID, "Other")))
	}
	f.Must(try())
}

// TestWhatMeetsADeletion lets a deletion happen between the judgement and the write of
// everything that adds something.
func TestWhatMeetsADeletion(t *testing.T) {
	f := fixture.InMemory(t)
	between := &fixture.Between{Store: f.Store}
	f.Store = between
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", true)
	remove := func(scope access.Scope, want access.Kind) func() {
		return func() { f.WantRefusal("deletion", f.Delete().Do(t.Context(), chief.ID(), scope), want) }
	}
	home := f.CreateBelow(chief, partner, "Home", false)
	ada, shop := f.Member(fixture.Whole(home), "ada", fixture.Viewer), f.Account(home, "Shop")

	between.BeforeChangeMembership = remove(fixture.ScopeOf(shop), "")
	f.WantRefusal("an edit", f.TryEdit(chief, home, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID}), access.NotFound)

	invitation := f.Invited(chief, fixture.Whole(company), "bob", fixture.Viewer)
	between.BeforeAccept = remove(fixture.Whole(company), access.NotEmpty)
	bob := f.Join(invitation)
	f.Must(fixture.Err(f.TryRemove(chief, fixture.Whole(company), bob)))

	between.BeforeCreateAccount = remove(fixture.Whole(company), "")
	_, err := f.CreateAccount().Do(t.Context(), chief.ID(), company.ID, "Shop", "")
	f.WantRefusal("an account", err, access.NotFound)
	other := f.CreateBelow(chief, partner, "Other", true)
	between.BeforeCreateOrganisation = remove(fixture.Whole(other), "")
	_, err = f.CreateChildOrganisation().Do(t.Context(), chief.ID(), other.ID, "Below", false, "")
	f.WantRefusal("an organisation below", err, access.NotFound)
}

// TestAnInvitationDuringADeletion opens an invitation after the deletion has read those
// that are there. It is not mailed, cannot be accepted during the deletion nor after it, and
// is revoked when its mail is due.
func TestAnInvitationDuringADeletion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		between := &fixture.Between{Store: f.Store}
		f.Store = between
		partner, chief := f.Organisation("chief", true)
		company := f.CreateBelow(chief, partner, "Company", true)
		ada := f.Member(fixture.Whole(partner), "ada", fixture.Viewer)
		late := f.NewOffer(fixture.Whole(company), "ada", fixture.Viewer)
		late.Invitation.TokenHashes = []access.TokenHash{access.HashToken("token")}
		accept := func() error {
			_, err := f.Accept().Do(t.Context(), ada, late.Invitation.ID, access.AcceptRequest{Token: "token"})
			return err
		}
		between.BeforeDeleteOrganisation = func() {
			f.Must(f.Store.Invite(t.Context(), late))
			if err := f.Deliver().Do(t.Context(), late.Invitation.ID); !errors.Is(err, delivery.ErrBusy) {
				t.Errorf("delivery during the deletion: %v", err)
			}
			f.WantRefusal("acceptance during the deletion", accept(), access.Unavailable)
		}
		f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)))
		f.WantRefusal("acceptance after the deletion", accept(), access.InvitationNotAuthorised)
		f.Must(f.Deliver().Do(t.Context(), late.Invitation.ID))
		if mails := f.Mailer.Tokens(late.Invitation.ID); len(mails) > 0 {
			t.Errorf("%d emails were sent", len(mails))
		}
		f.WantRefusal("acceptance after the delivery", accept(), access.InvitationRevoked)
		if events := f.EventsOfType(company, access.EventInvitationRevoked); len(events) != 1 || events[0].Actor != access.System {
			t.Errorf("events: %+v", events)
		}
		if memberships, err := f.Store.Memberships(t.Context(), ada.ID()); err != nil || len(memberships) != 1 {
			t.Errorf("holds %+v (%v)", memberships, err)
		}
	})
}

// TestAnInvitationDuringTheDeletionOfItsAccount is the same for an account. The invitation
// does not stay among the open ones of its organisation.
func TestAnInvitationDuringTheDeletionOfItsAccount(t *testing.T) {
	f := fixture.InMemory(t)
	between := &fixture.Between{Store: f.Store}
	f.Store = between
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	var late access.Invitation
	between.BeforeDeleteAccount = func() { late = f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer) }
	f.Must(f.Delete().Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)))
	for range 2 {
		f.Must(f.Deliver().Do(t.Context(), late.ID))
	}
	listed, err := f.ListedInvitations(admin, organisation, access.Filter{Limit: 9, Status: []access.Status{access.Pending}})
	f.WantList("pending", listed, err)
	if i := f.Invitation(late.ID); i.Status != access.Revoked || len(f.Mailer.Tokens(late.ID)) > 0 {
		t.Errorf("the invitation is %s", i.Status)
	}
	f.Limits.OpenInvitations = 1
	f.Invited(admin, fixture.Whole(organisation), "bob", fixture.Viewer)
}

// TestADeletionThatBreaksOff repeats a deletion that was killed after it began. Meanwhile
// nothing is added, and after a minute everything goes on.
func TestADeletionThatBreaksOff(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	before := f.Snapshot(fixture.Whole(company)).Organisation
	begun := access.Deletion{At: f.Now(), Until: f.Now().Add(time.Minute)}
	f.Must(f.Store.BeginDeletion(t.Context(), access.DeletionStart{Before: before, Deletion: begun}))
	if o := f.Snapshot(fixture.Whole(company)).Organisation; !o.BeingDeleted("shop", f.Now()) || o.BeingDeleted("", f.Now().Add(time.Minute)) {
		t.Errorf("the deletion is %+v", o.Deletion)
	}
	f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)))

	other := f.CreateBelow(chief, partner, "Other", false)
	before = f.Snapshot(fixture.Whole(other)).Organisation
	f.Must(f.Store.BeginDeletion(t.Context(), access.DeletionStart{Before: before, Deletion: begun}))
	f.Pass(time.Minute)
	f.Join(f.Invited(chief, fixture.Whole(other), "ada", fixture.Viewer))
	f.Account(other, "Shop")
}

// TestWhatWasDeletedIsNotCreatedAgain repeats creations under the key of what was deleted.
func TestWhatWasDeletedIsNotCreatedAgain(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	create := func() (access.Scope, access.Scope, error, error) {
		below, err := f.CreateChildOrganisation().Do(t.Context(), chief.ID(), partner.ID, "Company", false, "below")
		shop, shopErr := f.CreateAccount().Do(t.Context(), chief.ID(), partner.ID, "Shop", "shop")
		return fixture.Whole(below.Organisation), fixture.ScopeOf(shop), err, shopErr
	}
	company, shop, _, _ := create()
	f.Must(f.Delete().Do(t.Context(), chief.ID(), company))
	f.Must(f.Delete().Do(t.Context(), chief.ID(), shop))
	_, _, err, shopErr := create()
	f.WantRefusal("the organisation", err, access.NotFound)
	f.WantRefusal("the account", shopErr, access.NotFound)
}
