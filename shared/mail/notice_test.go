package mail_test

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/delivery"
	"admit/shared/mail"
)

const consoleLink = "https://access.example.com/console/organisations/org_01/users?invitation=inv_01JDK8Z5&view=closed"

// notices returns notices that together use every text of a locale, by the name of their
// golden files.
func notices(t *testing.T) map[string]delivery.Notice {
	t.Helper()
	renewal := delivery.Notice{
		Kind: delivery.RenewalNotice, To: address(t, "kari@example.com"), Invitation: "inv_01JDK8Z5", Link: consoleLink,
		Organisation: "Fjordkraft Eiendom", Invitee: "ada@example.com", Requester: "ada@example.com",
	}
	acceptance := renewal
	acceptance.Kind, acceptance.Requester = delivery.AcceptanceNotice, "ada@private.example"
	at := func(n delivery.Notice) delivery.Notice {
		n.Account = "Bergen kontor"
		return n
	}
	return map[string]delivery.Notice{
		"renewal-organisation": renewal, "renewal-account": at(renewal),
		"acceptance-organisation": acceptance, "acceptance-account": at(acceptance),
	}
}

func TestGoldenNotices(t *testing.T) {
	for _, locale := range localeNames(t) {
		for name, n := range notices(t) {
			n.Locale = locale
			message := renderNotice(t, n)
			if whole := message.Subject + message.Text + text(t, message.HTML); strings.ContainsAny(whole, "{}") {
				t.Errorf("a placeholder is not filled in:\n%s", whole)
			}
			golden(t, locale, name+".golden.txt", "Subject: "+message.Subject+"\n\n"+message.Text)
			if locale == "en" {
				golden(t, locale, name+".golden.html", message.HTML)
			}
		}
	}
}

// The only link of a notice is that to the console, whatever people have typed.
func TestANoticeHasOneLink(t *testing.T) {
	for name, hostile := range hostileNames {
		n := notices(t)["acceptance-account"]
		n.Organisation, n.Account, n.Invitee, n.Requester = hostile.name, hostile.name, hostile.name, hostile.name
		message := renderNotice(t, n)
		if strings.ContainsAny(message.Subject, "\r\n") {
			t.Errorf("%s: the subject has more than one line: %q", name, message.Subject)
		}
		if got := links(t, message.HTML); !slices.Equal(got, []string{consoleLink, consoleLink}) {
			t.Errorf("%s: the HTML part has the links %q", name, got)
		}
		if found := strings.Count(message.Text, "://"); found != 1 {
			t.Errorf("%s: the text part has %d links:\n%s", name, found, message.Text)
		}
	}
}

func TestANoticeNeedsALinkAndAKind(t *testing.T) {
	for name, change := range map[string]func(*delivery.Notice){
		"no link":         func(n *delivery.Notice) { n.Link = "" },
		"a relative link": func(n *delivery.Notice) { n.Link = "/console" },
		"another kind":    func(n *delivery.Notice) { n.Kind = "news" },
	} {
		n := notices(t)["renewal-organisation"]
		change(&n)
		if _, err := mail.RenderNotice(n, admit, "en"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func renderNotice(t *testing.T, n delivery.Notice) mail.Message {
	t.Helper()
	message, err := mail.RenderNotice(n, admit, "en")
	if err != nil {
		t.Fatal(err)
	}
	return message
}
