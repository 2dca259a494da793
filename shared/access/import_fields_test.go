package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestFieldsOfAMemberLine checks each field of a member that an invitation does not have.
func TestFieldsOfAMemberLine(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	for _, c := range []struct {
		name   string
		invite bool
		change func(l *access.MemberLine)
		want   string
	}{
		{"issuer and subject at their limit", false, func(l *access.MemberLine) {
			l.Issuer, l.Subject = strings.Repeat("i", 512), strings.Repeat("s", 512)
			l.Email = fixture.Mailbox("bob")
		}, "created"},
		{"longer ones", false, func(l *access.MemberLine) { l.Issuer, l.Subject = strings.Repeat("i", 513), strings.Repeat("s", 513) }, "refused: issuer is longer than 512 bytes; subject is longer than 512 bytes"},
		{"issuer that is no text", false, func(l *access.MemberLine) { l.Issuer = "\xff" }, "refused: issuer is not valid UTF-8"},
		{"subject with a line break", false, func(l *access.MemberLine) { l.Subject = "a\nb" }, "refused: subject contains control characters or line breaks"},
		{"who granted, at the limit", false, func(l *access.MemberLine) {
			l.GrantedBy = access.Person{ID: "grace", Name: strings.Repeat("n", 2*access.MaxName+1), Email: strings.Repeat("e", 254)}
		}, "created"},
		{"a longer email of them", false, func(l *access.MemberLine) { l.GrantedBy.Email = strings.Repeat("e", 255) }, "refused: grantedBy.email is longer than 254 bytes"},
		{"a longer name of them", false, func(l *access.MemberLine) { l.GrantedBy.Name = strings.Repeat("n", 2*access.MaxName+2) }, "refused: grantedBy.name is longer than 201 bytes"},
		{"who granted, hidden", false, func(l *access.MemberLine) { l.GrantedBy = access.Person{Name: "a\u202eb", Email: "a\rb"} }, "refused: grantedBy.name contains control characters or line breaks; grantedBy.email contains control characters or line breaks"},
		{"an end that is over", false, func(l *access.MemberLine) { l.Until = f.Now() }, "refused: until must end in the future"},
		{"an account that is no id", false, func(l *access.MemberLine) { l.Account = "#" }, "refused: account is not 1 to 64 of A-Z, a-z, 0-9, - and _"},
		{"nobody can be invited suspended", true, func(l *access.MemberLine) { l.Suspended = true }, "refused: suspended cannot be imported by an invitation"},
		{"as many roles as an invitation has", true, func(l *access.MemberLine) { l.Roles = []access.RoleID{fixture.Viewer, fixture.Signer} }, "created"},
		{"one role more", true, func(l *access.MemberLine) { l.Roles = []access.RoleID{fixture.Viewer, fixture.Signer, fixture.Biller} }, "refused: roles has more than 2 roles"},
		{"it may be a member's", false, func(l *access.MemberLine) { l.Roles = []access.RoleID{fixture.Viewer, fixture.Signer, fixture.Biller} }, "created"},
	} {
		f.Limits.Roles = 2
		line := memberLine(organisation.ID, "ada", fixture.Viewer)
		c.change(&line)
		f.WantList(c.name, importLines(f, access.ImportRequest{Lines: []access.Line{line}, Invite: c.invite}), nil, c.want)
	}
}

// TestImportWithoutTime checks that an import whose time is over judges nothing, also not
// what is plainly wrong.
func TestImportWithoutTime(t *testing.T) {
	f := fixture.InMemory(t)
	c := f.Import()
	c.For = -time.Second
	outcomes, err := c.Do(t.Context(), access.ImportRequest{Lines: []access.Line{access.OrganisationLine{ID: "acme", Name: "Acme"}, access.OrganisationLine{}}})
	f.Must(err)
	f.WantList("outcomes", fixture.Each(outcomes, outcomeText), nil, "unjudged", "unjudged")
	if len(exportedLines(f)) != 0 {
		t.Error("something was written")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = f.Import().Do(ended, access.ImportRequest{Lines: []access.Line{access.OrganisationLine{}}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("when its context has ended: %v", err)
	}
}
