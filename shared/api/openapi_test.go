package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/api/openapi"
	"admit/shared/identity"
)

// document is the OpenAPI document, which stands apart from the code and must
// say the same. What answers look like the end-to-end tests compare.
type document struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Schemas    map[string]any
		Parameters map[string]any
		Examples   map[string]struct{ Value any }
	}
}

func readDocument(t *testing.T) document {
	t.Helper()
	text, err := openapi.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// at finds a value of a schema by the names and numbers on the way to it.
func at(t *testing.T, value any, way ...any) any {
	t.Helper()
	for n, step := range way {
		switch step := step.(type) {
		case string:
			o, _ := value.(map[string]any)
			value = o[step]
		case int:
			list, _ := value.([]any)
			value = list[step]
		}
		if value == nil {
			t.Fatalf("the document has nothing at %v", way[:n+1])
		}
	}
	return value
}

// inOpenAPI names the rest of a path, for which OpenAPI has no notation.
var inOpenAPI = strings.NewReplacer("/invitations/{proxy+}", "/invitations/{invitationId}/{rest}", "{proxy+}", "{file}")

func TestTheDocumentDescribesTheRouteTable(t *testing.T) {
	described := map[string]bool{} // and whether it is open
	for path, item := range readDocument(t).Paths {
		for method, raw := range item {
			var operation struct{ Security *[]any }
			if err := json.Unmarshal(raw, &operation); err != nil {
				t.Fatal(err)
			}
			described[strings.ToUpper(method)+" "+path] = operation.Security != nil && len(*operation.Security) == 0
		}
	}
	routed := map[string]bool{}
	for _, route := range Routes {
		routed[inOpenAPI.Replace(route.Key())] = route.Open
	}
	if !maps.Equal(described, routed) {
		t.Errorf("described, and whether it is open:\n%v\nrouted:\n%v", lines(described), lines(routed))
	}
}

// TestTheDocumentHasTheParametersOfTheRouteTable: what is described is taken, and
// what is refused is not described. A page that takes anything may describe some.
func TestTheDocumentHasTheParametersOfTheRouteTable(t *testing.T) {
	d := readDocument(t)
	for _, route := range Routes {
		var operation struct {
			Parameters []struct{ Ref, Name, In string }
		}
		raw := d.Paths[inOpenAPI.Replace(route.Path)][strings.ToLower(route.Method)]
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(raw), `"$ref"`, `"ref"`)), &operation); err != nil {
			t.Fatalf("%s: %v", route.Key(), err)
		}
		var described []string
		for _, p := range operation.Parameters {
			if p.Ref != "" {
				component := d.Components.Parameters[strings.TrimPrefix(p.Ref, "#/components/parameters/")].(map[string]any)
				p.Name, p.In = component["name"].(string), component["in"].(string)
			}
			if p.In == "query" {
				described = append(described, p.Name)
			}
		}
		taken := slices.Sorted(slices.Values(route.Query))
		slices.Sort(described)
		if !slices.Equal(route.Query, anyQuery) && !slices.Equal(described, taken) {
			t.Errorf("%s takes %q and is described with %q", route.Key(), taken, described)
		}
	}
}

func lines(routes map[string]bool) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(routes)) {
		fmt.Fprintln(&b, key, routes[key])
	}
	return b.String()
}

func TestTheDocumentHasEveryProblem(t *testing.T) {
	d := readDocument(t)
	var types []string
	for kind, meta := range problems {
		types = append(types, "urn:admit:problem:"+string(kind))
		if kind == access.DuplicateRow {
			continue // is told of a row, and never of a request
		}
		example, there := d.Components.Examples[string(kind)]
		if !there {
			t.Errorf("%s has no example", kind)
			continue
		}
		if title, status := at(t, example.Value, "title"), at(t, example.Value, "status"); title != meta.title || status != float64(meta.status) {
			t.Errorf("%s is %q with status %d, and described as %q with %v", kind, meta.title, meta.status, title, status)
		}
	}
	same(t, "problems", d, types, "ProblemType", "enum")
}

// same compares a list of the document with the code's, in any order.
func same[T ~string](t *testing.T, what string, d document, code []T, way ...any) {
	t.Helper()
	var described, known []string
	for _, value := range at(t, d.Components.Schemas, way...).([]any) {
		described = append(described, value.(string))
	}
	for _, value := range code {
		known = append(known, string(value))
	}
	slices.Sort(described)
	slices.Sort(known)
	if !slices.Equal(described, known) {
		t.Errorf("%s are described as\n%v\nand are\n%v", what, described, known)
	}
}

func TestTheDocumentHasTheWordsOfTheCode(t *testing.T) {
	d := readDocument(t)
	same(t, "states", d, access.Statuses, "InvitationStatus", "enum")
	same(t, "deliveries", d, []access.DeliveryStatus{access.Queued, access.Sent, access.Delayed, access.Delivered, access.Failed, access.Bounced, access.Complained},
		"Delivery", "properties", "status", "enum")
	same(t, "events", d, access.EventTypes, "EventType", "enum")
	same(t, "types of role", d, []access.RoleType{access.Viewer, access.Writer, access.Editor, access.Admin}, "Role", "properties", "type", "enum")
	same(t, "kinds of scope", d, []access.ScopeKind{access.AtPartner, access.AtOrganisation, access.AtAccount}, "Role", "properties", "givenAt", "items", "enum")
}

func TestTheDocumentHasTheBoundsOfTheCode(t *testing.T) {
	d := readDocument(t)
	for _, bound := range []struct {
		code int
		way  []any
	}{
		{access.MaxName, []any{"PersonName", "maxLength"}},
		{access.MaxName, []any{"RequiredName", "maxLength"}},
		{access.DefaultLimits.Roles, []any{"Roles", "maxItems"}},
		{access.DefaultLimits.Batch, []any{"BatchRequest", "properties", "invitations", "maxItems"}},
		{access.DefaultLimits.Grants, []any{"PermissionChange", "properties", "grants", "maxItems"}},
		{identity.Passwords.MinLength, []any{"Password", "minLength"}},
	} {
		if described := at(t, d.Components.Schemas, bound.way...); described != float64(bound.code) {
			t.Errorf("%v is described as %v and is %d", bound.way, described, bound.code)
		}
	}
	if most, usual := at(t, d.Components.Parameters, "limit", "schema", "maximum"), at(t, d.Components.Parameters, "limit", "schema", "default"); most != float64(maxLimit) || usual != float64(defaultLimit) {
		t.Errorf("a page is described as %v items, %v at most", usual, most)
	}
	if most := at(t, d.Components.Parameters, "idempotencyKey", "schema", "maxLength"); most != float64(maxIdempotencyKey) {
		t.Errorf("an idempotency key is described as %v characters at most", most)
	}
	classes := 0
	for _, on := range []bool{identity.Passwords.Upper, identity.Passwords.Lower, identity.Passwords.Digit} {
		if on {
			classes++
		}
	}
	if described := at(t, d.Components.Schemas, "Password", "allOf").([]any); len(described) != classes {
		t.Errorf("a password is described with %d kinds of characters and needs %d", len(described), classes)
	}
}
