package access

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync"
)

// Batch invites many people in one request. Each row has an outcome of its own:
// one that is refused holds up no other.
type Batch struct{ Invite Invite }

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

// Do judges every row as [Invite.Do] would, in no particular order, and refuses
// a row that says the same address and scope as one before it. A batch that is
// repeated with its seed finds the invitations that it made.
func (c Batch) Do(ctx context.Context, caller UserID, organisation OrganisationID, r BatchRequest, seed Seed) ([]Outcome, error) {
	if len(r.Rows) == 0 || len(r.Rows) > c.Invite.Limits.Batch {
		return nil, InvalidField("invitations", fmt.Sprintf("needs 1 to %d rows", c.Invite.Limits.Batch))
	}
	place, err := enter(ctx, c.Invite.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return nil, err
	}
	if !place.administersAny(caller) {
		return nil, errNotAdministrator()
	}
	outcomes := make([]Outcome, len(r.Rows))
	turns := make(chan struct{}, rowsAtOnce)
	var all sync.WaitGroup
	for n, first := range duplicates(r.Rows) {
		if first != n {
			outcomes[n].Refused = &Error{Kind: DuplicateRow, Row: &first, Detail: fmt.Sprintf("Row %d of this batch has the same address and scope.", first)}
			continue
		}
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			outcomes[n] = c.row(ctx, caller, organisation, r.Rows[n], r.DryRun, seed.row(n))
		})
	}
	all.Wait()
	return outcomes, nil
}

func (c Batch) row(ctx context.Context, caller UserID, organisation OrganisationID, r InviteRequest, dry bool, seed Seed) (o Outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			o = Outcome{Refused: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
		}
	}()
	if dry {
		return Outcome{Refused: c.Invite.Check(ctx, caller, organisation, r)}
	}
	invitation, err := c.Invite.Do(ctx, caller, organisation, r, seed)
	if err != nil {
		return Outcome{Refused: err}
	}
	return Outcome{Invitation: &invitation}
}

// duplicates tells of each row which is the first with its address and scope:
// itself, unless it is a duplicate. Two spellings of one address are one.
func duplicates(rows []InviteRequest) []int {
	type place struct {
		address string
		account AccountID
	}
	firsts := map[place]int{}
	of := make([]int, len(rows))
	for n, row := range rows {
		of[n] = n
		address, err := ParseAddress(row.Email)
		if err != nil {
			continue
		}
		at := place{address.Key(), row.Account}
		if first, twice := firsts[at]; twice {
			of[n] = first
		} else {
			firsts[at] = n
		}
	}
	return of
}

// row is the seed of one row of a batch.
func (s Seed) row(n int) Seed {
	if s == "" {
		return ""
	}
	return Seed(s.id("row", strconv.Itoa(n)))
}
