package storetest

import (
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var pairTests = []test{
	{"of two writes that rest on the same state, the second is stale", secondIsStale},
	{"of two writes that rest on the same state, made at once, one happens", oneOfTwoHappens},
}

// written is a write that is ready.
type written func() error

// contested is a state of an invitation and the writes that depend on it.
var contested = map[string]struct {
	bring  func(w *storeFixture, organisation access.Organisation) access.Invitation
	writes map[string]func(w *storeFixture, i access.Invitation) written
}{
	"open": {
		bring: func(w *storeFixture, o access.Organisation) access.Invitation {
			return w.invited(whole(o), "ada", viewer)
		},
		writes: map[string]func(w *storeFixture, i access.Invitation) written{
			"accept": func(w *storeFixture, i access.Invitation) written {
				write := w.acceptance(i, w.person("ada"))
				return func() error { return w.store.Accept(w.Context(), write) }
			},
			"decline": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Close(w.Context(), closing(i, access.Declined)) }
			},
			"revoke": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Close(w.Context(), closing(i, access.Revoked)) }
			},
			"amend": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.UpdateInvitation(w.Context(), amendment(i, signer)) }
			},
			"renew": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Resend(w.Context(), renewal(i, later)) }
			},
			"remove": func(w *storeFixture, i access.Invitation) written {
				write := removal(w.member(w.person(access.NewID()), i.Scope, viewer))
				write.Revocations = []access.InvitationClosure{closing(i, access.Revoked)}
				return func() error { return w.store.ChangeMembership(w.Context(), write) }
			},
		},
	},
	"over": {
		bring: func(w *storeFixture, o access.Organisation) access.Invitation {
			return w.invited(whole(o), "ada", viewer)
		},
		writes: map[string]func(w *storeFixture, i access.Invitation) written{
			"expire": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Expire(w.Context(), expiry(i)) }
			},
			"renew": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Resend(w.Context(), renewal(i, i.ExpiresAt)) }
			},
			"invite": func(w *storeFixture, i access.Invitation) written {
				offer := w.successor(i)
				return func() error { return w.store.Invite(w.Context(), offer) }
			},
		},
	},
	"removed": {
		bring: func(w *storeFixture, o access.Organisation) access.Invitation {
			i := w.invited(whole(o), "ada", viewer)
			w.Must(w.store.RemoveInvitation(w.Context(), i.ID))
			return i
		},
		writes: map[string]func(w *storeFixture, i access.Invitation) written{
			"expire": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Expire(w.Context(), expiry(i)) }
			},
			"invite": func(w *storeFixture, i access.Invitation) written {
				offer := w.successor(i)
				return func() error { return w.store.Invite(w.Context(), offer) }
			},
		},
	},
	"declined": {
		bring: func(w *storeFixture, o access.Organisation) access.Invitation {
			i := w.invited(whole(o), "ada", viewer)
			w.Must(w.store.Close(w.Context(), closing(i, access.Declined)))
			return w.Invitation(i.ID)
		},
		writes: map[string]func(w *storeFixture, i access.Invitation) written{
			"renew": func(w *storeFixture, i access.Invitation) written {
				return func() error { return w.store.Resend(w.Context(), renewal(i, later)) }
			},
			"invite": func(w *storeFixture, i access.Invitation) written {
				offer := w.offer(i.Scope, "ADA", signer)
				return func() error { return w.store.Invite(w.Context(), offer) }
			},
		},
	},
}

// secondIsStale makes each write once, and then every write that was decided on
// the state before, itself included. All of those are stale.
func secondIsStale(w *storeFixture) {
	for state, c := range contested {
		for one, first := range c.writes {
			w.Run(state+": "+one, func(t *testing.T) {
				w := newFixture(t, w.store)
				i, seconds := c.bring(w, w.founded("one")), map[string]func() error{}
				write := first(w, i)
				for other, second := range c.writes {
					seconds[other] = second(w, i)
				}
				w.Must(write())
				w.allStale(seconds)
			})
		}
	}
}

// oneOfTwoHappens makes two writes at the same time. A write that was stale is
// made again unchanged. Only the success of the other write may keep it from
// succeeding.
func oneOfTwoHappens(w *storeFixture) {
	for state, c := range contested {
		for one, first := range c.writes {
			for other, second := range c.writes {
				if one > other {
					continue // the two start together, so their order makes no other pair
				}
				w.Run(state+": "+one+", "+other, func(t *testing.T) {
					w := newFixture(t, w.store)
					organisation := w.founded("one")
					i := c.bring(w, organisation)
					w.oneHappens(organisation, first(w, i), second(w, i))
				})
			}
		}
	}
}

func (w *storeFixture) oneHappens(organisation access.Organisation, first, second written) {
	w.Helper()
	before, happened := len(w.recordsOf(organisation, 50)), 0
	for n := 0; n < 5 && happened == 0; n++ {
		outcomes := make([]error, 2)
		fixture.Together(func() { outcomes[0] = first() }, func() { outcomes[1] = second() })
		for _, err := range outcomes {
			switch {
			case err == nil:
				happened++
			case !errors.Is(err, access.ErrStale):
				w.Fatal(err)
			}
		}
	}
	w.same("happened", happened, 1)
	if held := len(w.offers(organisation, w.address("ada"))); held > 1 {
		w.Errorf("%d open invitations of one address and scope", held)
	}
	if len(w.recordsOf(organisation, 50)) == before {
		w.Error("what happened is not on record")
	}
}
