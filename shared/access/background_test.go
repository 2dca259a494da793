package access_test

import (
	"context"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// panickingLists is a store whose list of invitations panics.
type panickingLists struct{ fixture.Store }

func (panickingLists) Invitations(context.Context, access.InvitationQuery) (access.Page[access.Invitation], error) {
	panic("damaged item")
}

// TestAPanicInTheBackgroundIsAnError checks that a call that runs beside others does not
// end the process.
func TestAPanicInTheBackgroundIsAnError(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Store = panickingLists{f.Store}
	_, _, err := f.List().Invitations(t.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 1})
	if err == nil || !strings.Contains(err.Error(), "damaged item") || access.KindOf(err) != access.Internal {
		t.Errorf("the error is %v, want an internal one that names the panic", err)
	}
}
