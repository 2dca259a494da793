package access_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestTakeOver(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin)
	i := f.Invited(deputy, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(i.ID)
	before := f.Invitation(i.ID)
	f.EditRoles(admin, organisation, deputy, access.ScopedRole{Role: fixture.Viewer})
	_, err := f.Register().Do(t.Context(), i.ID, fixture.Registration(token))
	f.WantRefusal("the inviter has no authority", err, access.InvitationNotAuthorised)

	f.Pass(time.Hour)
	taken, err := f.TakeOver().If(access.IfVersion(before.VersionTag())).Do(t.Context(), admin.ID(), organisation.ID, i.ID)
	f.Must(err)
	want := before
	want.Inviter, want.Version = f.Membership(admin.ID(), organisation.ID).User.Person(), before.Version+1
	if stored := f.Invitation(i.ID); !reflect.DeepEqual(stored, want) || taken.Inviter != want.Inviter || taken.Version != want.Version {
		t.Errorf("stored %+v, answered %+v, want %+v", stored, taken, want)
	}
	again, err := f.TakeOver().If(access.IfVersion(before.VersionTag())).Do(t.Context(), admin.ID(), organisation.ID, i.ID)
	if err != nil || again.Version != taken.Version {
		t.Errorf("a repetition made version %d (%v)", again.Version, err)
	}
	events := f.EventsOfType(organisation, access.EventInvitationTakenOver)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Invitation != i.ID || !slices.Equal(events[0].Before, events[0].After) {
		t.Errorf("events: %+v", events)
	}
	accepted, err := f.Register().Do(t.Context(), i.ID, fixture.Registration(token))
	f.Must(err)
	if by := accepted.Membership.Grants[0].By.ID; by != admin.ID() {
		t.Errorf("the role was granted by %s", by)
	}
}

func TestTakeOverIsRefused(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(organisation), "reader", fixture.Viewer)
	brief := f.Member(fixture.Whole(organisation), "brief", fixture.Viewer)
	f.EditRoles(admin, organisation, brief, access.ScopedRole{Role: fixture.OrganisationAdmin, Until: f.Now().Add(time.Hour)})
	_, stranger := f.Organisation("stranger", false)
	whole := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	atYard := f.Invited(admin, fixture.ScopeOf(yard), "ada", fixture.Viewer)
	try := func(by access.Caller, i access.Invitation, p access.Precondition) error {
		return fixture.Err(f.TakeOver().If(p).Do(t.Context(), by.ID(), organisation.ID, i.ID))
	}
	for _, c := range []struct {
		name string
		by   access.Caller
		of   access.Invitation
		want access.Kind
	}{
		{"an Account Admin, the whole organisation", clerk, whole, access.NotFound},
		{"an Account Admin, another account", clerk, atYard, access.NotFound},
		{"an administrator whose own role ends before", brief, whole, access.RoleNotAllowed},
		{"a member", reader, whole, access.Forbidden},
		{"a stranger", stranger, whole, access.NotFound},
		{"an unknown invitation", admin, access.Invitation{ID: "unknown"}, access.NotFound},
	} {
		f.WantRefusal(c.name, try(c.by, c.of, access.Precondition{}), c.want)
	}
	f.WantRefusal("another version", try(f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin), whole, access.IfVersion("7")), access.VersionMismatch)
	f.Must(try(clerk, f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer), access.Precondition{}))
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, whole.ID))
	f.WantRefusal("a revoked invitation, of the caller", try(admin, whole, access.Precondition{}), access.InvitationRevoked)
	f.Set(atYard.ExpiresAt)
	f.WantRefusal("an expired invitation", try(admin, atYard, access.Precondition{}), access.InvitationExpired)
}

// TestPagesOfThoseThatNeedAnInviter finds a few invitations among many, in pages.
func TestPagesOfThoseThatNeedAnInviter(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin)
	var want []string
	for n := range 150 {
		by, name := admin, fmt.Sprintf("p%03d", n)
		if n%60 == 7 {
			by, want = deputy, append(want, fixture.Mailbox(name))
		}
		f.Invited(by, fixture.Whole(organisation), name, fixture.Viewer)
	}
	f.EditRoles(admin, organisation, deputy, access.ScopedRole{Role: fixture.Viewer})
	var got []string
	filter, requests := access.Filter{NeedsInviter: true, Limit: 2}, 0
	for ; requests == 0 || filter.After != ""; requests++ {
		_, page, err := f.List().Invitations(t.Context(), admin.ID(), organisation.ID, filter)
		f.Must(err)
		if len(page.Items) > filter.Limit {
			t.Errorf("a page has %d invitations", len(page.Items))
		}
		for _, i := range page.Items {
			got = append(got, i.Email.String())
		}
		filter.After = page.Next
	}
	f.WantList("found", got, nil, want...)
	if requests > 2 {
		t.Errorf("found in %d requests, want at most 2", requests)
	}
}

