package dynamo_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"admit/shared/access"
	"admit/shared/fixture"
)

// fast is a run of the migration that nothing holds up.
var fast = access.MigrationRun{For: time.Minute, Rate: access.MaxMigrationRate}

// migrationScene has what the migration reads.
type migrationScene struct {
	*scene
	office   access.Account
	eve      access.Caller     // holds roles at both accounts
	deputy   access.Caller     // a Partner Organisation Admin below the group
	pending  access.Invitation // at the shop
	declined access.Invitation // at the shop
}

// newMigrationScene stores organisations on two levels, members with several grants, and
// invitations in every state, at the organisation and at accounts.
func newMigrationScene(f *fixture.Fixture) *migrationScene {
	s := &migrationScene{scene: newScene(f)}
	s.below = f.CreateBelow(s.partnerAdmin, s.group, "Below", true)
	s.deputy = f.Member(fixture.Whole(s.below), "deputy", fixture.PartnerAdmin)
	s.office = f.Account(s.organisation, "Office")
	s.eve = f.Member(fixture.ScopeOf(s.shop), "eve", fixture.Viewer, fixture.AccountAdmin)
	f.EditRoles(s.admin, s.organisation, s.eve, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Viewer, Account: s.shop.ID},
		access.ScopedRole{Role: fixture.AccountAdmin, Account: s.shop.ID}, access.ScopedRole{Role: fixture.Signer, Account: s.office.ID})
	invite := func(scope access.Scope, name string) access.Invitation {
		return f.Invited(s.admin, scope, name, fixture.Viewer)
	}
	for _, scope := range []access.Scope{fixture.Whole(s.organisation), fixture.ScopeOf(s.shop)} {
		f.LetExpire(invite(scope, "expired"))
	}
	for _, scope := range []access.Scope{fixture.Whole(s.organisation), fixture.ScopeOf(s.shop)} {
		invite(scope, "expired") // again, which closes the first one
		s.pending = invite(scope, "pending")
		f.Resent(s.admin, invite(scope, "resent"))
		revoked := invite(scope, "revoked")
		f.Must(f.Revoke().Do(f.Context(), s.admin.ID(), s.organisation.ID, revoked.ID))
		s.declined = invite(scope, "declined")
		f.Must(f.Decline().Do(f.Context(), s.declined.ID, f.Token(s.declined.ID)))
		again := invite(scope, "again")
		f.Must(f.Decline().Do(f.Context(), again.ID, f.Token(again.ID)))
		f.Resent(s.admin, again)
	}
	return s
}

// kindsOfLists are the kinds of items that version 0.1 does not have, or has in another
// form.
var kindsOfLists = []string{"role-member", "account-member", "account-offer", "account-closed", "governed", "closed", "listed-account",
	"member", "governor"}

// asOf01 returns a table in the form of version 0.1. It has none of the new lists, and one
// list of closed invitations of an organisation, by time. Lists of members and governors
// have copies of the memberships.
func asOf01(t *testing.T, items map[string]item) map[string]item {
	t.Helper()
	old := maps.Clone(items)
	maps.DeleteFunc(old, func(_ string, i item) bool { return slices.Contains(kindsOfLists, text(i["kind"])) })
	for at, i := range items {
		if kind := text(i["kind"]); kind == "member" || kind == "governor" {
			organisation, _, _ := strings.Cut(strings.TrimPrefix(at, "ORG#"), "#")
			listed := maps.Clone(items["USER#"+at[strings.LastIndex(at, " ")+1:]+" | ROW#"+organisation])
			listed["pk"], listed["sk"], listed["kind"] = i["pk"], i["sk"], i["kind"]
			old[at] = listed
		}
		values := plain(t, i)
		if values["kind"] != "invitation" || values["status"] == "pending" {
			continue
		}
		closedAt, _ := values["closedAt"].(float64)
		entry, err := attributevalue.MarshalMap(map[string]any{"kind": "closed", "invitation": values["id"], "expiresAt": values["expiresAt"],
			"pk": fmt.Sprintf("ORG#%s#CLOSED", values["organisation"]),
			"sk": fmt.Sprintf("%s %s", time.UnixMilli(int64(closedAt)).UTC().Format("2006-01-02T15:04:05.000Z"), values["id"])})
		if err != nil {
			t.Fatal(err)
		}
		old[key(entry)] = entry
	}
	return old
}

// migrate runs the migration until it is done.
func (b table) migrate(r access.MigrationRun) access.Migration {
	b.t.Helper()
	for range 1000 {
		m, err := b.Migrate(b.t.Context(), r)
		if err != nil {
			b.t.Fatal(err)
		}
		if m.Done {
			return m
		}
		r.Again = false
	}
	b.t.Fatal("the migration does not end")
	return access.Migration{}
}

// migratedDifference returns how a migrated table differs from one that the present version wrote. The
// time of an entry may be that of a later change of the membership.
func migratedDifference(t *testing.T, got, want map[string]item) []string {
	t.Helper()
	var wrong []string
	for at, i := range want {
		if !reflect.DeepEqual(withoutTime(t, i), withoutTime(t, got[at])) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", at, plain(t, got[at]), plain(t, i)))
		}
		if added := plain(t, i)["addedAt"]; added != nil && got[at] != nil && plain(t, got[at])["addedAt"].(float64) < added.(float64) {
			wrong = append(wrong, fmt.Sprintf("%s was added at %v, want %v or later", at, plain(t, got[at])["addedAt"], added))
		}
	}
	for at := range got {
		if want[at] == nil && text(got[at]["kind"]) != "migration" {
			wrong = append(wrong, "should not exist: "+at)
		}
	}
	slices.Sort(wrong)
	return wrong
}

func withoutTime(t *testing.T, i item) map[string]any {
	t.Helper()
	values := plain(t, i)
	delete(values, "addedAt")
	return values
}

// wantMigrated fails the test unless a table is as the present version wrote it.
func (b table) wantMigrated(when string, want map[string]item) {
	b.t.Helper()
	if wrong := migratedDifference(b.t, b.items(), want); len(wrong) > 0 {
		b.t.Errorf("%s:\n%s", when, strings.Join(wrong, "\n"))
	}
}
