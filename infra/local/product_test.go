package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"admit/infra/brand"
)

func TestDeployForAProduct(t *testing.T) {
	arguments := deployArguments(home, target{signInURL: "http://localhost:4566", productClient: "c1"})
	for _, want := range []string{"audiences=c1", "origins=http://localhost:8030"} {
		if i := slices.Index(arguments, want); i < 1 || arguments[i-1] != "--context" {
			t.Errorf("%s is not in %q", want, arguments)
		}
	}
}

// A deployment may have another brand than that of cdk.json, as that of the sample has.
func TestDeployWithABrand(t *testing.T) {
	arguments := deployArguments(home.with("x/brand.json"), target{})
	if i := slices.Index(arguments, "brand=x/brand.json"); i < 1 || arguments[i-1] != "--context" {
		t.Errorf("the brand is not in %q", arguments)
	}
	if i := slices.IndexFunc(deployArguments(home, target{}), func(argument string) bool { return strings.HasPrefix(argument, "brand=") }); i >= 0 {
		t.Error("a deployment without a brand of its own names one")
	}
	if brand, err := brand.Read("../../" + sampleBrand); err != nil || brand.Product != "Fika" {
		t.Errorf("%+v (%v)", brand, err)
	}
}

// A product keeps its access over deployments as long as the emulator has its client.
func TestRemainingProduct(t *testing.T) {
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var input struct{ UserPoolId, ClientId string } // AWS's field names
		_ = json.NewDecoder(r.Body).Decode(&input)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if input.UserPoolId != "p1" || input.ClientId != "c1" {
			refuse(w, http.StatusBadRequest, "ResourceNotFoundException", "There is no such client.")
			return
		}
		fmt.Fprint(w, `{"UserPoolClient": {"ClientId": "c1"}}`)
	}))
	defer emulator.Close()
	for _, c := range []struct {
		what   string
		before outputs
		want   string
	}{
		{"no earlier deployment", outputs{}, ""},
		{"no product", outputs{Endpoint: emulator.URL, UserPoolID: "p1"}, ""},
		{"the client is there", outputs{Endpoint: emulator.URL, UserPoolID: "p1", ProductClientID: "c1"}, "c1"},
		{"the client is gone", outputs{Endpoint: emulator.URL, UserPoolID: "p1", ProductClientID: "c2"}, ""},
		{"another user pool", outputs{Endpoint: emulator.URL, UserPoolID: "p2", ProductClientID: "c1"}, ""},
		{"another emulator", outputs{Endpoint: "http://localhost:1", UserPoolID: "p1", ProductClientID: "c1"}, ""},
	} {
		if got := remainingProduct(t.Context(), emulator.URL, c.before); got != c.want {
			t.Errorf("%s: the client is %q, want %q", c.what, got, c.want)
		}
	}
}

// apiWithOrigins imitates an API and the operation that sets its origins.
type apiWithOrigins struct {
	allowed []string
	deaf    bool // ignores the operation
	set     int  // calls of the operation
}

func (a *apiWithOrigins) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPatch && r.URL.Path == "/v2/apis/a1":
		var input struct {
			CorsConfiguration struct {
				AllowOrigins []string `json:"allowOrigins"`
			} `json:"corsConfiguration"`
		}
		if json.NewDecoder(r.Body).Decode(&input) != nil || r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		a.set++
		if !a.deaf {
			a.allowed = input.CorsConfiguration.AllowOrigins
		}
	case r.Method == http.MethodOptions && strings.HasPrefix(r.Host, "a1.execute-api."):
		if origin := r.Header.Get("Origin"); slices.Contains(a.allowed, origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.WriteHeader(http.StatusForbidden)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestAllowOrigin(t *testing.T) {
	w := workspace{dir: t.TempDir()}
	if err := os.MkdirAll(w.assembly(), 0o755); err != nil {
		t.Fatal(err)
	}
	deployed := `{"Resources": {"Table1": {"Type": "AWS::DynamoDB::Table", "Properties": {}}, "Api1": {"Type": "AWS::ApiGatewayV2::Api",
		"Properties": {"CorsConfiguration": {"AllowOrigins": ["http://localhost:8030"], "MaxAge": 3600}}}}}`
	if err := os.WriteFile(filepath.Join(w.assembly(), "Admit.template.json"), []byte(deployed), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what  string
		api   apiWithOrigins
		set   int
		fails bool
	}{
		{"the deployment had an effect", apiWithOrigins{allowed: []string{productOrigin}}, 0, false},
		{"it had none", apiWithOrigins{}, 1, false},
		{"the operation has none either", apiWithOrigins{deaf: true}, 1, true},
	} {
		emulator := httptest.NewServer(&c.api)
		err := allowOrigin(t.Context(), w, outputs{
			Endpoint: emulator.URL, APIURL: fmt.Sprintf("http://a1.execute-api.localhost:%d", portOf(emulator.URL)), ProductOrigin: productOrigin,
		})
		emulator.Close()
		if (err != nil) != c.fails || c.api.set != c.set {
			t.Errorf("%s: %v after %d calls of the operation, want %d", c.what, err, c.api.set, c.set)
		}
	}
}
