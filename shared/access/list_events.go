package access

import (
	"context"
	"slices"
	"time"
)

// EventFilter says which events of an audit log are asked for. The zero EventFilter leaves
// nothing out.
type EventFilter struct {
	Types []EventType
	User  UserID    // who did it, or whom it is about
	From  time.Time // inclusive
	To    time.Time // exclusive
}

// Events returns the audit log of an organisation, the latest event first. An administrator
// of accounts only sees what concerns those accounts, without everything else.
func (c List) Events(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Event], error) {
	snapshot, _, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		return Page[Event]{}, err
	}
	visible := snapshot.wholeVisibility(caller)
	q := EventQuery{Organisation: organisation, At: c.Now().UTC(), EventFilter: f.EventFilter, Account: f.Account, After: f.After, Limit: f.Limit}
	if !visible.everything {
		q.Visible = visible.filterEvent
	}
	return c.Store.Events(ctx, q)
}

// filterEvent returns the visible part of an event, and whether there is one. An event at
// another scope is visible if it changed what somebody holds at a visible account. Nothing
// in it then tells of other grants: neither its roles, nor its invitation, nor its type.
func (v visibility) filterEvent(e Event) (Event, bool) {
	there := v.sees(e.Scope)
	if !there && !slices.ContainsFunc(v.accounts, e.concerns) {
		return Event{}, false
	}
	e.Before, e.After = rolesAt(e.Before, v.accounts...), rolesAt(e.After, v.accounts...)
	e.Actor, e.Subject = Party{Person: e.Actor.Person}, Party{Person: e.Subject.Person}
	if !there {
		e.Type = accessEventType(e.Before, e.After)
		e.Scope.Account, e.Names.Account = "", ""
		e.Invitation, e.Metadata, e.Detail, e.InvitedEmail = "", nil, "", ""
	}
	return e, true
}

// accessEventType returns the type of a change of access between these roles.
func accessEventType(before, after []ScopedRole) EventType {
	switch {
	case len(after) == 0:
		return EventAccessRemoved
	case len(before) == 0:
		return EventAccessGranted
	}
	return EventAccessChanged
}

// Select returns the part of an event that the caller may see, and whether the query asks
// for it. A filter finds only what that part has.
func (q EventQuery) Select(e Event) (Event, bool) {
	if q.Visible != nil {
		var visible bool
		if e, visible = q.Visible(e); !visible {
			return Event{}, false
		}
	}
	return e, q.matches(e)
}

// matches reports whether the query asks for an event of its organisation.
func (q EventQuery) matches(e Event) bool {
	switch {
	case len(q.Types) > 0 && !slices.Contains(q.Types, e.Type),
		q.User != "" && e.Actor.ID != q.User && e.Subject.ID != q.User,
		!q.From.IsZero() && e.At.Before(q.From),
		!q.To.IsZero() && !e.At.Before(q.To):
		return false
	}
	return q.Account == "" || e.concerns(q.Account)
}

// concerns reports whether the event happened at an account, or changed what somebody
// holds there.
func (e Event) concerns(account AccountID) bool {
	return e.Scope.Account == account || !slices.Equal(rolesAt(e.Before, account), rolesAt(e.After, account))
}

// rolesAt returns those of the roles that are at one of the accounts.
func rolesAt(roles []ScopedRole, accounts ...AccountID) []ScopedRole {
	return slices.DeleteFunc(slices.Clone(roles), func(r ScopedRole) bool { return !slices.Contains(accounts, r.Account) })
}
