package mail_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"admit/shared/mail"
)

// Cognito's limits of a message and its subject, in characters.
const maxSignInMail, maxSignInSubject = 20_000, 140

var signInKinds = []mail.SignInKind{mail.CodeMail, mail.ResetMail, mail.TemporaryPasswordMail}

func signInMail(t *testing.T, kind mail.SignInKind, locale, product string) mail.Message {
	t.Helper()
	b := admit
	b.Product = product
	message, err := mail.RenderSignIn(mail.SignIn{Kind: kind, Locale: locale, Brand: b, Secret: "{####}", UserName: "{username}"}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func TestGoldenSignInMails(t *testing.T) {
	for _, locale := range localeNames(t) {
		var out strings.Builder
		for _, kind := range signInKinds {
			message := signInMail(t, kind, locale, "Fika")
			out.WriteString("Subject: " + message.Subject + "\n\n" + message.Text + "\n")
			for line := range strings.Lines(message.Text) {
				if said := words(line); said != "" && !slices.Contains(blocks(t, message.HTML), said) {
					t.Errorf("%s %s: only the text part has %q", locale, kind, said)
				}
			}
		}
		golden(t, locale, "sign-in-mails.golden.txt", out.String())
		golden(t, locale, "temporary-password.golden.html", signInMail(t, mail.TemporaryPasswordMail, locale, "Fika").HTML)
	}
}

// Cognito refuses a message that is too long or has not each of its placeholders. It fills in
// nothing else.
func TestSignInMailsHaveCognitosPlaceholders(t *testing.T) {
	longest := strings.Repeat(`"`, 500)
	for _, locale := range localeNames(t) {
		for _, kind := range signInKinds {
			message := signInMail(t, kind, locale, longest)
			if size := utf8.RuneCountInString(message.HTML); size > maxSignInMail {
				t.Errorf("%s %s: %d characters", locale, kind, size)
			}
			if size := utf8.RuneCountInString(message.Subject); size > maxSignInSubject {
				t.Errorf("%s %s: the subject has %d characters", locale, kind, size)
			}
			shown := text(t, signInMail(t, kind, locale, "A & {B}").HTML)
			names := map[bool]int{true: 1}[kind == mail.TemporaryPasswordMail]
			if strings.Count(shown, "{####}") != 1 || strings.Count(shown, "{username}") != names || strings.Count(shown, "{") != 1+names {
				t.Errorf("%s %s: %s", locale, kind, shown)
			}
		}
	}
}

// The name of the product is shown as it is, without becoming HTML.
func TestSignInMailsNameTheProduct(t *testing.T) {
	for _, kind := range signInKinds {
		message := signInMail(t, kind, "de", "A & {B} <b>")
		if !strings.Contains(message.Subject, "A & (B) <b>") || !strings.Contains(message.HTML, "A &amp; (B) &lt;b&gt;") || strings.Contains(message.HTML, "<b>") {
			t.Errorf("%s: %s\n%s", kind, message.Subject, message.HTML)
		}
	}
}

// Like an invitation, an email of the user pool falls back to a close language.
func TestSignInMailsFallBackToASimilarLanguage(t *testing.T) {
	for locale, want := range map[string]string{"nn": "nb", "no": "nb", "nb-NO": "nb", "pt-BR": "pt", "de-AT": "de", "it": "en", "": "en", "not a language": "en"} {
		if got, expected := signInMail(t, mail.CodeMail, locale, "Fika"), signInMail(t, mail.CodeMail, want, "Fika"); got != expected {
			t.Errorf("%s: %q", locale, got.Subject)
		}
	}
}

func TestUnknownSignInMail(t *testing.T) {
	if message, err := mail.RenderSignIn(mail.SignIn{Kind: "sms"}, "en"); err == nil {
		t.Errorf("%+v", message)
	}
}
