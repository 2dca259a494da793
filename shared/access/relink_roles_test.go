package access_test

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestRelinkKeepsTheLaterEnd moves a role to a user who has roles, too. A role that both have
// at a scope ends at the later of its two ends.
func TestRelinkKeepsTheLaterEnd(t *testing.T) {
	soon, later := fixture.Noon.Add(time.Hour), fixture.Noon.Add(2*time.Hour)
	whole := func(role access.RoleID, until time.Time) access.ScopedRole {
		return access.ScopedRole{Role: role, Until: until}
	}
	atAccount := func(role access.RoleID, until time.Time) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: "shop", Until: until}
	}
	for name, c := range map[string]struct {
		from, to access.ScopedRole
		want     string
	}{
		"the moved role ends later":   {whole(fixture.Signer, later), whole(fixture.Signer, soon), "signing-editor until 14"},
		"the moved role ends earlier": {whole(fixture.Signer, soon), whole(fixture.Signer, later), "signing-editor until 14"},
		"both end at once":            {whole(fixture.Signer, soon), whole(fixture.Signer, soon), "signing-editor until 13"},
		"the moved role does not end": {whole(fixture.Signer, time.Time{}), whole(fixture.Signer, later), "signing-editor"},
		"the other role does not end": {whole(fixture.Signer, soon), whole(fixture.Signer, time.Time{}), "signing-editor"},
		"another role":                {whole(fixture.Signer, later), whole(fixture.Biller, soon), "billing-viewer until 13, signing-editor until 14"},
		"one is at an account":        {whole(fixture.Signer, later), atAccount(fixture.Signer, soon), "signing-editor until 14, signing-editor at an account until 13"},
		"another one is":              {atAccount(fixture.Signer, later), whole(fixture.Signer, soon), "signing-editor until 13, signing-editor at an account until 14"},
	} {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		shop := f.Account(organisation, "Shop")
		hold := func(name string, role access.ScopedRole) access.Caller {
			user := f.Member(fixture.Whole(organisation), name, fixture.Viewer)
			if role.Account != "" {
				role.Account = shop.ID
			}
			f.EditRoles(admin, organisation, user, role)
			return user
		}
		from, to := hold("from", c.from), hold("to", c.to)
		f.Must(fixture.Err(f.Relink().Do(t.Context(), access.RelinkRequest{User: from.ID(), Issuer: to.Issuer, Subject: to.Subject})))
		held := fixture.Each(f.Membership(to.ID(), organisation.ID).Grants, func(g access.Grant) string {
			text := string(g.Role)
			if g.Scope.Account != "" {
				text += " at an account"
			}
			if !g.Until.IsZero() {
				text += " until " + g.Until.UTC().Format("15")
			}
			return text
		})
		if got := strings.Join(held, ", "); got != c.want {
			t.Errorf("%s: holds %q, want %q", name, got, c.want)
		}
	}
}

// TestRelinkOfNobody moves a user whose id is malformed to an identity that has a user. It is
// no repetition of a relink that succeeded.
func TestRelinkOfNobody(t *testing.T) {
	f := fixture.InMemory(t)
	_, ada := f.Organisation("ada", false)
	_, err := f.Relink().Do(t.Context(), access.RelinkRequest{User: "#", Issuer: ada.Issuer, Subject: ada.Subject})
	f.WantRefusal("a malformed id", err, access.NotFound)
}
