package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

const (
	zeroWidthNonJoiner = '\u200c' // part of Persian names
	zeroWidthJoiner    = '\u200d' // combines emoji into one
	wordJoiner         = '\u2060' // has no width and allows no line break
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
	ellipsis           = "…"
	noName             = "—"
)

// maxMarks is the maximum number of combining marks on one letter. No language
// needs more, and a stack of marks is drawn over the lines around it.
const maxMarks = 4

// sanitise returns the typed text as one line of at most maxLength characters.
// The result has no hidden characters, does not change the writing direction of
// the text around it, and no email client turns it into a link. A name of plain
// letters and spaces is returned unchanged. An empty text becomes a dash.
// sanitise does not escape HTML.
func sanitise(typed string, maxLength int) string {
	name := clip(visible(typed), maxLength)
	if name == "" {
		return noName
	}
	return isolate(breakLinks(name))
}

// visible returns the visible characters of a text. Line breaks, tabs and
// control characters become spaces. Format characters are removed, including
// those that override the writing direction.
func visible(typed string) string {
	marks := 0
	shown := strings.Map(func(c rune) rune {
		if marks++; !unicode.Is(unicode.M, c) {
			marks = 0
		}
		switch {
		case unicode.IsSpace(c), unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Cf, c) && !isJoiner(c), marks > maxMarks:
			return -1
		}
		return c
	}, strings.ToValidUTF8(typed, string(utf8.RuneError)))
	return strings.Join(strings.Fields(shown), " ")
}

// isJoiner reports whether c is an invisible character that names or emoji need:
// a joiner, or a tag character of a region's flag.
func isJoiner(c rune) bool {
	return c == zeroWidthNonJoiner || c == zeroWidthJoiner || (c >= '\U000e0020' && c <= '\U000e007f')
}

// clip shortens a name to maxLength characters, including the ellipsis. It does
// not cut between a letter and its accents, or inside an emoji.
func clip(name string, maxLength int) string {
	characters := []rune(name)
	if len(characters) <= maxLength {
		return name
	}
	end := maxLength - 1
	for end > 0 && isCombined(characters[end-1], characters[end]) {
		end--
	}
	return strings.TrimRight(string(characters[:end]), " ") + ellipsis
}

// isCombined reports whether two neighbouring characters belong together.
func isCombined(before, after rune) bool {
	skinTone := after >= '\U0001f3fb' && after <= '\U0001f3ff'
	return before == zeroWidthJoiner || isJoiner(after) || skinTone || unicode.Is(unicode.M, after)
}

// Email clients turn text that looks like an address into a link, in the text
// part and in the HTML part. No markup prevents this in all clients. breakLinks
// therefore inserts word joiners around the characters that connect the parts of
// an address. A word joiner is invisible, allows no line break, and cannot be
// part of a domain, a scheme or a local part.
const (
	dots    = ".․。．｡" // including the characters that IDNA reads as dots
	at      = "@＠﹫"
	colons  = ":：﹕"
	slashes = `/\／＼` // only doubled: //host, and \\server, which Outlook opens
)

func breakLinks(name string) string {
	var out strings.Builder
	characters := []rune(name)
	for i, c := range characters {
		next := rune(0) // at the end, the sentence may continue without a space
		if i+1 < len(characters) {
			next = characters[i+1]
		}
		before, after := breakAround(c, next)
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

// breakAround reports whether a word joiner is needed before and after the
// character c, which next follows. A dot at the end of a name needs none, because
// no locale continues with a letter directly after a name.
func breakAround(c, next rune) (before, after bool) {
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

// isolate puts directional isolates around a name that has right-to-left
// characters, so that it does not reorder the sentence around it. The HTML part
// has <bdi> for this; the subject and the text part only have these characters.
func isolate(name string) string {
	if !strings.ContainsFunc(name, isRightToLeft) {
		return name
	}
	return string(firstStrongIsolate) + name + string(popIsolate)
}

func isRightToLeft(c rune) bool {
	properties, _ := bidi.LookupRune(c)
	switch properties.Class() {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}
