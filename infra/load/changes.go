package load

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// update changes the roles of the invitation.
func (p *person) update(ctx context.Context, roles ...string) bool {
	show := func(a answer) (stored []string, ok bool) {
		var i struct{ Roles []string }
		ok = p.decode(a, &i)
		return i.Roles, ok
	}
	ok := p.replace(ctx, "update", http.MethodPatch, p.invitationPath(), map[string]any{"roles": roles}, show, roles)
	if ok {
		p.ledger.Change(p.invitation, func(i *Invited) { i.Roles, i.Updates = sorted(roles), i.Updates+1 })
	}
	return ok
}

// edit changes the roles that the person holds.
func (p *person) edit(ctx context.Context, roles ...string) bool {
	var grants []map[string]string
	for _, role := range roles {
		grants = append(grants, map[string]string{"role": role})
	}
	show := func(a answer) ([]string, bool) {
		var row struct {
			Grants []struct{ Role struct{ ID string } }
		}
		ok := p.decode(a, &row)
		var held []string
		for _, g := range row.Grants {
			held = append(held, g.Role.ID)
		}
		return held, ok
	}
	ok := p.replace(ctx, "edit", http.MethodPut, p.permissionPath(), map[string]any{"grants": grants}, show, roles)
	if ok {
		p.ledger.Member(p.organisation, p.user, p.email, func(m *Member) { m.Roles, m.Changed = sorted(roles), m.Changed+1 })
	}
	return ok
}

// replace reads what is there and changes it, with the ETag that was read. If an earlier try had no
// clear answer, it reads again whether that had the effect. It gives up after the patience of a client.
func (p *person) replace(ctx context.Context, operation, method, path string, body any, show func(answer) ([]string, bool), want []string) bool {
	for began, unsure := time.Now(), false; ; {
		a, ok := p.step(ctx, p.admin(), request{operation: "read before " + operation, method: http.MethodGet, path: path})
		if !ok {
			return false
		}
		shown, ok := show(a)
		if !ok {
			return false
		}
		if unsure && slices.Equal(sorted(shown), sorted(want)) {
			return true
		}
		a, err := p.admin().do(ctx, request{operation: operation, method: method, path: path, body: body, ifMatch: a.etag})
		switch {
		case err != nil:
			p.noAnswer()
			return false
		case a.ok():
			return true
		case a.problem != "version-mismatch" || time.Since(began) > p.patience:
			p.unexpected(operation, a)
			return false
		}
		unsure = unsure || a.unsure
	}
}

func (p *person) suspend(ctx context.Context) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: "suspend", method: http.MethodPut, path: p.permissionPath() + "/suspension"})
	if ok {
		p.ledger.Member(p.organisation, p.user, p.email, func(m *Member) { m.Suspended, m.Suspensions = true, m.Suspensions+1 })
	}
	return ok
}

func (p *person) reactivate(ctx context.Context) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: "reactivate", method: http.MethodDelete, path: p.permissionPath() + "/suspension"})
	if ok {
		p.ledger.Member(p.organisation, p.user, p.email, func(m *Member) { m.Suspended, m.Reactivated = false, m.Reactivated+1 })
	}
	return ok
}

func (p *person) remove(ctx context.Context) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: "remove", method: http.MethodDelete, path: p.permissionPath()}, "not-found")
	if ok {
		p.ledger.Member(p.organisation, p.user, p.email, func(m *Member) { m.Roles, m.Suspended, m.Removed = nil, false, m.Removed+1 })
	}
	return ok
}

// decide asks whether the person may do something now.
func (p *person) decide(ctx context.Context, permission string, want bool) bool {
	check := map[string]any{"checks": []map[string]string{{"permission": permission, "organisationId": p.organisation}}}
	a, ok := p.step(ctx, p.guest(), request{operation: "decide", method: http.MethodPost, path: "/decisions", body: check})
	var decided struct {
		Items []struct{ Allowed bool }
	}
	if !ok || !p.decode(a, &decided) {
		return false
	}
	if len(decided.Items) != 1 || decided.Items[0].Allowed != want {
		p.refuse("decide", fmt.Sprintf("%s is not %t", permission, want))
		return false
	}
	return true
}

// batchRow is the outcome of a row of a batch.
type batchRow struct {
	Outcome    string
	Problem    struct{ Type string }
	Invitation struct{ ID string }
}

func (r batchRow) refused() bool { return r.Outcome != "created" }

// passing are the problems of a row after which the API does not store the answer of the batch, so that the
// same key may create the row later.
var passing = []string{"unavailable", "rate-limited"}

// refusal returns a row that was refused, and whether it may be created later. It returns nil if all rows were created.
func refusal(rows []batchRow) (refused *batchRow, passes bool) {
	for n, r := range rows {
		if !r.refused() {
			continue
		}
		if refused = &rows[n]; !slices.Contains(passing, strings.TrimPrefix(r.Problem.Type, problemPrefix)) {
			return refused, false
		}
	}
	return refused, true
}

// inviteAll invites people by one batch. It repeats the batch with the same key while a row was
// refused for a reason that may pass, for the patience of a client at most.
func (r *run) inviteAll(ctx context.Context, t *tenant, people []*person) bool {
	var rows []inviting
	for _, p := range people {
		rows = append(rows, p.inviting(viewer))
	}
	key, asks := rand.Text(), &person{run: r, tenant: t}
	for began := time.Now(); ; {
		a, ok := asks.step(ctx, asks.admin(), request{operation: "batch", method: http.MethodPost, path: asks.path("/invitations/batch"), body: map[string]any{"invitations": rows}, key: key})
		var outcome struct{ Items []batchRow }
		if !ok || !asks.decode(a, &outcome) {
			return r.forget(people)
		}
		refused, passes := refusal(outcome.Items)
		switch {
		case len(outcome.Items) != len(people):
			r.refuse("batch", fmt.Sprintf("%d rows of %d", len(outcome.Items), len(people)))
			return r.forget(people)
		case refused == nil:
			for n, p := range people {
				p.invited(outcome.Items[n].Invitation.ID, viewer)
			}
			return true
		case !passes || time.Since(began) > r.patience:
			r.refuse("batch", "a row is refused: "+refused.Problem.Type)
			return r.forget(people)
		}
		sleep(ctx, mostPause)
	}
}

// forget notes that nobody knows what became of people. It reports false.
func (r *run) forget(people []*person) bool {
	for _, p := range people {
		r.ledger.GaveUp(p.email)
	}
	return false
}
