package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// judgedCall is a call of a role on which the emulator's IAM decided.
type judgedCall struct {
	Role     string `json:"role"`
	Action   string `json:"action"`
	Resource string `json:"resource"`
	Allowed  bool   `json:"allowed"`
}

// readCalls reads the record of calls, which has each of them once.
func readCalls() ([]judgedCall, error) {
	file, err := os.Open(os.Getenv("ADMIT_E2E_CALLS"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var calls []judgedCall
	for decoder := json.NewDecoder(file); decoder.More(); {
		var c judgedCall
		if err := decoder.Decode(&c); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
		calls = append(calls, c)
	}
	if len(calls) == 0 {
		return nil, fmt.Errorf("%s: no calls: the emulator does not enforce IAM", file.Name())
	}
	return calls, nil
}

// allowance is what a policy allows: one action on one resource, which may be a pattern.
type allowance struct{ action, resource string }

func (a allowance) covers(c judgedCall) bool {
	pattern := regexp.QuoteMeta(a.resource)
	pattern = strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(pattern)
	return a.action == c.Action && regexp.MustCompile("^"+pattern+"$").MatchString(c.Resource)
}

// deployedRole is a role of the stack, with everything that its policies allow.
type deployedRole struct {
	id      string // in the template, without the suffix: Accept
	name    string
	allowed []allowance
}

// surplus returns what a role may do and did not, and what it was refused, after a complete
// run. What no run can show is in unseen.
func (r deployedRole) surplus(calls []judgedCall) []string {
	var found []string
	for _, a := range r.allowed {
		seen := slices.ContainsFunc(calls, func(c judgedCall) bool { return c.Role == r.name && a.covers(c) })
		reason := unseen.reason(r.id, a.action)
		switch {
		case !seen && reason == "":
			found = append(found, fmt.Sprintf("the role of %s allows %s on %s, which no call needed", r.id, a.action, a.resource))
		case seen && reason != "":
			found = append(found, fmt.Sprintf("%s made the call %s: remove it from unseen", r.id, a.action))
		}
	}
	for _, c := range calls {
		named := slices.ContainsFunc(r.allowed, func(a allowance) bool { return a.covers(c) })
		if c.Role == r.name && (!c.Allowed || !named) {
			found = append(found, fmt.Sprintf("the role of %s does not allow %s on %s", r.id, c.Action, c.Resource))
		}
	}
	return found
}

// checkRoles compares the calls of a complete run with the roles of the deployment. The
// text says what was compared.
func checkRoles(ctx context.Context) (compared string, wrong []string, err error) {
	calls, err := readCalls()
	if err != nil {
		return "", nil, err
	}
	roles, err := deployedRoles(ctx, firstStack)
	if err != nil {
		return "", nil, err
	}
	allowed := 0
	for _, r := range roles {
		wrong = append(wrong, r.surplus(calls)...)
		allowed += len(r.allowed)
	}
	wrong = append(wrong, unseen.unknown(roles)...)
	return fmt.Sprintf("%d permissions of %d roles compared with %d calls", allowed, len(roles), len(calls)), wrong, nil
}

// logicalSuffix is what the CDK appends to the id of a role.
var logicalSuffix = regexp.MustCompile(`Role[0-9A-F]{8}$`)

func deployedRoles(ctx context.Context, stack string) ([]deployedRole, error) {
	described, err := cloud.stacks.DescribeStackResources(ctx, &cloudformation.DescribeStackResourcesInput{StackName: &stack})
	if err != nil {
		return nil, err
	}
	var roles []deployedRole
	for _, r := range described.StackResources {
		if aws.ToString(r.ResourceType) != "AWS::IAM::Role" {
			continue
		}
		role := deployedRole{id: logicalSuffix.ReplaceAllString(aws.ToString(r.LogicalResourceId), ""), name: aws.ToString(r.PhysicalResourceId)}
		if role.allowed, err = allowancesOf(ctx, role.name); err != nil {
			return nil, fmt.Errorf("%s: %w", role.id, err)
		}
		roles = append(roles, role)
	}
	if len(roles) == 0 {
		return nil, errors.New("the stack has no roles")
	}
	return roles, nil
}

// allowancesOf returns what the inline policies of a role allow. A test of the stack makes
// sure that there are no other policies.
func allowancesOf(ctx context.Context, role string) ([]allowance, error) {
	listed, err := cloud.roles.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: &role})
	if err != nil {
		return nil, err
	}
	var allowed []allowance
	for _, name := range listed.PolicyNames {
		policy, err := readPolicy(ctx, role, name)
		if err != nil {
			return nil, err
		}
		for _, s := range policy.Statement {
			for _, action := range s.Action {
				for _, resource := range s.Resource {
					allowed = append(allowed, allowance{action, resource})
				}
			}
		}
	}
	return allowed, nil
}

// policyDocument is a policy of a role. The stack writes only statements that allow.
type policyDocument struct {
	Version   string
	Statement []policyStatement
}

type policyStatement struct {
	Effect    string
	Action    oneOrMore
	Resource  oneOrMore
	Condition json.RawMessage `json:",omitempty"`
}

// oneOrMore is a text or a list of texts, as policies have either.
type oneOrMore []string

func (o *oneOrMore) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

func readPolicy(ctx context.Context, role, name string) (policyDocument, error) {
	var policy policyDocument
	got, err := cloud.roles.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: &role, PolicyName: &name})
	if err != nil {
		return policy, err
	}
	document, err := url.QueryUnescape(aws.ToString(got.PolicyDocument))
	if err != nil {
		return policy, err
	}
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return policy, fmt.Errorf("policy %s: %w", name, err)
	}
	for _, s := range policy.Statement {
		if s.Effect != "Allow" {
			return policy, fmt.Errorf("policy %s has the effect %q", name, s.Effect)
		}
	}
	return policy, nil
}
