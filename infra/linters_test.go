package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// lintersVariable names the directory with the programs cfn-lint and checkov. `make lint`
// installs them and sets it.
const lintersVariable = "ADMIT_LINTERS"

// variants are the deployments whose templates are linted. Together they have each choice of
// the settings that change which resources there are; see [TestVariantsCoverTheSettings].
var variants = map[string]map[string]any{
	"every setting": with(everySetting("lint"), map[string]any{"senderIdentityName": "example.com"}),
	"development": {
		"environment": "development", "sender": "invitations@example.com", "architecture": "x86_64", "signInUrl": "http://localhost:4566",
		"deletionProtection": "false",
	},
	"no setting": {
		"sender": "invitations@example.com", "mfa": "optional", "signInMails": "cognito", "signInPrefix": "admit-example", "reminders": "false",
	},
	"existing pool": {
		"sender": "invitations@example.com", "senderIdentity": "existing", "identity": "existing", "userPoolId": "eu-north-1_a1B2c3D4e",
		"userPoolProviders": "COGNITO,Staff", "signInUrl": "https://login.example.com", "machineClient": "true",
	},
	"external issuer": {
		"sender": "invitations@example.com", "identity": "issuer", "issuer": "https://login.example.com/realms/staff", "clientId": "admit-pages",
		"audiences": "api://admit", "scope": "openid email", "signInParameters": "audience=api%3A%2F%2Fadmit", "trustEmail": "true",
	},
}

func with(settings, more map[string]any) map[string]any {
	maps.Copy(settings, more)
	return settings
}

// finding is what a linter says about a resource of a variant.
type finding struct{ rule, resource, variant, says string }

// exception is a finding that is right to remain.
type exception struct {
	rule     string
	resource string // an expression for the whole name; empty for all resources
	variant  string // an expression; empty for all variants
	why      string
}

func (e exception) covers(f finding) bool {
	return e.rule == f.rule && matches(e.resource, f.resource) && matches(e.variant, f.variant)
}

func matches(expression, text string) bool {
	return expression == "" || regexp.MustCompile("^(?:"+expression+")$").MatchString(text)
}

// unexplained returns the findings without an exception, and the exceptions without a
// finding.
func unexplained(found []finding, exceptions []exception) []string {
	var wrong []string
	for _, f := range found {
		if !slices.ContainsFunc(exceptions, func(e exception) bool { return e.covers(f) }) {
			wrong = append(wrong, fmt.Sprintf("%s: %s (%s): %s", f.rule, f.resource, f.variant, f.says))
		}
	}
	for _, e := range exceptions {
		if !slices.ContainsFunc(found, e.covers) {
			wrong = append(wrong, fmt.Sprintf("the exception %s %s %s no longer applies: remove it", e.rule, e.resource, e.variant))
		}
	}
	return wrong
}

// TestLinters runs cfn-lint, checkov and cdk-nag over the templates of all variants.
func TestLinters(t *testing.T) {
	programs := os.Getenv(lintersVariable)
	if programs == "" {
		t.Skip("SKIPPED: make lint installs the linters and runs this test")
	}
	dir := t.TempDir()
	var files []string
	var nagged []finding
	for _, name := range slices.Sorted(maps.Keys(variants)) {
		file := filepath.Join(dir, name+".json")
		nagged = append(nagged, writeLinted(t, name, file)...)
		files = append(files, file)
	}
	for _, linter := range []struct {
		name       string
		exceptions []exception
		find       func(t *testing.T) []finding
	}{
		{"cfn-lint", cfnLintExceptions, func(t *testing.T) []finding { return cfnLint(t, filepath.Join(programs, "cfn-lint"), files) }},
		{"checkov", checkovExceptions, func(t *testing.T) []finding { return checkov(t, filepath.Join(programs, "checkov"), dir) }},
		{"cdk-nag", cdkNagExceptions, func(*testing.T) []finding { return nagged }},
	} {
		t.Run(linter.name, func(t *testing.T) {
			found := linter.find(t)
			wrong := unexplained(found, linter.exceptions)
			for _, w := range wrong {
				t.Error(w)
			}
			t.Logf("%d findings in %d templates, %d without an explanation", len(found), len(files), len(wrong))
		})
	}
}

