package mail

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Names are shown whole as far as the domain allows them, and shorter in the
// subject, of which phones show some forty characters.
const (
	maxName        = access.MaxName
	maxSubjectName = 60
	maxDescription = 500

	// What the descriptions of a mail's roles share. Gmail shows 102 KB of a
	// mail, which is enough for the most roles that an invitation can have.
	maxDescriptions = 7500
)

// content is what the layouts show. T is plain text, or HTML already escaped.
type content[T ~string] struct {
	Lang, Direction string
	Subject, Link   string
	Monogram        string // of the organisation; empty when its name has no letter

	Headline, Greeting, Intro T
	Resent                    T // empty in the first mail of an invitation
	Roles                     []roleContent[T]
	Action, Next              T
	Until                     T
	Personal, LinkHint        T
	Why, Decline              T
}

type roleContent[T ~string] struct{ Name, Description T }

// offer is what is said to this invitee about this scope.
func (l locale) offer(mail delivery.Mail) (audience, offer) {
	to := l.New
	if mail.HasUser {
		to = l.Existing
	}
	if mail.Account != "" {
		return to, to.Account
	}
	return to, to.Organisation
}

func (l locale) subject(mail delivery.Mail) string {
	_, offer := l.offer(mail)
	values := l.names(mail, maxSubjectName)
	values["count"] = strconv.Itoa(len(mail.Roles))
	subject := fill(offer.Subject.pick(l.Plural, len(mail.Roles)), plain, values)
	if !resent(mail) {
		return subject
	}
	return fill(l.ResentSubject.pick(l.Plural, 1), plain, map[string]string{"subject": subject})
}

// resent tells whether there were mails of the invitation before this one.
func resent(mail delivery.Mail) bool { return mail.Attempt > 1 }

// names are what every phrase may name, inert.
func (l locale) names(mail delivery.Mail, most int) map[string]string {
	inviter := l.UnnamedInviter.pick(l.Plural, 1)
	if visible(mail.Inviter) != "" {
		inviter = inert(mail.Inviter, most)
	}
	return map[string]string{
		"inviter":      inviter,
		"organisation": inert(mail.Organisation, most),
		"account":      inert(mail.Account, most),
		"firstName":    inert(mail.FirstName, most),
	}
}

// write says everything once, for a part of the mail where literal text and
// names are put down in its own way.
func write[T ~string](l locale, mail delivery.Mail, now time.Time, literal, name func(string) T) content[T] {
	span := l.span(mail.ExpiresAt.Sub(now))
	values := map[string]T{
		"count": literal(strconv.Itoa(len(mail.Roles))),
		"span":  literal(span),
		"end":   name(l.moment(mail.ExpiresAt)), // set off like a name: it is what one looks for
	}
	for place, typed := range l.names(mail, maxName) {
		values[place] = name(typed)
	}

	say := func(p phrase) T { return fill(p.pick(l.Plural, len(mail.Roles)), literal, values) }
	greeting, until := l.GreetingUnnamed, l.UntilSoon
	if visible(mail.FirstName) != "" {
		greeting = l.Greeting
	}
	if span != "" {
		until = l.Until
	}
	var again T
	if resent(mail) {
		again = say(l.Resent)
	}
	to, offer := l.offer(mail)
	return content[T]{
		Lang: l.tag.String(), Direction: l.Direction,
		Subject: l.subject(mail), Link: mail.Link, Monogram: monogram(mail.Organisation),
		Headline: say(offer.Headline), Greeting: say(greeting), Resent: again, Intro: say(offer.Intro),
		Roles:  writeRoles(mail.Roles, literal),
		Action: say(to.Action), Next: say(to.Next),
		Until: say(until), Personal: say(l.Personal), LinkHint: say(l.LinkHint),
		Why: say(l.Why), Decline: say(l.Decline),
	}
}

// writeRoles treats the catalogue's texts like names: a customer edits them.
func writeRoles[T ~string](roles []access.Role, literal func(string) T) []roleContent[T] {
	var out []roleContent[T]
	most := min(maxDescription, maxDescriptions/max(len(roles), 1))
	for _, role := range roles {
		out = append(out, roleContent[T]{
			Name:        literal(inert(role.Name, maxName)),
			Description: literal(inert(role.Description, most)),
		})
	}
	return out
}

// monogram is the first letter or digit of a name, where other mails have a
// picture to load.
func monogram(name string) string {
	for _, c := range visible(name) {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return strings.ToUpper(string(c))
		}
	}
	return ""
}
