package mail

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Lengths are in characters. Names are shown up to the length that the domain
// allows, and shorter in the subject, because phones show only about 40
// characters of it.
const (
	maxName        = access.MaxName
	maxSubjectName = 60
	maxDescription = 500

	// maxDescriptions is the length of all role descriptions of an email together.
	// Gmail clips an email at 102 KB; with this limit, the maximum number of roles
	// of an invitation fits.
	maxDescriptions = 7500
)

// content holds the values of the layouts. T is plain text or escaped HTML.
type content[T ~string] struct {
	Lang, Direction string
	Subject, Link   string
	Monogram        string // of the organisation; empty if its name has no letter or digit

	Preview                   T // what a list of emails shows beside the subject
	Headline, Greeting, Intro T
	Note                      T // why there is another email; empty in the first one of an invitation
	Roles                     []roleContent[T]
	Action, Next              T
	Until                     T
	Personal, LinkHint        T
	Why, Decline              T

	Brand branded[T]
}

type roleContent[T ~string] struct{ Name, Description T }

// offer returns the texts for this kind of invitee and this kind of scope.
func (l locale) offer(mail delivery.Mail) (audience, offer) {
	to := l.New
	switch {
	case mail.HasUser:
		to = l.Existing
	case mail.SignsIn:
		to.callToAction = l.SignIn
	}
	if mail.Account != "" {
		return to, to.Account
	}
	return to, to.Organisation
}

// subject returns the subject of an email, which has shorter names than its parts.
func (l locale) subject(mail delivery.Mail) string {
	_, offer := l.offer(mail)
	values := l.names(mail, maxSubjectName)
	values["count"] = strconv.Itoa(len(mail.Roles))
	subject := fill(offer.Subject.pick(l.Plural, len(mail.Roles)), plain, values)
	around, _ := l.again(mail)
	if around == nil {
		return subject
	}
	return fill(around.pick(l.Plural, 1), plain, map[string]string{"subject": subject})
}

// again returns what goes around the subject of an email, and its note. It returns nothing
// for the first email of an invitation.
func (l locale) again(mail delivery.Mail) (subject, note phrase) {
	switch {
	case mail.Reminder:
		return l.ReminderSubject, l.Reminder
	case mail.Attempt > 1:
		return l.ResentSubject, l.Resent
	}
	return nil, nil
}

// names returns the sanitised names by placeholder, each with at most maxLength
// characters.
func (l locale) names(mail delivery.Mail, maxLength int) map[string]string {
	inviter := l.UnnamedInviter.pick(l.Plural, 1)
	if visible(mail.Inviter) != "" {
		inviter = sanitise(mail.Inviter, maxLength)
	}
	return map[string]string{
		"inviter":      inviter,
		"organisation": sanitise(mail.Organisation, maxLength),
		"account":      sanitise(mail.Account, maxLength),
		"firstName":    sanitise(mail.FirstName, maxLength),
	}
}

// newContent fills in all texts for one part of an email but those of the brand. The
// functions literal and name convert text and names to the format of that part.
func newContent[T ~string](l locale, mail delivery.Mail, now time.Time, literal, name func(string) T) content[T] {
	span := l.formatDuration(mail.ExpiresAt.Sub(now))
	values := map[string]T{
		"count": literal(strconv.Itoa(len(mail.Roles))),
		"span":  literal(span),
		"end":   name(l.formatTime(mail.ExpiresAt)), // highlighted like a name
	}
	for placeholder, value := range l.names(mail, maxName) {
		values[placeholder] = name(value)
	}

	text := func(p phrase) T { return fill(p.pick(l.Plural, len(mail.Roles)), literal, values) }
	greeting, until := l.GreetingUnnamed, l.UntilSoon
	if visible(mail.FirstName) != "" {
		greeting = l.Greeting
	}
	if span != "" {
		until = l.Until
	}
	preview, note := text(until), T("")
	if _, again := l.again(mail); again != nil {
		note = text(again)
		preview = note
	}
	to, offer := l.offer(mail)
	return content[T]{
		Lang: l.tag.String(), Direction: l.Direction,
		Subject: l.subject(mail), Link: mail.Link, Monogram: monogram(mail.Organisation),
		Preview:  preview,
		Headline: text(offer.Headline), Greeting: text(greeting), Note: note, Intro: text(offer.Intro),
		Roles:  newRoles(l, mail, literal),
		Action: text(to.Action), Next: text(to.Next),
		Until: text(until), Personal: text(l.Personal), LinkHint: text(l.LinkHint),
		Why: text(l.Why), Decline: text(l.Decline),
	}
}

// newRoles sanitises the texts of the catalogue, because a customer edits them. The
// description of a role that ends says when.
func newRoles[T ~string](l locale, mail delivery.Mail, literal func(string) T) []roleContent[T] {
	var out []roleContent[T]
	maxLength := min(maxDescription, maxDescriptions/max(len(mail.Roles), 1))
	for _, role := range mail.Roles {
		description := sanitise(role.Description, maxLength)
		if end, ends := mail.Ends[role.ID]; ends {
			description += " " + fill(l.RoleEnds.pick(l.Plural, 1), plain, map[string]string{"end": l.formatTime(end)})
		}
		out = append(out, roleContent[T]{Name: literal(sanitise(role.Name, maxName)), Description: literal(description)})
	}
	return out
}

// monogram returns the first letter or digit of a name, in upper case. The HTML
// part shows it instead of a logo, because an email loads no images.
func monogram(name string) string {
	for _, c := range visible(name) {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return strings.ToUpper(string(c))
		}
	}
	return ""
}
