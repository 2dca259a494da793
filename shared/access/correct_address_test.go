package access_test

import (
	"reflect"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestCorrectAddress(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	request := access.InviteRequest{Email: fixture.Mailbox("adda"), FirstName: "Ada", LastName: "Lovelace", Account: shop.ID,
		Roles: []access.RoleID{fixture.Viewer, fixture.Signer}, Ends: access.Ends{fixture.Signer: f.Now().Add(access.OpenFor)}, Locale: "nb", ReturnURL: "https://app.example.com/x", Metadata: access.Metadata{"customerId": "1"}}
	wrong, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, request, "")
	f.Must(err)
	old := f.Token(wrong.ID)
	corrected, err := f.CorrectAddress().If(access.IfVersion(wrong.VersionTag())).Do(t.Context(), admin.ID(), organisation.ID, wrong.ID, fixture.Mailbox("ada"), "seed")
	f.Must(err)
	want := wrong
	want.ID, want.Email = corrected.ID, fixture.Address(t, fixture.Mailbox("ada"))
	if corrected.ID == wrong.ID || !reflect.DeepEqual(corrected, want) {
		t.Errorf("corrected to %+v, want %+v", corrected, want)
	}
	if status := f.Invitation(wrong.ID).Status; status != access.Revoked {
		t.Errorf("the old invitation is %s", status)
	}
	_, err = f.Preview().Do(t.Context(), wrong.ID, old)
	f.WantRefusal("the old link", err, access.InvitationRevoked)
	if revoked, created := f.EventsOfType(organisation, access.EventInvitationRevoked), f.EventsOfType(organisation, access.EventInvitationCreated); len(revoked) != 1 ||
		revoked[0].Invitation != wrong.ID || created[len(created)-1].Invitation != corrected.ID || revoked[0].Actor.ID != admin.ID() {
		t.Errorf("events: %+v and %+v", revoked, created)
	}
	again, err := f.CorrectAddress().If(access.IfVersion("1")).Do(t.Context(), admin.ID(), organisation.ID, wrong.ID, fixture.Mailbox("ada"), "seed")
	f.Must(err)
	if again.ID != corrected.ID {
		t.Errorf("a repetition created %s", again.ID)
	}
	f.Join(corrected)
}

func TestCorrectAddressIsRefused(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	clerk, reader := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin), f.Member(fixture.Whole(organisation), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Invited(admin, fixture.Whole(organisation), "bob", fixture.Viewer)
	high := f.Invited(admin, fixture.Whole(organisation), "high", fixture.OrganisationAdmin)
	for _, c := range []struct {
		name string
		by   access.Caller
		of   access.Invitation
		to   string
		want access.Kind
	}{
		{"the same address", admin, i, "Ada", access.Invalid},
		{"no address", admin, i, "a b", access.Invalid},
		{"another pending invitation", admin, i, "bob", access.InvitationPending},
		{"somebody who has the roles", admin, i, "reader", access.AlreadyGranted},
		{"an Account Admin", clerk, i, "new", access.NotFound},
		{"a member", reader, high, "new", access.Forbidden},
		{"a stranger", stranger, i, "new", access.NotFound},
	} {
		_, err := f.CorrectAddress().Do(t.Context(), c.by.ID(), organisation.ID, c.of.ID, fixture.Mailbox(c.to), "")
		f.WantRefusal(c.name, err, c.want)
	}
	_, err := f.CorrectAddress().If(access.IfVersion("7")).Do(t.Context(), admin.ID(), organisation.ID, i.ID, fixture.Mailbox("new"), "")
	f.WantRefusal("another version", err, access.VersionMismatch)
	if status := f.Invitation(i.ID).Status; status != access.Pending {
		t.Fatalf("a refusal left the invitation %s", status)
	}
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
	_, err = f.CorrectAddress().Do(t.Context(), admin.ID(), organisation.ID, i.ID, fixture.Mailbox("new"), "")
	f.WantRefusal("a revoked invitation", err, access.InvitationRevoked)
}

// TestCorrectAddressAtTheLimit corrects an address while the organisation has as many open
// invitations as it may have, and to an address whose invitation has expired.
func TestCorrectAddressAtTheLimit(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Pass(access.OpenFor)
	i := f.Invited(admin, fixture.Whole(organisation), "adda", fixture.Viewer)
	f.Limits.OpenInvitations = 2
	corrected, err := f.CorrectAddress().Do(t.Context(), admin.ID(), organisation.ID, i.ID, fixture.Mailbox("ada"), "")
	f.Must(err)
	f.Limits.OpenInvitations = 1
	_, err = f.CorrectAddress().Do(t.Context(), admin.ID(), organisation.ID, corrected.ID, fixture.Mailbox("eve"), "")
	f.Must(err)
}
