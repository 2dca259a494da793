package dynamo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// TestTheFirstEndOfAnAuthorityEndsAWrite computes how long a write may be tried.
func TestTheFirstEndOfAnAuthorityEndsAWrite(t *testing.T) {
	for name, c := range map[string]struct {
		ends  []time.Duration // after the write; 0 is no end
		lasts time.Duration
		stale bool
	}{
		"no end":             {[]time.Duration{0, 0}, 0, false},
		"one":                {[]time.Duration{0, time.Hour, 0}, time.Hour, false},
		"the first":          {[]time.Duration{time.Hour, 2 * time.Hour}, time.Hour, false},
		"the second":         {[]time.Duration{2 * time.Hour, time.Hour}, time.Hour, false},
		"it has ended":       {[]time.Duration{-time.Second}, 0, true},
		"one of them ended":  {[]time.Duration{time.Hour, -time.Second}, time.Hour, true},
		"it ends very soon":  {[]time.Duration{time.Second}, time.Second, false},
		"two end at a time":  {[]time.Duration{time.Hour, time.Hour}, time.Hour, false},
		"the middle of more": {[]time.Duration{3 * time.Hour, time.Hour, 2 * time.Hour}, time.Hour, false},
	} {
		write := Store{}.begin()
		for _, d := range c.ends {
			authority := access.Authority{}
			if d != 0 {
				authority.Until = noon.Add(d)
			}
			write.endWith(authority, noon)
		}
		if write.lasts != c.lasts || errors.Is(write.err, access.ErrStale) != c.stale {
			t.Errorf("%s: it lasts %s, stale: %t", name, write.lasts, write.err != nil)
		}
	}
}

// TestOneFenceOfAMembershipIsChecked checks the earliest time of each membership.
func TestOneFenceOfAMembershipIsChecked(t *testing.T) {
	write := Store{}.begin()
	for _, f := range []fence{{user: "a", organisation: "o", asOf: later}, {user: "a", organisation: "o", asOf: noon}, {user: "a", organisation: "o", asOf: later},
		{user: "b", organisation: "o", asOf: later}, {user: "a", organisation: "p", asOf: later}} {
		write.checkFence(f)
	}
	var got []string
	for _, f := range write.fences {
		got = append(got, fmt.Sprint(f.user, f.organisation, f.asOf.Equal(noon)))
	}
	if want := []string{"ao" + "true", "bo" + "false", "ap" + "false"}; strings.ReplaceAll(strings.Join(got, ","), " ", "") != strings.Join(want, ",") {
		t.Errorf("the fences are %v", got)
	}
}

// TestGroupsFitABatch groups what the migration derives, so that one call reads what it compares.
func TestGroupsFitABatch(t *testing.T) {
	for want, sizes := range map[string][]int{
		"":                   {},
		"[60 40] [1]":        {60, 40, 1},
		"[100] [1]":          {100, 1},
		"[60] [41]":          {60, 41},
		"[150] [1 99] [1]":   {150, 1, 99, 1},
		"[30 30 30] [30 70]": {30, 30, 30, 30, 70},
	} {
		var all []derived
		for _, n := range sizes {
			all = append(all, derived{changes: make([]change, n)})
		}
		var got []string
		for _, group := range grouped(all) {
			var counts []int
			for _, d := range group {
				counts = append(counts, len(d.changes))
			}
			got = append(got, fmt.Sprint(counts))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%v is grouped as %v, want %s", sizes, got, want)
		}
	}
}

// TestEscapedIDs escapes all but ASCII letters, digits, "-" and "_".
func TestEscapedIDs(t *testing.T) {
	for raw, want := range map[string]string{
		"azAZ09-_":  "azAZ09-_",
		"azAZ09-_#": "azAZ09-_%23", "`{@[/:": "%60%7B%40%5B%2F%3A", "bYm5 x": "bYm5%20x", "é": "%C3%A9", "": "",
	} {
		if got := id(access.UserID(raw)); got != want {
			t.Errorf("the id %q is %q in a key, want %q", raw, got, want)
		}
	}
}

// TestSharesOfALimit divides limits among shards.
func TestSharesOfALimit(t *testing.T) {
	for _, c := range []struct {
		most, shards int
		want         []int
	}{{7, 4, []int{2, 2, 2, 1}}, {8, 4, []int{2, 2, 2, 2}}, {3, 4, []int{1, 1, 1, 0}}, {5, 1, []int{5}}, {0, 2, []int{0, 0}}} {
		var got []int
		for n := range c.shards {
			got = append(got, count{most: c.most, shards: c.shards}.share(n))
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("the shares of %d are %v, want %v", c.most, got, c.want)
		}
	}
}

// TestWhatACommitTriesAgain returns the reasons of the counts if nothing but throttling, counts and
// conflicts at shared items and fences prevented a write.
func TestWhatACommitTriesAgain(t *testing.T) {
	write := Store{}.begin()
	write.check(key{"p", "item"}, absent, nil)
	write.checkShared(key{"p", "shared"}, absent, nil)
	write.checkFence(fence{user: "a", organisation: "o", asOf: noon})
	write.add(count{shards: 1})
	for text, want := range map[string]bool{
		"None None None None": true, "ThrottlingError ProvisionedThroughputExceeded None None": true,
		"None TransactionConflict TransactionConflict TransactionConflict": true, "None None None ConditionalCheckFailed": true,
		"TransactionConflict None None None": false, "ConditionalCheckFailed None None None": false,
		"None ConditionalCheckFailed None None": false, "None None ConditionalCheckFailed None": false,
		"None None None ValidationError": false, "None None None": false, "None None None None None": false,
	} {
		var reasons []types.CancellationReason
		for _, code := range strings.Fields(text) {
			reasons = append(reasons, types.CancellationReason{Code: aws.String(code)})
		}
		got := write.retryableReasons(&types.TransactionCanceledException{CancellationReasons: reasons})
		if (got != nil) != want || want && (len(got) != 1 || got[0].Code != reasons[3].Code) {
			t.Errorf("%s: %v, want it tried again: %t", text, got, want)
		}
	}
	if write.retryableReasons(errors.New("other")) != nil {
		t.Error("another error is tried again")
	}
}

