package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"sync"
	texttemplate "text/template"
	"time"

	"admit/shared/access"
	"admit/shared/brand"
	"admit/shared/delivery"
)

// Message is a rendered email.
type Message struct{ Subject, Text, HTML string }

//go:embed templates
var templateFiles embed.FS

var htmlLayout = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(templateFiles, "templates/invitation.html.tmpl")
})

var textLayout = sync.OnceValues(func() (*texttemplate.Template, error) {
	return texttemplate.ParseFS(templateFiles, "templates/invitation.txt.tmpl")
})

// Render renders the email of an invitation in the colours of the brand. It uses the locale
// of the email if that is available, else the fallback, else English. The roles are in the
// same language, as far as they have texts in it. Now is the time of sending.
func Render(mail delivery.Mail, b brand.Brand, now time.Time, fallback string) (Message, error) {
	if err := checkLink(mail.Link); err != nil {
		return Message{}, err
	}
	all, err := locales()
	if err != nil {
		return Message{}, err
	}
	l, err := all.find(mail.Locale, fallback)
	if err != nil {
		return Message{}, err
	}
	texts, err := access.RoleTextsIn(l.tag.String())
	if err != nil {
		return Message{}, err
	}
	mail.Roles = slices.Clone(mail.Roles)
	for n, role := range mail.Roles {
		mail.Roles[n] = texts.In(role)
	}
	message := Message{Subject: l.subject(mail)}
	text := newContent(l, mail, now, plain, keepTogether)
	text.Brand = newBranded(l, b, plain, brand.Brand.SupportText)
	if message.Text, err = renderText(text); err != nil {
		return Message{}, err
	}
	html := newContent(l, mail, now, escape, isolateHTML)
	html.Brand = newBranded(l, b, escape, supportHTML)
	message.HTML, err = renderHTML(html)
	return message, err
}

// checkLink returns an error if the link is not an absolute HTTP address. The
// error does not contain the link.
func checkLink(link string) error {
	parsed, err := url.Parse(link)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return fmt.Errorf("the link of a mail must be an absolute http or https address")
	}
	return nil
}

func renderText(c content[string]) (string, error) {
	layout, err := textLayout()
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = layout.Execute(&out, c)
	return wrap(out.String()), err
}

func renderHTML(c content[template.HTML]) (string, error) {
	layout, err := htmlLayout()
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = layout.Execute(&out, c)
	return out.String(), err
}

func escape(literal string) template.HTML {
	return template.HTML(template.HTMLEscapeString(literal)) // #nosec G203 -- the literal is escaped here
}

// isolateHTML puts a name into a <bdi> element. The element isolates its writing
// direction, and the layout may style it.
func isolateHTML(name string) template.HTML {
	return `<bdi>` + escape(name) + `</bdi>`
}
