package mail_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"admit/shared/access"
	"admit/shared/mail"
)

// hostileNames are names of organisations that try to misuse the trust in an
// email. A reader must still see the text in visible.
var hostileNames = map[string]struct{ name, visible string }{
	"tag":                  {`<img src=x onerror=alert(1)>`, `<img src=x onerror=alert(1)>`},
	"script":               {`<script>alert(1)</script>`, `<script>alert(1)</script>`},
	"closing tags":         {`</bdi></td></table><h1>Paid`, `</bdi></td></table><h1>Paid`},
	"anchor":               {`<a href="https://evil.example">Click</a>`, `Click`},
	"comment":              {`<!-- x --> -->`, `<!-- x --> -->`},
	"quotes":               {`" onclick="x" '`, `" onclick="x" '`},
	"entity":               {`&lt;b&gt; &#x6a;`, `&lt;b&gt; &#x6a;`},
	"go template":          {`{{.Link}} {{template "x"}}`, `{{`},
	"placeholder":          {`{inviter} {end} {`, `{inviter} {end} {`},
	"printf":               {`%s %d %!`, `%s %d %!`},
	"CRLF header":          {"Acme\r\nBcc: x@evil.example", "Acme Bcc"},
	"line separators":      {"Acme\u2028Inc\u2029Two\u0085Three\vFour", "Acme Inc Two Three Four"},
	"NUL":                  {"Ac\x00me", "Ac me"},
	"escape sequence":      {"\x1b[31mRed\x7f", "[31mRed"},
	"link":                 {"https://evil.example/x?y=1#z", "https"},
	"other schemes":        {"javascript:alert(1) tel:+4712345678 mailto:x", "alert(1)"},
	"bare domain":          {"Acme www.evil.example", "Acme www"},
	"two letter domain":    {"bit.ly/abc", "ly/abc"},
	"IP address":           {"10.0.0.1", "10"},
	"mail address":         {"boss@evil.example", "boss"},
	"wide domain":          {"evil．example evil。example", "example evil"},
	"wide at":              {"boss＠evil．example", "boss"},
	"ends in a dot":        {"evil.", "evil."},
	"ends in an at":        {"boss @", "boss"},
	"ends in a colon":      {"javascript:", "javascript"},
	"UNC path":             {`\\evil\share //evil/share`, `evil`},
	"right-to-left":        {"\u202egnp.exe\u202c Acme", "Acme"},
	"isolates and marks":   {"\u2066\u2067A\u2069\u200e\u200f\u061cB", "AB"},
	"hebrew":               {"חברת חשמל", "חברת חשמל"},
	"arabic":               {"شركة الكهرباء", "شركة الكهرباء"},
	"zero width":           {"Ac\u200b\u2060\ufeff\u00admeCorp", "AcmeCorp"},
	"stacked marks":        {"A" + strings.Repeat("\u0301", 90), "A\u0301\u0301\u0301\u0301"},
	"10 KB":                {strings.Repeat("Acme ", 2048), "Acme Acme"},
	"10 KB without spaces": {strings.Repeat("A", 10240), "AAAA"},
	"10 KB of marks":       {strings.Repeat("\u0301", 5120), "\u0301"},
	"emoji":                {"🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍👩‍👧‍👦 👍🏽 ❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍👩‍👧‍👦 👍🏽 ❤️"},
	"invalid UTF-8":        {"Ac\xff\xfeme", "Ac\ufffdme"},
	"nothing visible":      {"\u202e \u200b\u2066", "—"},
}

func TestHostileNames(t *testing.T) {
	for title, hostile := range hostileNames {
		t.Run(title, func(t *testing.T) {
			for _, locale := range localeNames(t) {
				m := sample(t)
				m.Locale = locale
				m.Organisation, m.Account, m.FirstName, m.Inviter = hostile.name, hostile.name, hostile.name, hostile.name
				m.Roles = []access.Role{{Name: hostile.name, Description: hostile.name}}
				message := render(t, m)
				for part, got := range map[string]string{
					"subject": message.Subject, "text": message.Text, "HTML": text(t, message.HTML),
				} {
					if !strings.Contains(got, hostile.visible) {
						t.Errorf("%s %s: %q is not visible in:\n%s", locale, part, hostile.visible, got)
					}
				}
				checkSanitised(t, message)
			}
		})
	}
}

