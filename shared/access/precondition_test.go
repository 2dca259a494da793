package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestPreconditionIsPartOfTheWrite lets somebody else change the membership or the
// invitation after the precondition was checked and before the write.
func TestPreconditionIsPartOfTheWrite(t *testing.T) {
	for name, try := range map[string]func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, ada access.Caller, i access.Invitation) error{
		"edit": func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, ada access.Caller, _ access.Invitation) error {
			condition := f.AsShown(admin, o, ada)
			s.BeforeChangeMembership = func() { f.EditRoles(admin, o, ada, access.ScopedRole{Role: fixture.Signer}) }
			edit := access.Edit{Store: s, Roles: f.Roles, Limits: f.Limits, Now: f.Now}
			_, _, err := edit.If(condition).Do(f.Context(), admin.ID(), o.ID, ada.ID(), access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Biller}}})
			return err
		},
		"remove": func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, ada access.Caller, _ access.Invitation) error {
			condition := f.AsShown(admin, o, ada)
			s.BeforeChangeMembership = func() { f.EditRoles(admin, o, ada, access.ScopedRole{Role: fixture.Signer}) }
			_, err := access.Remove{Store: s, Now: f.Now}.If(condition).Do(f.Context(), admin.ID(), fixture.Whole(o), ada.ID())
			return err
		},
		"change an invitation": func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.BeforeUpdateInvitation = func() { f.Resent(admin, i) }
			name := "Augusta"
			amend := access.UpdateInvitation{Store: s, Roles: f.Roles, Limits: f.Limits, Now: f.Now}
			_, err := amend.If(access.IfVersion(i.VersionTag())).Do(f.Context(), admin.ID(), o.ID, i.ID, access.UpdateInvitationRequest{FirstName: &name})
			return err
		},
		"revoke": func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.BeforeClose = func() { f.Resent(admin, i) }
			return access.Revoke{Store: s, Now: f.Now}.If(access.IfVersion(i.VersionTag())).Do(f.Context(), admin.ID(), o.ID, i.ID)
		},
		"resend": func(f *fixture.Fixture, s *fixture.Between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.BeforeResend = func() { f.Resent(admin, i) }
			resend := access.Resend{Store: s, Roles: f.Roles, Limits: f.Limits, Now: f.Now}
			_, err := resend.If(access.IfVersion(i.VersionTag())).Do(f.Context(), admin.ID(), o.ID, i.ID, "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			o, admin := f.Organisation("admin", false)
			ada := f.Member(fixture.Whole(o), "ada", fixture.Viewer)
			i := f.Invited(admin, fixture.Whole(o), "invitee", fixture.Viewer)
			s := &fixture.Between{Store: f.Store}
			f.WantRefusal(name, try(f, s, o, admin, ada, i), access.VersionMismatch)
			if s.BeforeChangeMembership != nil || s.BeforeUpdateInvitation != nil || s.BeforeClose != nil || s.BeforeResend != nil {
				t.Error("no other write happened")
			}
			if held := f.HeldRoles(ada, o); held != string(fixture.Viewer) && held != string(fixture.Signer) {
				t.Errorf("holds %q", held)
			}
			if now := f.Invitation(i.ID); now.Status != access.Pending || now.FirstName != i.FirstName {
				t.Errorf("the invitation is now %+v", now)
			}
		})
	}
}

// TestPreconditionComesAfterVisibilityAndBeforeState checks the order of refusals.
func TestPreconditionComesAfterVisibilityAndBeforeState(t *testing.T) {
	f := fixture.InMemory(t)
	o, admin := f.Organisation("admin", false)
	_, stranger := f.Organisation("stranger", false)
	reader := f.Member(fixture.Whole(o), "reader", fixture.Viewer)
	i := f.Invited(admin, fixture.Whole(o), "invitee", fixture.Viewer)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), o.ID, i.ID))
	wrong, right := access.IfVersion("nope"), access.IfVersion(i.VersionTag())
	name := "Late"
	for _, c := range []struct {
		what      string
		by        access.Caller
		condition access.Precondition
		updated   access.Kind
		revoked   access.Kind
	}{
		{"a stranger", stranger, wrong, access.NotFound, access.NotFound},
		{"a reader", reader, wrong, access.Forbidden, access.Forbidden},
		{"another version", admin, wrong, access.VersionMismatch, access.VersionMismatch},
		{"a weak tag", admin, access.IfVersion(`W/"` + i.VersionTag() + `"`), access.VersionMismatch, access.VersionMismatch},
		{"this version", admin, right, access.InvitationRevoked, ""},
		{"any version", admin, access.Precondition{Any: true}, access.InvitationRevoked, ""},
		{"one of several", admin, access.Precondition{Versions: append(wrong.Versions, right.Versions...)}, access.InvitationRevoked, ""},
		{"none", admin, access.Precondition{}, access.InvitationRevoked, ""},
	} {
		_, err := f.Update().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID, access.UpdateInvitationRequest{FirstName: &name})
		f.WantRefusal("change, "+c.what, err, c.updated)
		f.WantRefusal("revoke, "+c.what, f.Revoke().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID), c.revoked)
		_, err = f.Resend().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID, "")
		f.WantRefusal("resend, "+c.what, err, c.updated)
	}
	_, err := f.Remove().If(wrong).Do(t.Context(), reader.ID(), fixture.Whole(o), admin.ID())
	f.WantRefusal("remove, a reader", err, access.Forbidden)
	_, err = f.Remove().If(wrong).Do(t.Context(), admin.ID(), fixture.Whole(o), admin.ID())
	f.WantRefusal("remove the last administrator, another version", err, access.VersionMismatch)
	_, err = f.Remove().If(f.AsShown(admin, o, admin)).Do(t.Context(), admin.ID(), fixture.Whole(o), admin.ID())
	f.WantRefusal("remove the last administrator", err, access.LastAdministrator)
}

// TestResendWithPreconditionCanBeRepeated repeats a resend whose precondition
// names a version that the first request has changed.
func TestResendWithPreconditionCanBeRepeated(t *testing.T) {
	f := fixture.InMemory(t)
	o, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(o), "invitee", fixture.Viewer)
	resend := f.Resend().If(access.IfVersion(i.VersionTag()))
	for range 2 {
		if again, err := resend.Do(t.Context(), admin.ID(), o.ID, i.ID, "seed"); err != nil || again.Version != i.Version+1 {
			t.Errorf("version %d of %d: %v", again.Version, i.Version, err)
		}
	}
	_, err := resend.Do(t.Context(), admin.ID(), o.ID, i.ID, "another")
	f.WantRefusal("another request", err, access.VersionMismatch)
}
