package boot_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/boot"
	"admit/shared/brand"
	"admit/shared/setting"
)

// asFunction is an environment variable. If it is set, the test program runs as a
// function.
const asFunction = "BOOT_TEST_AS_FUNCTION"

func TestMain(m *testing.M) {
	if os.Getenv(asFunction) == "brand" {
		fmt.Println(boot.Brand().Product)
		return
	}
	if os.Getenv(asFunction) != "" {
		env, config := boot.Open()
		setting.Table.Get(env)
		setting.Limits.Get(env)
		setting.BaseURL.Get(env)
		setting.Locale.Get(env)
		boot.Start(env, func() string { return config.Region })
	}
	os.Exit(m.Run())
}

// start runs the function with some environment variables until it ends, or at most
// for a minute. It returns what the function has printed.
func start(t *testing.T, variables ...string) (output string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = slices.Concat(variables, []string{asFunction + "=1", "GOCOVERDIR=" + t.TempDir()}) // without GOCOVERDIR a test with coverage prints a warning
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	err = command.Run()
	return printed.String(), err
}

// valid has environment variables with which the function starts.
var valid = []string{
	"AWS_REGION=eu-north-1", "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret",
	"ADMIT_TABLE=table", "ADMIT_BASE_URL=https://admit.example", "ADMIT_LOCALE=en", "ADMIT_LIMITS=" + setting.Limits.Example,
}

func TestStartReportsEveryMissingAndMalformedSetting(t *testing.T) {
	output, err := start(t, "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret",
		"AWS_ENDPOINT_URL=localhost", "ADMIT_BASE_URL=/relative", "ADMIT_LOCALE=en", `ADMIT_LIMITS={"batch":0}`)
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		t.Errorf("the function ended with %v, want exit code 1", err)
	}
	var record struct {
		Level    string
		Settings []setting.Problem
	}
	if err := json.Unmarshal([]byte(output), &record); err != nil || strings.Count(output, "\n") != 1 {
		t.Fatalf("the output is not one log record: %v\n%s", err, output)
	}
	want := []setting.Problem{
		{Variable: "AWS_REGION", Meaning: setting.Region.Meaning, Problem: "is missing"},
		{Variable: "AWS_ENDPOINT_URL", Meaning: setting.EndpointURL.Meaning, Problem: `"localhost" is not an absolute http or https URL`},
		{Variable: "ADMIT_TABLE", Meaning: setting.Table.Meaning, Problem: "is missing"},
		{Variable: "ADMIT_LIMITS", Meaning: setting.Limits.Meaning, Problem: "openInvitations must be 1 or more"},
		{Variable: "ADMIT_BASE_URL", Meaning: setting.BaseURL.Meaning, Problem: `"/relative" is not an absolute http or https URL`},
	}
	if record.Level != "ERROR" || !slices.Equal(record.Settings, want) {
		t.Errorf("printed %s\nwant %+v", output, want)
	}
}

// TestStartRequestsAnEvent checks that a function with valid settings requests its
// first event from the Lambda runtime.
func TestStartRequestsAnEvent(t *testing.T) {
	requested := make(chan string, 1)
	runtime := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case requested <- r.URL.Path:
		default:
		}
		w.WriteHeader(http.StatusInternalServerError) // which ends the function
	}))
	defer runtime.Close()
	output, _ := start(t, append(valid, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(runtime.URL, "http://"))...)
	select {
	case path := <-requested:
		if !strings.HasSuffix(path, "/runtime/invocation/next") {
			t.Errorf("the function requested %s", path)
		}
	default:
		t.Errorf("the function requested nothing:\n%s", output)
	}
}

// TestBrand checks that a function reads the brand beside its binary, and does not start
// without one.
func TestBrand(t *testing.T) {
	program := filepath.Join(t.TempDir(), "bootstrap")
	test, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, test, 0o700); err != nil {
		t.Fatal(err)
	}
	run := func() (string, error) {
		command := exec.CommandContext(t.Context(), program)
		command.Env = []string{asFunction + "=brand", "GOCOVERDIR=" + t.TempDir()}
		printed, err := command.CombinedOutput()
		return string(printed), err
	}
	if printed, err := run(); err == nil || !strings.Contains(printed, "the function cannot start") {
		t.Errorf("without a brand: %v, printed %s", err, printed)
	}
	file, err := brand.Brand{Product: "Fika"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(program), brand.FileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	if printed, err := run(); err != nil || printed != "Fika\n" {
		t.Errorf("%v, printed %q", err, printed)
	}
}
