// Package shared has no code. It has the rules for the packages of the module, as tests.
package shared

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pkg is a package of the module as `go list` describes it.
type pkg struct {
	ImportPath   string
	Name         string
	Standard     bool
	Imports      []string
	TestImports  []string // of the tests in the package
	XTestImports []string // of the tests in its _test package
	Deps         []string
}

// rules are the rules for imports. All fields but reason are regular expressions. A
// rule applies to the packages that match where. They must not import a package that
// matches ban. They must not depend on a package that matches link, directly or
// through others. Their tests must not depend on a package that matches tests.
var rules = []struct {
	where, ban, link, tests, reason string
}{
	{where: `^admit/shared/access$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "the domain depends on no store, no HTTP and no SDK"},
	{where: `^admit/shared/(delivery|idempotency)$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "these packages are parts of the domain and depend only on access"},
	{where: `^admit/shared/(access|delivery|idempotency)(/|$)`, link: `aws|lambda|^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter|redrive|schedule|boot)`,
		tests: `aws|lambda|^admit/shared/dynamo`, reason: "the domain and its tests run without AWS"},
	{where: `^admit/shared/(memory|storetest|fixture)$`, link: `aws|lambda|^admit/shared/(dynamo|mail|identity|api|events|boot)`,
		tests: `aws|lambda|^admit/shared/dynamo`, reason: "the tests of the domain use them, and run without AWS"},
	{where: `^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter|redrive|schedule)$`, ban: `^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter|redrive|schedule|boot)`,
		reason: "adapters do not depend on each other or on boot"},
	{where: `^admit/functions/`, ban: `aws-|^os$|^admit/infra`,
		reason: "a function gets its AWS clients from the packages of shared/, and its settings from boot"},
	{where: `^admit/(functions|shared)/`, link: `aws-cdk|aws/constructs|jsii|aws-sdk-go-v2/config$|service/(sso|sts)|/feature/ec2`,
		reason: "only the stack uses CDK, and the SDK's package config doubles a cold start"},
	{where: `^admit/functions/([^o]|organisations)`, link: `service/[a-z0-9]+/schemas$`, // all but operator, whose cold start nobody notices
		reason: "a client with schemas spends a fifth of a cold start on tables that no call uses: DynamoDB's from version 1.69, SES's from 1.75, SQS's and EventBridge's from 1.49"},
	{where: `^admit/functions/(decide|invite|edit-access|remove-access|list-permissions|organisations|delivery-status)$`, link: `service/(sesv2|sqs|cognitoidentityprovider|eventbridge|scheduler)`,
		reason: "a function links only the clients that it uses"},
	{where: `^admit/functions/(console|decide|deliver|delivery-status|docs|edit-access|invite|list-permissions|operator|organisations|publish|remove-access|sign-in-mails)$`, link: `go-jose`,
		reason: "only accept checks ID tokens: API Gateway checks the access tokens"},
	{where: `^admit/shared/identity/oidc$`, link: `aws-`,
		reason: "an OpenID Connect provider is reached over HTTP, without an SDK"},
	{where: `^admit/shared/events$`, link: `aws-`,
		reason: "a function that shows events does not publish them: shared/events/bus does"},
	{where: `^admit/(functions|shared/(access|api|boot|brand|client|deadletter|delivery|dynamo|events|idempotency|identity|languages|mail|redrive|schedule|setting|warmup))($|/[a-z-]+$)`, ban: `^admit/shared/(memory|storetest|fixture)$|deliverytest|dynamotest|apitest|^admit/shared/(awstest|evidence|model)(/|$)|^testing$`,
		reason: "packages for tests are not part of production code"},
	{where: `^admit/shared/setting$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "every function links the list of settings, and the stack imports it"},
	{where: `^admit/shared/brand$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "the stack writes the brand, functions read it: neither brings anything with it"},
	{where: `^admit/shared/client$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "products link the client, or copy it: it brings nothing with it"},
	{where: `^admit/infra/local/sample$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "the sample product uses Admit as any other product does"},
	{where: `^admit/infra/e2e`, ban: `^admit/`,
		reason: "the end-to-end tests use Admit from outside, like a client"},
	{where: `^admit/shared/(access|api|brand|deadletter|delivery|dynamo|events|idempotency|identity|languages|mail|memory|redrive|schedule|setting|warmup)(/|$)`, ban: `^os$|aws-lambda-go`,
		reason: "only boot reads the environment and calls lambda.Start"},
}

