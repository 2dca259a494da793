package dynamo_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/model"
)

// then returns a history of operations, each after the one before.
func then(all ...done) []done {
	for n := range all {
		all[n].called, all[n].returned = int64(2*n+1), int64(2*n+2)
	}
	return all
}

// The operations of the histories below. Bob invites Carol as a viewer.
var (
	viewer           = model.At(model.First, model.Viewer)
	admin            = model.At(model.First, model.Admin)
	inAccount        = model.At(model.Account, model.Viewer)
	invite           = done{Operation: model.Operation{Verb: model.Invite, By: model.Bob, On: model.Carol, Scope: model.First, Roles: viewer}, Answer: model.Answer{Roles: viewer, Attempt: 1}}
	resent           = done{Operation: model.Operation{Verb: model.Resend, By: model.Bob}, Answer: model.Answer{Roles: viewer, Attempt: 2}}
	revoke           = done{Operation: model.Operation{Verb: model.Revoke, By: model.Bob}}
	expire           = done{Operation: model.Operation{Verb: model.Wait}}
	accept           = done{Operation: model.Operation{Verb: model.Accept, By: model.Carol, Attempt: 1}, Answer: model.Answer{Roles: viewer, Version: 7}}
	byDave           = done{Operation: model.Operation{Verb: model.Accept, By: model.Dave, Attempt: 1}, Answer: model.Answer{Roles: viewer, Version: 8}}
	remove           = done{Operation: model.Operation{Verb: model.Remove, By: model.Bob, On: model.Carol, Scope: model.First}, Answer: model.Answer{Roles: viewer}}
	removeBob        = done{Operation: model.Operation{Verb: model.Remove, By: model.Alice, On: model.Bob, Scope: model.First}, Answer: model.Answer{Roles: admin}}
	allowed          = done{Operation: model.Operation{Verb: model.Decide, By: model.Carol, Scope: model.First}, Answer: model.Answer{Roles: viewer}}
	denied           = done{Operation: model.Operation{Verb: model.Decide, By: model.Carol, Scope: model.First}}
	edit             = done{Operation: model.Operation{Verb: model.Edit, By: model.Alice, On: model.Carol, Scope: model.First, Roles: viewer | admin, Seen: 7}, Answer: model.Answer{Roles: viewer | admin, Version: 9}}
	invitedToAccount = done{Operation: model.Operation{Verb: model.Invite, By: model.Bob, On: model.Carol, Invitation: 1, Scope: model.Account, Roles: inAccount}, Answer: model.Answer{Roles: inAccount, Attempt: 1}}
	acceptAccount    = done{Operation: model.Operation{Verb: model.Accept, By: model.Carol, Invitation: 1, Attempt: 1}, Answer: model.Answer{Roles: viewer | inAccount, Version: 7}}
	leaveAccount     = done{Operation: model.Operation{Verb: model.Leave, By: model.Carol, On: model.Carol, Scope: model.Account}, Answer: model.Answer{Roles: inAccount, Version: model.UnknownVersion}}
	editBack         = done{Operation: model.Operation{Verb: model.Edit, By: model.Bob, On: model.Carol, Scope: model.First, Roles: viewer, Seen: 7}, Answer: model.Answer{Roles: viewer, Version: 10}}
)

func refused(d done, kind access.Kind) done {
	d.Answer = model.Answer{Refused: kind}
	return d
}

// maybe returns an operation whose outcome nobody knows.
func maybe(d done) done {
	d.Answer = model.Answer{Maybe: true}
	return d
}

