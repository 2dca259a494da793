package main

import (
	"strings"
	"testing"

	"admit/shared/api"
)

func TestCORSIsOffWithoutOrigins(t *testing.T) {
	properties := synthesised(t, development).only(t, "AWS::ApiGatewayV2::Api").Properties
	if cors, there := properties["CorsConfiguration"]; there {
		t.Errorf("CORS is on: %v", cors)
	}
}

// The pages of the setting origins may call every route, and read what a client needs to
// repeat, to page and to change. They may not send cookies.
func TestCORS(t *testing.T) {
	cors, _ := synthesised(t, production).only(t, "AWS::ApiGatewayV2::Api").Properties["CorsConfiguration"].(map[string]any)
	for name, want := range map[string]string{
		"AllowOrigins":     "https://app.example.com https://shop.example.com",
		"AllowMethods":     "DELETE GET HEAD PATCH POST PUT",
		"AllowHeaders":     "authorization content-type idempotency-key if-match",
		"ExposeHeaders":    "etag location retry-after idempotency-replayed",
		"MaxAge":           "3600",
		"AllowCredentials": "<nil>",
	} {
		if got := text(cors[name]); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	for _, row := range api.Routes {
		if !strings.Contains(text(cors["AllowMethods"]), row.Method) {
			t.Errorf("pages may not call %s", row.Key())
		}
	}
}
