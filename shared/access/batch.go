package access

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
)

// Batch invites many people in one request. Each row has its own outcome: a
// refused row does not stop the others.
type Batch struct {
	Invite Invite
	Usage  UsageReader
}

// BatchRequest contains the rows of a batch. A dry run judges them and writes
// nothing.
type BatchRequest struct {
	Rows   []InviteRequest
	DryRun bool
}

// Outcome is the outcome of one row: an invitation, or the reason why there is
// none. A row that passes a dry run has neither.
type Outcome struct {
	Invitation *Invitation
	Refused    error
}

// groupsAtOnce is how many groups of rows are processed at the same time.
const groupsAtOnce = 8

// Do judges every row as [Invite.Do] does, and refuses a row with the same address
// and scope as an earlier row. If a limit has no room for all rows, the first rows
// get the room. A dry run refuses the same rows that a run at this moment would
// refuse. A batch that is repeated with its seed returns the invitations that it
// created.
func (c Batch) Do(ctx context.Context, caller UserID, organisation OrganisationID, r BatchRequest, seed Seed) ([]Outcome, error) {
	if len(r.Rows) == 0 || len(r.Rows) > c.Invite.Limits.Batch {
		return nil, InvalidField("invitations", fmt.Sprintf("must have 1 to %d rows", c.Invite.Limits.Batch))
	}
	snapshot, err := loadScope(ctx, c.Invite.Store, c.Invite.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
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

// batchRun is the state of one batch request.
type batchRun struct {
	invite       Invite
	usage        UsageReader
	caller       UserID
	organisation Organisation
	rows         []InviteRequest
	seed         Seed
	outcomes     []Outcome // of each row
}

// begin refuses duplicate rows and groups the others by address. Addresses are
// compared by their key. The rows of a group keep their order. A row whose address
// is not valid is a group of its own.
func (b *batchRun) begin() (groups [][]int) {
	type target struct {
		address string
		account AccountID
	}
	firsts, groupOf := map[target]int{}, map[string]int{}
	b.outcomes = make([]Outcome, len(b.rows))
	for n, row := range b.rows {
		address, err := ParseAddress(row.Email)
		if err != nil {
			groups = append(groups, []int{n})
			continue
		}
		key := target{address.Key(), row.Account}
		if first, duplicate := firsts[key]; duplicate {
			b.outcomes[n].Refused = &Error{Kind: DuplicateRow, Row: &first, Detail: fmt.Sprintf("Row %d of this batch has the same address and scope.", first)}
			continue
		}
		firsts[key] = n
		group, known := groupOf[key.address]
		if !known {
			group = len(groups)
			groupOf[key.address], groups = group, append(groups, nil)
		}
		groups[group] = append(groups[group], n)
	}
	return groups
}

// write invites the rows. If the limits have room for all of them, only rows to
// the same address are written one after the other. Otherwise all rows are.
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

// writeRow invites one row.
func (b *batchRun) writeRow(ctx context.Context, n int) Outcome {
	return recovered(func() Outcome {
		invitation, err := b.invite.Do(ctx, b.caller, b.organisation.ID, b.rows[n], b.seed.row(n))
		if err != nil {
			return Outcome{Refused: err}
		}
		return Outcome{Invitation: &invitation}
	})
}

// existing returns the invitation that an earlier try with the same seed
// created for a row, or ErrNotFound.
func (b *batchRun) existing(ctx context.Context, n int) (Invitation, error) {
	if b.seed == "" {
		return Invitation{}, ErrNotFound
	}
	return b.invite.Store.Invitation(ctx, InvitationID(b.seed.row(n).id("invitation")))
}

// withoutRoom returns the outcome of a row after a limit has been reached: the
// invitation that an earlier try created, another reason to refuse the row if
// there is one, or else the limit.
func (b *batchRun) withoutRoom(ctx context.Context, n int, limit *LimitError) Outcome {
	return recovered(func() Outcome {
		existing, err := b.existing(ctx, n)
		if err == nil {
			return Outcome{Invitation: &existing}
		}
		if !errors.Is(err, ErrNotFound) {
			return Outcome{Refused: err}
		}
		row, err := b.invite.check(ctx, b.caller, b.organisation.ID, b.rows[n])
		if err != nil {
			return Outcome{Refused: err}
		}
		return Outcome{Refused: limit.refusal(row.Offer, b.invite.Now())}
	})
}

// recovered calls do and returns its outcome. A panic becomes the outcome of the
// row that caused it.
func recovered(do func() Outcome) (o Outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			o = Outcome{Refused: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
		}
	}()
	return do()
}

// inParallel calls do for every row. Up to groupsAtOnce groups are processed at the
// same time, and the rows of a group one after the other.
func inParallel(groups [][]int, do func(row int)) {
	turns := make(chan struct{}, groupsAtOnce)
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

// row returns the seed of one row of a batch.
func (s Seed) row(n int) Seed {
	if s == "" {
		return ""
	}
	return Seed(s.id("row", strconv.Itoa(n)))
}
