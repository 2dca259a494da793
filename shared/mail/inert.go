package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

const (
	zeroWidthNonJoiner = '\u200c' // spells Persian names
	zeroWidthJoiner    = '\u200d' // makes one emoji of several
	wordJoiner         = '\u2060' // has no width and allows no line break
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
	ellipsis           = "…"
	noName             = "—"
)

// maxMarks is the most accents and vowel signs that stand on one letter. No
// language's spelling needs more; stacks of them paint over the lines around.
const maxMarks = 4

// inert makes of what a person typed one line of at most so many characters
// that is nothing but text: it hides nothing, turns no text around it, and no
// mail client makes a link of it. A name of plain letters and spaces comes back
// unchanged. Escaping for HTML is not done here.
func inert(typed string, most int) string {
	name := clip(visible(typed), most)
	if name == "" {
		return noName
	}
	return isolate(unlink(name))
}

// visible keeps what can be seen: line breaks, tabs and control characters
// become spaces, and characters that only act on others, those that override
// the direction of writing among them, go.
func visible(typed string) string {
	marks := 0
	shown := strings.Map(func(c rune) rune {
		if marks++; !unicode.Is(unicode.M, c) {
			marks = 0
		}
		switch {
		case unicode.IsSpace(c), unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cf, c) && !shapes(c), marks > maxMarks:
			return -1
		}
		return c
	}, strings.ToValidUTF8(typed, string(utf8.RuneError)))
	return strings.Join(strings.Fields(shown), " ")
}

// shapes tells of the invisible characters that names and emoji are spelt
// with: the joiners, and the tags that spell the flags of regions.
func shapes(c rune) bool {
	return c == zeroWidthNonJoiner || c == zeroWidthJoiner || (c >= '\U000e0020' && c <= '\U000e007f')
}

// clip cuts a long name, but not between a letter and its accents or inside an
// emoji.
func clip(name string, most int) string {
	characters := []rune(name)
	if len(characters) <= most {
		return name
	}
	end := most - 1
	for end > 0 && together(characters[end-1], characters[end]) {
		end--
	}
	return strings.TrimRight(string(characters[:end]), " ") + ellipsis
}

func together(before, after rune) bool {
	skinTone := after >= '\U0001f3fb' && after <= '\U0001f3ff'
	return before == zeroWidthJoiner || shapes(after) || skinTone || unicode.Is(unicode.M, after)
}

// Mail clients make links of whatever looks like one, in the text part and in
// the HTML part, and no markup forbids it to all of them. So what holds an
// address together is taken apart with word joiners, which show nothing, are
// in no domain, scheme or local part, and break no line.
const (
	dots    = ".․。．｡" // with the wide and ideographic dots that IDNA reads as dots
	at      = "@＠﹫"
	colons  = ":：﹕"
	slashes = `/\／＼` // doubled: //host and \\server, which Outlook opens
)

func unlink(name string) string {
	var out strings.Builder
	characters := []rune(name)
	for i, c := range characters {
		next := rune(0) // the end: the sentence may go on without a space
		if i+1 < len(characters) {
			next = characters[i+1]
		}
		before, after := holds(c, next)
		if before {
			out.WriteRune(wordJoiner)
		}
		out.WriteRune(c)
		if after {
			out.WriteRune(wordJoiner)
		}
	}
	return out.String()
}

// holds tells on which sides of a character, with the next one after it, an
// address has to be taken apart. A dot at the end ends a sentence: no locale
// goes on with a letter there.
func holds(c, next rune) (before, after bool) {
	switch {
	case next == ' ':
		return false, false
	case strings.ContainsRune(at+colons, c):
		return true, true
	case strings.ContainsRune(dots, c):
		return false, next != 0
	case strings.ContainsRune(slashes, c):
		return false, strings.ContainsRune(slashes, next)
	}
	return false, false
}

// isolate keeps a name written from right to left from reordering the sentence
// around it. The HTML part has <bdi> for every name; subject and text have only
// these characters, and names that do not need them are spared them.
func isolate(name string) string {
	if !strings.ContainsFunc(name, rightToLeft) {
		return name
	}
	return string(firstStrongIsolate) + name + string(popIsolate)
}

func rightToLeft(c rune) bool {
	properties, _ := bidi.LookupRune(c)
	switch properties.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}
