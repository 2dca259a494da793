package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// RelinkUser writes the user of an identity or an address, and moves the address.
func (s Store) RelinkUser(ctx context.Context, w access.UserRelink) error {
	held, language, err := s.hasAddress(ctx, w.From)
	if err != nil {
		return err
	}
	t, stored := s.begin(), storeUser(w.To)
	from, to := userKey(w.From.ID), userKey(w.To.ID)
	switch {
	case from == to:
		t.update(to, "SET #user = :user", "attribute_exists(pk)", args{":user": objectOf(&stored)})
	case w.Exists:
		t.check(to, "attribute_exists(pk)", nil)
		t.check(from, "attribute_exists(pk)", nil)
	default:
		t.put(&userItem{header: to.header(kindUser), User: stored}, absent, nil)
		t.check(from, "attribute_exists(pk)", nil)
	}
	t.moveAddress(w, held, language)
	return s.commit(ctx, t)
}

// moveAddress gives the other user their address. A user who keeps the id has one address;
// another address of a user who does not is deleted with that user. The language stays the
// person's.
func (t *transaction) moveAddress(w access.UserRelink, held bool, language string) {
	if w.Exists {
		return
	}
	old, next := addressKey(w.From.Email), addressKey(w.To.Email)
	own := args{":from": textOf(w.From.ID)}
	item := addressItem{header: next.header(kindAddress), User: w.To.ID, Language: language}
	switch {
	case held && old == next:
		t.put(&item, "#user = :from", own)
		return
	case held && w.From.ID == w.To.ID:
		t.delete(old, "#user = :from", own)
	}
	t.put(&item, available, args{":at": numberOf(millis(w.At))})
}

// hasAddress reports whether a user has the address that is stored with them, and returns
// the language that is kept with it.
func (s Store) hasAddress(ctx context.Context, user access.User) (held bool, language string, err error) {
	var stored addressItem
	err = s.get(ctx, addressKey(user.Email), &stored)
	if errors.Is(err, access.ErrNotFound) {
		return false, "", nil
	}
	if err != nil || stored.User != user.ID {
		return false, "", err
	}
	return true, stored.Language, nil
}

// FreeAddress deletes the address of a user.
func (s Store) FreeAddress(ctx context.Context, user access.User) error {
	return s.deleteOne(ctx, addressKey(user.Email), "#user = :user", args{":user": textOf(user.ID)})
}

// MoveMembership writes a membership of another user, or of the same user with another
// address, and deletes what the old one has in other places.
func (s Store) MoveMembership(ctx context.Context, w access.MembershipMove) error {
	t := s.begin()
	same := w.From.User.ID == w.After.User.ID
	none := access.Membership{User: w.From.User, Organisation: w.From.Organisation, ChangedAt: w.After.ChangedAt}
	if same {
		t.putMembership(w.From, w.After)
		t.unlistMoved(w)
	} else {
		t.putMembership(w.From, none)
		t.putMembership(w.Before, w.After)
		t.guardAuthority(w.From, none, false)
		t.guardAuthority(w.Before, w.After, false)
		t.check(userKey(w.From.User.ID), "attribute_exists(pk)", nil)
		t.changeAdmins(w.After.Organisation, w.AdminsChange(), w.PartnerAdminsChange(), false)
	}
	t.countAcceptance(w.After.User.ID)
	t.checkNoDeletion(w.After.Organisation, w.Deletion)
	for _, e := range w.Events {
		t.putEvent(e)
	}
	return s.commitMembership(ctx, t)
}

// unlistMoved removes a membership from the lists in which it was under another address.
func (t *transaction) unlistMoved(w access.MembershipMove) {
	if memberKey(w.From.Organisation, w.From.User) == memberKey(w.After.Organisation, w.After.User) {
		return
	}
	t.delete(memberKey(w.From.Organisation, w.From.User), "", nil)
	if w.From.GovernsBelow() {
		t.delete(governorKey(w.From.Organisation, w.From.User), "", nil)
	}
	old, current := memberEntries(w.From.User, w.From), memberEntries(w.After.User, w.After)
	t.entries = entryChanges{added: without(current, old, w.After), removed: without(old, current, w.After)}
}
