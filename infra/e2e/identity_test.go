package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// registrationAttribute is the user pool attribute with the state of a user's registration.
const registrationAttribute = "custom:admit"

// addIdentity creates a user in the pool who cannot sign in yet.
func addIdentity(t *testing.T, pool, email string, more map[string]string) {
	t.Helper()
	attributes := []types.AttributeType{
		{Name: aws.String("email"), Value: aws.String(strings.ToLower(email))},
		{Name: aws.String("email_verified"), Value: aws.String("true")},
	}
	for name, value := range more {
		attributes = append(attributes, types.AttributeType{Name: aws.String(name), Value: aws.String(value)})
	}
	got(cloud.users.AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &pool, Username: aws.String(strings.ToLower(email)), UserAttributes: attributes, MessageAction: types.MessageActionTypeSuppress,
	})).orFail(t)
}

func setPassword(t *testing.T, pool, email, password string) {
	t.Helper()
	got(cloud.users.AdminSetUserPassword(t.Context(), &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: &pool, Username: aws.String(strings.ToLower(email)), Password: &password, Permanent: true,
	})).orFail(t)
}

// identities returns the number of users with an address.
func identities(t *testing.T, email string) int {
	t.Helper()
	listed := got(cloud.users.ListUsers(t.Context(), &cognitoidentityprovider.ListUsersInput{
		UserPoolId: &deployment.UserPoolID, Filter: aws.String(`email = "` + strings.ToLower(email) + `"`),
	})).orFail(t)
	return len(listed.Users)
}

// An interrupted registration can be repeated. The test creates the state that an
// interruption leaves behind.
func TestAnInterruptedRegistrationCanBeRepeated(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for state, prepare := range map[string]func(t *testing.T, email string){
		"before the password":   func(*testing.T, string) {},
		"before the acceptance": func(t *testing.T, email string) { setPassword(t, deployment.UserPoolID, email, password()) },
	} {
		t.Run(state, func(t *testing.T) {
			i := org.invite(t, address("Half.Finished"), "billing-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			addIdentity(t, deployment.UserPoolID, i.Email, map[string]string{registrationAttribute: "registering", "given_name": "Half"})
			prepare(t, i.Email)
			if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != "new" {
				t.Errorf("the registration is %q, want new", o.Registration)
			}
			p := register(t, i)
			if n := identities(t, i.Email); n != 1 {
				t.Errorf("%d identities have the address", n)
			}
			me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK))
			if me.User.FirstName != p.first || len(me.Grants) != 1 {
				t.Errorf("the user is %v", me)
			}
		})
	}
}

// After an interrupted registration and the expiry of its invitation, a new mail lets
// the person register, whoever sends it.
func TestAnInterruptedRegistrationLocksNobodyOut(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for door, again := range map[string]func(t *testing.T, i invitation) invitation{
		"invited again": func(t *testing.T, i invitation) invitation { return org.invite(t, i.Email, i.Roles...) },
		"resent": func(t *testing.T, i invitation) invitation {
			return decode[invitation](t, post(t, org.path("/invitations/"+i.ID+"/resend"), org.admin.token, nil).want(t, http.StatusAccepted))
		},
		"invited by an operator": func(t *testing.T, i invitation) invitation {
			return invokeOperator[createdOrganisation](t, map[string]any{"action": "invite-administrator", "organisationId": org.id,
				"admin": map[string]string{"email": i.Email}}).Invitation
		},
	} {
		t.Run(door, func(t *testing.T) {
			i := org.invite(t, address("locked.out"), "organisation-admin")
			first := mails.waitFor(t, i).token(i)
			addIdentity(t, deployment.UserPoolID, i.Email, map[string]string{registrationAttribute: "registering"})
			expire(t, i.ID, time.Now())
			for _, action := range []string{"preview", "register"} {
				tryAction(t, i, action, "", first).wantProblem(t, http.StatusGone, "invitation-expired")
			}
			next := again(t, i)
			registerWithToken(t, next, mails.nextToken(t, next, first))
			wantOneRow(t, org, i.Email, "organisation-admin")
		})
	}
}

