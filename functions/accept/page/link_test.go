package page

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The addresses of an invitation and of its site.
const (
	site   = "admit.example/invitations/"
	before = "a1b2c3.execute-api.eu-north-1.amazonaws.com/invitations/" // the address before the deployment had a domain
	id     = "kQ8rT2yU5iO7pA1sD3fG"
	token  = "aB3-dE6_gH9jK2--N5pQ8sT1vW4yZ7bC0eF3hI6_9n8"
	begin  = "https://" + site + id
	link   = begin + "#" + token
	inHalf = len(begin) + 1 + 20 // splits the link inside the token
)

// readScript runs link.js in Node.
const readScript = `
const readLinkForSites = new Function(require("fs").readFileSync("script/link.js", "utf8") + "; return readLinkForSites;")();
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => readLinkForSites(process.argv[1].split(" "), text, process.argv[2]))));`

// found is the result of readLink.
type found struct {
	ID       string
	Token    string
	Overlong bool
}

// readLinks returns the link in each text, or nil if a text has none.
func readLinks(t *testing.T, texts []string) []*found {
	t.Helper()
	links := runInNode[[]*found](t, readScript, texts, site+" "+before, id)
	if len(links) != len(texts) {
		t.Fatalf("%d texts have %d results", len(texts), len(links))
	}
	return links
}

// named is a text with the name of its test case.
type named struct{ name, text string }

