package setting

import (
	"net/url"
	"strings"
	"testing"

	"admit/shared/access"
)

// FuzzSettings parses any text as each setting. What is accepted keeps what the setting
// promises to its reader.
func FuzzSettings(f *testing.F) {
	for _, definition := range All() {
		f.Add(definition.Example)
	}
	for _, seed := range []string{"", " ", "https://", "https://a/", "a@b", "A <a@b>", "<@>", "en-NO", "en-no", `{"minLength":8}`, `{}`, `null`, "https://a b", "http://[::1]:80/x//", `{"minLength":6,"upper":true,"lower":true,"digit":true,"symbol":true,"x":1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if u, err := parseURL(text); err == nil {
			if strings.HasSuffix(u, "/") {
				t.Errorf("%q is the URL %q, to which no path can be added", text, u)
			}
			if parsed, err := url.Parse(u + "/path"); err != nil || parsed.Host == "" {
				t.Errorf("%q is the URL %q (%v)", text, u, err)
			}
		}
		if urls, err := parseURLs(text); err == nil && len(urls) != len(strings.Fields(text)) {
			t.Errorf("%q has the URLs %q", text, urls)
		}
		if mailbox, err := parseMailbox(text); err == nil && (mailbox != text || !strings.Contains(text, "@")) {
			t.Errorf("%q is the mailbox %q", text, mailbox)
		}
		if locale, err := parseLocale(text); err == nil && (locale != text || len(text) < 2 || len(text) > 6) {
			t.Errorf("%q is the language %q", text, locale)
		}
		if rule, err := parsePasswords(text); err == nil && (rule.MinLength < access.LowestMinLength || rule.MinLength > access.HighestMinLength) {
			t.Errorf("%q is the rule %+v", text, rule)
		}
		if limits, err := parseLimits(text); err == nil && (limits.OpenInvitations < 1 || limits.Batch < 1 || limits.Grants < 1) {
			t.Errorf("%q has the limits %+v", text, limits)
		}
		if secret, err := parseSecret(text); (err == nil) != (len(text) >= 32) || err != nil && text != "" && len(text) > 8 && strings.Contains(err.Error(), text) || err == nil && secret != text {
			t.Errorf("%q is a secret: %v", text, err)
		}
		provider, err := parseIdentityProvider(text)
		signIn, notSignIn := parseSignIn(text)
		if err == nil && provider.Issuer == "" || notSignIn == nil && signIn.ClientID == "" {
			t.Errorf("%q is the provider %+v and the sign-in %+v", text, provider, signIn)
		}
	})
}
