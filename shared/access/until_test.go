package access_test

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// endingAdmin returns an administrator whose role ends in an hour, and that end.
func endingAdmin(f *fixture.Fixture, chief access.Caller, o access.Organisation) (access.Caller, time.Time) {
	f.Helper()
	end := f.Now().Add(time.Hour).UTC().Truncate(time.Second)
	admin := f.Member(fixture.Whole(o), "temp", fixture.OrganisationAdmin)
	f.EditRoles(chief, o, admin, access.ScopedRole{Role: fixture.OrganisationAdmin, Until: end})
	return admin, end
}

// TestARoleEndsToTheSecond tries every request of an administrator one second before the
// end of their role, at the end and one second after it.
func TestARoleEndsToTheSecond(t *testing.T) {
	for _, after := range []time.Duration{-time.Second, 0, time.Second} {
		f := fixture.New(t, memory.New())
		company, chief := f.Organisation("chief", false)
		admin, end := endingAdmin(f, chief, company)
		invitation := f.Invited(chief, fixture.Whole(company), "eve", fixture.Viewer)
		user := f.Member(fixture.Whole(company), "user", fixture.Viewer)
		f.Set(end.Add(after))
		for _, request := range fixture.Requests {
			err := request.Try(f, fixture.Request{By: admin, Organisation: company.ID, User: user.ID(), Invitation: invitation.ID})
			if ended := access.KindOf(err) == access.NotFound; err != nil && after >= 0 != ended || err == nil && after >= 0 {
				t.Errorf("%s, %s after the end: %v", request.Name, after, err)
			}
			f.Pass(0)
		}
		check := access.Check{Permission: "billing:read", Scope: fixture.Whole(company)}
		decided, err := f.Decide().Do(t.Context(), admin.ID(), admin.ID(), []access.Check{check})
		f.Must(err)
		scopes, err := f.Decide().Scopes(t.Context(), admin.ID(), admin.ID(), "billing:read", access.Filter{Limit: 5})
		f.Must(err)
		me, err := f.Browse().Me(t.Context(), admin.ID(), access.Filter{Limit: 5})
		f.Must(err)
		organisations, err := f.Browse().Organisations(t.Context(), admin.ID(), access.Filter{Limit: 5})
		f.Must(err)
		counts := []int{len(decided.Items[0].Because), len(scopes.Items), len(me.Memberships.Items[0].Grants), len(organisations.Items)}
		if want := map[bool][]int{true: {0, 0, 0, 0}, false: {1, 1, 1, 1}}[after >= 0]; !slices.Equal(counts, want) {
			t.Errorf("%s after the end: decisions, scopes, /me and organisations are %v, want %v", after, counts, want)
		}
	}
}

// TestNobodyGivesForLongerThanTheyGovern lets an administrator whose role ends give roles.
func TestNobodyGivesForLongerThanTheyGovern(t *testing.T) {
	f := fixture.InMemory(t)
	company, chief := f.Organisation("chief", false)
	admin, end := endingAdmin(f, chief, company)
	user := f.Member(fixture.Whole(company), "user", fixture.Viewer)
	for _, c := range []struct {
		until time.Time
		want  access.Kind
	}{{time.Time{}, access.RoleNotAllowed}, {end.Add(time.Second), access.RoleNotAllowed}, {f.Now(), access.Invalid}, {end, ""}} {
		err := f.TryEdit(admin, company, user, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Biller, Until: c.until})
		wantKind(t, "an edit until "+c.until.String(), err, c.want)
		_, err = f.Invite().Do(t.Context(), admin.ID(), company.ID, access.InviteRequest{Email: fixture.Mailbox("new"),
			Roles: []access.RoleID{fixture.Biller}, Ends: access.Ends{fixture.Biller: c.until}}, "")
		wantKind(t, "an invite until "+c.until.String(), err, c.want)
	}
	f.WantRefusal("an end taken away", f.TryEdit(admin, company, user, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Biller}), access.RoleNotAllowed)
	f.EditRoles(admin, company, user, access.ScopedRole{Role: fixture.Viewer, Until: end})
	all := f.EventsOfType(company, access.EventAccessChanged)
	changed := all[len(all)-1]
	if !slices.Equal(changed.After, []access.ScopedRole{{Role: fixture.Viewer, Until: end}}) {
		t.Errorf("the event has %v", changed.After)
	}
}

