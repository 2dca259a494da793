package access_test

import (
	"context"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// TestInviteAfterADeath: a request whose function was killed is taken over after
// its lease, with its seed, and finds the invitation that it has created.
func TestInviteAfterADeath(t *testing.T) {
	onEachStore(t, func(w *world) {
		organisation, admin := w.organisation("admin", false)
		key := idempotency.Key{Caller: admin.ID(), Route: "POST /x", Value: "key"}
		ctx, kill := context.WithCancel(w.Context())
		work := func(then func()) idempotency.Work {
			return func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
				i, err := w.invite().Do(ctx, admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, seed)
				w.must(err)
				then()
				return []byte(i.ID), idempotency.Replay
			}
		}
		first, _, _ := w.requests().Do(ctx, key, nil, work(kill)) // its answer is not stored
		w.set(noon.Add(10 * time.Minute))
		second, replayed, err := w.requests().Do(w.Context(), key, nil, work(func() {}))
		if err != nil || replayed || string(first) != string(second) {
			w.Errorf("created %s, and then %s (%v)", first, second, err)
		}
		third, replayed, err := w.requests().Do(w.Context(), key, nil, work(func() {}))
		if err != nil || !replayed || string(third) != string(first) {
			w.Errorf("replayed %t: %s (%v)", replayed, third, err)
		}
		if n := len(w.recorded(organisation, access.InvitationCreated)); n != 2 {
			w.Errorf("%d invitations on record, want that of the founding and one more", n)
		}
	})
}
