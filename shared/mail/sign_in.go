package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"

	"admit/shared/brand"
)

// SignInKind says what an email of the user pool is for.
type SignInKind string

// The kinds of emails that the user pool sends itself.
const (
	CodeMail              SignInKind = "code"              // a code that proves an address or a sign-in
	ResetMail             SignInKind = "reset"             // a code for a new password
	TemporaryPasswordMail SignInKind = "temporaryPassword" // a temporary password from an operator
)

// SignIn is an email that the user pool sends. Cognito fills in the code or the password,
// and the user name: their values here are its placeholders.
type SignIn struct {
	Kind     SignInKind
	Locale   string // of the reader; may be empty
	Brand    brand.Brand
	Secret   string // placeholder of the code or the password
	UserName string // placeholder of the user name
}

var signInLayout = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(templateFiles, "templates/sign-in.html.tmpl", "templates/invitation.html.tmpl") // which has the blocks of both
})

// signInContent holds the values of the layout. T is plain text or escaped HTML.
type signInContent[T ~string] struct {
	Lang, Direction                        string
	Subject                                string
	Monogram                               string // of the product
	Preview, Headline, Intro, Secret, Note T
	Brand                                  branded[T]
}

// RenderSignIn renders an email of the user pool in the locale of the email if that is
// available, else the fallback, else English. Cognito sends the HTML part alone.
func RenderSignIn(mail SignIn, fallback string) (Message, error) {
	all, err := locales()
	if err != nil {
		return Message{}, err
	}
	l, err := all.find(mail.Locale, fallback)
	if err != nil {
		return Message{}, err
	}
	texts, err := l.signIn(mail.Kind)
	if err != nil {
		return Message{}, err
	}
	layout, err := signInLayout()
	if err != nil {
		return Message{}, err
	}
	mail.Brand = withoutBraces(mail.Brand)
	text := newSignInContent(l, texts, mail, plain, plain)
	text.Brand = newBranded(l, mail.Brand, plain, brand.Brand.SupportText)
	html := newSignInContent(l, texts, mail, escape, isolateHTML)
	html.Brand = newBranded(l, mail.Brand, escape, supportHTML)
	var out bytes.Buffer
	err = layout.Execute(&out, html)
	return Message{Subject: text.Subject, HTML: out.String(), Text: signInText(text)}, err
}

// signInText returns the text part.
func signInText(c signInContent[string]) string {
	of := strings.Join(append([]string{c.Brand.Product}, c.Brand.Footer...), "\n")
	paragraphs := []string{c.Headline, c.Intro, c.Secret, c.Note, c.Brand.Support, of}
	paragraphs = slices.DeleteFunc(paragraphs, func(paragraph string) bool { return paragraph == "" })
	return strings.Join(paragraphs, "\n\n") + "\n"
}

// newSignInContent fills in the texts for one part of an email. The functions literal and
// name convert text and the user name to the format of that part.
func newSignInContent[T ~string](l locale, texts signInTexts, mail SignIn, literal, name func(string) T) signInContent[T] {
	product := clip(visible(mail.Brand.Product), maxSubjectName)
	values := map[string]T{"product": literal(product), "username": name(mail.UserName)}
	text := func(p phrase) T { return fill(p.pick(l.Plural, 1), literal, values) }
	return signInContent[T]{
		Lang: l.tag.String(), Direction: l.Direction,
		Subject:  fill(texts.Subject.pick(l.Plural, 1), plain, map[string]string{"product": product}),
		Monogram: monogram(product), Secret: literal(mail.Secret),
		Preview: text(texts.Note), Headline: text(texts.Headline), Intro: text(texts.Intro), Note: text(texts.Note),
	}
}

// signIn returns the texts of a kind of email.
func (l locale) signIn(kind SignInKind) (signInTexts, error) {
	switch kind {
	case CodeMail:
		return l.Code, nil
	case ResetMail:
		return l.Reset, nil
	case TemporaryPasswordMail:
		return l.TemporaryPassword, nil
	}
	return signInTexts{}, fmt.Errorf("there is no email of the kind %q", kind)
}

// withoutBraces returns the brand with parentheses for braces, so that Cognito does not take
// a part of it for one of its placeholders.
func withoutBraces(b brand.Brand) brand.Brand {
	replacer := strings.NewReplacer("{", "(", "}", ")")
	b.Product, b.Footer = replacer.Replace(b.Product), replacer.Replace(b.Footer)
	return b
}
