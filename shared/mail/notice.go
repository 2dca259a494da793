package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"
	texttemplate "text/template"

	"admit/shared/brand"
	"admit/shared/delivery"
)

var noticeHTMLLayout = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(templateFiles, "templates/notice.html.tmpl", "templates/invitation.html.tmpl") // which has the blocks of both
})

var noticeTextLayout = sync.OnceValues(func() (*texttemplate.Template, error) {
	return texttemplate.ParseFS(templateFiles, "templates/notice.txt.tmpl")
})

// noticeContent holds the values of the layouts of a notice. T is plain text or escaped HTML.
type noticeContent[T ~string] struct {
	Lang, Direction          string
	Subject, Link, Monogram  string
	Preview, Headline, Intro T
	Action, Next             T
	LinkHint, Why            T
	Brand                    branded[T]
}

// RenderNotice renders the email that tells an administrator what somebody asks for, as
// [Render] does that of an invitation.
func RenderNotice(n delivery.Notice, b brand.Brand, fallback string) (Message, error) {
	if err := checkLink(n.Link); err != nil {
		return Message{}, err
	}
	all, err := locales()
	if err != nil {
		return Message{}, err
	}
	l, err := all.find(n.Locale, fallback)
	if err != nil {
		return Message{}, err
	}
	texts, err := l.notice(n.Kind)
	if err != nil {
		return Message{}, err
	}
	text := newNoticeContent(l, texts, n, plain, keepTogether)
	text.Brand = newBranded(l, b, plain, brand.Brand.SupportText)
	html := newNoticeContent(l, texts, n, escape, isolateHTML)
	html.Brand = newBranded(l, b, escape, supportHTML)
	textLayout, err := noticeTextLayout()
	if err != nil {
		return Message{}, err
	}
	htmlLayout, err := noticeHTMLLayout()
	if err != nil {
		return Message{}, err
	}
	var plainPart, htmlPart bytes.Buffer
	if err := textLayout.Execute(&plainPart, text); err != nil {
		return Message{}, err
	}
	err = htmlLayout.Execute(&htmlPart, html)
	return Message{Subject: text.Subject, Text: wrap(plainPart.String()), HTML: htmlPart.String()}, err
}

// notice returns the texts of a kind of notice.
func (l locale) notice(kind delivery.NoticeKind) (noticeTexts, error) {
	switch kind {
	case delivery.RenewalNotice:
		return l.Renewal, nil
	case delivery.AcceptanceNotice:
		return l.Acceptance, nil
	}
	return noticeTexts{}, fmt.Errorf("there is no notice of the kind %q", kind)
}

// newNoticeContent fills in all texts for one part of a notice but those of the brand. The
// functions literal and name convert text and names to the format of that part.
func newNoticeContent[T ~string](l locale, texts noticeTexts, n delivery.Notice, literal, name func(string) T) noticeContent[T] {
	scope := texts.Organisation
	if n.Account != "" {
		scope = texts.Account
	}
	values := map[string]T{}
	for placeholder, value := range noticeNames(n, maxName) {
		values[placeholder] = name(value)
	}
	text := func(p phrase) T { return fill(p.pick(l.Plural, 1), literal, values) }
	return noticeContent[T]{
		Lang: l.tag.String(), Direction: l.Direction,
		Subject: fill(scope.Subject.pick(l.Plural, 1), plain, noticeNames(n, maxSubjectName)), Link: n.Link, Monogram: monogram(n.Organisation),
		Preview: text(texts.Next), Headline: text(scope.Subject), Intro: text(scope.Intro),
		Action: text(texts.Action), Next: text(texts.Next), LinkHint: text(l.LinkHint), Why: text(l.NoticeWhy),
	}
}

// noticeNames returns the sanitised names and addresses by placeholder, each with at most
// maxLength characters.
func noticeNames(n delivery.Notice, maxLength int) map[string]string {
	return map[string]string{
		"organisation": sanitise(n.Organisation, maxLength),
		"account":      sanitise(n.Account, maxLength),
		"invitee":      sanitise(n.Invitee, maxLength),
		"requester":    sanitise(n.Requester, maxLength),
	}
}
