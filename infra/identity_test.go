package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const identityGolden = "testdata/identity.golden"

// The golden file shows reviewers what each way of identity makes of the stack: the
// resources of Cognito, the authorizer, and what the functions and the outputs say.
func TestIdentityMatchesTheGoldenFile(t *testing.T) {
	var b strings.Builder
	for _, mode := range []struct {
		name string
		made func() (template, error)
	}{{"create", production}, {"existing", existingPool}, {"issuer", externalIssuer}} {
		fmt.Fprintf(&b, "identity=%s\n%s\n", mode.name, describeIdentity(t, synthesised(t, mode.made)))
	}
	if *update {
		if err := os.WriteFile(identityGolden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(identityGolden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the ways of identity differ from %s; if that is intended, run: go test ./infra -run Identity -update\n%s", identityGolden, b.String())
	}
}

// describeIdentity returns the parts of a template that have to do with identity.
func describeIdentity(t *testing.T, made template) string {
	t.Helper()
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(made.Resources)) {
		r := made.Resources[id]
		if !strings.HasPrefix(r.Type, "AWS::Cognito::") && r.Type != "AWS::ApiGatewayV2::Authorizer" {
			continue
		}
		fmt.Fprintf(&b, "  %s %s\n", r.Type, plainID(id))
		for _, name := range slices.Sorted(maps.Keys(r.Properties)) {
			fmt.Fprintf(&b, "    %s: %s\n", name, plain(t, r.Properties[name]))
		}
	}
	for _, variable := range []string{"ADMIT_IDENTITY", "ADMIT_SIGN_IN"} {
		fmt.Fprintf(&b, "  %s: %s\n", variable, made.environmentVariable("Accept", variable))
	}
	for _, name := range []string{"Issuer", "ClientId", "UserPoolId", "SignInUrl", "MachineClientId"} {
		if output, there := made.Outputs[name]; there {
			fmt.Fprintf(&b, "  output %s: %s\n", name, text(output.Value))
		}
	}
	return b.String()
}

// plain returns a property as JSON in which references are readable.
func plain(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.Marshal(readable(value))
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// readable replaces every reference in a value with its text.
func readable(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 1 && (v["Ref"] != nil || v["Fn::GetAtt"] != nil || v["Fn::Join"] != nil) {
			return text(v)
		}
		copied := map[string]any{}
		for name, part := range v {
			copied[name] = readable(part)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for n, part := range v {
			copied[n] = readable(part)
		}
		return copied
	}
	return value
}