// inTheAddress has links as they arrive in the browser's address.
var inTheAddress = []named{
	{"as it was mailed", link},
	{"percent-encoded #", begin + "%23" + token},
	{"percent-encoded twice", begin + "%2523" + token},
	{"percent-encoded three times", begin + "%252523" + token},
	{"percent-encoded # after #", begin + "#%23" + token},
	{"percent-encoded # in a segment of its own", begin + "/%23" + token},
	{"two #", begin + "##" + token},
	{"slash before #", begin + "/#" + token},
	{"slash after #", begin + "#/" + token},
	{"slashes before #", begin + "//#" + token},
	{"slash before a percent-encoded #", begin + "/%2523" + token},
	{"double slash before the id", "https://" + site + "/" + id + "#" + token},
	{"double slash before everything", "https://admit.example//invitations/" + id + "#" + token},
	{"percent-encoded slash", "https://admit.example/invitations%2F" + id + "%2F%23" + token},
	{"slash instead of #", begin + "/" + token},
	{"no #", begin + token},
	{"no % before 23", begin + "23" + token},
	{"no % before 2523", begin + "2523" + token},
	{"character reference of #", begin + "&#35;" + token},
	{"hexadecimal character reference of #", begin + "&#x23;" + token},
	{"full stop", link + "."},
	{"comma", link + ","},
	{"semicolon", link + ";"},
	{"colon", link + ":"},
	{"exclamation mark", link + "!"},
	{"parenthesis", link + ")"},
	{"bracket and parenthesis", link + "])"},
	{"greater-than sign", link + ">"},
	{"percent-encoded greater-than sign", link + "%3E"},
	{"quotation mark", link + `"`},
	{"percent-encoded quotation mark", link + "%22"},
	{"apostrophe", link + "'"},
	{"guillemet", link + url.PathEscape("»")},
	{"ellipsis", link + url.PathEscape("…")},
	{"asterisks", link + "**"},
	{"underscores", link + "__"},
	{"hyphen", link + "-"},
	{"slash", link + "/"},
	{"backslash", link + `\`},
	{"space", link + "%20"},
	{"space before the token", begin + "#%20" + token},
	{"plus sign", link + "+"},
	{"no-break space", link + "%C2%A0"},
	{"tab", link + "%09"},
	{"line break", link + "%0D%0A"},
	{"equals sign", link + "="},
	{"percent-encoded equals sign", link + "%3D"},
	{"text behind a space", link + "%20or%20reply%20to%20this%20mail"},
	{"half of an escape", link + "%2"},
	{"octets that are not UTF-8", link + "%ff%fe"},
	{"line feed in the token", link[:inHalf] + "%0A" + link[inHalf:]},
	{"line break in the token", link[:inHalf] + "%0D%0A" + link[inHalf:]},
	{"line break in the token, encoded twice", link[:inHalf] + "%250D%250A" + link[inHalf:]},
	{"space in the token", link[:inHalf] + "%20" + link[inHalf:]},
	{"soft line break in the token", link[:inHalf] + "=%0A" + link[inHalf:]},
	{"soft line break without its line break", link[:inHalf] + "=" + link[inHalf:]},
	{"zero-width space in the token", link[:inHalf] + "%E2%80%8B" + link[inHalf:]},
	{"soft hyphen in the token", link[:inHalf] + "%C2%AD" + link[inHalf:]},
	{"byte order mark behind the token", link + "%EF%BB%BF"},
	{"zero-width space before #", begin + "%E2%80%8B#" + token},
	{"escapes in upper case", begin + "#" + strings.NewReplacer("-", "%2D", "_", "%5F").Replace(token)},
	{"escapes in lower case", begin + "#" + strings.NewReplacer("-", "%2d", "_", "%5f").Replace(token)},
	{"letters as escapes", begin + "#" + strings.NewReplacer("a", "%61", "B", "%42").Replace(token)},
	{"quoted-printable", begin + "=23" + strings.NewReplacer("-", "=2D", "_", "=5F").Replace(token)},
	{"hyphens that may not break", begin + "#" + strings.ReplaceAll(token, "-", url.PathEscape("‑"))},
	{"hyphens that became a dash", begin + "#" + strings.ReplaceAll(token, "--", url.PathEscape("–"))},
	{"escapes of Markdown", begin + "#" + strings.NewReplacer("-", `\-`, "_", `\_`).Replace(token)},
	{"parameter behind the token", link + "&utm_source=mail"},
	{"query behind the token", link + "?fbclid=IwAR0"},
	{"query before #", begin + "?utm_source=mail#" + token},
	{"query and language before #", begin + "?lang=nb&utm_source=mail#" + token},
	{"parameter before #", begin + "&utm_source=mail#" + token},
	{"full stop before #", begin + ".#" + token},
	{"another parameter as long as a token", begin + "?click=" + strings.Repeat("x", 43) + "#" + token},
	{"in the query", begin + "?" + token},
	{"in a parameter", begin + "?lang=nb&token=" + token},
	{"in a parameter of the fragment", begin + "#token=" + token},
	{"percent-encoded # in the query", begin + "?lang=nb%23" + token},
	{"text fragment", link + ":~:text=invited"},
}

// inAText has links inside a pasted text.
var inAText = []named{
	{"spaces around it", "\t " + link + " \n"},
	{"without its scheme", site + id + "#" + token},
	{"host in upper case", strings.Replace(link, "admit.example", "ADMIT.Example", 1)},
	{"angle brackets", "<" + link + ">"},
	{"Markdown", "[Open it](" + link + ")."},
	{"HTML", `<a href="` + link + `" target="_blank">Open</a>`},
	{"sentence", "Open " + link + ", or reply."},
	{"text after a line break", "Open this link:\n" + link + "\nThe link works for three days."},
	{"quoted mail", "> Open\n> " + link[:inHalf] + "\n> " + link[inHalf:] + "\n> soon"},
	{"line break in the token", link[:inHalf] + "\r\n" + link[inHalf:] + "\r\n\r\nThe link works"},
	{"soft line break in the token", link[:inHalf] + "=\n" + link[inHalf:]},
	{"soft line break in the host", "https://admit.exam=\nple/invitations/" + id + "#" + token},
	{"line break in the path", "https://admit.example/invita\ntions/" + id + "#" + token},
	{"line break in the id", "https://" + site + id[:7] + "\n" + id[7:] + "#" + token},
	{"line break before #", begin + "\n#" + token},
	{"quoted-printable HTML", `<a href=3D"https://admit.example/invi=` + "\r\n" + "tations/" + id + "#" + token + `">`},
	{"soft hyphens everywhere", strings.Join(strings.Split(link, ""), "\u00ad")},
	{"right-to-left mark", "\u200f" + link + "\u200f"},
	{"Safe Links", "https://eur01.safelinks.protection.outlook.com/?url=" + url.QueryEscape(link) + "&data=05%7C02"},
	{"two scanners", "https://scan.example/?u=" + url.QueryEscape("https://safe.example/?url="+url.QueryEscape(link)+"&x=y") + "&k=1"},
	{"search engine's redirect", "https://www.google.com/url?q=" + url.QueryEscape(link) + "&sa=D&ust=1700000000"},
	{"Proofpoint, version 2", "https://urldefense.proofpoint.com/v2/url?u=" +
		strings.NewReplacer("-", "-2D", "_", "-5F", ":", "-3A", "/", "_", "#", "-23").Replace(link) + "&d=DwMFaQ"},
	{"Proofpoint, version 3", "https://urldefense.com/v3/__https://" + site + id + "*" + token + "__;Iw!!AbC"},
	{"behind the link of another site", "https://other.example/invitations/" + id + "#" + strings.Repeat("x", 43) + "\n" + link},
	{"behind the link of another invitation", "https://" + site + strings.Repeat("z", 20) + "#" + strings.Repeat("x", 43) + " " + link},
	{"behind a link without a token", begin + " " + link},
	{"address before the domain", "https://" + before + id + "#" + token},
	{"address before the domain, percent-encoded #", "Open https://" + before + id + "%23" + token},
	{"address before the domain, behind a link without a token", begin + " https://" + before + id + "#" + token},
}

func TestAlteredLinksAreRepaired(t *testing.T) {
	cases := slices.Concat(inTheAddress, inAText)
	var texts []string
	for _, c := range cases {
		texts = append(texts, c.text)
	}
	for n, got := range readLinks(t, texts) {
		t.Run(cases[n].name, func(t *testing.T) {
			if got == nil || *got != (found{ID: id, Token: token}) {
				t.Errorf("%q is read as %+v", cases[n].text, got)
			}
		})
	}
}

func TestIncompleteLinks(t *testing.T) {
	incomplete, overlong := &found{ID: id}, &found{ID: id, Overlong: true}
	cases := []struct {
		named
		want *found
	}{
		{named{"no token", begin}, incomplete},
		{named{"no token behind #", begin + "#"}, incomplete},
		{named{"half a token", link[:inHalf]}, incomplete},
		{named{"half a token, and text", link[:inHalf] + "\n\nThe link works for three days, until Wednesday at noon, and not longer."}, incomplete},
		{named{"a token without its end", link[:len(link)-1]}, incomplete},
		{named{"a letter too many", link + "x"}, overlong},
		{named{"the token twice", link + token}, overlong},
		{named{"another id", "https://" + site + "nothing-here#" + token}, &found{ID: "nothing-here", Token: token}},
		{named{"the sign-in's way back", "https://" + site + "sign-in?code=x&state=y"}, &found{ID: "sign-in"}},
		{named{"nothing", ""}, nil},
		{named{"no link", "Please open the invitation."}, nil},
		{named{"only the token", token}, nil},
		{named{"no invitation", "https://" + site}, nil},
		{named{"another page", "https://admit.example/console#" + token}, nil},
		{named{"another site", "https://other.example/invitations/" + id + "#" + token}, nil},
		{named{"a site whose name ends like this one's", "https://not-admit.example/invitations/" + id + "#" + token}, nil},
		{named{"a site below this one's name", "https://admit.example.other.example/invitations/" + id + "#" + token}, nil},
		{named{"this site as a user name", "https://admit.example@other.example/invitations/" + id + "#" + token}, nil},
	}
	var texts []string
	for _, c := range cases {
		texts = append(texts, c.text)
	}
	for n, got := range readLinks(t, texts) {
		want := cases[n].want
		if (got == nil) != (want == nil) || (got != nil && *got != *want) {
			t.Errorf("%s: %q is read as %+v, want %+v", cases[n].name, cases[n].text, got, want)
		}
	}
}

// TestLongTexts reads texts on which a careless regular expression takes hours.
func TestLongTexts(t *testing.T) {
	var texts []string
	for _, piece := range []string{"a", "-", "=", "%25", "%", "\n", "\n> ", "/invitations/", begin, begin + "#", begin + "?&", link[:inHalf] + " ", `\`} {
		texts = append(texts, begin+"#"+strings.Repeat(piece, 1+30_000/len(piece)))
	}
	readLinks(t, texts)
}
