package access

import (
	"context"
	"time"
)

// Export lists organisations, accounts and members in the form in which [Import] takes
// them. Only operators use it. It leaves out invitations, the audit log, suppressions,
// and users who hold no role. What changes meanwhile may be in it as it was or as it is.
type Export struct {
	Store Exporter
	For   time.Duration // after it, no further page is read
	Now   Clock
}

// ExportPart is a part of an export. Its lines have no order: see [Line].
type ExportPart struct {
	Lines    []Line
	Next     string // where the next part begins; empty at the end
	Examined int    // items of the table in this part
	Total    int64  // items of the table, an estimate
}

// enoughLines ends a part, so that the answer stays within what the caller can get.
const enoughLines = 2000

// Do returns the part after a position. It is empty at the beginning.
func (c Export) Do(ctx context.Context, after string) (ExportPart, error) {
	part := ExportPart{Next: after}
	for until := c.Now().Add(c.For); ; {
		page, err := c.Store.Export(ctx, part.Next)
		if err != nil {
			return ExportPart{}, err
		}
		part.add(page, c.Now())
		if part.Next == "" || len(part.Lines) >= enoughLines || c.Now().After(until) {
			return part, nil
		}
	}
}

// add adds the lines of a page at a time.
func (p *ExportPart) add(page ExportPage, now time.Time) {
	for _, o := range page.Organisations {
		p.Lines = append(p.Lines, o.lineOf())
	}
	for _, a := range page.Accounts {
		p.Lines = append(p.Lines, a.lineOf())
	}
	for _, m := range page.Memberships {
		for _, line := range m.linesOf(page.Languages[m.User.ID], now) {
			p.Lines = append(p.Lines, line)
		}
	}
	p.Next, p.Total = page.Next, page.Total
	p.Examined += page.Examined
}
