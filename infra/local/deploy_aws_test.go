package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// A failed first deployment can be repeated with the same command, whatever the
// failure left behind. The test runs the CDK's real command line.
func TestFailedFirstDeploymentCanBeRepeated(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the CDK's command line: run make test")
	}
	t.Chdir("../..")
	if _, err := os.Stat(cdkProgram); err != nil {
		t.Fatalf("%v: run make tools first", err)
	}
	fake := &fakeCloudFormation{
		stack:         &fakeStack{status: "ROLLBACK_FAILED", environment: "production", protected: true},
		resources:     [][3]string{{"AWS::DynamoDB::Table", "Admit-Table-1", "DELETE_FAILED"}, {"AWS::SQS::Queue", "gone", "DELETE_COMPLETE"}},
		failCreations: 1,
	}
	fake.start(t)
	var said strings.Builder
	d := deploymentTo(t, &said, "production")
	d.cdk = func(ctx context.Context, dir string) error {
		return runCDK(ctx, []string{"deploy", "--app", dir, "--require-approval=never", "--ci", "--progress=events"})
	}

	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the command line may wait for ever
	defer cancel()
	err := d.run(ctx)
	if advised, is := errors.AsType[*advisedError](err); !is || !strings.Contains(advised.advice, "make deploy again") {
		t.Fatalf("the creation fails with %v", err)
	}
	if !strings.Contains(said.String(), "AWS::DynamoDB::Table Admit-Table-1") || strings.Contains(said.String(), "gone") {
		t.Errorf("the output does not list the resources left behind:\n%s", &said)
	}
	if s, _ := fake.seen(); s.status != "ROLLBACK_COMPLETE" || s.protected {
		t.Fatalf("the failed creation was not rolled back: %+v", s)
	}
	if err := d.run(ctx); err != nil {
		t.Fatalf("deploying again: %v", err)
	}
	s, calls := fake.seen()
	if s.status != "UPDATE_COMPLETE" || !s.protected || !s.tableIsProtected() {
		t.Errorf("the stack is %+v, want it updated and protected", s)
	}
	if want := []string{"UpdateTerminationProtection", "DeleteStack", "ExecuteChangeSet", "DeleteStack", "ExecuteChangeSet",
		"UpdateTerminationProtection", "ExecuteChangeSet"}; !slices.Equal(calls, want) {
		t.Errorf("calls %v", calls)
	}
}

// Which assemblies are deployed, in which order, for each state of the stack.
func TestDeploymentOrder(t *testing.T) {
	for _, c := range []struct {
		name     string
		stack    *fakeStack
		planned  string
		deployed []string
	}{
		{"no stack", nil, "production", []string{"unprotected", "protected"}},
		{"only reviewed", &fakeStack{status: "REVIEW_IN_PROGRESS", environment: "production", protected: true}, "production", []string{"unprotected", "protected"}},
		{"creation failed", &fakeStack{status: "ROLLBACK_COMPLETE", environment: "production"}, "production", []string{"unprotected", "protected"}},
		{"creation failed in another environment", &fakeStack{status: "ROLLBACK_COMPLETE", environment: "production"}, "development", []string{"protected"}},
		{"exists", &fakeStack{status: "UPDATE_COMPLETE", environment: "production", protected: true}, "production", []string{"protected"}},
		{"exists without protection", &fakeStack{status: "CREATE_COMPLETE", environment: "production"}, "production", []string{"protected"}},
		{"update rolled back", &fakeStack{status: "UPDATE_ROLLBACK_COMPLETE", environment: "production", protected: true}, "production", []string{"protected"}},
		{"no development stack", nil, "development", []string{"protected"}},
		{"development again", &fakeStack{status: "CREATE_COMPLETE", environment: "development"}, "development", []string{"protected"}},
		{"development failed and becomes production", &fakeStack{status: "ROLLBACK_COMPLETE", environment: "development"}, "production", []string{"unprotected", "protected"}},
		{"beside a production stack", &fakeStack{name: "Admit-other", status: "UPDATE_COMPLETE", environment: "production"}, "development", []string{"protected"}},
	} {
		fake := &fakeCloudFormation{stack: c.stack}
		fake.start(t)
		d, deployed := deploymentTo(t, &strings.Builder{}, c.planned), []string(nil)
		d.cdk = func(_ context.Context, dir string) error {
			deployed = append(deployed, filepath.Base(dir))
			return nil
		}
		if err := d.run(t.Context()); err != nil || !slices.Equal(deployed, c.deployed) {
			t.Errorf("%s: deployed %v, want %v (%v)", c.name, deployed, c.deployed, err)
		}
	}
}

