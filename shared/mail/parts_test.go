package mail_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"admit/shared/access"
	"admit/shared/delivery"
)

// TestPartsHaveTheSameContent checks that everything in the text part is also in
// the HTML part, and the other way round.
func TestPartsHaveTheSameContent(t *testing.T) {
	for _, locale := range localeNames(t) {
		for scenario, change := range scenarios {
			m := sample(t)
			m.Locale = locale
			change(&m)
			message := render(t, m)
			plain, blocks := words(message.Text), blocks(t, message.HTML)
			shown := strings.Join(blocks, " ")
			for line := range strings.Lines(message.Text) {
				if said := words(strings.TrimPrefix(strings.TrimSpace(line), "* ")); said != "----" && !strings.Contains(shown, said) {
					t.Errorf("%s %s: only the text part has %q", locale, scenario, said)
				}
			}
			for _, said := range blocks {
				if !strings.Contains(plain, said) {
					t.Errorf("%s %s: only the HTML part has %q", locale, scenario, said)
				}
			}
		}
	}
}

// words returns a text without line breaks, and without the invisible characters
// that fill the preview in a list of emails.
func words(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u034f", " ", "\u200c", " ").Replace(text)), " ")
}

// blocks returns the texts of the body, one for each block element. It leaves out
// the monogram, which is decoration, and the hint about the button, because the
// text part has no button.
func blocks(t *testing.T, document string) (all []string) {
	t.Helper()
	add := func(node *html.Node) {
		said := words(textBelow(node))
		isHint := node.Parent.Data == "td" && node.NextSibling != nil && nextElement(node) != nil && strings.Contains(textBelow(nextElement(node)), link)
		if said != "" && attribute(node, "class") != "monogram" && !isHint {
			all = append(all, said)
		}
	}
	for node := range parse(t, document).Descendants() {
		if node.Type == html.ElementNode && slices.Contains([]string{"h1", "p", "div", "a"}, node.Data) {
			add(node)
		}
	}
	return all
}

func nextElement(node *html.Node) *html.Node {
	for next := node.NextSibling; next != nil; next = next.NextSibling {
		if next.Type == html.ElementNode {
			return next
		}
	}
	return nil
}

func textBelow(node *html.Node) string {
	var out strings.Builder
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
	}
	return out.String()
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// gmailClips is the size in bytes at which Gmail clips the HTML of an email.
const gmailClips = 102 << 10

// largest returns an email with the default maximum number of roles and with names
// of maximum length. Their characters take the most bytes when escaped.
func largest(t *testing.T, locale string) delivery.Mail {
	t.Helper()
	name := strings.Repeat(`"`, access.MaxName)
	m := sample(t)
	m.Locale, m.Organisation, m.Account, m.FirstName, m.Inviter = locale, name, name, name, name
	m.Roles = slices.Repeat([]access.Role{{Name: name, Description: strings.Repeat(`"`, 1000)}}, access.DefaultLimits.Roles)
	return m
}

func TestHTMLIsBelowGmailsLimit(t *testing.T) {
	for _, locale := range localeNames(t) {
		if size := len(render(t, largest(t, locale)).HTML); size >= gmailClips {
			t.Errorf("%s: the HTML part can have %d bytes, and Gmail clips it at %d", locale, size, gmailClips)
		}
	}
}

var loads = regexp.MustCompile(`(?i)url\(|@import|@font-face|image-set|src\s*=|background\s*=|<(link|img|script|iframe|object|embed|svg|video|audio|base|form)\b`)

// TestNoExternalResources checks that an email loads nothing. No image tells
// anybody that it was opened, and it looks the same offline.
func TestNoExternalResources(t *testing.T) {
	for _, locale := range localeNames(t) {
		m := sample(t)
		m.Locale = locale
		if found := loads.FindString(render(t, m).HTML); found != "" {
			t.Errorf("%s: the HTML part has %q", locale, found)
		}
	}
}

func TestTextLineLength(t *testing.T) {
	for _, locale := range localeNames(t) {
		for scenario, change := range scenarios {
			m := sample(t)
			m.Locale = locale
			change(&m)
			alone := false
			for line := range strings.Lines(render(t, m).Text) {
				line = strings.TrimSuffix(line, "\n")
				if line == link {
					alone = true
				} else if length := utf8.RuneCountInString(line); length > 76 {
					t.Errorf("%s %s: %d characters: %q", locale, scenario, length, line)
				}
			}
			if !alone {
				t.Errorf("%s %s: the link is not on a line of its own", locale, scenario)
			}
		}
	}
}

// TestDeclineButtonHasTheSameLabel checks that the email names the decline button
// exactly as the invitee's page labels it.
func TestDeclineButtonHasTheSameLabel(t *testing.T) {
	quote := regexp.MustCompile(`[“”„«‘]\x{a0}?([^“”„«»‘’]+?)\x{a0}?[“”»’]`)
	for _, locale := range localeNames(t) {
		file, err := os.ReadFile("../../functions/accept/page/locales/" + locale + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Texts map[string]any }
		if err := json.Unmarshal(file, &page); err != nil {
			t.Fatalf("%s: %v", locale, err)
		}
		m := sample(t)
		m.Locale = locale
		_, below, _ := strings.Cut(render(t, m).Text, "----")
		if named := quote.FindStringSubmatch(below); named == nil || named[1] != page.Texts["offer.decline"] {
			t.Errorf("%s: the email has %q, the page %q", locale, named, page.Texts["offer.decline"])
		}
	}
}
