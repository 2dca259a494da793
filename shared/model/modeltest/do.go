package modeltest

import (
	"fmt"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/model"
)

// Do does an operation. It returns the answer in the words of the model, and the error. An
// invitation that was sent gets the position of the operation.
func (w *World) Do(o model.Operation) (model.Answer, error) {
	a, err := w.try(o)
	if err == nil {
		return a, nil
	}
	switch kind := access.KindOf(err); kind {
	case access.Internal:
		return model.Answer{Refused: kind}, err
	case access.Unavailable:
		return model.Answer{Maybe: true}, err
	default:
		return model.Answer{Refused: kind}, err
	}
}

// try does an operation.
func (w *World) try(o model.Operation) (model.Answer, error) {
	switch o.Verb {
	case model.Invite, model.Update, model.Resend, model.TakeOver, model.Revoke:
		return w.invitationByAdministrator(o)
	case model.Accept, model.Register, model.Decline:
		return w.useLink(o)
	case model.Edit, model.Remove, model.Leave, model.Suspend, model.Reactivate:
		return w.changeAccess(o)
	case model.Decide, model.Look, model.See:
		return w.read(o)
	case model.Wait:
		w.Pass(access.OpenFor)
		return model.Answer{}, nil
	}
	return model.Answer{}, fmt.Errorf("%s is not known", o.Verb)
}

// link returns the invitation of an operation.
func (w *World) link(n int) (access.InvitationID, map[uint8]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l := w.invitations[n]; l != nil {
		return l.id, l.tokens
	}
	return access.InvitationID(access.Derive("no invitation")), nil
}

// invitationByAdministrator does what an administrator does with an invitation.
func (w *World) invitationByAdministrator(o model.Operation) (model.Answer, error) {
	var i access.Invitation
	var err error
	ctx, by := w.Context(), w.UserID(o.By)
	id, _ := w.link(o.Invitation)
	at := w.organisationOf(id)
	switch o.Verb {
	case model.Invite:
		scope := w.ScopeOf(o.Scope)
		i, err = w.Fixture.Invite().Do(ctx, by, scope.Organisation, access.InviteRequest{Email: w.Address(o.On).String(), Account: scope.Account, Roles: w.RolesOf(o.Roles)}, "")
		if err == nil {
			w.mu.Lock()
			w.invitations[o.Invitation] = &links{i.ID, map[uint8]string{}}
			w.mu.Unlock()
		}
	case model.Update:
		i, err = w.Fixture.Update().Do(ctx, by, at, id, access.UpdateInvitationRequest{Roles: w.RolesOf(o.Roles)})
	case model.Resend:
		i, err = w.Fixture.Resend().Do(ctx, by, at, id, "")
	case model.TakeOver:
		return model.Answer{}, second(w.Fixture.TakeOver().Do(ctx, by, at, id))
	case model.Revoke:
		return model.Answer{}, w.Fixture.Revoke().Do(ctx, by, at, id)
	}
	if err != nil {
		return model.Answer{}, err
	}
	a := model.Answer{Roles: w.grantsAt(i.Scope, i.Roles...)}
	if o.Verb != model.Update {
		a.Attempt = attemptOf(i)
		w.Send(o.Invitation, a.Attempt)
	}
	return a, nil
}

// attemptOf returns the attempt of an invitation, of which no test makes many.
func attemptOf(i access.Invitation) uint8 { return uint8(min(i.Attempt, 255)) } //nolint:gosec // at most 255

// organisationOf returns the organisation of an invitation. It is read from the store,
// because a client knows it.
func (w *World) organisationOf(id access.InvitationID) access.OrganisationID {
	for _, o := range w.Organisations[1:] {
		if i, err := w.Store.Invitation(w.Context(), id); err == nil && i.Scope.Organisation == o.ID {
			return o.ID
		}
	}
	return w.Organisations[0].ID
}

// Send sends the link of an attempt, unless the invitation has been closed or resent since.
func (w *World) Send(n int, attempt uint8) {
	id, _ := w.link(n)
	token := access.NewID() + access.NewID()
	hash := access.HashToken(token)
	if w.Store.ClaimDelivery(w.Context(), delivery.Claim{Invitation: id, Attempt: int(attempt), Token: &hash, At: w.Now(), Until: w.Now().Add(time.Minute)}) != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.invitations[n].tokens[attempt] = token
}

// Link returns whether the link of an attempt has been sent, and the token in it.
func (w *World) Link(n int, attempt uint8) (string, bool) {
	_, tokens := w.link(n)
	w.mu.Lock()
	defer w.mu.Unlock()
	token, sent := tokens[attempt]
	return token, sent
}

// Attempt returns the latest attempt whose link has been sent.
func (w *World) Attempt(n int) (latest uint8) {
	_, tokens := w.link(n)
	w.mu.Lock()
	defer w.mu.Unlock()
	for attempt := range tokens {
		latest = max(latest, attempt)
	}
	return latest
}

func second[T any](_ T, err error) error { return err }
