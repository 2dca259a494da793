package e2e

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// TestACallThatTheRoleDoesNotAllowIsRefused takes one permission from a function's role in
// the second deployment, and gives it back. It shows that the emulator enforces the roles:
// otherwise the other tests would pass with roles that allow too little. It does not run in
// parallel with TestTwoDeployments, which deletes that deployment.
func TestACallThatTheRoleDoesNotAllowIsRefused(t *testing.T) {
	second := readOutputs(t, os.Getenv("ADMIT_E2E_SECOND"))
	roles := got(deployedRoles(t.Context(), secondStack)).orFail(t)
	question := asJSON(t, questionAbout(subject{ID: "nobody"}, check{"billing:read", second.OrganisationID, ""}))
	creation := func() string {
		return asJSON(t, map[string]any{"action": "create-organisation", "name": unique("Acme"), "admin": map[string]any{"email": address("admin")}})
	}
	for _, c := range []struct {
		role, action, function string
		payload                func() string
	}{
		{"Decide", "dynamodb:BatchGetItem", second.DecideFunction, func() string { return question }},
		// A part of a transaction, which needs no permission of its own.
		{"Operator", "dynamodb:ConditionCheckItem", second.OperatorFunction, creation},
	} {
		role := roles[slices.IndexFunc(roles, func(r deployedRole) bool { return r.id == c.role })].name
		works := func() bool {
			answered := got(cloud.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &c.function, Payload: []byte(c.payload())})).orFail(t)
			return answered.FunctionError == nil && !strings.Contains(string(answered.Payload), "urn:admit:problem:")
		}
		if !works() {
			t.Fatalf("%s does not work with its own role", c.role)
		}
		giveBack := takeAway(t, role, c.action)
		if works() {
			t.Errorf("%s works without %s", c.role, c.action)
		}
		refused := func(call judgedCall) bool { return call.Role == role && call.Action == c.action && !call.Allowed }
		if calls := got(readCalls()).orFail(t); !slices.ContainsFunc(calls, refused) {
			t.Errorf("no refused %s of %s is on record", c.action, c.role)
		}
		giveBack()
		if !works() {
			t.Errorf("%s does not work again", c.role)
		}
	}
}

// takeAway removes an action from the inline policies of a role. The function that it
// returns restores them.
func takeAway(t *testing.T, role, action string) (giveBack func()) {
	t.Helper()
	listed := got(cloud.roles.ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: &role})).orFail(t)
	name := listed.PolicyNames[0]
	before := got(readPolicy(t.Context(), role, name)).orFail(t)
	after, found := before, false
	after.Statement = nil
	for _, s := range before.Statement {
		found = found || slices.Contains(s.Action, action)
		s.Action = slices.DeleteFunc(slices.Clone(s.Action), func(a string) bool { return a == action })
		after.Statement = append(after.Statement, s)
	}
	if !found || len(listed.PolicyNames) != 1 {
		t.Fatalf("the role %s has the policies %v, without %s", role, listed.PolicyNames, action)
	}
	put := func(p policyDocument) {
		document, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		got(cloud.roles.PutRolePolicy(context.WithoutCancel(t.Context()), &iam.PutRolePolicyInput{
			RoleName: &role, PolicyName: &name, PolicyDocument: aws.String(string(document)),
		})).orFail(t)
	}
	put(after)
	return func() { put(before) }
}