// A link cannot set the password of an existing user, even after an operator has reset
// the password and whatever the state of the registration is.
func TestALinkCannotSetTheUsersPassword(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("reset"), "billing-viewer")
	register(t, i)
	setTemporaryPassword(t, i.Email)
	next := org.invite(t, i.Email, "audit-viewer")
	secrets := map[string]string{i.ID: mails.waitFor(t, i).token(i), next.ID: mails.waitFor(t, next).token(next)}
	for _, state := range []string{"registered", "registering"} {
		setRegistrationState(t, i.Email, state)
		for id, problem := range map[string]string{i.ID: "invitation-accepted", next.ID: "already-registered"} {
			again := registrationBody(secrets[id], password())
			post(t, "/invitations/"+id+"/register", "", again).wantProblem(t, http.StatusConflict, problem)
			if result, err := authenticate(t.Context(), deployment.ClientID, i.Email, again["password"]); err == nil && result.AccessToken != nil {
				t.Errorf("%s: the refused registration set a password", state)
			}
		}
	}
}

// setRegistrationState sets the state of a user's registration.
func setRegistrationState(t *testing.T, email, state string) {
	t.Helper()
	got(cloud.users.AdminUpdateUserAttributes(t.Context(), &cognitoidentityprovider.AdminUpdateUserAttributesInput{
		UserPoolId: &deployment.UserPoolID, Username: aws.String(strings.ToLower(email)),
		UserAttributes: []types.AttributeType{{Name: aws.String(registrationAttribute), Value: &state}},
	})).orFail(t)
}

// setTemporaryPassword gives a user a temporary password, as before the first sign-in and after
// an operator's reset.
func setTemporaryPassword(t *testing.T, email string) {
	t.Helper()
	temporary := password()
	got(cloud.users.AdminSetUserPassword(t.Context(), &cognitoidentityprovider.AdminSetUserPasswordInput{
		UserPoolId: &deployment.UserPoolID, Username: aws.String(strings.ToLower(email)), Password: &temporary, Permanent: false,
	})).orFail(t)
}

// A link cannot take over a user that Admit did not create.
func TestALinkCannotTakeOverAForeignIdentity(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for state, prepare := range map[string]func(t *testing.T, email string){
		"that never signed in": func(*testing.T, string) {},
		"that signs in":        func(t *testing.T, email string) { setPassword(t, deployment.UserPoolID, email, password()) },
	} {
		t.Run(state, func(t *testing.T) {
			i := org.invite(t, address("foreign"), "billing-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			addIdentity(t, deployment.UserPoolID, i.Email, nil)
			prepare(t, i.Email)
			if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != "existing" {
				t.Errorf("registration %q, want existing", o.Registration)
			}
			tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "already-registered")
		})
	}
}

// A user whom the customer created in the pool accepts an invitation by signing in.
func TestAForeignIdentityAcceptsBySigningIn(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("colleague"), "billing-viewer")
	p := person{email: i.Email, password: password()}
	addIdentity(t, deployment.UserPoolID, i.Email, map[string]string{"given_name": "Carl", "family_name": "Colleague"})
	setPassword(t, deployment.UserPoolID, i.Email, p.password)
	p.signIn(t)
	a := postAction(t, i, "accept", p.token, mails.waitFor(t, i).token(i)).want(t, http.StatusOK)
	got := decode[userAndGrants](t, a)
	if got.User.FirstName != "Carl" || len(got.Grants) != 1 {
		t.Errorf("the response does not show the user who signed in\n\n%s", a)
	}
}

// A user with an unverified address cannot accept an invitation.
func TestAnUnverifiedAddressAcceptsNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("unverified"), "billing-viewer")
	p := person{email: i.Email, password: password()}
	got(cloud.users.AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &deployment.UserPoolID, Username: &i.Email, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: &i.Email}, {Name: aws.String("email_verified"), Value: aws.String("false")}},
	})).orFail(t)
	setPassword(t, deployment.UserPoolID, i.Email, p.password)
	p.signIn(t)
	postAction(t, i, "accept", p.token, mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusForbidden, "wrong-account")
}