// TestImpossibleHistoriesAreFound judges histories that are as they must be, and the same
// with one thing wrong.
func TestImpossibleHistoriesAreFound(t *testing.T) {
	for _, c := range []struct {
		what string
		good []done
		bad  []done
	}{
		{"a link is accepted twice", then(invite, accept, refused(accept, access.AlreadyGranted)), then(invite, accept, accept)},
		{"two people accept a link", then(invite, accept, refused(byDave, access.InvitationAccepted)), then(invite, accept, byDave)},
		{"a decision is stale after a removal", then(invite, accept, allowed, remove, denied), then(invite, accept, allowed, remove, allowed)},
		{"a decision is stale after an acceptance", then(invite, denied, accept, allowed), then(invite, accept, denied)},
		{"decisions go back in time", then(invite, accept, allowed), then(invite, accept, allowed, denied)},
		{"a revoked link is accepted", then(invite, revoke, refused(accept, access.InvitationRevoked)), then(invite, revoke, accept)},
		{"an expired link is accepted", then(invite, expire, refused(accept, access.InvitationExpired)), then(invite, expire, accept)},
		{"an old link is accepted", then(invite, resent, refused(accept, access.NotFound)), then(invite, resent, accept)},
		{"a link of nobody's authority is accepted", then(invite, removeBob, refused(accept, access.InvitationNotAuthorised)), then(invite, removeBob, accept)},
		{"an edit is lost", then(invite, accept, edit, refused(editBack, access.VersionMismatch)), then(invite, accept, edit, editBack)},
		{"an edit is refused without a change", then(invite, accept, invitedToAccount, acceptAccount, leaveAccount, refused(edit, access.VersionMismatch)), then(invite, accept, refused(edit, access.VersionMismatch))},
		{"somebody without authority removes", then(invite, accept, removeBob, refused(remove, access.NotFound)), then(invite, accept, removeBob, remove)},
		{"a refusal has no reason", then(invite, accept), then(invite, refused(accept, access.InvitationRevoked))},
		{"a removal takes what nobody held", then(invite, accept, remove), then(invite, remove)},
		{"an unknown outcome is two", then(invite, maybe(accept), allowed, allowed), then(invite, maybe(accept), allowed, denied)},
		{"an unknown outcome is another one", then(invite, maybe(accept), denied, allowed), then(invite, maybe(revoke), refused(accept, access.InvitationRevoked), accept)},
	} {
		start := historyStart()
		if result := judge(start, c.good); result != porcupine.Ok {
			t.Errorf("%s: without it, the history is %s", c.what, result)
		}
		if result := judge(start, c.bad); result != porcupine.Illegal {
			t.Errorf("%s: the history is %s", c.what, result)
		}
	}
}

// TestOverlappingAcceptancesAreJudged judges two acceptances at the same time.
func TestOverlappingAcceptancesAreJudged(t *testing.T) {
	both := func(second done) []done {
		all := then(invite, accept, second)
		all[1].called, all[1].returned = 3, 6
		all[2].called, all[2].returned = 4, 5
		return all
	}
	if result := judge(historyStart(), both(refused(accept, access.AlreadyGranted))); result != porcupine.Ok {
		t.Errorf("one acceptance of two at the same time: %s", result)
	}
	// Bob loses his authority, and Carol holds nothing, before her acceptance returns.
	late := then(invite, accept, removeBob, done{Operation: model.Operation{Verb: model.Look, On: model.Carol, Scope: model.First}})
	late[1].returned = 100
	if result := judge(historyStart(), late); result != porcupine.Illegal {
		t.Errorf("an acceptance after its inviter was removed: %s", result)
	}
	late[3].Answer = model.Answer{Roles: viewer, Version: 7}
	if result := judge(historyStart(), late); result != porcupine.Ok {
		t.Errorf("an acceptance before its inviter was removed: %s", result)
	}
	if result := judge(historyStart(), both(accept)); result != porcupine.Illegal {
		t.Errorf("two acceptances at the same time: %s", result)
	}
}

// brokenStore is a store that is wrong in one way.
type brokenStore struct {
	fixture.Store
	acceptsAlways bool // whether an acceptance that is stale is answered with success
	forgets       bool // whether a change of a membership is answered without being written
	oldSnapshots  bool // whether an acceptance is written although its inviter has lost their authority
}

// Accept implements [access.Store].
func (b brokenStore) Accept(ctx context.Context, w access.Acceptance) error {
	if b.oldSnapshots {
		w.Authority = nil
		time.Sleep(20 * time.Millisecond) // so that others write before it
	}
	err := b.Store.Accept(ctx, w)
	if b.acceptsAlways && errors.Is(err, access.ErrStale) {
		return nil
	}
	return err
}

// ChangeMembership implements [access.Store].
func (b brokenStore) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	if b.forgets {
		return nil
	}
	return b.Store.ChangeMembership(ctx, w)
}

// TestBrokenStoresAreFound plays the histories of TestHistoriesAreLinearizable on stores that
// are wrong in one way. The third takes some hundred histories to be found, so only make
// test-long has it.
func TestBrokenStoresAreFound(t *testing.T) {
	stores := map[string]brokenStore{"stale acceptances succeed": {acceptsAlways: true}, "changes are lost": {forgets: true}}
	if os.Getenv("ADMIT_HISTORIES") != "" {
		stores["authority is not checked"] = brokenStore{oldSnapshots: true}
	}
	for what, broken := range stores {
		t.Run(what, func(t *testing.T) {
			h := newHistoryWorld(fixture.New(t, newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())))
			broken.Store = h.Store
			h.store = broken
			if bad, _ := h.notLinearizable(time.Now().UnixNano(), 3000); bad == nil || bad.result != porcupine.Illegal {
				t.Errorf("3000 histories were not found out, with %v", h.seen)
			}
		})
	}
}
