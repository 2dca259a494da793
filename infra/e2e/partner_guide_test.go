package e2e

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// guideVariables holds the shell variables that the guide's script leaves behind: ids and tokens.
type guideVariables map[string]string

var guideVariableNames = []string{"PARTNER", "FJORD", "SKOG", "LOANS", "SAVINGS", "CLAIMS", "PIA", "OLAV", "SIRI", "LIV", "SVEN", "EMIL", "CARL", "DINA"}

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	refusal    = regexp.MustCompile(`refused: ([a-z-]+)`)
	refusedBy  = regexp.MustCompile(`urn:admit:problem:([a-z-]+)`)
)

// TestTheGuideForPartnersWorks runs the commands of the guide for partners in a shell
// and compares the result with what the guide says.
func TestTheGuideForPartnersWorks(t *testing.T) {
	t.Parallel()
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: the guide is for a laptop and reads mails with make inbox")
	}
	document := string(got(os.ReadFile(filepath.Join("..", "local", "partner.md"))).orFail(t))
	var script strings.Builder
	for _, block := range shellBlock.FindAllStringSubmatch(document, -1) {
		script.WriteString(block[1])
	}
	said := firstGroups(refusal, script.String())
	for _, name := range guideVariableNames {
		fmt.Fprintf(&script, "printf '\\nthe guide has %%s %%s\\n' %s \"$%s\"\n", name, name)
	}
	output := runScript(t, script.String())
	if refused := firstGroups(refusedBy, output); len(said) < 8 || !slices.Equal(refused, said) {
		t.Errorf("the guide announces the refusals %v, but they were %v", said, refused)
	}
	left := guideVariables{}
	for _, line := range regexp.MustCompile(`(?m)^the guide has (\w+) (\S+)$`).FindAllStringSubmatch(output, -1) {
		left[line[1]] = line[2]
	}
	if len(left) != len(guideVariableNames) {
		t.Fatalf("the guide leaves the variables %v:\n%s", slices.Collect(maps.Keys(left)), output)
	}
	left.checkPeople(t)
	left.checkAuditLog(t)
}

func firstGroups(pattern *regexp.Regexp, text string) []string {
	var groups []string
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		groups = append(groups, match[1])
	}
	return groups
}

// runScript runs the script in a directory with links to the repository and with the outputs
// of this deployment.
func runScript(t *testing.T, script string) string {
	t.Helper()
	directory, repository := t.TempDir(), got(filepath.Abs(filepath.Join("..", ".."))).orFail(t)
	for _, entry := range []string{"Makefile", "go.mod", "go.sum", "functions", "infra", "shared"} {
		if err := os.Symlink(filepath.Join(repository, entry), filepath.Join(directory, entry)); err != nil {
			t.Fatal(err)
		}
	}
	outputs := got(os.ReadFile(os.Getenv("ADMIT_E2E_OUTPUTS"))).orFail(t)
	if err := os.Mkdir(filepath.Join(directory, ".local"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, ".local", "outputs.json"), outputs, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // make inbox starts the inbox page
		down := exec.Command(filepath.Join(directory, ".build", "local"), "down")
		down.Dir = directory
		if output, err := down.CombinedOutput(); err != nil {
			t.Errorf("make down: %v\n%s", err, output)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "-c", script)
	shell.Dir, shell.WaitDelay = directory, time.Second
	shell.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { // set by a make that runs the tests
		return strings.HasPrefix(v, "MAKE") || strings.HasPrefix(v, "MFLAGS")
	})
	output, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return string(output)
}

// checkPeople compares the grants at the end of the guide with the guide's picture.
func (w guideVariables) checkPeople(t *testing.T) {
	t.Helper()
	pia := person{token: w["PIA"]}
	for organisation, people := range map[string]map[string][]roleGrant{
		"PARTNER": {"pia": {{Role: "partner-organisation-admin"}}},
		"FJORD": {
			"pia": {{Role: "partner-organisation-admin"}}, "olav": {{Role: "organisation-admin"}},
			"liv": {{"account-admin", w["LOANS"]}}, "sven": {{"billing-viewer", w["SAVINGS"]}},
			"emil": {{Role: "audit-viewer"}, {"signing-editor", w["LOANS"]}},
		},
		"SKOG": {
			"pia": {{Role: "partner-organisation-admin"}}, "carl": {{Role: "organisation-admin"}},
			"dina": {{"developer", w["CLAIMS"]}},
		},
	} {
		there := map[string][]roleGrant{}
		for _, r := range pages[userAndGrants](t, "/organisations/"+w[organisation]+"/permissions", pia, 50) {
			there[r.User.FirstName] = roleGrants(r.Grants)
		}
		if !maps.EqualFunc(there, people, slices.Equal) {
			t.Errorf("in %s the grants are %v, want %v", organisation, there, people)
		}
	}
	if names := pages[organisationID](t, "/organisations", pia, 50); len(names) != 3 || names[0].Name != "Fjord Bank" || names[1].Name != "Nordic Partner" || names[2].Name != "Skog Insurance" {
		t.Errorf("Pia sees %v", names)
	}
	get(t, "/organisations/"+w["SKOG"], w["SIRI"]).wantProblem(t, http.StatusNotFound, "not-found")
	get(t, "/organisations/"+w["FJORD"]+"/permissions", w["LIV"]).want(t, http.StatusOK)
}

// checkAuditLog checks that the audit log has the guide's last changes.
func (w guideVariables) checkAuditLog(t *testing.T) {
	t.Helper()
	latest := pages[event](t, "/organisations/"+w["SKOG"]+"/events", person{token: w["PIA"]}, 50)
	if len(latest) < 4 || latest[0].Type != "access.removed" || latest[0].Subject.Name != "siri" || latest[0].Actor.Name != "pia" || latest[1].Type != "access.changed" {
		t.Errorf("the latest events are %v", eventTypes(latest))
	}
}
