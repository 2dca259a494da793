package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const rolesGolden = "testdata/roles.golden"

// The golden file is for reviewers: each new permission of a function appears there
// as one line.
func TestRolesMatchTheGoldenFile(t *testing.T) {
	got := describeRoles(synthesised(t, production), synthesised(t, development)) + describeIdentityRoles(t)
	if *update {
		if err := os.WriteFile(rolesGolden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(rolesGolden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("roles differ from %s; if that is intended, run: go test ./infra -run Roles -update\n%s", rolesGolden, got)
	}
}

// describeRoles lists the permissions of each function in production, followed by
// those that only development adds.
func describeRoles(production, development template) string {
	var b strings.Builder
	names := roleNames(production)
	for _, name := range names {
		fmt.Fprintf(&b, "%s\n", name)
		for _, line := range roleLines(production.all(iamRole)[name+"Role"]) {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		fmt.Fprintln(&b)
	}
	fmt.Fprintln(&b, "schedules")
	for _, line := range lines(statementsOf(production.all(iamPolicy)[schedulesPolicy].Properties)) {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "in development also")
	for _, name := range names {
		settled := roleLines(production.all(iamRole)[name+"Role"])
		role, there := development.all(iamRole)[name+"Role"]
		if !there {
			continue
		}
		for _, line := range roleLines(role) {
			if !slices.Contains(settled, line) {
				fmt.Fprintf(&b, "  %-16s %s\n", name, line)
			}
		}
	}
	return b.String()
}

// describeIdentityRoles lists what each way of identity lets a function do at a user pool.
func describeIdentityRoles(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, mode := range []struct {
		name string
		made func() (template, error)
	}{{"create", production}, {"existing", existingPool}, {"issuer", externalIssuer}} {
		fmt.Fprintf(&b, "\nat the user pool, with identity=%s\n", mode.name)
		made := synthesised(t, mode.made)
		for _, name := range roleNames(made) {
			for _, line := range roleLines(made.all(iamRole)[name+"Role"]) {
				if strings.HasPrefix(line, "cognito-idp:") {
					fmt.Fprintf(&b, "  %-16s %s\n", name, line)
				}
			}
		}
	}
	return b.String()
}

const (
	iamRole   = "AWS::IAM::Role"
	iamPolicy = "AWS::IAM::Policy"

	// schedulesRole is the only role that is not a function's. Its policy is not inline,
	// because it names the function deliver, whose role names this role.
	schedulesRole   = "RemindersRole"
	schedulesPolicy = "RemindersRoleInvoke"
)

func roleNames(t template) []string {
	var names []string
	for name := range t.all(iamRole) {
		if name != schedulesRole {
			names = append(names, strings.TrimSuffix(name, "Role"))
		}
	}
	slices.Sort(names)
	return names
}

// statement is one policy statement of a role.
type statement struct {
	actions, resources []string
	condition          string
}

// statements returns the statements of the inline policies of a role.
func statements(role resource) []statement {
	var found []statement
	policies, _ := role.Properties["Policies"].([]any)
	for _, policy := range policies {
		found = append(found, statementsOf(policy.(map[string]any))...)
	}
	return found
}

// statementsOf returns the statements of a policy.
func statementsOf(policy map[string]any) []statement {
	var found []statement
	document, _ := policy["PolicyDocument"].(map[string]any)
	for _, raw := range list(document["Statement"]) {
		fields := raw.(map[string]any)
		s := statement{}
		for _, action := range list(fields["Action"]) {
			s.actions = append(s.actions, text(action))
		}
		for _, name := range list(fields["Resource"]) {
			s.resources = append(s.resources, text(name))
		}
		if condition, ok := fields["Condition"]; ok {
			s.condition = " when " + text(condition)
		}
		found = append(found, s)
	}
	return found
}

func roleLines(role resource) []string { return lines(statements(role)) }

// lines returns a line for each action on each resource.
func lines(statements []statement) []string {
	var lines []string
	for _, s := range statements {
		for _, action := range s.actions {
			for _, name := range s.resources {
				lines = append(lines, fmt.Sprintf("%-34s %s%s", action, name, s.condition))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func TestRolesHaveNoWildcards(t *testing.T) {
	for _, c := range []struct {
		made       template
		everywhere string // the actions that may have the resource "*"
	}{
		{synthesised(t, production), `^xray:Put`},
		{synthesised(t, development), `^(ses:SendEmail|dynamodb:GetRecords|dynamodb:GetShardIterator)$`},
	} {
		checked, everywhere := 0, regexp.MustCompile(c.everywhere)
		for name, role := range c.made.all(iamRole) {
			for _, s := range statements(role) {
				for _, action := range s.actions {
					checked++
					if strings.Contains(action, "*") {
						t.Errorf("%s may do %s", name, action)
					}
					if slices.Contains(s.resources, "*") && !everywhere.MatchString(action) {
						t.Errorf("%s may do %s on every resource", name, action)
					}
				}
			}
		}
		if checked == 0 {
			t.Error("there are no statements to check")
		}
	}
}

// stack.go defines a role's permissions completely: there is no managed policy, and
// no policy that the CDK attached by itself.
func TestRolesHaveOnlyTheirInlinePolicy(t *testing.T) {
	made := synthesised(t, production)
	for _, kind := range []string{iamPolicy, "AWS::IAM::ManagedPolicy"} {
		extra := made.all(kind)
		delete(extra, schedulesPolicy)
		if len(extra) > 0 {
			t.Errorf("%s: %v", kind, extra)
		}
	}
	for name, role := range made.all(iamRole) {
		if managed, ok := role.Properties["ManagedPolicyArns"]; ok {
			t.Errorf("%s has managed policies: %v", name, managed)
		}
	}
	if functions, roles := len(made.all(lambdaFunction)), len(made.all(iamRole)); roles != functions+1 {
		t.Errorf("%d functions and %d roles, want one each, and that of the schedules", functions, roles)
	}
}

// list-permissions serves every read of the API. A bug in it must not be able to
// write.
func TestListPermissionsCannotWrite(t *testing.T) {
	for _, line := range roleLines(synthesised(t, production).all(iamRole)["ListPermissionsRole"]) {
		action, _, _ := strings.Cut(line, " ")
		service, verb, _ := strings.Cut(action, ":")
		if service == "dynamodb" && !slices.Contains([]string{"GetItem", "BatchGetItem", "Query"}, verb) {
			t.Errorf("list-permissions may do %s", action)
		}
	}
}

// publish reads changes only from the stream; docs and console read no data at all.
func TestFunctionsWithoutTableAccess(t *testing.T) {
	roles := synthesised(t, production).all(iamRole)
	for name, may := range map[string][]string{
		"Publish": {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
			"events:PutEvents", "sqs:SendMessage"},
		"Docs":    nil,
		"Console": nil,
	} {
		want := append([]string{"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}, may...)
		var got []string
		for _, s := range statements(roles[name+"Role"]) {
			got = append(got, s.actions...)
		}
		slices.Sort(want)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s may do %v, want %v", name, got, want)
		}
	}
}
