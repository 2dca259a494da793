package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Line is a line of an import and of an export: an [OrganisationLine], an [AccountLine]
// or a [MemberLine].
type Line interface {
	// SortKey returns the position of the line in an export. What a line refers to is
	// before it.
	SortKey() string
	importInto(ctx context.Context, r *importRun) (ImportOutcome, error)
}

// OrganisationLine is an organisation. Its id is any valid id that no other organisation
// has.
type OrganisationLine struct {
	ID        OrganisationID
	Name      string
	Partner   bool
	Parent    OrganisationID // empty at the top
	CreatedAt time.Time      // zero: now
	level     int            // in an export
}

// AccountLine is an account.
type AccountLine struct {
	Organisation OrganisationID
	ID           AccountID
	Name         string
	CreatedAt    time.Time // zero: now
}

// MemberLine is a user and roles that the user holds at one scope. Several lines about
// one user add up. Issuer and Subject are both empty for somebody whom the directory
// knows by address, and in an import that invites.
type MemberLine struct {
	Organisation        OrganisationID
	Account             AccountID // empty for the whole organisation
	Issuer, Subject     string
	Email               string
	FirstName, LastName string
	Locale              string    // of emails to the person: of an invitation, or kept with a new user
	RegisteredAt        time.Time // when the user was created; zero: now
	Roles               []RoleID
	GrantedAt           time.Time    // zero: now
	GrantedBy           Person       // zero: the operator
	Invitation          InvitationID // that gave the roles; empty if none did
	Until               time.Time    // when the roles end; zero if they do not
	Suspended           bool         // a membership that the line creates is suspended
}

// SortKey sorts organisations before everything else, by level and id.
func (l OrganisationLine) SortKey() string { return lineKey("1", fmt.Sprint(l.level), string(l.ID)) }

// SortKey sorts accounts behind the organisations, by organisation and id.
func (l AccountLine) SortKey() string {
	return lineKey("2", string(l.Organisation), string(l.ID))
}

// SortKey sorts members behind the accounts, by organisation and address.
func (l MemberLine) SortKey() string {
	address, err := ParseAddress(l.Email)
	key := address.Key()
	if err != nil { // stored before a rule that refuses it
		key = fold(l.Email)
	}
	return lineKey("3", string(l.Organisation), key, l.Subject, string(l.Account),
		l.GrantedAt.UTC().Format("2006-01-02T15:04:05.000000000"), string(l.GrantedBy.ID), string(l.Invitation), l.Until.UTC().Format(time.RFC3339))
}

// lineKey joins the parts of a sort key. The separator sorts before every character of a
// part.
func lineKey(parts ...string) string { return strings.Join(parts, "\x1f") }

// checkID returns an error for a text that is no id.
func checkID[ID ~string](id ID) error {
	switch {
	case id == "":
		return errors.New("is required")
	case !ValidID(string(id)):
		return errors.New("is not 1 to 64 of A-Z, a-z, 0-9, - and _")
	}
	return nil
}

// checkOptionalID is checkID for an id that may be missing.
func checkOptionalID[ID ~string](id ID) error {
	if id == "" {
		return nil
	}
	return checkID(id)
}

func (l OrganisationLine) validate() error {
	var wrong fieldErrors
	wrong.check("id", checkID(l.ID))
	wrong.check("name", requireName(l.Name))
	wrong.check("parent", checkOptionalID(l.Parent))
	return wrong.err()
}

func (l AccountLine) validate() error {
	var wrong fieldErrors
	wrong.check("organisation", checkID(l.Organisation))
	wrong.check("id", checkID(l.ID))
	wrong.check("name", requireName(l.Name))
	return wrong.err()
}

