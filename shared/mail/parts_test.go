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

// TestBothPartsSayTheSame: who reads the text part misses nothing, and neither
// does who reads the HTML part.
func TestBothPartsSayTheSame(t *testing.T) {
	for _, locale := range localeNames(t) {
		for situation, change := range situations {
			m := sample(t)
			m.Locale = locale
			change(&m)
			message := render(t, m)
			plain, blocks := words(message.Text), blocks(t, message.HTML)
			shown := strings.Join(blocks, " ")
			for line := range strings.Lines(message.Text) {
				if said := words(strings.TrimPrefix(strings.TrimSpace(line), "* ")); said != "----" && !strings.Contains(shown, said) {
					t.Errorf("%s %s: only the text part says %q", locale, situation, said)
				}
			}
			for _, said := range blocks {
				if !strings.Contains(plain, said) {
					t.Errorf("%s %s: only the HTML part says %q", locale, situation, said)
				}
			}
		}
	}
}

// words is a text without its line breaks, and without what fills up the
// preview that mail clients show of a mail.
func words(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u034f", " ", "\u200c", " ").Replace(text)), " ")
}

// blocks are the texts of the body, each as it stands by itself: but for the
// monogram, which is a picture, and what to do when the button does not work,
// which the text part has none of.
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

// gmailClips is how much HTML Gmail shows of a mail before it hides the rest.
const gmailClips = 102 << 10

// largest is a mail with the most roles that an invitation has by default, and
// with names as long as they may be, of characters that take the most room.
func largest(t *testing.T, locale string) delivery.Mail {
	t.Helper()
	name := strings.Repeat(`"`, access.MaxName)
	m := sample(t)
	m.Locale, m.Organisation, m.Account, m.FirstName, m.Inviter = locale, name, name, name, name
	m.Roles = slices.Repeat([]access.Role{{Name: name, Description: strings.Repeat(`"`, 1000)}}, access.DefaultLimits.Roles)
	return m
}

func TestGmailShowsTheWholeMail(t *testing.T) {
	for _, locale := range localeNames(t) {
		if size := len(render(t, largest(t, locale)).HTML); size >= gmailClips {
			t.Errorf("%s: the HTML part can have %d bytes, and Gmail shows %d", locale, size, gmailClips)
		}
	}
}

var loads = regexp.MustCompile(`(?i)url\(|@import|@font-face|image-set|src\s*=|background\s*=|<(link|img|script|iframe|object|embed|svg|video|audio|base|form)\b`)

// TestAMailLoadsNothing: nobody learns from a picture that it was opened, and it
// looks the same without a network.
func TestAMailLoadsNothing(t *testing.T) {
	for _, locale := range localeNames(t) {
		m := sample(t)
		m.Locale = locale
		if found := loads.FindString(render(t, m).HTML); found != "" {
			t.Errorf("%s: the HTML part has %q", locale, found)
		}
	}
}

func TestLinesOfTheTextPartAreShort(t *testing.T) {
	for _, locale := range localeNames(t) {
		for situation, change := range situations {
			m := sample(t)
			m.Locale = locale
			change(&m)
			alone := false
			for line := range strings.Lines(render(t, m).Text) {
				line = strings.TrimSuffix(line, "\n")
				if line == link {
					alone = true
				} else if length := utf8.RuneCountInString(line); length > 76 {
					t.Errorf("%s %s: %d characters: %q", locale, situation, length, line)
				}
			}
			if !alone {
				t.Errorf("%s %s: the link has no line of its own", locale, situation)
			}
		}
	}
}

// TestDecliningIsCalledAsOnThePage: the mail names a button of the page that its
// link opens, so both must call it the same.
func TestDecliningIsCalledAsOnThePage(t *testing.T) {
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
			t.Errorf("%s: the mail says %q, the page %q", locale, named, page.Texts["offer.decline"])
		}
	}
}
