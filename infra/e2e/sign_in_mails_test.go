package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// The user pool's own mails come from the deployment's sender, in the language of the reader.
func TestSignInMailsAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	invited := mails.waitFor(t, newOrganisation(t).invite(t, address("sender"), "billing-viewer"))
	for locale, c := range map[string]struct{ subject, greeting string }{
		"nb-NO": {"Tilgangen din til ", "Logg inn som"}, "de": {"Ihr Zugang zu ", "Melden Sie sich als"}, "": {"Your sign-in for ", "Sign in as"},
	} {
		email, temporary := strings.ToLower(address("temporary")), emailedPassword()
		attributes := []types.AttributeType{{Name: aws.String("email"), Value: &email}, {Name: aws.String("email_verified"), Value: aws.String("true")}}
		if locale != "" {
			attributes = append(attributes, types.AttributeType{Name: aws.String("locale"), Value: &locale})
		}
		got(cloud.users.AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
			UserPoolId: &deployment.UserPoolID, Username: &email, TemporaryPassword: &temporary, UserAttributes: attributes,
			DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
		})).orFail(t)
		m := mails.find(t, "with a temporary password to "+email, func(m mail) bool { return slices.Contains(m.to, email) })
		if !strings.HasPrefix(m.subject, c.subject) || !strings.Contains(m.html, c.greeting) {
			t.Errorf("%q: %s\n%s", locale, m.subject, m.html)
		}
		if !strings.Contains(m.html, temporary) || !strings.Contains(m.html, email) || strings.Contains(m.html, "{username}") || strings.Contains(m.html, "{####}") {
			t.Errorf("%q: the password or the user name is not filled in:\n%s", locale, m.html)
		}
		if strings.ReplaceAll(m.from, `"`, "") != invited.from {
			t.Errorf("%q: the mail is from %s, and invitations are from %s", locale, m.from, invited.from)
		}
	}
}

// Whoever registers gets the pool's mails in the language of the invitation.
func TestARegistrationKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := decode[invitation](t, post(t, org.path("/invitations"), org.admin.token, map[string]any{
		"email": address("language"), "roles": []string{"billing-viewer"}, "locale": "nb-NO",
	}).want(t, http.StatusCreated))
	p := register(t, i)
	user := got(cloud.users.AdminGetUser(t.Context(), &cognitoidentityprovider.AdminGetUserInput{UserPoolId: &deployment.UserPoolID, Username: &p.subject})).orFail(t)
	if !slices.ContainsFunc(user.UserAttributes, func(a types.AttributeType) bool {
		return aws.ToString(a.Name) == "locale" && aws.ToString(a.Value) == "nb-NO"
	}) {
		t.Errorf("the identity has the attributes %s", asJSON(t, user.UserAttributes))
	}
}
