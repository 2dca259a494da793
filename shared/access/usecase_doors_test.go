package access_test

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// question is something that somebody who signed in asks about an organisation.
type question struct {
	by      access.Caller
	in      access.OrganisationID
	account access.AccountID
	user    access.UserID
	about   access.InvitationID
}

// everyDoor is all that may be asked, what takes away at the end.
var everyDoor = []struct {
	name string
	try  func(w *world, q question) error
}{
	{"organisation", func(w *world, q question) error {
		_, _, err := w.browse().Organisation(w.Context(), q.by.ID(), q.in)
		return err
	}},
	{"permissions", func(w *world, q question) error {
		_, _, err := w.list().Permissions(w.Context(), q.by.ID(), q.in, access.Filter{Account: q.account, Limit: 5})
		return err
	}},
	{"permission", func(w *world, q question) error {
		_, _, err := w.list().Permission(w.Context(), q.by.ID(), q.in, q.user)
		return err
	}},
	{"invitations", func(w *world, q question) error {
		_, err := w.list().Invitations(w.Context(), q.by.ID(), q.in, access.Filter{Account: q.account, Limit: 5})
		return err
	}},
	{"invitation", func(w *world, q question) error {
		_, err := w.list().Invitation(w.Context(), q.by.ID(), q.in, q.about)
		return err
	}},
	{"records", func(w *world, q question) error {
		_, err := w.list().Records(w.Context(), q.by.ID(), q.in, access.Filter{Limit: 5})
		return err
	}},
	{"repetition of an answer", func(w *world, q question) error {
		return access.Admission{Store: w.store}.Do(w.Context(), q.by.ID(), q.in)
	}},
	{"preview of a removal", func(w *world, q question) error {
		_, err := w.remove().Preview(w.Context(), q.by.ID(), access.Scope{Organisation: q.in, Account: q.account}, q.user)
		return err
	}},
	{"dry batch", func(w *world, q question) error {
		_, err := w.batch().Do(w.Context(), q.by.ID(), q.in, access.BatchRequest{Rows: []access.InviteRequest{q.row()}, DryRun: true}, "")
		return err
	}},
	{"batch", func(w *world, q question) error {
		_, err := w.batch().Do(w.Context(), q.by.ID(), q.in, access.BatchRequest{Rows: []access.InviteRequest{q.row()}}, "")
		return err
	}},
	{"invite", func(w *world, q question) error {
		_, err := w.invite().Do(w.Context(), q.by.ID(), q.in, q.row(), "")
		return err
	}},
	{"create below", func(w *world, q question) error {
		_, err := w.branch().Organisation(w.Context(), q.by.ID(), q.in, "New", false, "")
		return err
	}},
	{"create account", func(w *world, q question) error {
		_, err := w.branch().Account(w.Context(), q.by.ID(), q.in, "New", "")
		return err
	}},
	{"amend", func(w *world, q question) error {
		_, err := w.amend().Do(w.Context(), q.by.ID(), q.in, q.about, access.AmendRequest{Roles: []access.RoleID{biller}})
		return err
	}},
	{"resend", func(w *world, q question) error {
		_, err := w.resend().Do(w.Context(), q.by.ID(), q.in, q.about, "")
		return err
	}},
	{"edit", func(w *world, q question) error {
		_, _, err := w.edit().If(access.IfVersion("x")).Do(w.Context(), q.by.ID(), q.in, q.user, access.EditRequest{Grants: []access.Held{{Role: viewer}}})
		return err
	}},
	{"revoke", func(w *world, q question) error { return w.revoke().Do(w.Context(), q.by.ID(), q.in, q.about) }},
	{"remove", func(w *world, q question) error {
		_, err := w.remove().Do(w.Context(), q.by.ID(), access.Scope{Organisation: q.in, Account: q.account}, q.user)
		return err
	}},
}

func (q question) row() access.InviteRequest {
	return access.InviteRequest{Email: mailbox("new"), Account: q.account, Roles: []access.RoleID{viewer}}
}

