package mail_test

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/brand"
	"admit/shared/mail"
)

// branded renders every kind of email with a brand.
func branded(t *testing.T, b brand.Brand, locale string) map[string]mail.Message {
	t.Helper()
	all := map[string]mail.Message{}
	for scenario, change := range scenarios {
		m := sample(t)
		m.Locale = locale
		change(&m)
		message, err := mail.Render(m, b, sent, "en")
		if err != nil {
			t.Fatal(err)
		}
		all[scenario] = message
	}
	for name, n := range notices(t) {
		n.Locale = locale
		message, err := mail.RenderNotice(n, b, "en")
		if err != nil {
			t.Fatal(err)
		}
		all[name] = message
	}
	for _, kind := range signInKinds {
		message, err := mail.RenderSignIn(mail.SignIn{Kind: kind, Locale: locale, Brand: b, Secret: "{####}", UserName: "{username}"}, "en")
		if err != nil {
			t.Fatal(err)
		}
		all[string(kind)] = message
	}
	return all
}

// Every email shows the product's name, the colours, the support link and the footer, in
// both parts.
func TestEmailsShowTheBrand(t *testing.T) {
	for _, locale := range localeNames(t) {
		for kind, message := range branded(t, havn, locale) {
			for part, shown := range map[string]string{"text": message.Text, "HTML": text(t, message.HTML)} {
				for _, want := range append([]string{havn.Product, havn.Support}, havn.FooterLines()...) {
					if strings.Count(words(shown), words(want)) == 0 {
						t.Errorf("%s %s: %q is not in the %s part:\n%s", locale, kind, want, part, shown)
					}
				}
			}
			for _, colour := range []string{havn.Light.Accent, havn.Light.Tint, havn.Dark.Accent, havn.Dark.Tint} {
				if !strings.Contains(message.HTML, colour) {
					t.Errorf("%s %s: the HTML part has not the colour %s", locale, kind, colour)
				}
			}
			for _, colour := range []string{admit.Light.Accent, admit.Light.Tint, admit.Dark.Accent, admit.Dark.Tint} {
				if strings.Contains(message.HTML, colour) {
					t.Errorf("%s %s: the HTML part has the colour %s of another brand", locale, kind, colour)
				}
			}
			if !slices.Contains(links(t, message.HTML), havn.Support) {
				t.Errorf("%s %s: the support link is no link", locale, kind)
			}
			if found := loads.FindString(message.HTML); found != "" {
				t.Errorf("%s %s: the HTML part has %q", locale, kind, found)
			}
		}
	}
}

// A brand without a support link or a footer leaves no gap.
func TestEmailsOfASmallBrand(t *testing.T) {
	for kind, message := range branded(t, admit, "en") {
		if !strings.HasSuffix(message.Text, "\n\nAdmit\n") || strings.Contains(message.Text, "\n\n\n") || strings.Contains(message.Text, "help") {
			t.Errorf("%s:\n%s", kind, message.Text)
		}
	}
	for kind, message := range branded(t, havn, "en") {
		end := "\n\nNeed help? " + havn.Support + "\n\nHavn\n" + havn.Footer + "\n"
		if !strings.HasSuffix(message.Text, end) || strings.Contains(message.Text, "\n\n\n") {
			t.Errorf("%s:\n%s", kind, message.Text)
		}
	}
}

// A support address is shown without mailto.
func TestSupportByEmail(t *testing.T) {
	b := havn
	b.Support = "mailto:help@havn.example"
	for kind, message := range branded(t, b, "de") {
		if !strings.Contains(message.Text, "Brauchen Sie Hilfe? help@havn.example\n") || !slices.Contains(links(t, message.HTML), b.Support) {
			t.Errorf("%s:\n%s", kind, message.Text)
		}
	}
}

// Whatever the texts of a brand are, an invitation's only links are its own and the support
// link.
func TestHostileBrands(t *testing.T) {
	for title, hostile := range hostileNames {
		b := admit
		b.Product, b.Footer = hostile.name, hostile.name+"\n"+hostile.name
		message, err := mail.Render(sample(t), b, sent, "en")
		if err != nil {
			t.Fatal(err)
		}
		for part, got := range map[string]string{"text": message.Text, "HTML": text(t, message.HTML)} {
			if !strings.Contains(got, hostile.visible) && hostile.visible != "—" {
				t.Errorf("%s: %q is not visible in the %s part:\n%s", title, hostile.visible, part, got)
			}
		}
		checkSanitised(t, message)
	}
	b := havn
	b.Support = `https://x.example/"onmouseover="alert(1)<script>`
	for kind, message := range branded(t, b, "en") {
		if strings.Contains(message.HTML, "<script") || strings.Contains(message.HTML, `"onmouseover`) {
			t.Errorf("%s:\n%s", kind, message.HTML)
		}
		checkElements(t, message.HTML)
	}
}

// A brand has no placeholders, neither those of Cognito nor those of the texts.
func TestABrandHasNoPlaceholders(t *testing.T) {
	b := havn
	b.Product, b.Footer = "{####} {username}", "{####}\n{username} {link} {support}"
	for _, kind := range signInKinds {
		message := branded(t, b, "en")[string(kind)]
		if strings.Count(message.HTML, "{####}") != 1 || strings.Count(message.Text, "{####}") != 1 || strings.Count(message.HTML, "{username}") > 1 {
			t.Errorf("%s:\n%s", kind, message.Text)
		}
	}
}

// The longest brand keeps every email below the limits of Gmail and Cognito.
func TestTheLongestBrandFits(t *testing.T) {
	b := havn
	b.Product = strings.Repeat(`"`, 50)
	b.Footer = strings.TrimSuffix(strings.Repeat(strings.Repeat(`"`, 100)+"\n", 6), "\n")
	b.Support = "https://x.example/" + strings.Repeat("&", 180)
	for _, locale := range localeNames(t) {
		message, err := mail.Render(largest(t, locale), b, sent, "en")
		if err != nil || len(message.HTML) >= gmailClips {
			t.Errorf("%s: the HTML part has %d bytes (%v)", locale, len(message.HTML), err)
		}
		for _, kind := range signInKinds {
			if size := len(branded(t, b, locale)[string(kind)].HTML); size > maxSignInMail {
				t.Errorf("%s %s: %d bytes", locale, kind, size)
			}
		}
	}
}

// The emails of another brand, for a person to read.
func TestGoldenBrand(t *testing.T) {
	for _, kind := range []string{"new-organisation", string(mail.ResetMail)} {
		message := branded(t, havn, "en")[kind]
		golden(t, "en", "brand-"+kind+".golden.html", message.HTML)
		golden(t, "en", "brand-"+kind+".golden.txt", "Subject: "+message.Subject+"\n\n"+message.Text)
	}
}
