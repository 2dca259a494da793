package brand

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"admit/shared/access"
	"admit/shared/brand"
)

// Lengths are in characters. A product's name fits on a button, and a footer under an email.
const (
	maxProduct     = 50
	maxSender      = 60
	maxSupport     = 200
	maxFooterLines = 6
	maxFooterLine  = 100
)

// checkTexts checks the texts that the file has.
func (r *reader) checkTexts(file File, hasProduct bool) {
	if hasProduct && file.Product == "" {
		r.problem("product", "is empty")
	}
	r.checkName("product", file.Product, maxProduct)
	r.checkName("sender", file.Sender, maxSender)
	if !isReplyTo(file.ReplyTo) || strings.ContainsFunc(file.ReplyTo, access.HidesText) {
		r.problem("replyTo", "%q is not inviter, none, or an email address such as support@example.com", file.ReplyTo)
	}
	if file.Support != "" && !isSupport(file.Support) {
		r.problem("support", "%q is not a link such as https://example.com/help or mailto:help@example.com, of at most %d characters", file.Support, maxSupport)
	}
}

// checkName refuses a text that is too long, or has characters that hide what is around
// them.
func (r *reader) checkName(field, text string, maxLength int) {
	if utf8.RuneCountInString(text) > maxLength || strings.ContainsFunc(text, access.HidesText) {
		r.problem(field, "%q is not a text of at most %d characters without control characters", text, maxLength)
	}
}

func isReplyTo(text string) bool {
	if text == brand.ReplyToInviter || text == brand.ReplyToNobody {
		return true
	}
	_, err := mail.ParseAddress(text)
	return err == nil
}

// isSupport reports whether a text is an https URL, or a mailto URL of one address and
// nothing else, in plain ASCII.
func isSupport(text string) bool {
	if len(text) > maxSupport || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune("\"'<>\\^`{|}", c) }) {
		return false
	}
	if address, is := strings.CutPrefix(text, "mailto:"); is {
		parsed, err := mail.ParseAddress(address)
		return err == nil && parsed.Address == address && !strings.ContainsAny(address, "?&%")
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}
