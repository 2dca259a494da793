package day2

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// losePool deletes the user pool, makes a new one, and gives everybody a new identity in it. They
// have what they had.
func (d *day) losePool(t *testing.T) {
	o, err := d.visit(t.Context(), "pooled")
	if err != nil {
		t.Fatal(err)
	}
	lost := d.outputs["UserPoolId"]
	d.deletePool(t, lost)
	d.context += " -c userPoolNumber=2"
	d.deploy(t, "")
	if d.outputs["UserPoolId"] == lost {
		t.Fatal("the user pool is the one that was lost")
	}
	if said := d.run(t, "relink-all", "DRY=1", "DEPLOYMENT="+name); !strings.Contains(said, o.email) {
		t.Errorf("a dry run does not name %s:\n%s", o.email, said)
	}
	d.run(t, "relink-all", "DEPLOYMENT="+name)
	if said := d.run(t, "relink-all", "DEPLOYMENT="+name); !strings.Contains(said, "0 of ") {
		t.Errorf("a second run says\n%s", said)
	}
	found, err := d.users.AdminGetUser(t.Context(), &cognitoidentityprovider.AdminGetUserInput{UserPoolId: aws.String(d.outputs["UserPoolId"]), Username: &o.email})
	if err != nil {
		t.Fatal(err)
	}
	var subject string
	for _, a := range found.UserAttributes {
		if aws.ToString(a.Name) == "sub" {
			subject = aws.ToString(a.Value)
		}
	}
	var decided struct{ Items []struct{ Allowed bool } }
	err = d.invoke(t.Context(), "DecideFunctionName", map[string]any{"user": map[string]string{"issuer": d.outputs["Issuer"], "subject": subject},
		"checks": []map[string]string{{"permission": "billing:read", "organisationId": o.id}}}, &decided)
	if err != nil || len(decided.Items) != 1 || !decided.Items[0].Allowed {
		t.Errorf("the new identity has not what the old one had: %+v (%v)", decided, err)
	}
	if found.UserStatus != cognito.UserStatusTypeConfirmed {
		t.Errorf("the status of the new identity is %s: nobody can ask for a new password", found.UserStatus)
	}
	if allowed, err := d.mayRead(t.Context(), o); err != nil || allowed {
		t.Errorf("the old user may still do something (%v)", err)
	}
}

// deletePool deletes a user pool, whose protection is switched off first.
func (d *day) deletePool(t *testing.T, id string) {
	t.Helper()
	pool := &id
	if _, err := d.users.UpdateUserPool(t.Context(), &cognitoidentityprovider.UpdateUserPoolInput{UserPoolId: pool, DeletionProtection: cognito.DeletionProtectionTypeInactive}); err != nil {
		t.Error(err)
	}
	described, err := d.users.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: pool})
	if err != nil {
		t.Fatal(err)
	}
	if domain := described.UserPool.Domain; domain != nil {
		if _, err := d.users.DeleteUserPoolDomain(t.Context(), &cognitoidentityprovider.DeleteUserPoolDomainInput{UserPoolId: pool, Domain: domain}); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.users.DeleteUserPool(t.Context(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: pool}); err != nil {
		t.Error(err)
	}
}