// TestRule4ChangesApplyAtOnce: after a removal, whatever is asked is answered as
// for an organisation that never was, word for word.
func TestRule4ChangesApplyAtOnce(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	shop := w.account(group, "Shop")
	ada := w.member(whole(group), "ada", partnerAdmin, organisationAdmin)
	w.member(scopeOf(shop), "ada", accountAdmin)
	eve := w.member(whole(group), "eve", viewer)
	open := w.invited(ada, whole(group), "open", viewer)
	for _, door := range everyDoor {
		if err := door.try(w, question{ada, group.ID, "", eve.ID(), open.ID}); access.KindOf(err) == access.NotFound && err != nil {
			t.Errorf("before the removal, %s: %v", door.name, err)
		}
	}
	_, err := w.remove().Do(t.Context(), chief.ID(), whole(group), ada.ID())
	w.must(err)
	for _, door := range everyDoor {
		never := door.try(w, question{ada, "never-was", "", "nobody", "no-invitation"})
		for _, account := range []access.AccountID{"", shop.ID, "nowhere"} {
			err := door.try(w, question{ada, group.ID, account, chief.ID(), open.ID})
			if err == nil || err.Error() != never.Error() || access.KindOf(err) != access.NotFound {
				t.Errorf("%s, of account %q: %v, want %v", door.name, account, err, never)
			}
		}
	}
	if shown := w.organisations(ada, 10); len(shown) > 0 {
		t.Errorf("still sees %q", shown)
	}
}

// TestDoorsWithIdsOfAnotherTenant: whoever administers one organisation reaches
// nothing of another by naming what is in it.
func TestDoorsWithIdsOfAnotherTenant(t *testing.T) {
	w := inMemory(t)
	mine, admin := w.organisation("admin", true)
	theirs, victim := w.organisation("victim", true)
	shop := w.account(theirs, "Shop")
	open := w.invited(victim, whole(theirs), "open", viewer)
	before, held := len(w.records(theirs)), w.held(victim, theirs)
	for _, door := range everyDoor {
		never := door.try(w, question{admin, mine.ID, "no-account", "nobody", "no-invitation"})
		err := door.try(w, question{admin, mine.ID, shop.ID, victim.ID(), open.ID})
		switch door.name {
		case "organisation", "records", "repetition of an answer", "create below", "create account":
			continue // these name nothing but the organisation
		case "batch", "dry batch":
			continue // the outcome is in the row: see TestBatchHasAnOutcomeForEachRow
		}
		if err == nil || err.Error() != never.Error() || access.KindOf(err) != access.NotFound {
			t.Errorf("%s: %v, want %v", door.name, err, never)
		}
		w.refused(door.name+", by name", door.try(w, question{admin, theirs.ID, shop.ID, victim.ID(), open.ID}), access.NotFound)
	}
	if after := len(w.records(theirs)); after != before || w.held(victim, theirs) != held || w.invitation(open.ID).Status != access.Pending {
		t.Error("something of the other tenant changed")
	}
}

// TestDoorsWithIdsThatCannotBeOne answers as for what is not there.
func TestDoorsWithIdsThatCannotBeOne(t *testing.T) {
	w := inMemory(t)
	mine, admin := w.organisation("admin", true)
	for _, id := range []string{"", "#", "|", "../x", "%23", "a b", "\x00", "ø", strings.Repeat("x", 2048)} {
		for _, door := range everyDoor {
			w.refused(door.name+" of organisation "+id, door.try(w, question{admin, access.OrganisationID(id), "", admin.ID(), "x"}), access.NotFound)
			if slices.Contains([]string{"permission", "invitation", "amend", "resend", "edit", "revoke", "remove", "preview of a removal"}, door.name) {
				w.refused(door.name+" of "+id, door.try(w, question{admin, mine.ID, "", access.UserID(id), access.InvitationID(id)}), access.NotFound)
			}
			if id != "" && slices.Contains([]string{"permissions", "invitations", "invite", "remove", "preview of a removal"}, door.name) {
				w.refused(door.name+" of account "+id, door.try(w, question{admin, mine.ID, access.AccountID(id), admin.ID(), "x"}), access.NotFound)
			}
		}
	}
}