// exceptions has the imports that no rule forbids, with the reason for each. A key is
// a package and the package that it imports.
var exceptions = map[string]string{
	"admit/shared/delivery admit/shared/access":          "a part of the domain",
	"admit/shared/idempotency admit/shared/access":       "a part of the domain",
	"admit/shared/access golang.org/x/net/idna":          "pure text: domain names",
	"admit/shared/setting admit/shared/access":           "the limits are a type of the domain",
	"admit/shared/api/static os":                         "opens the files beside the binary; reads no environment",
	"admit/shared/access golang.org/x/text/unicode/norm": "pure text: Unicode normal forms",
	"admit/infra/local/sample admit/shared/client":       "what a product links",
}

// testOnly has packages for tests. No rule applies to them.
var testOnly = []string{"admit/shared/delivery/deliverytest", "admit/shared/dynamo/dynamotest", "admit/shared/api/apitest", "admit/shared/awstest", "admit/shared/evidence",
	"admit/shared/model", "admit/shared/model/modeltest"}

func TestImportsFollowTheRules(t *testing.T) {
	packages := list(t)
	linked := linkedInto(packages)
	for _, rule := range rules {
		where, matched := regexp.MustCompile(rule.where), false
		for _, p := range packages {
			if !where.MatchString(p.ImportPath) || slices.Contains(testOnly, p.ImportPath) {
				continue
			}
			matched = true
			for _, bad := range offending(p, p.Imports, rule.ban) {
				t.Errorf("%s imports %s: %s", p.ImportPath, bad, rule.reason)
			}
			for _, bad := range offending(p, p.Deps, rule.link) {
				t.Errorf("%s depends on %s: %s", p.ImportPath, bad, rule.reason)
			}
			for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
				if bad := offending(p, append([]string{imported}, linked[imported]...), rule.tests); len(bad) > 0 {
					t.Errorf("the tests of %s import %s, which is or depends on %s: %s", p.ImportPath, imported, bad[0], rule.reason)
				}
			}
		}
		if !matched {
			t.Errorf("the rule for %s applies to no package: correct or remove it", rule.where)
		}
	}
}

// linkedInto returns the dependencies of each package of the module. It has no
// dependencies of other packages, for which the path alone is checked.
func linkedInto(packages []pkg) map[string][]string {
	linked := map[string][]string{}
	for _, p := range packages {
		linked[p.ImportPath] = p.Deps
	}
	return linked
}

// offending returns the imports that match a regular expression and are not an
// exception. No package of the standard library has aws in its path.
func offending(p pkg, imports []string, ban string) []string {
	if ban == "" {
		return nil
	}
	expression := regexp.MustCompile(ban)
	var bad []string
	for _, imported := range imports {
		if expression.MatchString(imported) && exceptions[p.ImportPath+" "+imported] == "" {
			bad = append(bad, imported)
		}
	}
	return bad
}

func TestExceptionsAreStillNeeded(t *testing.T) {
	packages := list(t)
	for exception := range exceptions {
		path, imported, _ := strings.Cut(exception, " ")
		i := slices.IndexFunc(packages, func(p pkg) bool { return p.ImportPath == path })
		if i < 0 || !slices.Contains(packages[i].Imports, imported) {
			t.Errorf("%s does not import %s any more: remove the exception", path, imported)
		}
	}
}

func TestEveryFunctionIsAProgram(t *testing.T) {
	for _, p := range list(t) {
		depth := strings.Count(strings.TrimPrefix(p.ImportPath, "admit/functions/"), "/")
		if strings.HasPrefix(p.ImportPath, "admit/functions/") && depth == 0 && p.Name != "main" {
			t.Errorf("%s is package %s: a directory of functions/ is one Lambda function", p.ImportPath, p.Name)
		}
	}
}

func TestPackagesHaveSpecificNames(t *testing.T) {
	for _, p := range list(t) {
		if slices.Contains([]string{"utils", "util", "types", "helpers", "common", "misc"}, filepath.Base(p.ImportPath)) {
			t.Errorf("%s: name a package for what it provides", p.ImportPath)
		}
	}
}

// list returns all packages of the module.
func list(t *testing.T) []pkg {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Name,Standard,Imports,TestImports,XTestImports,Deps", "admit/...")
	out, err := command.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var packages []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
}
