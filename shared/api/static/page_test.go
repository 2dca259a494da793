package static

import "testing"

func TestPolicyNamesWhatAPageMayLoad(t *testing.T) {
	const end = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	for want, policy := range map[string]Policy{
		"default-src 'none'; connect-src 'self'; " + end: {SignIn: []string{"not a url", ""}},
		"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self' https://a.example; " + end + "; trusted-types 'none'": {
			Scripts: Self, Styles: Self, Fonts: Self, Images: Self + " data:", SignIn: []string{"https://a.example/path", "https://a.example/other"}, Further: []string{"trusted-types 'none'"},
		},
	} {
		if got := policy.String(); got != want {
			t.Errorf("%+v is %s, want %s", policy, got, want)
		}
	}
}

func TestThePagesOwnHeadersTakePrecedence(t *testing.T) {
	headers := PageHeaders(Policy{}, map[string]string{"X-Robots-Tag": "all", "Cache-Control": "no-store"})
	for name, want := range map[string]string{
		"X-Robots-Tag": "all", "Cache-Control": "no-store", "X-Frame-Options": "DENY",
		"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": Policy{}.String(),
	} {
		if headers[name] != want {
			t.Errorf("%s: %q, want %q", name, headers[name], want)
		}
	}
}
