package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// importSize is how many members are imported, unless ADMIT_IMPORT says otherwise (make
// test-long).
const importSize = 1000

// importFile is a file of lines. One in a hundred is faulty.
type importFile struct {
	lines  []access.Line
	faulty map[int]string // the field that is wrong, by the index of the line
}

// newImportFile returns a file with n members of a partner, of ten organisations below it
// and of their accounts.
func newImportFile(n int) importFile {
	file := importFile{faulty: map[int]string{}}
	file.lines = append(file.lines, access.OrganisationLine{ID: "partner", Name: "Partner", Partner: true})
	for o := range 10 {
		id := access.OrganisationID(fmt.Sprint("organisation", o))
		file.lines = append(file.lines, access.OrganisationLine{ID: id, Name: "Organisation", Parent: "partner"})
		for a := range 5 {
			file.lines = append(file.lines, access.AccountLine{Organisation: id, ID: access.AccountID(fmt.Sprint("account", a)), Name: "Account"})
		}
	}
	for len(file.lines) < n {
		file.lines = append(file.lines, file.member(len(file.lines)))
	}
	for k, at := 0, n-1; at > n/4; at, k = at-75, k+1 {
		file.spoil(at, k)
	}
	return file
}

// member returns the k-th line: of a new person, or now and then of one who is in another
// organisation already.
func (f importFile) member(k int) access.MemberLine {
	name := fmt.Sprintf("person%06d", k-k%10%3/2)
	line := access.MemberLine{Organisation: access.OrganisationID(fmt.Sprint("organisation", k%10)), Issuer: fixture.Issuer, Subject: name,
		Email: fixture.Mailbox(name), FirstName: "Ada", LastName: name, Roles: []access.RoleID{fixture.Viewer}, GrantedAt: fixture.Noon.Add(-time.Duration(k) * time.Second)}
	switch k % 20 {
	case 3, 14:
		line.Account, line.Roles = access.AccountID(fmt.Sprint("account", k%5)), []access.RoleID{access.AccountAdmin, fixture.Signer}
	case 6:
		line.Roles = []access.RoleID{access.OrganisationAdmin, fixture.Viewer}
	case 9:
		line.Organisation, line.Roles = "partner", []access.RoleID{access.PartnerOrganisationAdmin}
	}
	return line
}

// spoil makes a line faulty, in one of several ways.
func (f importFile) spoil(at, way int) {
	line := f.member(at)
	switch way % 6 {
	case 0:
		line.Roles, f.faulty[at] = []access.RoleID{"king"}, "roles"
	case 1:
		line.Account, line.Roles, f.faulty[at] = "", []access.RoleID{access.AccountAdmin}, "roles"
	case 2:
		line.Organisation, f.faulty[at] = "nowhere", "organisation"
	case 3:
		line.Email, f.faulty[at] = "no address", "email"
	case 4:
		line.Account, line.Roles, f.faulty[at] = "nowhere", []access.RoleID{fixture.Viewer}, "account"
	case 5:
		f.lines[at], f.faulty[at] = access.OrganisationLine{ID: "partner", Name: "Another", Partner: true}, "name"
		return
	}
	f.lines[at] = line
}

// importInParts imports a file as the command does: from its beginning, in parts, until
// every line is judged or ctx ends. It returns the outcomes.
func importInParts(ctx context.Context, c access.Import, lines []access.Line) ([]access.ImportOutcome, error) {
	outcomes := make([]access.ImportOutcome, len(lines))
	left := make([]int, len(lines))
	for n := range left {
		left[n] = n
	}
	for len(left) > 0 && ctx.Err() == nil {
		part := left[:min(len(left), 500)]
		results, err := c.Do(ctx, access.ImportRequest{Lines: fixture.Each(part, func(n int) access.Line { return lines[n] })})
		if err != nil && access.KindOf(err) != access.Unavailable {
			return outcomes, err
		}
		var unjudged []int
		for k, result := range results {
			if outcomes[part[k]] = result; result.Status == access.ImportUnjudged {
				unjudged = append(unjudged, part[k])
			}
		}
		left = append(unjudged, left[len(part):]...)
	}
	return outcomes, ctx.Err()
}

