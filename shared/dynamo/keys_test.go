package dynamo

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

var ordinary = regexp.MustCompile(`^[A-Za-z0-9_%-]*$`)

// FuzzIDsStayInTheirPlace checks that no id from outside breaks out of a key,
// and that no two ids share one.
func FuzzIDsStayInTheirPlace(f *testing.F) {
	for _, nasty := range []string{"", "#", "|", "%23", "%", "a#MEMBERS", "../x", "ORG#a", " ", "\x00", "é", strings.Repeat("x", 2048)} {
		f.Add(nasty, "a")
		f.Add("a", nasty)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !ordinary.MatchString(id(access.UserID(a))) {
			t.Fatalf("id(%q) = %q", a, id(access.UserID(a)))
		}
		for name, key := range map[string]func(string) key{
			"organisation": func(s string) key { return organisationKey(access.OrganisationID(s)) },
			"account":      func(s string) key { return accountKey("o", access.AccountID(s)) },
			"user":         func(s string) key { return userKey(access.UserID(s)) },
			"row":          func(s string) key { return membershipKey("u", access.OrganisationID(s)) },
			"fence":        func(s string) key { return fenceKey("u", access.OrganisationID(s), 0) },
			"invitation":   func(s string) key { return invitationKey(access.InvitationID(s)) },
			"request":      idempotencyKey,
		} {
			if (key(a) == key(b)) != (a == b) {
				t.Errorf("%s key: %q and %q: %v and %v", name, a, b, key(a), key(b))
			}
		}
	})
}

// TestKeysOfDifferentKindsDiffer uses one id for every kind of item.
func TestKeysOfDifferentKindsDiffer(t *testing.T) {
	address, err := access.ParseAddress("ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	at := time.UnixMilli(0)
	organisation := access.Organisation{ID: "x", Name: "x"}
	user := access.User{ID: "x", Email: address}
	invitation := access.Invitation{ID: "x", Scope: access.Scope{Organisation: "x", Account: "x"}, Email: address}
	accountSlot, _ := accountSlotKey(slotKey(invitation.Scope, address))
	seen := map[key]int{}
	for n, k := range []key{
		organisationKey("x"), accountKey("x", "x"), belowKey("x", organisation),
		userKey("x"), membershipKey("x", "x"), fenceKey("x", "x", 0), endingKey("x", "x"), addressKey(address), memberKey("x", user), governorKey("x", user),
		invitationKey("x"), slotKey(access.Scope{Organisation: "x", Account: "x"}, address), closedKey(invitation, access.Declined, ""),
		suppressionKey("x", address), eventKey("x", access.Event{ID: "x", At: at}, 0),
		countKey(countsPartition("x"), openWindow, 0), idempotencyKey("x"),
		countKey(addressKey(address).partition, mailsWindow("x", time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), 0), countKey(mailsBelowPartition("x", address), "2026-11-23", 0),
		listingKey(invitation), closedKey(invitation, access.Declined, "x"), closedKey(invitation, access.Revoked, ""),
		migrationKey, accountSlot, accountMemberKey("x", "x", user), roleMemberKey("x", "x", user),
	} {
		if other, taken := seen[k]; taken {
			t.Errorf("keys %d and %d are both %v", other, n, k)
		}
		seen[k] = n
	}
}

// TestMembersSortByAddress includes addresses of which one begins with another.
func TestMembersSortByAddress(t *testing.T) {
	previous := ""
	for _, typed := range []string{"a!@example.com", "a@example.co", "a@example.com", "a@example.com.example", "ab@example.com"} {
		address, err := access.ParseAddress(typed)
		if err != nil {
			t.Fatal(err)
		}
		sort := memberKey("o", access.User{ID: "zzz", Email: address}).sort
		if sort <= previous {
			t.Errorf("%q sorts before the address above it", typed)
		}
		previous = sort
	}
}

// TestEventsSortByTime sorts events of one transaction, of the next microsecond,
// and of a time whose last digits are zeros.
func TestEventsSortByTime(t *testing.T) {
	at := time.Date(2026, time.November, 23, 20, 15, 0, 0, time.UTC)
	previous := ""
	for _, r := range []struct {
		after   time.Duration
		ordinal int
		id      string
	}{
		{0, 0, "z"}, {0, 1, "y"}, {0, 10, "x"}, {time.Microsecond, 0, "w"}, {9 * time.Microsecond, 0, "v"},
		{10 * time.Microsecond, 0, "u"}, {time.Second, 0, "a"},
	} {
		sort := eventKey("o", access.Event{ID: r.id, At: at.Add(r.after)}, r.ordinal).sort
		if sort <= previous {
			t.Errorf("%v sorts before the event above it", r)
		}
		previous = sort
	}
}

// TestCountsOfTwoWindowsStayApart checks that the prefix of a window finds only
// its own shards.
func TestCountsOfTwoWindowsStayApart(t *testing.T) {
	for _, windows := range [][2]string{{"2026-11-23T2", "2026-11-23T20"}, {"2026-11-23", "2026-11-23T20"}, {openWindow, "opened"}} {
		if k := countKey("p", windows[1], 0); strings.HasPrefix(k.sort, countPrefix(windows[0])) {
			t.Errorf("%q is among the shards of %q", k.sort, windows[0])
		}
	}
}