// TestListMarksInvitationsThatNeedAnInviter lets inviters lose their authority in every way,
// and compares the mark with the preview, which judges the inviter as an acceptance does.
func TestListMarksInvitationsThatNeedAnInviter(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	organisation := f.ChildOrganisation("below", top)
	shop := f.Account(organisation, "Shop")
	admin := f.Member(fixture.Whole(organisation), "admin", fixture.OrganisationAdmin)
	end := f.Now().Add(access.OpenFor / 2).Truncate(time.Second)
	invited := map[string]access.Invitation{}
	inviter := func(name string, lose func(access.Caller)) {
		by := f.Member(fixture.Whole(organisation), "by-"+name, fixture.OrganisationAdmin)
		r := access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}, Ends: access.Ends{fixture.Viewer: end}}
		i, err := f.Invite().Do(t.Context(), by.ID(), organisation.ID, r, "")
		f.Must(err)
		invited[name] = i
		lose(by)
	}
	edit := func(grants ...access.ScopedRole) func(access.Caller) {
		return func(by access.Caller) { f.EditRoles(admin, organisation, by, grants...) }
	}
	inviter("keeps", func(access.Caller) {})
	inviter("demoted", edit(access.ScopedRole{Role: fixture.Viewer}))
	inviter("narrowed", edit(access.ScopedRole{Role: fixture.AccountAdmin, Account: shop.ID}))
	inviter("until-then", edit(access.ScopedRole{Role: fixture.OrganisationAdmin, Until: end}))
	inviter("until-before", edit(access.ScopedRole{Role: fixture.OrganisationAdmin, Until: end.Add(-time.Second)}))
	inviter("suspended", func(by access.Caller) {
		f.Must(suspend(f, admin, organisation, by, true))
	})
	inviter("removed", func(by access.Caller) {
		f.Must(fixture.Err(f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), by.ID())))
	})
	invited["from-above"] = f.Invited(chief, fixture.Whole(organisation), "from-above", fixture.Viewer)
	invited["by-operator"] = f.InvitedByOperator(fixture.Whole(organisation), "by-operator", fixture.Viewer)
	revoked := f.Invited(admin, fixture.Whole(organisation), "revoked", fixture.Viewer)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, revoked.ID))

	marked := func(by access.Caller, filter access.Filter) (names []string) {
		filter.Limit = 50
		_, page, err := f.List().Invitations(t.Context(), by.ID(), organisation.ID, filter)
		f.Must(err)
		for _, i := range page.Items {
			if _, one, err := f.List().Invitation(t.Context(), by.ID(), organisation.ID, i.ID); err != nil || one.NeedsInviter != i.NeedsInviter {
				t.Errorf("%s by itself: %t (%v), listed %t", i.Email, one.NeedsInviter, err, i.NeedsInviter)
			}
			if i.NeedsInviter {
				names = append(names, i.Email.String())
			}
		}
		return names
	}
	tokens := map[string]string{}
	for name, i := range invited {
		tokens[name] = f.Token(i.ID)
	}
	for _, at := range []time.Time{f.Now(), end.Add(-time.Second), end} {
		f.Set(at)
		var want []string
		for name, i := range invited {
			if _, err := f.Preview().Do(t.Context(), i.ID, tokens[name]); access.KindOf(err) == access.InvitationNotAuthorised {
				want = append(want, fixture.Mailbox(name))
			}
		}
		slices.Sort(want)
		for _, by := range []access.Caller{admin, chief} {
			f.WantList("marked", marked(by, access.Filter{}), nil, want...)
			f.WantList("filtered", marked(by, access.Filter{NeedsInviter: true}), nil, want...)
		}
		if at.Before(end) != (len(want) > 0) {
			t.Errorf("at %s, %q need an inviter", at, want)
		}
	}
}
