package access

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
)

// Batch invites many people in one request. Each row has an outcome of its own:
// one that is refused holds up no other.
type Batch struct {
	Invite Invite
	Usage  UsageReader
}

// BatchRequest is the rows of a batch. A dry run judges them and writes nothing.
type BatchRequest struct {
	Rows   []InviteRequest
	DryRun bool
}

// Outcome is what became of a row: an invitation, or why there is none. A row
// that passed a dry run has neither.
type Outcome struct {
	Invitation *Invitation
	Refused    error
}

// rowsAtOnce is how many rows are worked on at the same time.
const rowsAtOnce = 8

// Do judges every row as [Invite.Do] would, and refuses a row that says the same
// address and scope as one before it. Where a limit has no room for all rows, the
// first of them get it; a dry run refuses the others as a run at this moment
// would. A batch that is repeated with its seed finds the invitations that it
// made.
func (c Batch) Do(ctx context.Context, caller UserID, organisation OrganisationID, r BatchRequest, seed Seed) ([]Outcome, error) {
	if len(r.Rows) == 0 || len(r.Rows) > c.Invite.Limits.Batch {
		return nil, InvalidField("invitations", fmt.Sprintf("needs 1 to %d rows", c.Invite.Limits.Batch))
	}
	snapshot, err := loadScope(ctx, c.Invite.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return nil, err
	}
	if !snapshot.administersAny(caller) {
		return nil, errNotAdministrator()
	}
	run := batchRun{invite: c.Invite, usage: c.Usage, caller: caller, organisation: snapshot.Organisation, rows: r.Rows, seed: seed}
	groups := run.begin()
	if r.DryRun {
		err = run.judge(ctx, groups)
	} else {
		err = run.write(ctx, groups)
	}
	return run.outcomes, err
}

// batchRun is one request under way.
type batchRun struct {
	invite       Invite
	usage        UsageReader
	caller       UserID
	organisation Organisation
	rows         []InviteRequest
	seed         Seed
	outcomes     []Outcome // of each row
}

// begin refuses the duplicate rows, and groups the others by address. Two
// spellings of one address are one. The rows of a group keep their order.
func (b *batchRun) begin() (groups [][]int) {
	type place struct {
		address string
		account AccountID
	}
	firsts, groupOf := map[place]int{}, map[string]int{}
	b.outcomes = make([]Outcome, len(b.rows))
	for n, row := range b.rows {
		address, err := ParseAddress(row.Email)
		if err != nil {
			groups = append(groups, []int{n})
			continue
		}
		at := place{address.Key(), row.Account}
		if first, twice := firsts[at]; twice {
			b.outcomes[n].Refused = &Error{Kind: DuplicateRow, Row: &first, Detail: fmt.Sprintf("Row %d of this batch has the same address and scope.", first)}
			continue
		}
		firsts[at] = n
		group, known := groupOf[at.address]
		if !known {
			group = len(groups)
			groupOf[at.address], groups = group, append(groups, nil)
		}
		groups[group] = append(groups[group], n)
	}
	return groups
}

// write invites the rows. While the limits have room for all of them, only the
// rows to one address wait for each other; otherwise each waits for those before
// it.
func (b *batchRun) write(ctx context.Context, groups [][]int) error {
	order := inOrder(groups)
	tight, err := b.isTight(ctx, len(order))
	if err != nil {
		return err
	}
	if tight {
		b.writeInOrder(ctx, order)
		return nil
	}
	inParallel(groups, func(n int) { b.outcomes[n] = b.writeRow(ctx, n) })
	return nil
}

func (b *batchRun) writeRow(ctx context.Context, n int) Outcome {
	return recovered(func() Outcome {
		invitation, err := b.invite.Do(ctx, b.caller, b.organisation.ID, b.rows[n], b.seed.row(n))
		if err != nil {
			return Outcome{Refused: err}
		}
		return Outcome{Invitation: &invitation}
	})
}

// made returns the invitation that an earlier attempt at the batch created for a
// row, or ErrNone.
func (b *batchRun) made(ctx context.Context, n int) (Invitation, error) {
	if b.seed == "" {
		return Invitation{}, ErrNone
	}
	return b.invite.Store.Invitation(ctx, InvitationID(b.seed.row(n).id("invitation")))
}

// withoutRoom is the outcome of a row that a limit is known to have no room for.
// What else is in its way comes first.
func (b *batchRun) withoutRoom(ctx context.Context, n int, limit *LimitError) Outcome {
	return recovered(func() Outcome {
		made, err := b.made(ctx, n)
		if err == nil {
			return Outcome{Invitation: &made}
		}
		if !errors.Is(err, ErrNone) {
			return Outcome{Refused: err}
		}
		row, err := b.invite.check(ctx, b.caller, b.organisation.ID, b.rows[n])
		if err != nil {
			return Outcome{Refused: err}
		}
		return Outcome{Refused: limit.refusal(row.Offer, b.invite.Now())}
	})
}

// recovered makes a panic the outcome of the row that caused it.
func recovered(do func() Outcome) (o Outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			o = Outcome{Refused: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
		}
	}()
	return do()
}

// inParallel works on some groups at the same time, and on the rows of each one
// after the other.
func inParallel(groups [][]int, do func(row int)) {
	turns := make(chan struct{}, rowsAtOnce)
	var all sync.WaitGroup
	for _, group := range groups {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			for _, n := range group {
				do(n)
			}
		})
	}
	all.Wait()
}

// row is the seed of one row of a batch.
func (s Seed) row(n int) Seed {
	if s == "" {
		return ""
	}
	return Seed(s.id("row", strconv.Itoa(n)))
}