// writeLinted synthesises a variant and writes its template. It returns what cdk-nag found.
func writeLinted(t *testing.T, variant, file string) []finding {
	t.Helper()
	app, err := newAppWith(variants[variant])
	if err != nil {
		t.Fatalf("%s: %v", variant, err)
	}
	awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{
		Reports: jsii.Bool(true), ReportFormats: &[]cdknag.NagReportFormat{cdknag.NagReportFormat_JSON},
	}), nil)
	assembly := app.Synth(nil)
	stack := (*assembly.Stacks())[0]
	content, err := json.Marshal(stack.Template())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	reports, err := filepath.Glob(filepath.Join(*assembly.Directory(), "AwsSolutions-*-NagReport.json"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("%s: the reports of cdk-nag are %v (%v)", variant, reports, err)
	}
	return cdkNag(t, variant, *stack.StackName(), reports[0])
}

// cdkNag reads a report. The names of resources are paths in the stack.
func cdkNag(t *testing.T, variant, stack, file string) []finding {
	t.Helper()
	var report struct {
		Lines []struct{ RuleID, ResourceID, Compliance, RuleInfo string }
	}
	content, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(content, &report)
	}
	if err != nil || len(report.Lines) == 0 {
		t.Fatalf("%s: no report of cdk-nag (%v)", variant, err)
	}
	var found []finding
	for _, l := range report.Lines {
		if l.Compliance != "Compliant" {
			path := strings.TrimSuffix(strings.TrimPrefix(l.ResourceID, stack+"/"), "/Resource")
			found = append(found, finding{l.RuleID, path, variant, l.RuleInfo})
		}
	}
	return found
}

// cfnLint checks the templates against the schemas of CloudFormation.
func cfnLint(t *testing.T, program string, files []string) []finding {
	t.Helper()
	var report []struct {
		Rule     struct{ ID string }
		Message  string
		Filename string
		Location struct{ Path []any }
	}
	runLinter(t, &report, program, append([]string{"--format", "json", "--regions", "eu-north-1", "--"}, files...)...)
	var found []finding
	for _, f := range report {
		resource := ""
		if path := f.Location.Path; len(path) > 1 {
			resource = plainID(fmt.Sprint(path[1]))
		}
		found = append(found, finding{f.Rule.ID, resource, variantOf(f.Filename), f.Message})
	}
	return found
}

// checkov checks the templates against good practices.
func checkov(t *testing.T, program, dir string) []finding {
	t.Helper()
	var report struct {
		Summary struct {
			Passed        int
			ParsingErrors int `json:"parsing_errors"`
		}
		Results struct {
			Failed []struct {
				Check    string `json:"check_id"`
				Name     string `json:"check_name"`
				File     string `json:"file_path"`
				Resource string
			} `json:"failed_checks"`
		}
	}
	runLinter(t, &report, program, "--directory", dir, "--framework", "cloudformation", "--output", "json", "--compact", "--quiet", "--skip-download")
	if report.Summary.Passed == 0 || report.Summary.ParsingErrors > 0 {
		t.Fatalf("checkov: %+v", report.Summary)
	}
	var found []finding
	for _, f := range report.Results.Failed {
		found = append(found, finding{f.Check, plainID(f.Resource), variantOf(f.File), f.Name})
	}
	return found
}

func variantOf(file string) string { return strings.TrimSuffix(filepath.Base(file), ".json") }

// runLinter runs a linter and decodes its report. A linter with findings exits with another
// code than 0, so that only what it printed tells whether it worked.
func runLinter(t *testing.T, report any, program string, arguments ...string) {
	t.Helper()
	linter := exec.CommandContext(t.Context(), program, arguments...)
	var said strings.Builder
	linter.Stderr = &said
	output, err := linter.Output()
	if decoding := json.Unmarshal(output, report); decoding != nil {
		t.Fatalf("%s: %v, %v\n%s%s", filepath.Base(program), err, decoding, output, said.String())
	}
}