// TestThePaceOfAMigration writes as many items in a time as it may.
func TestThePaceOfAMigration(t *testing.T) {
	p := pace{each: 20 * time.Millisecond}
	began := time.Now()
	for range 3 {
		if !p.wait(t.Context(), 2) {
			t.Fatal("the time is over")
		}
	}
	if took := time.Since(began); took < 80*time.Millisecond {
		t.Errorf("the third write of two items begins after %s, want 80 ms", took)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if p.wait(over, 1) || new(pace).wait(over, 1) {
		t.Error("it writes after the end")
	}
}

// TestPositions reads positions of the table.
func TestPositions(t *testing.T) {
	for position, want := range map[string]*storedKey{
		"": nil, `{"PK":"BEGINNING","SK":"BEGINNING"}`: nil, `{"PK":"p","SK":"s"}`: {"p", "s"},
	} {
		if got, err := parsePosition(position); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %v (%v)", position, got, err)
		}
	}
	for _, wrong := range []string{"x", "{}", `{"PK":"p"}`, `{"SK":"s"}`} {
		if _, err := parsePosition(wrong); access.KindOf(err) != access.Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
		for name, err := range map[string]error{
			"Export":     second(Store{}.Export(t.Context(), wrong)),
			"PersonPart": second(Store{}.PersonPart(t.Context(), access.PersonQuery{After: wrong})),
			"Retain":     second(Store{}.Retain(t.Context(), access.RetentionRun{After: wrong})),
		} {
			if access.KindOf(err) != access.Invalid {
				t.Errorf("%s after %q: %v", name, wrong, err)
			}
		}
	}
}

// TestAnUpdateSetsOrRemovesWhatIsOptional stores nothing that an invitation does not have.
func TestAnUpdateSetsOrRemovesWhatIsOptional(t *testing.T) {
	whole := access.Invitation{ReturnURL: "https://a.example", Metadata: access.Metadata{"a": "b"}, Ends: access.Ends{viewer: noon},
		AcceptanceRequest: access.AcceptanceRequest{User: access.User{ID: "u"}, At: noon}, Notice: access.Notice{QueuedAt: noon}}
	for name, c := range map[string]struct {
		before, after access.Invitation
		sets, removes []string
	}{
		"nothing":      {access.Invitation{}, access.Invitation{}, nil, []string{"returnUrl", "metadata", "ends", "acceptanceRequest"}},
		"everything":   {access.Invitation{}, whole, []string{"returnUrl", "metadata", "ends", "acceptanceRequest", "notice"}, []string{"claim"}},
		"as before":    {whole, whole, []string{"returnUrl", "metadata", "ends", "acceptanceRequest"}, nil},
		"nothing more": {whole, access.Invitation{}, nil, []string{"returnUrl", "metadata", "ends", "acceptanceRequest", "notice"}},
	} {
		values := args{}
		set, remove, removes := strings.Cut(optionalAttributes(c.before, c.after, values), " REMOVE ")
		for _, attribute := range []string{"returnUrl", "metadata", "ends", "acceptanceRequest"} {
			sets := slices.Contains(c.sets, attribute)
			if strings.Contains(set, "#"+attribute+" =") != sets || (values[":"+attribute] != nil) != sets || strings.Contains(remove, "#"+attribute) != slices.Contains(c.removes, attribute) {
				t.Errorf("%s: %s: sets %q, removes %q, %v", name, attribute, set, remove, values)
			}
		}
		if removes != (len(c.removes) > 0) {
			t.Errorf("%s: the update has REMOVE: %t", name, removes)
		}
		if strings.Contains(set, "#notice =") != slices.Contains(c.sets, "notice") || strings.Contains(remove, noticeAttributes) != slices.Contains(c.removes, "notice") ||
			(strings.Contains(remove, noticeClaim) && !slices.Contains(c.removes, "notice")) != slices.Contains(c.removes, "claim") {
			t.Errorf("%s: the notice: sets %q, removes %q", name, set, remove)
		}
	}
}

// TestEntriesThatMayMatch leaves out a slot that says that its invitation has another status.
func TestEntriesThatMayMatch(t *testing.T) {
	slot, closed := listEntry{OfferedUntil: noon.Unix()}, listEntry{}
	pending, expired := []access.Status{access.Pending}, []access.Status{access.Expired}
	for _, c := range []struct {
		entry listEntry
		query access.InvitationQuery
		want  bool
	}{
		{slot, access.InvitationQuery{At: noon}, true}, {closed, access.InvitationQuery{At: noon, Statuses: pending}, true},
		{slot, access.InvitationQuery{At: noon.Add(-time.Second), Statuses: pending}, true}, {slot, access.InvitationQuery{At: noon, Statuses: pending}, false},
		{slot, access.InvitationQuery{At: noon.Add(-time.Second), Statuses: expired}, false}, {slot, access.InvitationQuery{At: noon, Statuses: expired}, true},
		{slot, access.InvitationQuery{At: noon, Statuses: pending, Prefix: "a"}, true},
	} {
		if got := (&invitationList{query: c.query}).mayMatch(c.entry); got != c.want {
			t.Errorf("%+v in %+v: %t", c.entry, c.query, got)
		}
	}
}
