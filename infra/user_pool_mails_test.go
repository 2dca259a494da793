package main

import (
	"slices"
	"strings"
	"testing"

	"admit/infra/brand"
	shown "admit/shared/brand"
)

// With signInMails=ses the user pool sends through SES from the deployment's sender.
func TestUserMailsThroughSES(t *testing.T) {
	pool := synthesised(t, production).only(t, "AWS::Cognito::UserPool")
	email, _ := pool.Properties["EmailConfiguration"].(map[string]any)
	for name, want := range map[string]string{
		"EmailSendingAccount": "DEVELOPER",
		"From":                `"Havn" <invitations@example.com>`,
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
	for product, made := range map[string]template{"Havn": synthesised(t, production), "Admit": synthesised(t, development)} {
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

// The pool's own texts are in the deployment's language. They go out where no function
// writes the emails.
func TestPoolTextsAreInTheDeploymentsLanguage(t *testing.T) {
	for locale, want := range map[string]string{"en": "Your code for Fika", "nb-NO": "Koden din til Fika", "it": "Your code for Fika"} {
		texts, err := (Settings{Locale: locale, Brand: brand.File{Brand: shown.Brand{Product: "Fika"}}}).poolTexts()
		if err != nil || texts.code.Subject != want {
			t.Errorf("%s: %q (%v), want %q", locale, texts.code.Subject, err, want)
		}
	}
}

// The pool invokes the function where its emails go out through SES.
// Elsewhere there is no such function.
func TestTheFunctionWritesTheSignInMails(t *testing.T) {
	made := synthesised(t, production)
	config, _ := made.only(t, "AWS::Cognito::UserPool").Properties["LambdaConfig"].(map[string]any)
	if got := text(config["CustomMessage"]); got != "${SignInMailsFunction.Arn}" || len(config) != 1 {
		t.Errorf("the pool invokes %v", config)
	}
	if made.all("AWS::Lambda::Permission")["UsersCustomMessageCognito"].Type == "" { // TestOnlyTheRuleInvokesDeliveryStatus says who else may
		t.Error("the pool may not invoke the function")
	}
	for name, synth := range map[string]func() (template, error){"mails from Cognito": development, "existing": existingPool, "issuer": externalIssuer} {
		other := synthesised(t, synth)
		if _, there := other.all(lambdaFunction)["SignInMailsFunction"]; there {
			t.Errorf("%s: there is a function without use", name)
		}
		for id, pool := range other.all("AWS::Cognito::UserPool") {
			if pool.Properties["LambdaConfig"] != nil {
				t.Errorf("%s: %s invokes %v", name, id, pool.Properties["LambdaConfig"])
			}
		}
	}
}
