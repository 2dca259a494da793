package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"admit/infra/brand"
)

// TestMain gives the CDK a temporary directory for the files that it leaves behind.
// It does not call jsii.Close: the CDK's Node process ends when its input closes at
// the end of this process, and jsii.Close waits for it from two goroutines, which
// the race detector reports as a data race.
func TestMain(m *testing.M) {
	scratch, err := os.MkdirTemp("", "admit-infra")
	if err != nil {
		panic(err)
	}
	if err := os.Setenv("TMPDIR", scratch); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// Some deployments are synthesised once each, because synthesis takes seconds: the
// one on a laptop, one on AWS with all optional settings, and the other ways of identity.
var (
	development = sync.OnceValues(func() (template, error) {
		return synthesiseWith(map[string]any{
			"environment":  "development",
			"sender":       "invitations@example.com",
			"architecture": "x86_64",
			"signInUrl":    "http://localhost:4566",
		})
	})
	production   = sync.OnceValues(func() (template, error) { return synthesiseWith(everySetting("")) })
	existingPool = sync.OnceValues(func() (template, error) {
		return synthesiseWith(map[string]any{
			"sender":            "invitations@example.com",
			"identity":          "existing",
			"userPoolId":        "eu-north-1_a1B2c3D4e",
			"userPoolProviders": "COGNITO,Staff",
			"signInUrl":         "https://login.example.com",
			"machineClient":     "true",
		})
	})
	externalIssuer = sync.OnceValues(func() (template, error) {
		return synthesiseWith(map[string]any{
			"sender":           "invitations@example.com",
			"identity":         "issuer",
			"issuer":           "https://login.example.com/realms/staff",
			"clientId":         "admit-pages",
			"audiences":        "api://admit",
			"signInParameters": "audience=api%3A%2F%2Fadmit",
		})
	})
)

// everySetting returns all optional settings of a deployment with a user pool of its own.
func everySetting(name string) map[string]any {
	return map[string]any{
		"name":           name,
		"sender":         "Example <invitations@example.com>",
		"domain":         "admit.example.com",
		"baseUrl":        "https://admit.example.com",
		"onlyDomain":     "true",
		"certificateArn": "arn:aws:acm:eu-north-1:111122223333:certificate/abc",
		"machineClient":  "true",
		"audiences":      "1product23client",
		"origins":        "https://app.example.com,https://shop.example.com",
		"continueUrl":    "https://fika.example.com/welcome",
		"returnOrigins":  "https://app.example.com",
		"tracing":        "true",
		"retainEvents":   "730", "retainInvitations": "90",
		"alarmEmail":  "oncall@example.com",
		"signInMails": "ses",
		"brand":       "infra/e2e/browser/brand/brand.json",

		"mfa":                   "required",
		"passwordLength":        "16",
		"passwordCharacters":    "upper,symbol",
		"temporaryPasswordDays": "2",

		"limitOpenInvitations": "7",
	}
}

// staff is a provider as it describes itself.
var staff = provider{
	Issuer: "https://login.example.com/realms/staff", Authorize: "https://login.example.com/authorize", Token: "https://login.example.com/token",
	Revoke: "https://login.example.com/revoke", EndSession: "https://login.example.com/logout", KeysURL: "https://login.example.com/keys",
}

// template is the CloudFormation template.
type template struct {
	Resources map[string]resource
	Outputs   map[string]struct{ Value, Export any }
	name      string // of the stack
	tags      map[string]string
	protected bool // termination protection of the stack
}

type resource struct {
	Type                string
	Properties          map[string]any
	DependsOn           []string
	DeletionPolicy      string
	UpdateReplacePolicy string
}

// synthesiseWith runs the app with the context of cdk.json and changes, as -c would
// make them.
func synthesiseWith(changes map[string]any) (template, error) {
	app, err := newAppWith(changes)
	if err != nil {
		return template{}, err
	}
	return readTemplate(app)
}

func newAppWith(changes map[string]any) (awscdk.App, error) {
	context, err := cdkContext()
	if err != nil {
		return nil, err
	}
	maps.Copy(context, changes)
	settings, err := readSettings(func(key string) any { return context[key] })
	if err != nil {
		return nil, err
	}
	built, err := os.MkdirTemp("", "functions")
	if err != nil {
		return nil, err
	}
	settings.Provider = staff
	if settings.Brand, err = brand.Read(filepath.Join("..", settings.BrandFile)); err != nil {
		return nil, err
	}
	if settings.FunctionsBuilt, err = built, writeBinaries(built); err != nil {
		return nil, err
	}
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context})
	return app, newSystem(app, settings)
}

