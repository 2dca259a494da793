package main

import (
	"strings"
	"testing"
)

// TestUserPoolNumber shows that another number is another user pool, which everything uses: CloudFormation makes it, and forgets the
// one before without deleting it.
func TestUserPoolNumber(t *testing.T) {
	idsOf := func(made template, kind string) (ids []string) {
		for id := range made.all(kind) {
			ids = append(ids, id)
		}
		return ids
	}
	second, err := synthesiseWith(map[string]any{"sender": "invitations@example.com", "userPoolNumber": "2"})
	if err != nil {
		t.Fatal(err)
	}
	first := synthesised(t, production)
	for _, kind := range []string{"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolClient"} {
		for _, id := range idsOf(second, kind) {
			if _, same := first.Resources[id]; same {
				t.Errorf("%s is %s with either number", kind, id)
			}
		}
	}
	lost := idsOf(first, "AWS::Cognito::UserPool")[0]
	for id, r := range second.Resources {
		if strings.Contains(asText(t, r), `"`+lost+`"`) {
			t.Errorf("%s still uses the lost user pool", id)
		}
	}
	if policy := first.only(t, "AWS::Cognito::UserPool").DeletionPolicy; !strings.HasPrefix(policy, "Retain") {
		t.Errorf("the user pool that is forgotten has the policy %s", policy)
	}
}
