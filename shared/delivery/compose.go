package delivery

import (
	"cmp"
	"context"

	"admit/shared/access"
)

// mail returns the email without its link. If the email must not be sent, because emails to
// the address are suppressed or all roles have ended, it also returns the reason.
func (c Send) mail(ctx context.Context, i access.Invitation) (mail Mail, refused string, err error) {
	snapshot, err := c.Store.Snapshot(ctx, access.SnapshotQuery{Scope: i.Scope, Address: &i.Email})
	if err != nil {
		return Mail{}, "", err
	}
	snapshot.At = c.Now()
	if snapshot.Organisation.BeingDeleted(i.Scope.Account, snapshot.At) {
		return Mail{}, "", ErrBusy // the deletion may not have seen the invitation
	}
	mail, err = c.compose(i, snapshot)
	switch {
	case snapshot.Suppression.Active():
		refused = snapshot.Suppression.Reason
	case len(mail.Roles) == 0:
		refused = "All roles of the invitation had ended before the email could be sent."
	}
	return mail, refused, err
}

// compose returns the email without its link. The snapshot is of the invitation's scope and
// address, and roles that have ended at its time are left out. compose returns ErrNotFound if the account does not exist. The language of an
// invitation without a locale is the one in which its addressee accepted last. It is decided
// here and not at the invite, so that no administrator learns of a user in another organisation
// by it.
func (c Send) compose(i access.Invitation, snapshot access.Snapshot) (Mail, error) {
	roles := i.RolesAt(snapshot.At)
	mail := Mail{
		To: i.Email, Invitation: i.ID, Attempt: i.Attempt, Locale: cmp.Or(i.Locale, snapshot.Language), FirstName: i.FirstName,
		Organisation: snapshot.Organisation.Name, Inviter: i.Inviter.Name,
		Roles: c.Roles.Describe(roles), Ends: i.Ends.Of(roles), ExpiresAt: i.ExpiresAt, HasUser: snapshot.Addressee != "", SignsIn: c.SignIn,
		ReplyTo: replyTo(i.Inviter),
	}
	if i.Scope.Account != "" {
		if snapshot.Account == nil {
			return Mail{}, access.ErrNotFound
		}
		mail.Account = snapshot.Account.Name
	}
	return mail, nil
}

// replyTo returns the email address of the inviter, or nothing if an email cannot be
// answered to it. The address becomes part of a mail header, so replyTo parses it
// again. An operator has no address.
func replyTo(inviter access.Person) string {
	address, err := access.ParseAddress(inviter.Email)
	if err != nil {
		return ""
	}
	return address.ASCII()
}
