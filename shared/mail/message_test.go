package mail_test

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/brand"
	"admit/shared/delivery"
	"admit/shared/mail"
)

const (
	secret = "q7Xv2mZkT9s_Rd4yB8cLw3NfHj6PgU1aVe0KiYoQx5E"
	link   = "https://access.example.com/invitations/inv_01JDK8Z5#" + secret
)

var (
	sent = time.Date(2026, time.November, 23, 8, 5, 0, 0, time.UTC)

	billing = access.Role{ID: "billing-viewer", Name: "Billing Viewer", Description: "Reads invoices, usage and payment history."}
	signing = access.Role{ID: "signing-editor", Name: "Signing Editor", Description: "Creates, reads and changes signature orders and their documents."}
)

// admit is the default brand. havn has everything that a brand can have.
var (
	admit = brand.Brand{
		Product: "Admit", Light: brand.Palette{Accent: "#2f46c8", Strong: "#2638a0", Tint: "#e6eaff"}, Dark: brand.Palette{Accent: "#a9b8ff", Strong: "#c7d1ff", Tint: "#26305a"},
	}
	havn = brand.Brand{
		Product: "Havn", Light: brand.Palette{Accent: "#0b6b5d", Strong: "#09564a", Tint: "#dcf2ec"}, Dark: brand.Palette{Accent: "#6fd6c0", Strong: "#a1e4d6", Tint: "#123f39"},
		Support: "https://help.havn.example/access?from=mail&x=1", Footer: "Havn AS · Org. no. 987 654 321\nStrandgaten 18, 5013 Bergen",
	}
)

// sample returns an email that invites a new person to an organisation with one role.
func sample(t *testing.T) delivery.Mail {
	t.Helper()
	return delivery.Mail{
		To: address(t, "ada@example.com"), Invitation: "inv_01JDK8Z5", Locale: "en", Link: link,
		FirstName: "Ada", Organisation: "Fjordkraft Eiendom", Inviter: "Kari Nordmann",
		Roles:     []access.Role{billing},
		ExpiresAt: sent.Add(72*time.Hour - 3*time.Second), // the email is sent moments after the invitation is created
	}
}

func render(t *testing.T, m delivery.Mail) mail.Message {
	t.Helper()
	message, err := mail.Render(m, admit, sent, "en")
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func TestPlainNamesAreUnchanged(t *testing.T) {
	m := sample(t)
	m.Organisation, m.Inviter, m.FirstName, m.Account = "Blåbær & Ødegård AS", "Jürgen O’Neill-Şahin", "Zoë", "东京 Office"
	message := render(t, m)
	for _, part := range []string{message.Text, text(t, message.HTML)} {
		for _, name := range []string{m.Organisation, m.Inviter, m.FirstName, m.Account} {
			if !strings.Contains(part, name) {
				t.Errorf("%q is not in:\n%s", name, part)
			}
		}
	}
	for _, name := range []string{m.Organisation, m.Inviter, m.Account} {
		if !strings.Contains(message.Subject, name) {
			t.Errorf("%q is not in the subject %q", name, message.Subject)
		}
	}
}

func TestExpiryText(t *testing.T) {
	for left, want := range map[time.Duration]string{
		72 * time.Hour:                  "works for 3 days, until Thursday 26 November 2026 at 08:05 UTC.",
		72*time.Hour - time.Minute:      "works for 3 days, until Thursday 26 November 2026 at 08:04 UTC.",
		71 * time.Hour:                  "works for 2 days, until Thursday 26 November 2026 at 07:05 UTC.",
		48 * time.Hour:                  "works for 2 days, until Wednesday 25 November 2026 at 08:05 UTC.",
		47 * time.Hour:                  "works for 47 hours, until Wednesday 25 November 2026 at 07:05 UTC.",
		time.Hour + 29*time.Minute:      "works for 1 hour, until Monday 23 November 2026 at 09:34 UTC.",
		59 * time.Minute:                "works until Monday 23 November 2026 at 09:04 UTC.",
		-time.Minute:                    "works until Monday 23 November 2026 at 08:04 UTC.",
		(8*24 + 15) * time.Hour:         "works for 8 days, until Tuesday 1 December 2026 at 23:05 UTC.",
		(8*24+15)*time.Hour + time.Hour: "works for 8 days, until Wednesday 2 December 2026 at 00:05 UTC.",
	} {
		m := sample(t)
		m.ExpiresAt = sent.Add(left).In(time.FixedZone("elsewhere", 5*3600))
		if got := render(t, m).Text; !strings.Contains(got, want) {
			t.Errorf("%v left: want %q in:\n%s", left, want, got)
		}
	}
}

func TestUnnamedInviter(t *testing.T) {
	m := sample(t)
	m.Inviter = ""
	if got, want := render(t, m).Subject, "An administrator invited you to Fjordkraft Eiendom"; got != want {
		t.Errorf("subject = %q, want %q", got, want)
	}
}

func TestInvalidLinks(t *testing.T) {
	for _, bad := range []string{"", "javascript:alert(1)#" + secret, "/invitations/x#" + secret, "https:///x#" + secret, "mailto:a@example.com", "https://exa mple.com/#" + secret} {
		m := sample(t)
		m.Link = bad
		_, err := mail.Render(m, admit, sent, "en")
		if err == nil {
			t.Errorf("the link %q was accepted", bad)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("the error contains the secret: %v", err)
		}
	}
}

// TestLinksAreNotTracked checks the attribute that keeps SES from rewriting links.
func TestLinksAreNotTracked(t *testing.T) {
	html := render(t, sample(t)).HTML
	if links, marked := strings.Count(html, "<a "), strings.Count(html, "<a ses:no-track "); links == 0 || marked != links {
		t.Errorf("%d of %d links are marked", marked, links)
	}
}
