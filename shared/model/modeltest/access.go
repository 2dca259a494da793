package modeltest

import (
	"fmt"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/model"
)

// useLink does what somebody does with the link of an invitation.
func (w *World) useLink(o model.Operation) (model.Answer, error) {
	id, _ := w.link(o.Invitation)
	token, _ := w.Link(o.Invitation, o.Attempt)
	var done access.AcceptResult
	var err error
	switch o.Verb {
	case model.Accept:
		done, err = w.Fixture.Accept().Do(w.Context(), w.SignedIn(o.By), id, access.AcceptRequest{Token: token})
	case model.Register:
		done, err = w.Fixture.Register().Do(w.Context(), id, fixture.Registration(token))
		if err == nil {
			w.registered(done.User)
		}
	case model.Decline:
		return model.Answer{}, w.Fixture.Decline().Do(w.Context(), id, token)
	}
	return w.membership(done.Membership), err
}

// registered notes who a person signs in as from now on.
func (w *World) registered(user access.User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for p := range model.People {
		if w.Address(p).Key() == user.Email.Key() {
			w.People[p] = access.Caller{Issuer: user.Issuer, Subject: user.Subject}
		}
	}
}

// membership returns what somebody holds as an answer.
func (w *World) membership(m access.Membership) model.Answer {
	return model.Answer{Roles: w.grants(m.Grants), Version: w.Version(m.Version)}
}

// changeAccess changes what a person holds.
func (w *World) changeAccess(o model.Operation) (model.Answer, error) {
	ctx, by, on, scope := w.Context(), w.UserID(o.By), w.UserID(o.On), w.ScopeOf(o.Scope)
	var held access.EffectiveAccess
	var removed access.RemoveResult
	var err error
	switch o.Verb {
	case model.Edit:
		_, held, err = w.Fixture.Edit().If(w.precondition(o.Seen)).Do(ctx, by, scope.Organisation, on, access.EditRequest{Grants: w.scoped(o.Roles)})
	case model.Suspend, model.Reactivate:
		_, held, err = w.Fixture.Suspend().Do(ctx, by, scope.Organisation, on, o.Verb == model.Suspend)
		held.Direct.Grants = nil // they are as before
	case model.Remove:
		removed, err = w.Fixture.Remove().Do(ctx, by, scope, on)
		return model.Answer{Roles: w.grants(removed.Removed), Version: w.stored(o)}, err
	case model.Leave:
		removed, err = w.Fixture.Remove().Leave(ctx, by, scope)
		return model.Answer{Roles: w.grants(removed.Removed), Version: w.stored(o)}, err
	}
	return w.membership(held.Direct), err
}

// stored returns [model.UnknownVersion] for a removal at an account, whose answer does not
// tell the version of what is left.
func (w *World) stored(o model.Operation) model.Version {
	if o.Scope == model.Account {
		return model.UnknownVersion
	}
	return 0
}

// read reads what somebody holds or an invitation.
func (w *World) read(o model.Operation) (model.Answer, error) {
	switch o.Verb {
	case model.Decide:
		by := w.UserID(o.By)
		decided, err := w.Fixture.Decide().Do(w.Context(), by, by, []access.Check{{Permission: "audit:read", Scope: w.ScopeOf(o.Scope)}})
		if err != nil {
			return model.Answer{}, err
		}
		return model.Answer{Roles: w.grants(decided.Items[0].Because)}, nil
	case model.Look:
		whole := w.ScopeOf(o.Scope.Organisation().Whole())
		snapshot, err := w.Store.Snapshot(w.Context(), access.SnapshotQuery{Scope: whole, Users: []access.UserID{w.UserID(o.On)}})
		return w.membership(snapshot.Access[w.UserID(o.On)].Direct), err
	}
	id, _ := w.link(o.Invitation)
	i, err := w.Store.Invitation(w.Context(), id)
	if err != nil {
		return model.Answer{}, err
	}
	return model.Answer{Roles: w.grantsAt(i.Scope, i.Roles...), Attempt: attemptOf(i), Status: statuses[i.StatusAt(w.Now())], Inviter: w.person(i.Inviter.ID)}, nil
}

// State reads everything that the model knows, for a number of invitations. It has no
// versions.
func (w *World) State(invitations int) (s model.State) {
	w.Helper()
	for p := range model.People {
		for o, organisation := range w.Organisations {
			held := w.Membership(w.UserID(p), organisation.ID)
			s.Holds[p] |= w.grants(held.Grants)
			s.Suspended[p][o] = held.Suspended
		}
		_, err := w.Store.User(w.Context(), w.UserID(p))
		s.Users[p] = err == nil
	}
	for n := range invitations {
		id, _ := w.link(n)
		i, err := w.Store.Invitation(w.Context(), id)
		if err != nil {
			continue
		}
		s.Invitations[n] = model.Invitation{Status: statuses[i.StatusAt(w.Now())], To: w.addressed(i.Email), Scope: w.scopeOf(i.Scope),
			Roles: w.grantsAt(i.Scope, i.Roles...), Inviter: w.person(i.Inviter.ID), Attempt: attemptOf(i)}
	}
	return s
}

// addressed returns the person with an address.
func (w *World) addressed(a access.Address) model.Person {
	for p := range model.People {
		if w.Address(p).Key() == a.Key() {
			return p
		}
	}
	panic(a.String() + " is nobody's")
}

// scopeOf returns a scope as one of the model.
func (w *World) scopeOf(at access.Scope) model.Scope {
	for c := range model.Scopes {
		if w.ScopeOf(c) == at {
			return c
		}
	}
	panic(fmt.Sprintf("%v is not of this world", at))
}
