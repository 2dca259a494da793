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
)

// document is the OpenAPI document. It is written by hand, and these tests compare
// it with the code. The end-to-end tests compare it with real responses.
type document struct {
	Paths      map[string]map[string]json.RawMessage
	Components struct {
		Schemas    map[string]any
		Parameters map[string]any
		Examples   map[string]struct{ Value any }
	}
}

// readDocument returns the OpenAPI document.
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

// at returns the value at a path of property names and list indexes.
func at(t *testing.T, value any, path ...any) any {
	t.Helper()
	for n, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := value.(map[string]any)
			value = o[step]
		case int:
			list, _ := value.([]any)
			value = list[step]
		}
		if value == nil {
			t.Fatalf("the document has nothing at %v", path[:n+1])
		}
	}
	return value
}

// inOpenAPI replaces API Gateway's notation for the rest of a path, which OpenAPI
// does not have.
var inOpenAPI = strings.NewReplacer("/invitations/{proxy+}", "/invitations/{invitationId}/{rest}", "{proxy+}", "{file}")

func TestTheDocumentDescribesTheRouteTable(t *testing.T) {
	described := map[string]string{} // who may call each route
	for path, item := range readDocument(t).Paths {
		for method, raw := range item {
			var operation struct{ Security *[]map[string][]string }
			if err := json.Unmarshal(raw, &operation); err != nil {
				t.Fatal(err)
			}
			described[strings.ToUpper(method)+" "+path] = describedCallers(operation.Security)
		}
	}
	routed := map[string]string{}
	for _, route := range Routes {
		routed[inOpenAPI.Replace(route.Key())] = string(route.Callers)
	}
	if !maps.Equal(described, routed) {
		t.Errorf("described routes, and who may call each:\n%v\nroute table:\n%v", lines(described), lines(routed))
	}
}

// describedCallers returns who may call an operation with some security requirements.
// Without any of its own, an operation has those of the document, which are for people.
func describedCallers(requirements *[]map[string][]string) string {
	switch {
	case requirements == nil:
		return string(people)
	case len(*requirements) == 0:
		return string(anyone)
	}
	callers := "people"
	for _, requirement := range *requirements {
		if scopes, is := requirement["programToken"]; is && len(scopes) == 1 {
			callers = scopes[0]
		}
	}
	return callers
}

// TestTheDocumentHasTheParametersOfTheRouteTable checks that the document describes
// exactly the query parameters that a route takes. A route that takes every query
// may describe some parameters.
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
		allowed := slices.Sorted(slices.Values(route.Query))
		slices.Sort(described)
		if !slices.Equal(route.Query, anyQuery) && !slices.Equal(described, allowed) {
			t.Errorf("%s takes %q and is described with %q", route.Key(), allowed, described)
		}
	}
}

// lines returns routes as text, one a line.
func lines(routes map[string]string) string {
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
			continue // a problem of a row in a batch and never of a request
		}
		example, found := d.Components.Examples[string(kind)]
		if !found {
			t.Errorf("%s has no example", kind)
			continue
		}
		if title, status := at(t, example.Value, "title"), at(t, example.Value, "status"); title != meta.title || status != float64(meta.status) {
			t.Errorf("%s is %q with status %d, and described as %q with %v", kind, meta.title, meta.status, title, status)
		}
	}
	same(t, "problems", d, types, "ProblemType", "enum")
}

// same compares a list at a path in the document with the values in the code, in any
// order.
func same[T ~string](t *testing.T, what string, d document, code []T, path ...any) {
	t.Helper()
	var described, known []string
	for _, value := range at(t, d.Components.Schemas, path...).([]any) {
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

func TestTheDocumentHasTheEnumsOfTheCode(t *testing.T) {
	d := readDocument(t)
	same(t, "statuses", d, access.Statuses, "InvitationStatus", "enum")
	same(t, "delivery statuses", d, []access.DeliveryStatus{access.Queued, access.Sent, access.Delayed, access.Delivered, access.Failed, access.Bounced, access.Complained},
		"Delivery", "properties", "status", "enum")
	same(t, "event types", d, access.EventTypes, "EventType", "enum")
	same(t, "role types", d, []access.RoleType{access.Viewer, access.Writer, access.Editor, access.Admin}, "Role", "properties", "type", "enum")
	same(t, "scope kinds", d, []access.ScopeKind{access.AtPartner, access.AtOrganisation, access.AtAccount}, "Role", "properties", "givenAt", "items", "enum")
}

func TestTheDocumentHasTheLimitsOfTheCode(t *testing.T) {
	d := readDocument(t)
	for _, limit := range []struct {
		code int
		path []any
	}{
		{access.MaxName, []any{"PersonName", "maxLength"}},
		{access.MaxName, []any{"RequiredName", "maxLength"}},
		{access.DefaultLimits.Roles, []any{"Roles", "maxItems"}},
		{access.DefaultLimits.Batch, []any{"BatchRequest", "properties", "invitations", "maxItems"}},
		{access.DefaultLimits.Grants, []any{"PermissionChange", "properties", "grants", "maxItems"}},
		{access.LowestMinLength, []any{"Password", "minLength"}},
	} {
		if described := at(t, d.Components.Schemas, limit.path...); described != float64(limit.code) {
			t.Errorf("%v is described as %v and is %d", limit.path, described, limit.code)
		}
	}
	if maximum, standard := at(t, d.Components.Parameters, "limit", "schema", "maximum"), at(t, d.Components.Parameters, "limit", "schema", "default"); maximum != float64(maxLimit) || standard != float64(defaultLimit) {
		t.Errorf("a page is described as %v items, %v at most", standard, maximum)
	}
	if maximum := at(t, d.Components.Parameters, "idempotencyKey", "schema", "maxLength"); maximum != float64(maxIdempotencyKey) {
		t.Errorf("an idempotency key is described as %v characters at most", maximum)
	}
}