func TestHarmfulDeploymentIsRefused(t *testing.T) {
	for _, c := range []struct {
		stack   fakeStack
		planned string
		says    string
	}{
		{fakeStack{status: "UPDATE_COMPLETE", environment: "production", protected: true}, "development", "is in production"},
		{fakeStack{status: "UPDATE_ROLLBACK_FAILED", environment: "production"}, "development", "is in production"},
		{fakeStack{status: "CREATE_COMPLETE"}, "development", "is in production"}, // environment unknown
		{fakeStack{status: "CREATE_COMPLETE", environment: "development"}, "production", "turn it into production for good"},
		{fakeStack{status: "UPDATE_ROLLBACK_COMPLETE", environment: "development"}, "production", "turn it into production for good"},
		{fakeStack{status: "UPDATE_COMPLETE", environment: "production", outputs: map[string]string{"RestoredTableStream": "arn:stream"}}, "production", "restoredTable"},
		{fakeStack{status: "UPDATE_COMPLETE", environment: "production", outputs: map[string]string{"UserPoolNumber": "2"}}, "production", "userPoolNumber"},
		{fakeStack{status: "DELETE_FAILED", environment: "production"}, "production", "partly deleted"},
	} {
		fake := &fakeCloudFormation{stack: &c.stack}
		fake.start(t)
		d := deploymentTo(t, &strings.Builder{}, c.planned)
		d.cdk = func(context.Context, string) error {
			t.Errorf("%s is deployed to %+v", c.planned, c.stack)
			return nil
		}
		err := d.run(t.Context())
		if _, calls := fake.seen(); err == nil || !strings.Contains(err.Error(), c.says) || len(calls) > 0 {
			t.Errorf("%s to %+v: %v, after %v", c.planned, c.stack, err, calls)
		}
	}
}

// FORCE turns development into production, and never production into development.
func TestForcedDeployment(t *testing.T) {
	for _, c := range []struct {
		from, to string
		deployed bool
	}{{"development", "production", true}, {"production", "development", false}} {
		fake := &fakeCloudFormation{stack: &fakeStack{status: "UPDATE_COMPLETE", environment: c.from}}
		fake.start(t)
		d, deployed := deploymentTo(t, &strings.Builder{}, c.to), false
		d.force, d.cdk = true, func(context.Context, string) error { deployed = true; return nil }
		if err := d.run(t.Context()); (err == nil) != c.deployed || deployed != c.deployed {
			t.Errorf("%s to %s: deployed %v (%v)", c.from, c.to, deployed, err)
		}
	}
}

// A deployment is compared with the stack that its assembly has, whatever the name.
func TestNamedDeploymentIsComparedWithItsOwnStack(t *testing.T) {
	for stack, refused := range map[string]bool{"Admit-staging": true, "Admit": false} {
		fake := &fakeCloudFormation{stack: &fakeStack{name: stack, status: "UPDATE_COMPLETE", environment: "production"}}
		fake.start(t)
		d := deploymentTo(t, &strings.Builder{}, "development")
		d.synthesise = func(context.Context, bool) (string, error) {
			dir := t.TempDir()
			return dir, writeAssembly(dir, "Admit-staging", "development", false)
		}
		d.cdk = func(context.Context, string) error { return nil }
		if err := d.run(t.Context()); (err != nil) != refused {
			t.Errorf("beside %s: %v", stack, err)
		}
	}
}

func TestProfileFromCDKArguments(t *testing.T) {
	for want, arguments := range map[string][]string{
		"":    {"-c", "sender=a@example.com", "--profile"},
		"ad":  {"-c", "x=y", "--profile", "ad"},
		"min": {"--profile=min", "-c", "x=y"},
	} {
		if got := profileIn(arguments); got != want {
			t.Errorf("%v: profile %q, want %q", arguments, got, want)
		}
	}
}

// deploymentTo returns a deployment of cloud assemblies with a single table.
func deploymentTo(t *testing.T, said *strings.Builder, environment string) awsDeployment {
	t.Helper()
	settings, err := callersConfig(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	return awsDeployment{
		stacks: cloudformation.NewFromConfig(settings), out: said,
		synthesise: func(_ context.Context, protected bool) (string, error) {
			dir := filepath.Join(root, map[bool]string{true: "protected", false: "unprotected"}[protected])
			protected = protected && environment == "production"
			return dir, writeAssembly(dir, "Admit", environment, protected)
		},
	}
}

func writeAssembly(dir, stack, environment string, protected bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	//nolint:misspell // artifacts is the CDK's spelling
	manifest := fmt.Sprintf(`{"version": "36.0.0", "artifacts": {%q: {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
		"properties": {"templateFile": "t.json", "terminationProtection": %t, "tags": {"environment": %q}}}}}`, stack, protected, environment)
	template := fmt.Sprintf(`{"Resources": {"Table": {"Type": "AWS::DynamoDB::Table", "Properties": {"DeletionProtectionEnabled": %t}}}}`, protected)
	return errors.Join(os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(manifest), 0o600),
		os.WriteFile(filepath.Join(dir, "t.json"), []byte(template), 0o600))
}
