package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// With signInMails=ses the user pool sends through SES from the deployment's sender.
func TestUserMailsThroughSES(t *testing.T) {
	pool := synthesised(t, production).only(t, "AWS::Cognito::UserPool")
	email, _ := pool.Properties["EmailConfiguration"].(map[string]any)
	for name, want := range map[string]string{
		"EmailSendingAccount": "DEVELOPER",
		"From":                `"Example" <invitations@example.com>`,
		"ConfigurationSet":    "${Mail}",
		"SourceArn":           "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/example.com",
	} {
		if got := text(email[name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if !slices.ContainsFunc(pool.DependsOn, func(id string) bool { return strings.HasPrefix(id, "Sender") }) {
		t.Errorf("the pool depends on %v, and not on the sender's identity", pool.DependsOn)
	}
	if email := synthesised(t, development).only(t, "AWS::Cognito::UserPool").Properties["EmailConfiguration"]; email != nil {
		t.Errorf("the user pool uses an SES identity that is not verified yet: %v", email)
	}
}

// A first deployment works although no SES identity is verified yet.
func TestFirstDeploymentNeedsNoVerifiedIdentity(t *testing.T) {
	for _, c := range []struct {
		mails, identity string
		want            bool
	}{
		{"auto", "create", false}, {"auto", "existing", true},
		{"ses", "create", true}, {"ses", "existing", true},
		{"cognito", "create", false}, {"cognito", "existing", false},
	} {
		s, err := settingsWith(t, map[string]any{"sender": "a@example.com", "signInMails": c.mails, "senderIdentity": c.identity})
		if err != nil || s.userMailsThroughSES() != c.want {
			t.Errorf("signInMails=%s senderIdentity=%s: through SES %t (%v)", c.mails, c.identity, s.userMailsThroughSES(), err)
		}
	}
}

// Every text names the product, and no default text of Cognito is used.
func TestUserMailsNameTheProduct(t *testing.T) {
	for product, made := range map[string]template{"Example": synthesised(t, production), "example.com": synthesised(t, development)} {
		pool := made.only(t, "AWS::Cognito::UserPool").Properties
		code := pool["VerificationMessageTemplate"].(map[string]any)
		password := pool["AdminCreateUserConfig"].(map[string]any)["InviteMessageTemplate"].(map[string]any)
		for _, mail := range []map[string]any{code, password} {
			if subject := text(mail["EmailSubject"]); !strings.Contains(subject, product) || strings.Contains(subject, "new account") {
				t.Errorf("the subject is %q", subject)
			}
			if body := text(mail["EmailMessage"]); !strings.Contains(body, product) || !strings.Contains(body, "{####}") || strings.Contains(body, "new account") {
				t.Errorf("the text is %q", body)
			}
		}
		if !strings.Contains(text(password["EmailMessage"]), "{username}") {
			t.Errorf("the mail does not contain the user name: %v", password)
		}
	}
}

// Every language of the invitation emails has every text with Cognito's placeholders.
func TestUserMailsAreComplete(t *testing.T) {
	files, err := filepath.Glob("../shared/mail/locales/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no locales: %v", err)
	}
	if len(files) != len(userMails) {
		t.Errorf("%d languages, but the invitation mails have %d", len(userMails), len(files))
	}
	for _, file := range files {
		language := strings.TrimSuffix(filepath.Base(file), ".json")
		s, err := settingsWith(t, map[string]any{"sender": "A & {B} <a@example.com>", "locale": language})
		if err != nil {
			t.Fatal(err)
		}
		m := s.userMail()
		for text, places := range map[string][]string{
			m.codeSubject: {"A & (B)"}, m.code: {"A &amp; (B)", "{####}"},
			m.passwordSubject: {"A & (B)"}, m.password: {"A &amp; (B)", "{####}", "{username}"},
		} {
			for _, place := range places {
				if strings.Count(text, place) != 1 {
					t.Errorf("%s: %q has %s %d times, want once", language, text, place, strings.Count(text, place))
				}
			}
		}
		if english := (Settings{Locale: "en", Sender: s.Sender}).userMail(); language != "en" && (m.code == english.code || m.password == english.password) {
			t.Errorf("%s is not translated", language)
		}
	}
}

// A language without texts falls back to a similar language, and otherwise to English.
func TestUserMailsFallBackToASimilarLanguage(t *testing.T) {
	for locale, want := range map[string]string{"nn": "nb", "no": "nb", "nb-NO": "nb", "pt-BR": "pt", "de-AT": "de", "it": "en", "en-GB": "en"} {
		got, expected := Settings{Locale: locale, Sender: "a@b.example"}.userMail(), Settings{Locale: want, Sender: "a@b.example"}.userMail()
		if got != expected {
			t.Errorf("%s: %q", locale, got.code)
		}
	}
}
