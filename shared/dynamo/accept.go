package dynamo

import (
	"context"

	"admit/shared/access"
)

// Accept closes the invitation and writes the membership that it gives, in one
// transaction.
func (s Store) Accept(ctx context.Context, w access.Acceptance) error {
	t := s.begin()
	t.closePending(w.Invitation, access.Accepted, w.At, w.After.User.ID)
	t.releaseSlot(w.Invitation)
	t.checkWriterAuthorities(w.Before, w.After, append(authorityList(w.Authority), authorityList(w.Confirmer)...), w.At)
	t.giveMembership(access.MembershipImport{Before: w.Before, After: w.After, At: w.At, NewUser: w.NewUser, Holder: w.Holder, Language: w.Language})
	if w.HoldsAddress && w.NewUser == nil && w.Language == "" { // which the other two check
		t.check(addressKey(w.After.User.Email), "#user = :user", args{":user": textOf(w.After.User.ID)})
	}
	t.putEvents(w.Events[0], w.Events[1])
	return s.commitMembership(ctx, t)
}

// ImportMembership writes a membership that no invitation gives.
func (s Store) ImportMembership(ctx context.Context, w access.MembershipImport) error {
	t := s.begin()
	t.giveMembership(w)
	t.checkNoDeletion(w.After.Organisation, w.Deletion)
	t.putEvent(w.Event)
	return s.commitMembership(ctx, t)
}

// giveMembership writes a membership that has more than before, and its user. It leaves
// out the event.
func (t *transaction) giveMembership(w access.MembershipImport) {
	t.putMembership(w.Before, w.After)
	t.countAdmins(w.Before, w.After, false)
	t.guardAuthority(w.Before, w.After, w.NewUser != nil)
	if w.NewUser != nil {
		t.putUser(*w.NewUser, w.Language, w.Holder, w.At)
		return
	}
	t.countAcceptance(w.After.User.ID)
	if w.Language != "" {
		t.keepLanguage(w.After.User, w.Language)
	}
}