func wantKind(t *testing.T, what string, err error, want access.Kind) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || access.KindOf(err) != want) {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

// TestAcceptGivesWhatHasNotEnded accepts an invitation before its roles end, between two
// ends and after both.
func TestAcceptGivesWhatHasNotEnded(t *testing.T) {
	for hours, want := range []string{"audit-viewer,billing-viewer", "audit-viewer", ""} {
		f := fixture.New(t, memory.New())
		company, chief := f.Organisation("chief", false)
		now := f.Now().UTC().Truncate(time.Second)
		invitation, err := f.Invite().Do(t.Context(), chief.ID(), company.ID, access.InviteRequest{Email: fixture.Address(f, fixture.Mailbox("ada")).String(),
			Roles: []access.RoleID{fixture.Biller, fixture.Viewer}, Ends: access.Ends{fixture.Biller: now.Add(time.Hour), fixture.Viewer: now.Add(2 * time.Hour)}}, "")
		f.Must(err)
		token := f.Token(invitation.ID)
		f.Set(now.Add(time.Duration(hours) * time.Hour))
		preview, previewErr := f.Preview().Do(t.Context(), invitation.ID, token)
		accepted, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
		if want == "" {
			f.WantRefusal("the preview", previewErr, access.InvitationExpired)
			f.WantRefusal("the acceptance", err, access.InvitationExpired)
			continue
		}
		f.Must(err)
		f.Must(previewErr)
		var got string
		for n, g := range accepted.Membership.Grants {
			got += map[bool]string{true: ",", false: ""}[n > 0] + string(g.Role)
			if g.Until != invitation.Ends[g.Role] {
				t.Errorf("%s ends at %s", g.Role, g.Until)
			}
		}
		if got != want || len(preview.Roles) != len(accepted.Membership.Grants) {
			t.Errorf("after %d hours, %q was given and %v shown, want %q", hours, got, preview.Roles, want)
		}
	}
}

// TestAnInviterWhoseRoleEnds lets nobody accept an invitation of somebody whose role has
// ended, or whose role ends before what they offered.
func TestAnInviterWhoseRoleEnds(t *testing.T) {
	f := fixture.InMemory(t)
	company, chief := f.Organisation("chief", false)
	admin := f.Member(fixture.Whole(company), "temp", fixture.OrganisationAdmin)
	invitation := f.Invited(admin, fixture.Whole(company), "ada", fixture.Viewer)
	f.EditRoles(chief, company, admin, access.ScopedRole{Role: fixture.OrganisationAdmin, Until: f.Now().Add(time.Hour)})
	_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(f.Token(invitation.ID)))
	f.WantRefusal("a role for longer than the inviter has", err, access.InvitationNotAuthorised)
}

// TestAnEndedRoleIsHeldNoMore invites somebody to a role that has ended, and lets them
// accept.
func TestAnEndedRoleIsHeldNoMore(t *testing.T) {
	f := fixture.InMemory(t)
	company, chief := f.Organisation("chief", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer, fixture.Biller)
	f.EditRoles(chief, company, ada, access.ScopedRole{Role: fixture.Viewer, Until: f.Now().Add(time.Hour)}, access.ScopedRole{Role: fixture.Biller})
	f.Pass(time.Hour)
	f.Join(f.Invited(chief, fixture.Whole(company), "ada", fixture.Viewer))
	held := f.Membership(ada.ID(), company.ID).Grants
	if len(held) != 2 || held[0].EndedAt(f.Now()) || !held[0].Until.IsZero() {
		t.Errorf("ada holds %+v", held)
	}
}

// TestEndAccess removes what has ended, once, whatever is reported.
func TestEndAccess(t *testing.T) {
	f := fixture.InMemory(t)
	company, chief := f.Organisation("chief", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer, fixture.Biller)
	end := f.Now().Add(time.Hour).UTC().Truncate(time.Second)
	f.EditRoles(chief, company, ada, access.ScopedRole{Role: fixture.Viewer, Until: end}, access.ScopedRole{Role: fixture.Biller, Until: end.Add(time.Hour)})
	ending := access.Ending{User: ada.ID(), Organisation: company.ID, At: end}
	f.Set(end.Add(-time.Millisecond)) // the clock of the store is ahead
	for range 2 {
		f.Must(f.EndAccess().Do(t.Context(), ending))
	}
	f.Must(f.EndAccess().Do(t.Context(), access.Ending{User: ada.ID(), Organisation: "gone", At: end}))
	f.Must(f.EndAccess().Do(t.Context(), access.Ending{User: "gone", Organisation: company.ID, At: end}))
	events := f.EventsOfType(company, access.EventAccessEnded)
	if len(events) != 1 || events[0].Actor != access.System || len(events[0].Before) != 2 || len(events[0].After) != 1 {
		t.Errorf("the events are %+v", events)
	}
	if held := f.Membership(ada.ID(), company.ID).Grants; len(held) != 1 || held[0].Role != fixture.Biller {
		t.Errorf("ada holds %+v", held)
	}
}

// TestAnAdministratorWithAnEndIsNotTheLast refuses to leave an organisation with nobody
// but an administrator whose role ends.
func TestAnAdministratorWithAnEndIsNotTheLast(t *testing.T) {
	f := fixture.InMemory(t)
	company, chief := f.Organisation("chief", false)
	admin, end := endingAdmin(f, chief, company)
	_, err := f.TryRemove(admin, fixture.Whole(company), chief)
	f.WantRefusal("the removal", err, access.LastAdministrator)
	f.WantRefusal("an end", f.TryEdit(chief, company, chief, access.ScopedRole{Role: fixture.OrganisationAdmin, Until: end}), access.LastAdministrator)
	f.EditRoles(chief, company, admin, access.ScopedRole{Role: fixture.OrganisationAdmin})
	f.EditRoles(chief, company, chief, access.ScopedRole{Role: fixture.OrganisationAdmin, Until: end})
}

// TestEndedRolesLeaveRoom accepts an invitation that the limit of grants allowed, although
// an ended role is still listed.
func TestEndedRolesLeaveRoom(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	end := f.Now().Add(time.Hour).UTC().Truncate(time.Second)
	f.Limits.Grants = 2
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	f.EditRoles(admin, company, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer, Until: end})
	f.Set(end.Add(time.Second))
	i := f.Invited(admin, fixture.Whole(company), "ada", fixture.Biller)
	f.Must(fixture.Err(f.OwnInvitations().DoAccept(t.Context(), ada, i.ID, "")))
}
