// Package shared holds no code: only the rules of the house, as tests.
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

// pkg is a package of the module as `go list` tells of it.
type pkg struct {
	ImportPath   string
	Name         string
	Standard     bool
	Imports      []string
	TestImports  []string // of the tests in the package
	XTestImports []string // of the tests in its _test package
	Deps         []string
}

// The rules. Where says which packages a rule is about. Ban says what they must not
// import, and link what must not be linked into them, not even through another
// package. Tests says what must not be linked into their tests.
var rules = []struct {
	where, ban, link, tests, reason string
}{
	{where: `^admit/shared/access$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "the domain is at the root of all arrows: it knows no store, no HTTP and no SDK"},
	{where: `^admit/shared/(delivery|idempotency)$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "they are parts of the domain: they know access and nothing else"},
	{where: `^admit/shared/(access|delivery|idempotency)(/|$)`, link: `aws|lambda|^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter|boot)`,
		tests: `aws|lambda|^admit/shared/dynamo`, reason: "the domain and its tests run without AWS"},
	{where: `^admit/shared/(memory|storetest|fixture)$`, link: `aws|lambda|^admit/shared/(dynamo|mail|identity|api|events|boot)`,
		tests: `aws|lambda|^admit/shared/dynamo`, reason: "the tests of the domain use them, and run without AWS"},
	{where: `^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter)$`, ban: `^admit/shared/(dynamo|memory|mail|identity|api|events|deadletter|boot)`,
		reason: "what serves the domain does not know its neighbours, and boot knows them all"},
	{where: `^admit/functions/`, ban: `aws-|^os$|^admit/infra`,
		reason: "a main names what a function uses; the packages of shared/ make the clients, and boot reads the environment"},
	{where: `^admit/(functions|shared)/`, link: `aws-cdk|aws/constructs|jsii|aws-sdk-go-v2/config$|service/(sso|sts)|/feature/ec2`,
		reason: "CDK belongs to the stack, and the SDK's config package doubles a cold start"},
	{where: `^admit/functions/(invite|edit-access|remove-access|list-permissions|organisations|delivery-status)$`, link: `service/(sesv2|sqs|cognitoidentityprovider|eventbridge)`,
		reason: "a function links the clients that it uses and no others"},
	{where: `^admit/shared/events$`, link: `aws-`,
		reason: "who shows events need not be able to publish them: that is shared/events/bus"},
	{where: `^admit/(functions|shared/(access|api|boot|deadletter|delivery|dynamo|events|idempotency|identity|mail|setting|warmup))($|/[a-z-]+$)`, ban: `^admit/shared/(memory|storetest|fixture)$|deliverytest|dynamotest|apitest|^testing$`,
		reason: "what is made for tests does not reach production"},
	{where: `^admit/shared/setting$`, ban: `^admit/|^[^/]+\.[^/]+/`,
		reason: "the stack imports the list of settings, too, and every function links it"},
	{where: `^admit/infra/e2e`, ban: `^admit/`,
		reason: "the end-to-end tests know Admit from outside, as a client does"},
	{where: `^admit/shared/(access|api|deadletter|delivery|dynamo|events|idempotency|identity|mail|memory|setting|warmup)(/|$)`, ban: `^os$|aws-lambda-go`,
		reason: "boot is the only reader of the environment and the only caller of lambda.Start"},
}

// Exceptions, each with its reason.
var exceptions = map[string]string{
	"admit/shared/delivery admit/shared/access":          "a part of the domain",
	"admit/shared/idempotency admit/shared/access":       "a part of the domain",
	"admit/shared/access golang.org/x/net/idna":          "pure text: domain names",
	"admit/shared/setting admit/shared/access":           "the limits are a type of the domain",
	"admit/shared/api/static os":                         "opens the files beside the binary, and reads no environment",
	"admit/shared/access golang.org/x/text/unicode/norm": "pure text: Unicode normal forms",
}

// testOnly are packages that are made for tests and may do what tests do.
var testOnly = []string{"admit/shared/delivery/deliverytest", "admit/shared/dynamo/dynamotest", "admit/shared/api/apitest"}

func TestImportsFollowTheRulesOfTheHouse(t *testing.T) {
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
				t.Errorf("%s links %s: %s", p.ImportPath, bad, rule.reason)
			}
			for _, imported := range slices.Concat(p.TestImports, p.XTestImports) {
				if bad := offending(p, append([]string{imported}, linked[imported]...), rule.tests); len(bad) > 0 {
					t.Errorf("the tests of %s import %s, which is or links %s: %s", p.ImportPath, imported, bad[0], rule.reason)
				}
			}
		}
		if !matched {
			t.Errorf("the rule for %s is about no package: mend or remove it", rule.where)
		}
	}
}

// linkedInto returns the dependencies of each package of the module. A package from
// elsewhere has none here: its own path says what it is.
func linkedInto(packages []pkg) map[string][]string {
	linked := map[string][]string{}
	for _, p := range packages {
		linked[p.ImportPath] = p.Deps
	}
	return linked
}

// offending are the imports that match a ban. Packages of the standard library
// that hold "aws" or the like in their path there are none.
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

func TestEveryDirectoryOfAFunctionIsOneProgram(t *testing.T) {
	for _, p := range list(t) {
		depth := strings.Count(strings.TrimPrefix(p.ImportPath, "admit/functions/"), "/")
		if strings.HasPrefix(p.ImportPath, "admit/functions/") && depth == 0 && p.Name != "main" {
			t.Errorf("%s is package %s: a directory of functions/ is one Lambda function", p.ImportPath, p.Name)
		}
	}
}

func TestNoPackageIsADrawerForEverything(t *testing.T) {
	for _, p := range list(t) {
		if slices.Contains([]string{"utils", "util", "types", "helpers", "common", "misc"}, filepath.Base(p.ImportPath)) {
			t.Errorf("%s: name a package for what it provides", p.ImportPath)
		}
	}
}

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
