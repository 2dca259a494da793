package access

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Deletion is the latest attempt to delete an organisation, or an account of it. While it
// runs, nothing may be added there that the attempt might not see.
type Deletion struct {
	At      time.Time // when it began, to the microsecond; zero if there was none. Each one is later than the one before
	Account AccountID // that is deleted; empty for the organisation itself
	Until   time.Time // when it counts as abandoned; zero if it has ended
}

// deletionTime is how long a deletion may run. It is longer than any function takes for
// one try, so whatever was judged before the deletion began has been written by then, or
// never will be.
const deletionTime = time.Minute

// next returns a deletion that begins now, after d.
func (d Deletion) next(account AccountID, now time.Time) Deletion {
	at := eventTime(now)
	if !at.After(d.At) {
		at = d.At.Add(time.Microsecond)
	}
	return Deletion{At: at, Account: account, Until: now.UTC().Truncate(time.Millisecond).Add(deletionTime)}
}

// requireOpen returns ErrStale while a deletion of the organisation runs, or of the account
// at which something is to be added. The caller then tries again until it has ended.
func (o Organisation) requireOpen(account AccountID, now time.Time) error {
	if o.BeingDeleted(account, now) {
		return ErrStale
	}
	return nil
}

// BeingDeleted reports whether a deletion runs that covers the account, or the whole
// organisation if account is empty.
func (o Organisation) BeingDeleted(account AccountID, now time.Time) bool {
	d := o.Deletion
	return now.Before(d.Until) && (d.Account == "" || d.Account == account)
}

// Contents is what an organisation or an account has that prevents its deletion. Each
// count is at most MaxContents.
type Contents struct {
	Members       int // with a role of their own there
	Invitations   int // that are pending
	Accounts      int
	Organisations int // below, at every level
}

// MaxContents is the greatest number that [Contents] counts to.
const MaxContents = 100

// Empty reports whether there is nothing.
func (c Contents) Empty() bool { return c == Contents{} }

// contentsStore is what [countContents] reads.
type contentsStore interface {
	InvitationLister
	MemberReader
	AccountLister
	ChildReader
}

// countContents reads what a scope has. It reads the invitations before the members: an
// acceptance makes a member of an invitation, and is then in one of the two. An invitation
// counts until a minute after it has expired, because an acceptance may have begun before.
// The list of an account may name a user who no longer holds a role there.
func countContents(ctx context.Context, store contentsStore, scope Scope, now time.Time) (Contents, error) {
	var accounts []AccountID
	var holds func(EffectiveAccess) (EffectiveAccess, bool)
	if scope.Account != "" {
		accounts = []AccountID{scope.Account}
		holds = func(e EffectiveAccess) (EffectiveAccess, bool) { return e, len(e.Direct.At(scope).Grants) > 0 }
	}
	var c Contents
	var err error
	if c.Invitations, err = countPages(func(after string) (Page[Invitation], error) {
		return store.Invitations(ctx, InvitationQuery{Organisation: scope.Organisation, Accounts: accounts, Statuses: []Status{Pending},
			At: now.Add(-deletionTime), After: after, Limit: MaxContents})
	}); err != nil {
		return Contents{}, err
	}
	if c.Members, err = countPages(func(after string) (Page[EffectiveAccess], error) {
		return store.Members(ctx, MemberQuery{Organisation: scope.Organisation, Accounts: accounts, After: after, Limit: MaxContents, Match: holds})
	}); err != nil || scope.Account != "" {
		return c, err
	}
	if c.Accounts, err = countPages(func(after string) (Page[Account], error) {
		return store.AccountsByName(ctx, AccountQuery{Organisation: scope.Organisation, After: after, Limit: MaxContents})
	}); err != nil {
		return Contents{}, err
	}
	c.Organisations, err = countPages(func(after string) (Page[Organisation], error) {
		return store.Below(ctx, BelowQuery{Organisation: scope.Organisation, After: after, Limit: MaxContents})
	})
	return c, err
}

// countPages counts the items of a list, up to MaxContents.
func countPages[T any](read func(after string) (Page[T], error)) (int, error) {
	count := 0
	for after := ""; ; {
		page, err := read(after)
		if err != nil {
			return 0, err
		}
		if count += len(page.Items); count >= MaxContents || page.Next == "" {
			return min(count, MaxContents), nil
		}
		after = page.Next
	}
}

// refusal returns the answer to a deletion of what is not empty.
func (c Contents) refusal() error {
	var parts []string
	for _, part := range []struct {
		count     int
		one, many string
	}{
		{c.Members, "member", "members"}, {c.Invitations, "pending invitation", "pending invitations"},
		{c.Accounts, "account", "accounts"}, {c.Organisations, "organisation below it", "organisations below it"},
	} {
		switch part.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.one)
		case MaxContents:
			parts = append(parts, fmt.Sprintf("%d or more %s", part.count, part.many))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.many))
		}
	}
	return Refuse(NotEmpty, "It is not empty. It still has %s.", strings.Join(parts, ", "))
}
