package mail

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is the maximum number of characters on a line of the text part. RFC
// 5322 recommends at most 78; two are left for the "> " of a reply.
const lineWidth = 76

// nonBreakingSpace marks a space at which a line must not break. wrap replaces it
// with a space. Sanitised names have no control characters and so cannot contain
// it.
const nonBreakingSpace = "\x00"

// keepTogether keeps a name or a date on one line of the text part.
func keepTogether(name string) string { return strings.ReplaceAll(name, " ", nonBreakingSpace) }

// wrap breaks the long lines of a text between words. The continuation of a
// bullet or an indented line is indented. A link has no space, so it is not
// broken.
func wrap(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = wrapLine(line)
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), nonBreakingSpace, " ")
}

func wrapLine(line string) string {
	words := strings.TrimLeft(line, " *")
	first := line[:len(line)-len(words)]
	indent := strings.Repeat(" ", len(first))

	var out strings.Builder
	out.WriteString(first)
	width, started := len(first), false
	for word := range strings.SplitSeq(words, " ") {
		length := utf8.RuneCountInString(word)
		switch {
		case started && width+1+length > lineWidth:
			out.WriteString("\n" + indent)
			width = len(indent)
		case started:
			out.WriteByte(' ')
			width++
		}
		out.WriteString(word)
		width, started = width+length, true
	}
	return out.String()
}
