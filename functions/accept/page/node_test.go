package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// runInNode runs a script in Node with an input as JSON, and decodes what it prints.
func runInNode[T any](t *testing.T, script string, input any, arguments ...string) (output T) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil && testing.Short() && os.Getenv("CI") == "" {
		t.Skip("SKIPPED: Node.js is not installed")
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, append([]string{"-e", script}, arguments...)...)
	command.Stdin, command.Stderr = strings.NewReader(string(text)), os.Stderr
	printed, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(printed, &output); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	return output
}
