package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// relinked is the operator function's response to relink.
type relinked struct {
	Relinked bool   `json:"relinked"`
	UserID   string `json:"userId"`
	Email    string `json:"email"`
}

// Somebody whose identity was deleted registers again by a new invitation, and is another
// user. The operator moves what the old one held.
func TestAnIdentityThatIsGone(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	old := org.join(t, "billing-viewer")
	got(cloud.users.AdminDeleteUser(t.Context(), &cognitoidentityprovider.AdminDeleteUserInput{
		UserPoolId: &deployment.UserPoolID, Username: aws.String(strings.ToLower(old.email)),
	})).orFail(t)

	i := org.invite(t, old.email, "audit-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != "new" {
		t.Errorf("the registration is %q, want new", o.Registration)
	}
	again := registerWithToken(t, i, linkToken)
	wantHeld := func(who person, want ...string) {
		t.Helper()
		row := decode[userAndGrants](t, get(t, org.path("/permissions/"+who.id), org.admin.token).want(t, http.StatusOK))
		if held := roleIDs(row.Grants); !slices.Equal(held, want) {
			t.Errorf("%s holds %v, want %v", who.id, held, want)
		}
	}
	wantHeld(again, "audit-viewer")
	wantHeld(old, "billing-viewer")

	call := map[string]string{"action": "relink", "userId": old.id, "issuer": again.issuer, "subject": again.subject}
	for range 2 {
		if r := invokeOperator[relinked](t, call); !r.Relinked || r.UserID != again.id || r.Email != old.email {
			t.Errorf("the response is %+v", r)
		}
	}
	wantHeld(again, "audit-viewer", "billing-viewer")
	get(t, org.path("/permissions/"+old.id), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
	if rows := pages[userAndGrants](t, org.path("/permissions?email="+escaped(old.email)), org.admin, 50); len(rows) != 1 {
		t.Errorf("listed are %v", rows)
	}
}

// A user gets another address, to which the next invitation goes.
func TestAnAddressThatChanged(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member, next := org.join(t, "billing-viewer"), address("renamed")
	if r := invokeOperator[relinked](t, map[string]string{"action": "relink", "userId": member.id, "email": next}); r.UserID != member.id || r.Email != next {
		t.Errorf("the response is %+v", r)
	}
	for email, want := range map[string]int{next: 1, member.email: 0} {
		if rows := pages[userAndGrants](t, org.path("/permissions?email="+escaped(email)), org.admin, 50); len(rows) != want {
			t.Errorf("%s: listed are %v", email, rows)
		}
	}
	i := org.invite(t, next, "audit-viewer")
	accepted := decode[userAndGrants](t, postAction(t, i, "accept", member.token, mails.waitFor(t, i).token(i)).want(t, http.StatusOK))
	if accepted.User.ID != member.id || len(accepted.Grants) != 2 {
		t.Errorf("accepted as %+v", accepted)
	}
}
