package access_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// parts is a store that answers the parts of a deletion by a function. It is called with the
// number of the part and with what the store itself would answer.
type parts struct {
	fixture.Store
	asked  []access.PersonDeletion
	stale  int // the number of a part that is stale, without an effect
	answer func(n int, p access.DeletedPart, err error) (access.DeletedPart, error)
}

func (s *parts) DeletePersonPart(ctx context.Context, r access.PersonDeletionRun) (access.DeletedPart, error) {
	s.asked = append(s.asked, r.Deletion)
	if len(s.asked) == s.stale {
		return access.DeletedPart{}, access.ErrStale
	}
	p, err := s.Store.DeletePersonPart(ctx, r)
	return s.answer(len(s.asked), p, err)
}

// member makes an organisation and a member of it, ada.
func member(f *fixture.Fixture) (o access.Organisation, admin, ada access.Caller) {
	o, admin = f.Organisation("admin", false)
	return o, admin, f.Member(fixture.Whole(o), "ada", fixture.Viewer)
}

// TestADeletionPassesUntilNothingIsFound deletes somebody whom the audit log names. The
// first pass changes events, and the second finds nothing.
func TestADeletionPassesUntilNothingIsFound(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	store := &parts{Store: f.Store, answer: func(_ int, p access.DeletedPart, err error) (access.DeletedPart, error) { return p, err }}
	f.Store = store
	deleted, err := f.DeleteUser().Do(t.Context(), ada.ID())
	if f.Must(err); !deleted.Done || deleted.Pass != 2 || deleted.Changed == 0 || len(store.asked) != 2 {
		t.Errorf("%d parts, done %t: %+v", len(store.asked), deleted.Done, deleted.PersonDeletion)
	}
}

// TestADeletionGivesUpWhenItAlwaysFindsSomething lets every pass change something.
func TestADeletionGivesUpWhenItAlwaysFindsSomething(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	store := &parts{Store: f.Store, answer: func(_ int, p access.DeletedPart, err error) (access.DeletedPart, error) {
		p.Deletion.Found = true
		return p, err
	}}
	f.Store = store
	_, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.WantRefusal("the deletion", err, access.Unavailable)
	if len(store.asked) != 50 {
		t.Errorf("it made %d passes", len(store.asked))
	}
}

// TestADeletionStopsWhenItsTimeIsOver lets two minutes pass in each part, of which a pass has
// three. A repetition goes on at the position that was reached.
func TestADeletionStopsWhenItsTimeIsOver(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	healthy := f.Store
	store := &parts{Store: healthy, answer: func(n int, p access.DeletedPart, err error) (access.DeletedPart, error) {
		f.Pass(2 * time.Minute)
		p.Deletion.Pass, p.Deletion.Position = 0, "part"
		return p, err
	}}
	f.Store = store
	c := f.DeleteUser()
	for allowed, want := range map[time.Duration]int{time.Minute: 1, 2 * time.Minute: 2, 3 * time.Minute: 2} {
		store.asked, c.For = nil, allowed
		stopped, err := c.Do(t.Context(), ada.ID())
		if f.Must(err); stopped.Done || len(store.asked) != want || stopped.Position != "part" {
			t.Errorf("in %s it examined %d parts, want %d: %+v", allowed, len(store.asked), want, stopped)
		}
	}
	f.Store = healthy
	deleted, err := f.DeleteUser().Do(t.Context(), ada.ID())
	if f.Must(err); !deleted.Done {
		t.Errorf("repeated: %+v", deleted)
	}
}

// TestADeletionKeepsWhatItLearned lets the store fail after it has learned of an earlier
// identity. The next try begins with it.
func TestADeletionKeepsWhatItLearned(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	store := &parts{Store: f.Store, stale: 2, answer: func(n int, p access.DeletedPart, err error) (access.DeletedPart, error) {
		if n == 1 {
			p.Deletion.Learn("earlier", access.Address{})
			return p, access.ErrStale
		}
		return p, err
	}}
	f.Store = store
	deleted, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.Must(err)
	for n, asked := range store.asked[1:] {
		if !slices.Contains(asked.Users, "earlier") || asked.Pseudonym != deleted.Pseudonym {
			t.Errorf("part %d is about %+v", n+1, asked)
		}
	}
}

