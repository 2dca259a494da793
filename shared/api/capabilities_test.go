package api

import (
	"encoding/json"
	"testing"

	"admit/shared/access"
)

// TestWhatIsNotKnownOfTheCallerIsAbsent checks that answers without a caller's
// capabilities do not say that the caller may do nothing.
func TestWhatIsNotKnownOfTheCallerIsAbsent(t *testing.T) {
	in := access.Organisation{ID: "o", Name: "O"}
	view := access.OrganisationView{Organisation: in}
	effective := access.EffectiveAccess{Direct: access.Membership{Organisation: "o", Grants: []access.Grant{{Role: "viewer", Scope: access.Scope{Organisation: "o"}}}}}
	invitation := access.ListedInvitation{Invitation: access.Invitation{ID: "i"}}
	for name, pair := range map[string][2]any{
		"an organisation":  {OrganisationViewOf(view), OrganisationOf(in)},
		"a permission row": {PermissionRowViewOf(view, effective, access.Catalogue{}), PermissionRowOf(in, effective, access.Catalogue{})},
		"an invitation":    {InvitationViewOf(view, invitation, invitation.ExpiresAt), InvitationOf(invitation.Invitation, invitation.ExpiresAt)},
		"accounts": {
			OrganisationWithAccountsOf(view, []access.Account{{ID: "a", Name: "A"}}, access.Catalogue{}).Accounts,
			[]Account{{ID: "a", Name: "A"}},
		},
	} {
		if got, want := asJSON(t, pair[0]), asJSON(t, pair[1]); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
