package storetest

import (
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var pairTests = []test{
	{"of two writes that were decided on the same state, the second is stale", secondIsStale},
	{"of two writes that were decided on the same state, made at once, one succeeds", oneOfTwoHappens},
}

// preparedWrite is a write that is ready.
type preparedWrite func() error

// contested is a state of an invitation and the writes that depend on it.
var contested = map[string]struct {
	prepare func(f *storeFixture, organisation access.Organisation) access.Invitation
	writes  map[string]func(f *storeFixture, i access.Invitation) preparedWrite
}{
	"open": {
		prepare: func(f *storeFixture, o access.Organisation) access.Invitation {
			return f.invited(fixture.Whole(o), "ada", fixture.Viewer)
		},
		writes: map[string]func(f *storeFixture, i access.Invitation) preparedWrite{
			"accept": func(f *storeFixture, i access.Invitation) preparedWrite {
				write := f.acceptance(i, f.person("ada"))
				return func() error { return f.store.Accept(f.Context(), write) }
			},
			"decline": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Close(f.Context(), closureOf(i, access.Declined)) }
			},
			"revoke": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Close(f.Context(), closureOf(i, access.Revoked)) }
			},
			"update": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.UpdateInvitation(f.Context(), updateOf(i, fixture.Signer)) }
			},
			"resend": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Resend(f.Context(), resendOf(i, later)) }
			},
			"remove": func(f *storeFixture, i access.Invitation) preparedWrite {
				write := removal(f.member(f.person(access.NewID()), i.Scope, fixture.Viewer))
				write.Revocations = []access.InvitationClosure{closureOf(i, access.Revoked)}
				return func() error { return f.store.ChangeMembership(f.Context(), write) }
			},
		},
	},
	"expired": {
		prepare: func(f *storeFixture, o access.Organisation) access.Invitation {
			return f.invited(fixture.Whole(o), "ada", fixture.Viewer)
		},
		writes: map[string]func(f *storeFixture, i access.Invitation) preparedWrite{
			"expire": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Expire(f.Context(), expiry(i)) }
			},
			"resend": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Resend(f.Context(), resendOf(i, i.ExpiresAt)) }
			},
			"invite": func(f *storeFixture, i access.Invitation) preparedWrite {
				offer := f.replacement(i)
				return func() error { return f.store.Invite(f.Context(), offer) }
			},
		},
	},
	"removed": {
		prepare: func(f *storeFixture, o access.Organisation) access.Invitation {
			i := f.invited(fixture.Whole(o), "ada", fixture.Viewer)
			f.Must(f.store.RemoveInvitation(f.Context(), i.ID))
			return i
		},
		writes: map[string]func(f *storeFixture, i access.Invitation) preparedWrite{
			"expire": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Expire(f.Context(), expiry(i)) }
			},
			"invite": func(f *storeFixture, i access.Invitation) preparedWrite {
				offer := f.replacement(i)
				return func() error { return f.store.Invite(f.Context(), offer) }
			},
		},
	},
	"declined": {
		prepare: func(f *storeFixture, o access.Organisation) access.Invitation {
			i := f.invited(fixture.Whole(o), "ada", fixture.Viewer)
			f.Must(f.store.Close(f.Context(), closureOf(i, access.Declined)))
			return f.Invitation(i.ID)
		},
		writes: map[string]func(f *storeFixture, i access.Invitation) preparedWrite{
			"resend": func(f *storeFixture, i access.Invitation) preparedWrite {
				return func() error { return f.store.Resend(f.Context(), resendOf(i, later)) }
			},
			"invite": func(f *storeFixture, i access.Invitation) preparedWrite {
				offer := f.offer(i.Scope, "ADA", fixture.Signer)
				return func() error { return f.store.Invite(f.Context(), offer) }
			},
		},
	},
}

// secondIsStale makes each write once, and then every write that was decided on
// the state before, itself included. All of those are stale.
func secondIsStale(f *storeFixture) {
	for state, c := range contested {
		for one, first := range c.writes {
			f.Run(state+": "+one, func(t *testing.T) {
				f := newFixture(t, f.store)
				i, seconds := c.prepare(f, f.namedOrganisation("one")), map[string]func() error{}
				write := first(f, i)
				for other, second := range c.writes {
					seconds[other] = second(f, i)
				}
				f.Must(write())
				f.allStale(seconds)
			})
		}
	}
}

// oneOfTwoHappens makes two writes at the same time. A write that was stale is
// repeated unchanged. Only the success of the other write may keep it from
// succeeding.
func oneOfTwoHappens(f *storeFixture) {
	for state, c := range contested {
		for one, first := range c.writes {
			for other, second := range c.writes {
				if one > other {
					continue // the two start together, so their order does not matter
				}
				f.Run(state+": "+one+", "+other, func(t *testing.T) {
					f := newFixture(t, f.store)
					organisation := f.namedOrganisation("one")
					i := c.prepare(f, organisation)
					f.wantOneWrite(organisation, first(f, i), second(f, i))
				})
			}
		}
	}
}

func (f *storeFixture) wantOneWrite(organisation access.Organisation, first, second preparedWrite) {
	f.Helper()
	before, happened := len(f.eventsOf(organisation, 50)), 0
	for n := 0; n < 5 && happened == 0; n++ {
		outcomes := make([]error, 2)
		fixture.Together(func() { outcomes[0] = first() }, func() { outcomes[1] = second() })
		for _, err := range outcomes {
			switch {
			case err == nil:
				happened++
			case !errors.Is(err, access.ErrStale):
				f.Fatal(err)
			}
		}
	}
	f.same("successful writes", happened, 1)
	if held := len(f.offers(organisation, f.address("ada"))); held > 1 {
		f.Errorf("%d open invitations of one address and scope", held)
	}
	if len(f.eventsOf(organisation, 50)) == before {
		f.Error("the successful write has no event")
	}
}