// TestADeletionCatchesUpWithAnotherCall lets another call store a part of the same deletion first.
func TestADeletionCatchesUpWithAnotherCall(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	overtaken := false
	store := &before{Store: f.Store, part: func(r access.PersonDeletionRun) {
		if !overtaken {
			overtaken = true
			r.Deletion.Learn("earlier", access.Address{})
			_, err := f.Store.DeletePersonPart(t.Context(), r)
			f.Must(err)
		}
	}}
	c := f.DeleteUser()
	c.Store = store
	deleted, err := c.Do(t.Context(), ada.ID())
	if f.Must(err); !deleted.Done || !slices.Contains(deleted.Users, "earlier") {
		t.Errorf("the overtaken call ended with %+v", deleted)
	}
}

// before is a store that calls a function before each part of a deletion.
type before struct {
	fixture.Store
	part func(access.PersonDeletionRun)
}

func (s *before) DeletePersonPart(ctx context.Context, r access.PersonDeletionRun) (access.DeletedPart, error) {
	s.part(r)
	return s.Store.DeletePersonPart(ctx, r)
}

// TestADeletionThatBrokeOffKeepsItsPseudonym repeats one that failed before its first pass.
func TestADeletionThatBrokeOffKeepsItsPseudonym(t *testing.T) {
	f := fixture.InMemory(t)
	_, _, ada := member(f)
	f.BreakDirectory("Delete", false)
	broken, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.WantRefusal("without the directory", err, access.Unavailable)
	f.Directory.Around = nil
	f.Pass(time.Hour)
	deleted, err := f.DeleteUser().ByAddress(t.Context(), fixture.Mailbox("Ada"))
	if f.Must(err); broken.Pseudonym.ID == "" || deleted.Pseudonym != broken.Pseudonym || !deleted.Done || deleted.User.ID != ada.ID() {
		t.Errorf("it began with %+v and ended with %+v", broken.Pseudonym, deleted)
	}
}

// TestADeletionFindsWhatIsAcceptedAtItsEnd accepts an invitation between the last pass and the
// deletion of the user.
func TestADeletionFindsWhatIsAcceptedAtItsEnd(t *testing.T) {
	f := fixture.InMemory(t)
	o, _, ada := member(f)
	shop := f.Account(o, "Shop")
	between := &fixture.Between{Store: f.Store}
	f.Store = between
	healthy := f.Directory.Clone()
	between.BeforeDeleteUser = func() {
		late := f.InvitedByOperator(fixture.ScopeOf(shop), "ada", fixture.Signer)
		accept := f.Accept()
		accept.Directory, accept.Identities = healthy, healthy
		f.Must(fixture.Err(accept.Do(t.Context(), ada, late.ID, access.AcceptRequest{Token: f.Token(late.ID)})))
	}
	deleted, err := f.DeleteUser().Do(t.Context(), ada.ID())
	if f.Must(err); !deleted.Done || f.HeldRoles(ada, o) != "" {
		t.Errorf("done %t, and the user holds %q", deleted.Done, f.HeldRoles(ada, o))
	}
	if _, err := f.Store.User(t.Context(), ada.ID()); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the user is still there: %v", err)
	}
}

// TestADeletionWaitsForRequestsOfAnAdministrator deletes somebody whose requests may still be
// under way for a minute.
func TestADeletionWaitsForRequestsOfAnAdministrator(t *testing.T) {
	for name, c := range map[string]struct {
		role access.RoleID
		time time.Duration // until the call is cancelled
		want time.Duration
		err  error
	}{
		"an administrator": {fixture.OrganisationAdmin, time.Hour, time.Minute, nil},
		"a member":         {fixture.Viewer, time.Hour, 0, nil},
		"it is cancelled":  {fixture.OrganisationAdmin, time.Second, time.Second, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := fixture.New(t, memory.New())
				o, _ := f.Organisation("admin", false)
				ada := f.Member(fixture.Whole(o), "ada", c.role)
				began := time.Now()
				d := f.DeleteUser()
				d.Settle, d.Now = time.Minute, func() time.Time { return fixture.Noon.Add(time.Second + time.Since(began)) }
				ctx, cancel := context.WithTimeout(t.Context(), c.time)
				defer cancel()
				deleted, err := d.Do(ctx, ada.ID())
				if took := time.Since(began); !errors.Is(err, c.err) || deleted.Done != (c.err == nil) || took < c.want || took > c.want+time.Second {
					t.Errorf("after %s: done %t, %v; want it after %s", took, deleted.Done, err, c.want)
				}
			})
		})
	}
}
