package access_test

import (
	"testing"

	"admit/shared/access"
)

// TestAPreconditionIsJudgedOnWhatIsWrittenTo: somebody else changes the row or the
// invitation after the condition was found to hold and before the write.
func TestAPreconditionIsJudgedOnWhatIsWrittenTo(t *testing.T) {
	for name, try := range map[string]func(w *world, s *between, o access.Organisation, admin, ada access.Caller, i access.Invitation) error{
		"edit": func(w *world, s *between, o access.Organisation, admin, ada access.Caller, _ access.Invitation) error {
			condition := w.asShown(admin, o, ada)
			s.change = func() { w.edited(admin, o, ada, access.Held{Role: signer}) }
			edit := access.Edit{Store: s, Roles: w.roles, Limits: w.limits, Now: w.Now}
			_, _, err := edit.If(condition).Do(w.Context(), admin.ID(), o.ID, ada.ID(), access.EditRequest{Grants: []access.Held{{Role: biller}}})
			return err
		},
		"remove": func(w *world, s *between, o access.Organisation, admin, ada access.Caller, _ access.Invitation) error {
			condition := w.asShown(admin, o, ada)
			s.change = func() { w.edited(admin, o, ada, access.Held{Role: signer}) }
			_, err := access.Remove{Store: s, Now: w.Now}.If(condition).Do(w.Context(), admin.ID(), whole(o), ada.ID())
			return err
		},
		"change an invitation": func(w *world, s *between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.amend = func() { w.resent(admin, i) }
			name := "Augusta"
			amend := access.Amend{Store: s, Roles: w.roles, Limits: w.limits, Now: w.Now}
			_, err := amend.If(access.IfVersion(i.VersionTag())).Do(w.Context(), admin.ID(), o.ID, i.ID, access.AmendRequest{FirstName: &name})
			return err
		},
		"revoke": func(w *world, s *between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.close = func() { w.resent(admin, i) }
			return access.Revoke{Store: s, Now: w.Now}.If(access.IfVersion(i.VersionTag())).Do(w.Context(), admin.ID(), o.ID, i.ID)
		},
		"resend": func(w *world, s *between, o access.Organisation, admin, _ access.Caller, i access.Invitation) error {
			s.renew = func() { w.resent(admin, i) }
			resend := access.Resend{Store: s, Roles: w.roles, Limits: w.limits, Now: w.Now}
			_, err := resend.If(access.IfVersion(i.VersionTag())).Do(w.Context(), admin.ID(), o.ID, i.ID, "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			o, admin := w.organisation("admin", false)
			ada := w.member(whole(o), "ada", viewer)
			i := w.invited(admin, whole(o), "invitee", viewer)
			s := &between{Store: w.store}
			w.refused(name, try(w, s, o, admin, ada, i), access.VersionMismatch)
			if s.change != nil || s.amend != nil || s.close != nil || s.renew != nil {
				t.Error("nobody wrote in between")
			}
			if held := w.held(ada, o); held != string(viewer) && held != string(signer) {
				t.Errorf("holds %q", held)
			}
			if now := w.invitation(i.ID); now.Status != access.Pending || now.FirstName != i.FirstName {
				t.Errorf("the invitation has become %+v", now)
			}
		})
	}
}

// TestAPreconditionComesAfterWhatMayBeSeenAndBeforeTheState.
func TestAPreconditionComesAfterWhatMayBeSeenAndBeforeTheState(t *testing.T) {
	w := inMemory(t)
	o, admin := w.organisation("admin", false)
	_, stranger := w.organisation("stranger", false)
	reader := w.member(whole(o), "reader", viewer)
	i := w.invited(admin, whole(o), "invitee", viewer)
	w.must(w.revoke().Do(t.Context(), admin.ID(), o.ID, i.ID))
	wrong, right := access.IfVersion("nope"), access.IfVersion(i.VersionTag())
	name := "Late"
	for _, c := range []struct {
		what      string
		by        access.Caller
		condition access.Precondition
		amended   access.Kind
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
		_, err := w.amend().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID, access.AmendRequest{FirstName: &name})
		w.refused("change, "+c.what, err, c.amended)
		w.refused("revoke, "+c.what, w.revoke().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID), c.revoked)
		_, err = w.resend().If(c.condition).Do(t.Context(), c.by.ID(), o.ID, i.ID, "")
		w.refused("resend, "+c.what, err, c.amended)
	}
	_, err := w.remove().If(wrong).Do(t.Context(), reader.ID(), whole(o), admin.ID())
	w.refused("remove, a reader", err, access.Forbidden)
	_, err = w.remove().If(wrong).Do(t.Context(), admin.ID(), whole(o), admin.ID())
	w.refused("remove the last administrator, another version", err, access.VersionMismatch)
	_, err = w.remove().If(w.asShown(admin, o, admin)).Do(t.Context(), admin.ID(), whole(o), admin.ID())
	w.refused("remove the last administrator", err, access.LastAdministrator)
}

// TestAResendUnderAConditionCanBeRepeated: the version that the condition names is
// gone because of the first request.
func TestAResendUnderAConditionCanBeRepeated(t *testing.T) {
	w := inMemory(t)
	o, admin := w.organisation("admin", false)
	i := w.invited(admin, whole(o), "invitee", viewer)
	resend := w.resend().If(access.IfVersion(i.VersionTag()))
	for range 2 {
		if again, err := resend.Do(t.Context(), admin.ID(), o.ID, i.ID, "seed"); err != nil || again.Version != i.Version+1 {
			t.Errorf("version %d of %d: %v", again.Version, i.Version, err)
		}
	}
	_, err := resend.Do(t.Context(), admin.ID(), o.ID, i.ID, "another")
	w.refused("another request", err, access.VersionMismatch)
}
