package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestBeingDeleted says for whom a deletion is a reason to wait.
func TestBeingDeleted(t *testing.T) {
	now := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		deletion Deletion
		account  AccountID
		want     bool
	}{
		"nothing is deleted":                     {Deletion{}, "", false},
		"the organisation":                       {Deletion{Until: now.Add(1)}, "", true},
		"the organisation, for an account":       {Deletion{Until: now.Add(1)}, "shop", true},
		"the organisation, abandoned":            {Deletion{Until: now}, "", false},
		"the account":                            {Deletion{Until: now.Add(1), Account: "shop"}, "shop", true},
		"the account, abandoned":                 {Deletion{Until: now, Account: "shop"}, "shop", false},
		"another account":                        {Deletion{Until: now.Add(1), Account: "yard"}, "shop", false},
		"an account, for the whole organisation": {Deletion{Until: now.Add(1), Account: "shop"}, "", false},
	} {
		if got := (Organisation{Deletion: c.deletion}).BeingDeleted(c.account, now); got != c.want {
			t.Errorf("%s: %t, want %t", name, got, c.want)
		}
	}
}

// crowdedScope is a store whose lists have some items each, in pages of some. Its members
// hold what their names say.
type crowdedScope struct {
	invitations, accounts, below int
	members                      []Grant
	page                         int
	failing                      string // the list that fails
	read                         []string
}

var errList = errors.New("the list did not answer")

// crowdedPage returns the page of a list after a position.
func crowdedPage[T any](s *crowdedScope, list string, items []T, after string) (Page[T], error) {
	if s.read = append(s.read, list); list == s.failing {
		return Page[T]{}, errList
	}
	var begin int
	_, _ = fmt.Sscan(after, &begin)
	end := min(begin+s.page, len(items))
	p := Page[T]{Items: items[begin:end]}
	if end < len(items) {
		p.Next = fmt.Sprint(end)
	}
	return p, nil
}

func (s *crowdedScope) Invitations(_ context.Context, q InvitationQuery) (Page[Invitation], error) {
	return crowdedPage(s, "invitations", make([]Invitation, s.invitations), q.After)
}

func (s *crowdedScope) Members(_ context.Context, q MemberQuery) (Page[EffectiveAccess], error) {
	var listed []EffectiveAccess
	for _, g := range s.members {
		e := EffectiveAccess{Direct: Membership{Grants: []Grant{g}}}
		if q.Match != nil {
			var matches bool
			if e, matches = q.Match(e); !matches {
				continue
			}
		}
		listed = append(listed, e)
	}
	return crowdedPage(s, "members", listed, q.After)
}

func (s *crowdedScope) AccountsByName(_ context.Context, q AccountQuery) (Page[Account], error) {
	return crowdedPage(s, "accounts", make([]Account, s.accounts), q.After)
}

func (s *crowdedScope) Below(_ context.Context, q BelowQuery) (Page[Organisation], error) {
	return crowdedPage(s, "below", make([]Organisation, s.below), q.After)
}

// TestContentsOfAScope counts what prevents a deletion, to a hundred of each.
func TestContentsOfAScope(t *testing.T) {
	shop := Scope{"acme", "shop"}
	holds := func(n int) []Grant { return slices.Repeat([]Grant{{Role: "viewer", Scope: shop}}, n) }
	gone := Grant{Role: "viewer", Scope: Scope{"acme", "yard"}}
	for name, c := range map[string]struct {
		store crowdedScope
		scope Scope
		want  Contents
		reads int
	}{
		"nothing":                       {crowdedScope{page: 9}, Scope{"acme", ""}, Contents{}, 4},
		"some of each":                  {crowdedScope{page: 9, invitations: 1, members: holds(2), accounts: 3, below: 4}, Scope{"acme", ""}, Contents{Invitations: 1, Members: 2, Accounts: 3, Organisations: 4}, 4},
		"several pages":                 {crowdedScope{page: 9, invitations: 10, below: 19}, Scope{"acme", ""}, Contents{Invitations: 10, Organisations: 19}, 7},
		"one below the maximum":         {crowdedScope{page: 33, accounts: 99}, Scope{"acme", ""}, Contents{Accounts: 99}, 6},
		"the maximum, and more follow":  {crowdedScope{page: 100, accounts: 101}, Scope{"acme", ""}, Contents{Accounts: MaxContents}, 4},
		"more than the maximum":         {crowdedScope{page: 60, members: holds(500)}, Scope{"acme", ""}, Contents{Members: MaxContents}, 5},
		"an account":                    {crowdedScope{page: 9, invitations: 1, members: holds(2), accounts: 3, below: 4}, shop, Contents{Invitations: 1, Members: 2}, 2},
		"listed, and holds nothing now": {crowdedScope{page: 9, members: append(holds(1), gone)}, shop, Contents{Members: 1}, 2},
	} {
		got, err := countContents(t.Context(), &c.store, c.scope, time.Now())
		if err != nil || got != c.want || len(c.store.read) != c.reads {
			t.Errorf("%s: %+v after %d reads (%v), want %+v after %d", name, got, len(c.store.read), err, c.want, c.reads)
		}
	}
}

// TestContentsThatCannotBeRead checks that a list that fails does not count as empty.
func TestContentsThatCannotBeRead(t *testing.T) {
	for _, list := range []string{"invitations", "members", "accounts", "below"} {
		if _, err := countContents(t.Context(), &crowdedScope{page: 9, failing: list}, Scope{"acme", ""}, time.Now()); !errors.Is(err, errList) {
			t.Errorf("%s: %v, want the failure", list, err)
		}
	}
}

// TestContentsSay checks what a refusal of a deletion says.
func TestContentsSay(t *testing.T) {
	for want, c := range map[string]Contents{
		"1 member":             {Members: 1},
		"2 members":            {Members: 2},
		"99 accounts":          {Accounts: 99},
		"100 or more accounts": {Accounts: MaxContents},
		"1 pending invitation, 2 organisations below it": {Invitations: 1, Organisations: 2},
	} {
		err := c.refusal()
		if got := "not-empty: It is not empty. It still has " + want + "."; err == nil || err.Error() != got || c.Empty() {
			t.Errorf("%v, want %s", err, got)
		}
	}
	if !(Contents{}).Empty() {
		t.Error("nothing is not empty")
	}
}
