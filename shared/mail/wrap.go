package mail

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is how many characters stand on a line of the text part. RFC 5322
// asks for at most 78; two are for the "> " of a reply.
const lineWidth = 76

// heldSpace stands for a space at which no line is broken. It never reaches a
// mail, and no name has it: what is inert has no control characters.
const heldSpace = "\x00"

// hold keeps a name or a date together on its line of the text part.
func hold(name string) string { return strings.ReplaceAll(name, " ", heldSpace) }

// wrap breaks the long lines of a text between words. What comes after a bullet
// or an indentation stays indented. A link has no space, and so stays whole.
func wrap(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = wrapLine(line)
	}
	return strings.ReplaceAll(strings.Join(lines, "\n"), heldSpace, " ")
}

func wrapLine(line string) string {
	words := strings.TrimLeft(line, " *")
	first := line[:len(line)-len(words)]
	indent := strings.Repeat(" ", len(first))

	var out strings.Builder
	out.WriteString(first)
	width, begun := len(first), false
	for word := range strings.SplitSeq(words, " ") {
		length := utf8.RuneCountInString(word)
		switch {
		case begun && width+1+length > lineWidth:
			out.WriteString("\n" + indent)
			width = len(indent)
		case begun:
			out.WriteByte(' ')
			width++
		}
		out.WriteString(word)
		width, begun = width+length, true
	}
	return out.String()
}