// FuzzNames searches for a name that is not sanitised.
func FuzzNames(f *testing.F) {
	for _, hostile := range hostileNames {
		f.Add(hostile.name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		m := sample(t)
		m.Organisation, m.Account, m.FirstName, m.Inviter = name, name, name, name
		m.Roles = []access.Role{{Name: name, Description: name}}
		checkSanitised(t, render(t, m))
	})
}

// linkLike matches everything that some email client turns into a link: a scheme,
// a doubled slash, an address, a dot between two letters.
var linkLike = regexp.MustCompile(`\w:[^\s\x{2060}]|//|\\\\|[^\s\x{2060}]@\S|\S@[^\s\x{2060}]|[^\s.\x{2060}][.．。｡․][\pL\pN]`)

// ownTime matches the time at which the sample expires: 08:04 or 8.04.
var ownTime = regexp.MustCompile(`\b0?8[:.]04\b`)

// checkSanitised checks what must be true for every email, whatever its names are.
func checkSanitised(t *testing.T, message mail.Message) {
	t.Helper()
	checkSubject(t, message.Subject)
	if len(message.Text)+len(message.HTML) > 64<<10 {
		t.Errorf("the email has %d bytes", len(message.Text)+len(message.HTML))
	}
	if strings.Count(message.Text, link) != 1 {
		t.Errorf("the text part does not have exactly one link:\n%s", message.Text)
	}
	if hrefs := links(t, message.HTML); !slices.Equal(slices.Compact(hrefs), []string{link}) {
		t.Errorf("links in the HTML part: %q", hrefs)
	}
	checkElements(t, message.HTML)
	for _, part := range []string{message.Subject, message.Text, text(t, message.HTML)} {
		checkVisible(t, part)
		if found := linkLike.FindString(ownTime.ReplaceAllString(strings.ReplaceAll(part, link, ""), "")); found != "" {
			t.Errorf("an email client may turn %q into a link in:\n%s", found, part)
		}
	}
}

func checkSubject(t *testing.T, subject string) {
	t.Helper()
	if strings.ContainsFunc(subject, unicode.IsControl) {
		t.Errorf("control character in the subject %q", subject)
	}
	if n := utf8.RuneCountInString(subject); n > 420 {
		t.Errorf("the subject has %d characters", n)
	}
}

// checkVisible fails for characters that affect the text around them.
func checkVisible(t *testing.T, part string) {
	t.Helper()
	if !utf8.ValidString(part) {
		t.Error("not valid UTF-8")
	}
	open := 0
	for _, c := range part {
		switch {
		case c == '\u2068':
			open++
		case c == '\u2069':
			open--
		case c != '\n' && unicode.IsControl(c), unicode.Is(unicode.Bidi_Control, c), unicode.In(c, unicode.Zl, unicode.Zp):
			t.Errorf("%U in %q", c, part)
		}
		if open < 0 || open > 1 {
			t.Fatalf("isolates are nested or not opened in %q", part)
		}
	}
	if open != 0 {
		t.Errorf("an isolate is not closed in %q", part)
	}
}

// checkElements checks that an email has only the elements and attributes of the
// layout, so that no name has added one.
func checkElements(t *testing.T, document string) {
	t.Helper()
	elements := []string{"html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "h1", "p", "a", "bdi"}
	for node := range parse(t, document).Descendants() {
		if node.Type == html.CommentNode {
			t.Errorf("comment %q", node.Data)
		}
		if node.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, node.Data) {
			t.Errorf("element <%s>", node.Data)
		}
		for _, a := range node.Attr {
			if strings.HasPrefix(a.Key, "on") || slices.Contains([]string{"src", "srcset", "background", "action", "data"}, a.Key) || strings.Contains(a.Val, "url(") {
				t.Errorf("attribute %s=%q on <%s>", a.Key, a.Val, node.Data)
			}
		}
	}
}

func parse(t *testing.T, document string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// links returns where the links of an HTML part lead.
func links(t *testing.T, document string) (values []string) {
	t.Helper()
	for node := range parse(t, document).Descendants() {
		for _, a := range node.Attr {
			if a.Key == "href" {
				values = append(values, a.Val)
			}
		}
	}
	return values
}

// text returns the title and the visible text of a document.
func text(t *testing.T, document string) string {
	t.Helper()
	var out strings.Builder
	for node := range parse(t, document).Descendants() {
		if node.Type == html.TextNode && node.Parent.Data != "style" {
			out.WriteString(node.Data)
		}
	}
	return out.String()
}
