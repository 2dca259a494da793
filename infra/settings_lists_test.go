package main

import (
	"slices"
	"strings"
	"testing"
)

func TestInvalidLists(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		says  string
	}{
		{"audiences", "a b", `"a b" is not a client id`},
		{"audiences", "4abc,,5def", "it has an empty item"},
		{"audiences", "4abc,", "it has an empty item"},
		{"audiences", []any{""}, "it has an empty item"},
		{"audiences", "4abc, 5def,4abc", `"4abc" is in it twice`},
		{"audiences", "*", `"*" is not a client id`},
		{"audiences", "https://app.example.com", "is not a client id"},
		{"audiences", "${Token[TOKEN.1]}", "is not a client id"},
		{"audiences", strings.Repeat("a", 129), "is not a client id"},
		{"audiences", []any{"4abc", 5.0}, "5 is not a string"},
		{"audiences", map[string]any{"id": "4abc"}, "is not a string"},
		{"origins", "*", `"*" has a wildcard`},
		{"origins", "https://*.example.com", "has a wildcard"},
		{"origins", "https://app.example.com,*", `"*" has a wildcard`},
		{"origins", "https://app.example.com,", "it has an empty item"},
		{"origins", []any{"https://app.example.com", " "}, "it has an empty item"},
		{"origins", "https://app.example.com,https://app.example.com", `"https://app.example.com" is in it twice`},
		{"origins", "https://app.example.com https://shop.example.com", "is not an origin such as https://"},
		{"origins", "app.example.com", "is not an origin such as https://"},
		{"origins", "null", "is not an origin such as https://"},
		{"origins", "https://", "is not an origin such as https://"},
		{"origins", "file:///page.html", "is not an origin such as https://"},
		{"origins", "capacitor://localhost", "is not an origin such as https://"},
		{"origins", "https://app.example.com/", "without a slash at the end"},
		{"origins", "https://app.example.com/buy", "must be scheme and host only"},
		{"origins", "https://app.example.com?x=1", "must be scheme and host only"},
		{"origins", "https://app.example.com#", "must be scheme and host only"},
		{"origins", "https://me@app.example.com", "must be scheme and host only"},
		{"origins", "HTTPS://app.example.com", "must be scheme and host only"},
		{"origins", "https://App.example.com", "is not as browsers send it"},
		{"origins", "https://bücher.example", "is not as browsers send it"},
		{"origins", "https://app.example.com:443", "is not as browsers send it"},
		{"origins", "https://app.example.com:", "is not as browsers send it"},
		{"origins", "https://app..example.com", "is not as browsers send it"},
		{"origins", "https://app_1.example.com{}", "is not an origin such as https://"},
		{"origins", "http://app.example.com", "must be https; only development may use http"},
		{"origins", "http://localhost:8030", "must be https; only development may use http"},
	} {
		keys := []string{c.key}
		if c.key == "origins" {
			keys = append(keys, "returnOrigins")
		}
		for _, key := range keys {
			_, err := settingsWith(t, map[string]any{"sender": "a@example.com", key: c.value})
			if err == nil || !strings.Contains(err.Error(), "context "+key+": ") || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "-c "+key+"=") {
				t.Errorf("%s = %q: got %v, want %q and the option that sets it", key, c.value, err, c.says)
			}
		}
	}
}

func TestInvalidOriginsInDevelopment(t *testing.T) {
	for origin, says := range map[string]string{
		"http://app.example.com":       "only on loopback",
		"http://localhost.example.com": "only on loopback",
		"http://10.0.0.1:8030":         "only on loopback",
		"http://localhost:80":          "is not as browsers send it",
	} {
		_, err := settingsWith(t, map[string]any{"environment": "development", "sender": "a@example.com", "origins": origin})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", origin, err, says)
		}
	}
}

func TestEveryItemOfAListIsReported(t *testing.T) {
	_, err := settingsWith(t, map[string]any{"sender": "a@example.com", "origins": "https://a.example/,https://b.example,http://c.example"})
	for _, origin := range []string{"https://a.example/", "http://c.example"} {
		if err == nil || !strings.Contains(err.Error(), origin) {
			t.Errorf("%s is not in: %v", origin, err)
		}
	}
	if err != nil && strings.Contains(err.Error(), "b.example") {
		t.Errorf("a valid origin is reported: %v", err)
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct {
		what                       string
		audiences, origins         any
		wantAudiences, wantOrigins []string
	}{
		{"nothing", nil, nil, nil, nil},
		{"empty lists, as in cdk.json", []any{}, []any{}, nil, nil},
		{"empty strings", "", " ", nil, nil},
		{"one each", "4abc", "https://app.example.com", []string{"4abc"}, []string{"https://app.example.com"}},
		{
			"strings with commas, as from -c", "4abc, 5def", "https://app.example.com,https://xn--bcher-kva.example:8443",
			[]string{"4abc", "5def"}, []string{"https://app.example.com", "https://xn--bcher-kva.example:8443"},
		},
		{
			"lists, as in cdk.json", []any{"4abc", "5d_e-f+"}, []any{"http://localhost:8030", "http://app.localhost", "http://[::1]:8030", "http://127.0.0.1:443"},
			[]string{"4abc", "5d_e-f+"}, []string{"http://localhost:8030", "http://app.localhost", "http://[::1]:8030", "http://127.0.0.1:443"},
		},
	} {
		s, err := settingsWith(t, map[string]any{
			"environment": "development", "sender": "a@example.com", "audiences": c.audiences, "origins": c.origins,
		})
		if err != nil || !slices.Equal(s.Audiences, c.wantAudiences) || !slices.Equal(s.Origins, c.wantOrigins) {
			t.Errorf("%s: audiences %q, origins %q, %v", c.what, s.Audiences, s.Origins, err)
		}
	}
}
