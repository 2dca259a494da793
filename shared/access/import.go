package access

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// ImportStore is what [Import] reads and writes.
type ImportStore interface {
	SnapshotReader
	OrganisationReader
	UserReader
	InvitationReader
	offerStore
	OrganisationCreator
	AccountCreator
	InvitationCreator
	MembershipImporter
	AddressReserver
}

// Import brings in organisations, accounts and members from another system, or from the
// export of a deployment. Only operators use it. It takes nothing away: a line creates
// what is not there yet, and a line whose content is there already changes nothing. So an
// import that broke off is repeated from its beginning.
type Import struct {
	Store     ImportStore
	Directory Directory // nil if Admit creates no identities
	Issuer    string    // of the identities with which people sign in here
	Roles     Catalogue
	Limits    Limits
	For       time.Duration // after it, no further line begins
	Now       Clock
}

// ImportRequest is a part of an import. A line may refer to what exists and to what an
// earlier line creates.
type ImportRequest struct {
	Lines   []Line
	Earlier []Line // of a dry run: lines of earlier parts to which the lines refer
	DryRun  bool   // judge the lines and write nothing
	Invite  bool   // invite the members by email, instead of giving them their roles at once
}

// ImportStatus says what became of a line.
type ImportStatus string

// The outcomes of a line.
const (
	ImportCreated  ImportStatus = "created"  // in a dry run: would be created
	ImportExists   ImportStatus = "exists"   // it was there already
	ImportRefused  ImportStatus = "refused"  // nothing was written
	ImportUnjudged ImportStatus = "unjudged" // the time was over, or the service was busy: ask again
)

// ImportOutcome is what became of a line.
type ImportOutcome struct {
	Status  ImportStatus
	Refused error  // of ImportRefused: why
	Note    string // what an operator should know of it; may be empty
}

// Do imports the lines in their order, and returns the outcome of each. Members who
// follow one another in the list are imported at the same time. If not a single line
// could be judged, Do returns the error that prevented it.
func (c Import) Do(ctx context.Context, r ImportRequest) ([]ImportOutcome, error) {
	run := &importRun{Import: c, invite: r.Invite}
	if r.DryRun {
		run.rehearse()
		if err := run.repeat(ctx, r.Earlier); err != nil {
			return nil, err
		}
	}
	run.until = c.Now().Add(c.For)
	return run.do(ctx, r.Lines)
}

// importRun is one call of an import.
type importRun struct {
	Import
	invite bool
	until  time.Time // zero: for as long as it takes
}

// rehearse makes the run write nothing.
func (r *importRun) rehearse() {
	r.Store = newRehearsal(r.Store)
	if r.Directory != nil {
		r.Directory = rehearsedDirectory{r.Directory, r.Issuer}
	}
}

// repeat judges lines that were judged before. An error of the whole is that of the first
// line that could not be judged.
func (r *importRun) repeat(ctx context.Context, lines []Line) error {
	outcomes, _ := r.do(ctx, lines)
	for _, o := range outcomes {
		if o.Status == ImportUnjudged {
			return errors.Join(o.Refused, ctx.Err())
		}
	}
	return nil
}

// do judges the lines. It stops after a section in which a line could not be judged,
// because later lines may refer to it.
func (r *importRun) do(ctx context.Context, lines []Line) ([]ImportOutcome, error) {
	outcomes := make([]ImportOutcome, len(lines))
	for n := range outcomes {
		outcomes[n].Status = ImportUnjudged
	}
	for begin := 0; begin < len(lines); {
		end := begin + 1
		for end < len(lines) && isMember(lines[begin]) && isMember(lines[end]) {
			end++
		}
		r.section(ctx, lines[begin:end], outcomes[begin:end])
		for n := begin; n < end; n++ {
			if outcomes[n].Status == ImportUnjudged {
				return outcomes, firstError(outcomes)
			}
		}
		begin = end
	}
	return outcomes, nil
}

// firstError returns why nothing could be judged, or nil if something was.
func firstError(outcomes []ImportOutcome) error {
	var first error
	for _, o := range outcomes {
		switch {
		case o.Status != ImportUnjudged:
			return nil
		case first == nil:
			first = o.Refused
		}
	}
	return first
}

func isMember(l Line) bool {
	_, is := l.(MemberLine)
	return is
}

// importWriters is how many members are imported at the same time. A function keeps as
// many connections to the table.
const importWriters = 8

// section judges lines at the same time, except those that may be about one person.
func (r *importRun) section(ctx context.Context, lines []Line, outcomes []ImportOutcome) {
	var running sync.WaitGroup
	writers := make(chan struct{}, importWriters)
	for _, strand := range strands(lines) {
		writers <- struct{}{}
		running.Go(func() {
			defer func() { <-writers }()
			for _, n := range strand {
				if outcomes[n] = r.judge(ctx, lines[n]); outcomes[n].Status == ImportUnjudged {
					return
				}
			}
		})
	}
	running.Wait()
}

// strands returns the positions of lines, in their order. Lines about one address or one
// identity are in one strand.
func strands(lines []Line) [][]int {
	before := make([]int, len(lines)) // an earlier line of the strand; for its first line that itself
	first := func(n int) int {
		for before[n] != n {
			n = before[n]
		}
		return n
	}
	known := map[string]int{} // lines, by address and by identity
	for n, line := range lines {
		before[n] = n
		for _, key := range strandKeys(line) {
			if other, met := known[key]; met {
				a, b := first(n), first(other)
				before[max(a, b)] = min(a, b)
			}
			known[key] = n
		}
	}
	all := make([][]int, len(lines))
	for n := range lines {
		all[first(n)] = append(all[first(n)], n)
	}
	return slices.DeleteFunc(all, func(strand []int) bool { return len(strand) == 0 })
}

// strandKeys returns the texts that a line has in common with others about the same
// person.
func strandKeys(line Line) []string {
	m, is := line.(MemberLine)
	if !is {
		return nil
	}
	keys := []string{"address " + AddressPrefix(m.Email)}
	if m.Subject != "" {
		keys = append(keys, "identity "+string(NewUserID(m.Issuer, m.Subject)))
	}
	return keys
}

// judge imports one line, unless the time is over. A panic is an internal error, because
// it would end the process in a goroutine.
func (r *importRun) judge(ctx context.Context, line Line) ImportOutcome {
	if ctx.Err() != nil || (!r.until.IsZero() && r.Now().After(r.until)) {
		return ImportOutcome{Status: ImportUnjudged, Refused: ctx.Err()}
	}
	outcome, err := inBackground(ctx, func(ctx context.Context) (ImportOutcome, error) { return line.importInto(ctx, r) }).wait()
	switch kind := KindOf(err); {
	case err == nil:
		return outcome
	case kind == Internal, kind == Unavailable:
		return ImportOutcome{Status: ImportUnjudged, Refused: err}
	}
	return ImportOutcome{Status: ImportRefused, Refused: err}
}