// validate checks the fields, before anything is read, and returns the address.
func (l MemberLine) validate(r *importRun) (Address, error) {
	var wrong fieldErrors
	wrong.check("organisation", checkID(l.Organisation))
	wrong.check("account", checkOptionalID(l.Account))
	address := InviteRequest{Email: l.Email, FirstName: l.FirstName, LastName: l.LastName, Locale: l.Locale}.invitee(&wrong, "")
	most := r.Limits.Grants
	if r.invite {
		most = r.Limits.Roles
	}
	checkRoles(&wrong, r.Roles, l.Roles, most)
	wrong.check("until", checkEnd(wholeSecond(l.Until), r.Now()))
	if l.Suspended && r.invite {
		wrong.add("suspended", "cannot be imported by an invitation")
	}
	switch {
	case l.Issuer == "" && l.Subject != "":
		wrong.add("issuer", "is required with a subject")
	case l.Issuer != "" && l.Subject == "":
		wrong.add("subject", "is required with an issuer")
	}
	wrong.check("issuer", checkText(l.Issuer, maxClaim))
	wrong.check("subject", checkText(l.Subject, maxClaim))
	wrong.check("grantedBy.id", checkOptionalID(l.GrantedBy.ID))
	wrong.check("grantedBy.name", checkText(l.GrantedBy.Name, 2*MaxName+1))
	wrong.check("grantedBy.email", checkText(l.GrantedBy.Email, maxSearchOctets))
	wrong.check("invitation", checkOptionalID(l.Invitation))
	return address, wrong.err()
}

// maxClaim is the longest issuer or subject, in octets. OpenID Connect allows a subject
// of 255.
const maxClaim = 512

// checkText returns an error for a text that is too long or could hide the text around
// it.
func checkText(text string, octets int) error {
	switch {
	case !utf8.ValidString(text):
		return errors.New("is not valid UTF-8")
	case len(text) > octets:
		return fmt.Errorf("is longer than %d bytes", octets)
	case strings.ContainsFunc(text, HidesText):
		return errors.New("contains control characters or line breaks")
	}
	return nil
}

// lineOf returns the line of an organisation.
func (o Organisation) lineOf() OrganisationLine {
	line := OrganisationLine{ID: o.ID, Name: o.Name, Partner: o.Partner, CreatedAt: o.CreatedAt, level: len(o.Ancestors)}
	if len(o.Ancestors) > 0 {
		line.Parent = o.Ancestors[0].ID
	}
	return line
}

func (a Account) lineOf() AccountLine {
	return AccountLine{Organisation: a.Organisation, ID: a.ID, Name: a.Name, CreatedAt: a.CreatedAt}
}

// linesOf returns a line for each group of grants that differ only in their role, with the
// language in which the user accepted last. It leaves out the grants that have ended.
func (m Membership) linesOf(language string, now time.Time) []MemberLine {
	grants := slices.DeleteFunc(slices.Clone(m.Grants), func(g Grant) bool { return g.EndedAt(now) })
	slices.SortFunc(grants, func(a, b Grant) int { return cmp.Or(compareOrigins(a, b), cmp.Compare(a.Role, b.Role)) })
	var lines []MemberLine
	for n, g := range grants {
		if n == 0 || compareOrigins(grants[n-1], g) != 0 {
			u := m.User
			lines = append(lines, MemberLine{Organisation: m.Organisation, Account: g.Scope.Account, Issuer: u.Issuer, Subject: u.Subject,
				Email: u.Email.String(), FirstName: u.FirstName, LastName: u.LastName, Locale: language, RegisteredAt: u.CreatedAt,
				GrantedAt: g.At, GrantedBy: g.By, Invitation: g.Invitation, Until: g.Until, Suspended: m.Suspended})
		}
		last := &lines[len(lines)-1]
		last.Roles = append(last.Roles, g.Role)
	}
	return lines
}

// compareOrigins compares everything but the roles of two grants.
func compareOrigins(a, b Grant) int {
	return cmp.Or(cmp.Compare(a.Scope.Account, b.Scope.Account), a.At.Compare(b.At), cmp.Compare(a.Invitation, b.Invitation), a.Until.Compare(b.Until),
		cmp.Compare(a.By.ID, b.By.ID), cmp.Compare(a.By.Name, b.By.Name), cmp.Compare(a.By.Email, b.By.Email))
}