// TestImportOfAFile imports a file, and kills the import several times. Every faulty line
// is named and every other one is imported once. The export, imported into another table,
// is exported alike.
func TestImportOfAFile(t *testing.T) {
	f, table := onDynamoDB(t)
	size := importSize
	if text := os.Getenv("ADMIT_IMPORT"); text != "" {
		var err error
		size, err = strconv.Atoi(text)
		f.Must(err)
	}
	file, started := newImportFile(size), time.Now()
	c := f.Import()
	c.For, c.Now = 8*time.Second, time.Now
	for kills := 0; kills < 5; kills++ {
		ctx, kill := context.WithTimeout(t.Context(), time.Duration(rand.Int64N(int64(size)*int64(2*time.Millisecond))))
		if _, err := importInParts(ctx, c, file.lines); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a killed import: %v", err)
		}
		kill()
	}
	outcomes, err := importInParts(t.Context(), c, file.lines)
	f.Must(err)
	t.Logf("%d lines, killed five times, in %s", size, time.Since(started).Round(time.Second))
	wantOutcomes(f, file, outcomes)
	wantImportedOnce(f, file)
	wantSound(f, table)

	other := fixture.New(t, newTable(t, transportIn(t, false), retry.NewStandard()))
	lines := wholeExport(f)
	started = time.Now()
	outcomes, err = importInParts(t.Context(), other.Import(), lines)
	f.Must(err)
	t.Logf("the export of %d lines was imported in %s", len(lines), time.Since(started).Round(time.Second))
	for n, o := range outcomes {
		if o.Status != access.ImportCreated {
			t.Errorf("the exported line %+v: %+v", lines[n], o)
		}
	}
	text := func(l access.Line) string { return fmt.Sprintf("%+v", l) }
	if first, second := fixture.Each(lines, text), fixture.Each(wholeExport(other), text); !slices.Equal(first, second) {
		t.Errorf("the exports have %d and %d lines, and differ", len(first), len(second))
	}
}

// wantOutcomes checks that exactly the faulty lines were refused, each for its field.
func wantOutcomes(f *fixture.Fixture, file importFile, outcomes []access.ImportOutcome) {
	f.Helper()
	for n, o := range outcomes {
		field := ""
		if refusal, is := errors.AsType[*access.Error](o.Refused); is && len(refusal.Fields) == 1 {
			field = refusal.Fields[0].Field
		}
		if want := file.faulty[n]; field != want || (o.Status == access.ImportRefused) != (want != "") {
			f.Errorf("line %d, %+v: %+v, want what is wrong to be %q", n, file.lines[n], o, want)
		}
	}
	if len(file.faulty) < len(file.lines)/110 {
		f.Errorf("only %d lines are faulty", len(file.faulty))
	}
}

// wantImportedOnce compares what is stored with the lines that are not faulty, and the
// audit logs with both.
func wantImportedOnce(f *fixture.Fixture, file importFile) {
	f.Helper()
	granted := map[string]bool{}  // role, scope and subject
	creations := map[string]int{} // events, by type
	events := map[access.OrganisationID]int{}
	for n, line := range file.lines {
		if file.faulty[n] != "" {
			continue
		}
		switch l := line.(type) {
		case access.OrganisationLine:
			creations["organisation.created"]++
		case access.AccountLine:
			creations["account.created"]++
		case access.MemberLine:
			creations["access.granted"]++
			events[l.Organisation]++
			for _, role := range l.Roles {
				granted[fmt.Sprint(role, l.Organisation, l.Account, l.Subject)] = true
			}
		}
	}
	stored := map[string]bool{}
	for _, line := range wholeExport(f) {
		if l, is := line.(access.MemberLine); is {
			for _, role := range l.Roles {
				stored[fmt.Sprint(role, l.Organisation, l.Account, l.Subject)] = true
			}
		}
	}
	if !maps.Equal(stored, granted) {
		f.Errorf("%d grants are stored, want %d", len(stored), len(granted))
	}
	happened := map[string]int{}
	for n := range 11 {
		id := access.OrganisationID(strings.Replace(fmt.Sprint("organisation", n-1), "organisation-1", "partner", 1))
		for _, e := range f.Events(access.Organisation{ID: id}) {
			if e.Scope.Organisation == id { // and not below it
				happened[string(e.Type)]++
			}
		}
	}
	if !maps.Equal(happened, creations) {
		f.Errorf("the events are %v, want %v", happened, creations)
	}
}

// wholeExport returns the lines of an export, in their order.
func wholeExport(f *fixture.Fixture) []access.Line {
	f.Helper()
	var lines []access.Line
	for after := ""; ; {
		part, err := f.Export().Do(f.Context(), after)
		f.Must(err)
		lines = append(lines, part.Lines...)
		if after = part.Next; after == "" {
			slices.SortFunc(lines, func(a, b access.Line) int { return strings.Compare(a.SortKey(), b.SortKey()) })
			return lines
		}
	}
}