func readTemplate(app awscdk.App) (template, error) {
	stack := (*app.Synth(nil).Stacks())[0]
	text, err := json.Marshal(stack.Template())
	if err != nil {
		return template{}, err
	}
	t := template{name: *stack.StackName(), tags: map[string]string{}, protected: *stack.TerminationProtection()}
	for key, value := range *stack.Tags() {
		t.tags[key] = *value
	}
	return t, json.Unmarshal(text, &t)
}

func cdkContext() (map[string]any, error) {
	text, err := os.ReadFile("../cdk.json")
	if err != nil {
		return nil, err
	}
	var file struct{ Context map[string]any }
	return file.Context, json.Unmarshal(text, &file)
}

// writeBinaries writes a placeholder for each function's binary.
func writeBinaries(built string) error {
	names, err := functionDirectories()
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.MkdirAll(filepath.Join(built, name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(built, name, "bootstrap"), []byte(name), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// functionDirectories returns the directories below functions/ that contain a program.
func functionDirectories() ([]string, error) {
	mains, err := filepath.Glob("../functions/*/main.go")
	if err == nil && len(mains) == 0 {
		err = fmt.Errorf("no function below ../functions")
	}
	for i, file := range mains {
		mains[i] = filepath.Base(filepath.Dir(file))
	}
	return mains, err
}

// synthesised returns a template or ends the test. With -short the test is skipped,
// because the CDK runs on Node and takes seconds.
func synthesised(t *testing.T, synth func() (template, error)) template {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Node to synthesise: run make test")
	}
	made, err := synth()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// all returns the resources of a type, by their logical ids without the CDK's suffix.
func (t template) all(kind string) map[string]resource {
	found := map[string]resource{}
	for id, r := range t.Resources {
		if r.Type == kind {
			found[plainID(id)] = r
		}
	}
	return found
}

// only returns the single resource of a type.
func (t template) only(tb testing.TB, kind string) resource {
	tb.Helper()
	found := t.all(kind)
	if len(found) != 1 {
		tb.Fatalf("%d of %s, want one: %v", len(found), kind, slices.Sorted(maps.Keys(found)))
	}
	for _, r := range found {
		return r
	}
	panic("unreachable")
}

var suffix = regexp.MustCompile(`[0-9A-F]{8}$`)

// plainID removes the suffix that the CDK adds to make logical ids unique.
func plainID(id string) string { return suffix.ReplaceAllString(id, "") }

// text returns a readable form of a template value: Ref and GetAtt by the name of the
// resource, and Join joined.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = text(part)
		}
		return strings.Join(parts, " ")
	case map[string]any:
		return intrinsic(v)
	default:
		return fmt.Sprint(v)
	}
}

func intrinsic(v map[string]any) string {
	if name, ok := v["Ref"].(string); ok {
		return "${" + plainID(name) + "}"
	}
	if path, ok := v["Fn::GetAtt"].([]any); ok {
		return "${" + plainID(text(path[0])) + "." + text(path[1]) + "}"
	}
	if join, ok := v["Fn::Join"].([]any); ok {
		var parts []string
		for _, part := range join[1].([]any) {
			parts = append(parts, text(part))
		}
		return strings.Join(parts, text(join[0]))
	}
	encoded, _ := json.Marshal(v)
	return string(encoded)
}

// list returns a value that may be a single item or a list as a list.
func list(value any) []any {
	if several, ok := value.([]any); ok {
		return several
	}
	return []any{value}
}
