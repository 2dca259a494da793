package access

import (
	"context"
	"time"
)

// DeleteStore is what [Delete] reads and writes.
type DeleteStore interface {
	SnapshotReader
	contentsStore
	OfferReader
	InvitationCloser
	MembershipChanger
	ScopeDeleter
}

// Delete deletes empty organisations and accounts. From then on they are as unknown as what
// never was. Their ids are not used again, and their events stay.
//
// A deletion begins by marking the organisation. Every acceptance reads the mark with the
// state that it is judged on, and waits while it is there. Other writes that add something
// which the deletion may not see are stale if they were judged before it began. Then the
// deletion reads whether anything is there, and only now deletes.
type Delete struct {
	Store DeleteStore
	Now   Clock

	precondition Precondition
}

// If returns a Delete that requires a version of what is deleted.
func (c Delete) If(p Precondition) Delete {
	c.precondition = p
	return c
}

// Do deletes an account, for an administrator of the whole organisation, or an
// organisation, for somebody who governs it from above. It refuses what is not empty.
func (c Delete) Do(ctx context.Context, caller UserID, scope Scope) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		d, err := c.judge(ctx, caller, scope)
		if err != nil {
			return err
		}
		return c.delete(ctx, d)
	})
}

// Preview returns what prevents a deletion by the caller. It changes nothing.
func (c Delete) Preview(ctx context.Context, caller UserID, scope Scope) (Contents, error) {
	if _, err := c.judge(ctx, caller, scope); err != nil {
		return Contents{}, err
	}
	return countContents(ctx, c.Store, scope, c.Now())
}

// OrganisationByOperator deletes an organisation for an operator. If withLastMember is set,
// it removes what a single member holds, once the organisation is marked: nobody else could
// remove the last administrator of a top-level organisation.
func (c Delete) OrganisationByOperator(ctx context.Context, id OrganisationID, withLastMember bool) (Organisation, error) {
	var d scopeDeletion
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := loadForOperator(ctx, c.Store, id)
		if err != nil {
			return err
		}
		d = scopeDeletion{scope: snapshot.Scope(), snapshot: snapshot, actor: Operator, withLastMember: withLastMember}
		return c.delete(ctx, d)
	})
	return d.snapshot.Organisation, err
}

// removeLastMember removes what the last member of the organisation holds.
func (c Delete) removeLastMember(ctx context.Context, organisation OrganisationID) error {
	members, err := c.Store.Members(ctx, MemberQuery{Organisation: organisation, Limit: 1})
	if err != nil {
		return err
	}
	for _, member := range members.Items {
		if err := removeByOperator(ctx, c.Store, c.Now, member.Direct); err != nil {
			return err
		}
	}
	return nil
}

// scopeDeletion is a deletion that the caller may make.
type scopeDeletion struct {
	scope     Scope
	snapshot  Snapshot
	authority *Authority // nil for an operator
	actor     Party

	withLastMember bool // it removes a single member who is all that is left
}

// judge returns the deletion, or a refusal unless the caller may make it.
func (c Delete) judge(ctx context.Context, caller UserID, scope Scope) (scopeDeletion, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: scope})
	if err != nil {
		return scopeDeletion{}, err
	}
	authority, may := snapshot.authority(caller, "")
	version := snapshot.Organisation.VersionTag()
	if scope.Account == "" {
		authority, may = snapshot.authorityAbove(caller)
	} else {
		version = snapshot.Account.VersionTag()
	}
	switch {
	case !may && scope.Account == "":
		return scopeDeletion{}, Refuse(Forbidden, "Only an administrator of an organisation above may delete this organisation.")
	case !may:
		return scopeDeletion{}, errNotAdministrator()
	}
	return scopeDeletion{scope: scope, snapshot: snapshot, authority: &authority, actor: snapshot.Access[caller].party()}, c.precondition.check(version)
}

// delete deletes what is empty. What is visibly not empty is refused before anything is
// written.
func (c Delete) delete(ctx context.Context, d scopeDeletion) error {
	now := c.Now()
	if err := c.requireEmpty(ctx, d, now); err != nil {
		return err
	}
	before := d.snapshot.Organisation
	if now.Before(before.Deletion.Until) && before.Deletion.Account != d.scope.Account {
		return ErrStale // another deletion runs; one of the same scope was repeated, or broke off
	}
	d.snapshot.Organisation.Deletion = before.Deletion.next(d.scope.Account, now)
	if err := c.Store.BeginDeletion(ctx, DeletionStart{Before: before, Deletion: d.snapshot.Organisation.Deletion}); err != nil {
		return err
	}
	err := c.requireEmpty(ctx, d, now)
	if err == nil && d.withLastMember {
		err = c.removeLastMember(ctx, d.scope.Organisation)
	}
	if err == nil {
		err = c.write(ctx, d)
	}
	if err != nil {
		// A deletion whose end cannot be written ends by itself.
		_ = c.Store.EndDeletion(context.WithoutCancel(ctx), before.ID, d.snapshot.Organisation.Deletion)
	}
	return err
}

// requireEmpty refuses a scope that is not empty. It may have the member whom the deletion
// removes.
func (c Delete) requireEmpty(ctx context.Context, d scopeDeletion, now time.Time) error {
	contents, err := countContents(ctx, c.Store, d.scope, now)
	if err != nil || contents.Empty() || d.withLastMember && contents == (Contents{Members: 1}) {
		return err
	}
	return contents.refusal()
}

// write deletes the organisation or the account.
func (c Delete) write(ctx context.Context, d scopeDeletion) error {
	kind := EventOrganisationDeleted
	if d.scope.Account != "" {
		kind = EventAccountDeleted
	}
	event := scopeEvent(kind, d.scope, d.snapshot.names(), c.Now(), d.actor)
	if d.scope.Account == "" {
		return c.Store.DeleteOrganisation(ctx, OrganisationDeletion{Organisation: d.snapshot.Organisation, Event: event, Authority: d.authority})
	}
	return c.Store.DeleteAccount(ctx, AccountDeletion{Account: *d.snapshot.Account, Deletion: d.snapshot.Organisation.Deletion, Event: event, Authority: d.authority})
}
