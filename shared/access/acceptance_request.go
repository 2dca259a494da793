package access

import (
	"errors"
	"time"
)

// AcceptanceRequest is the wish of a person to accept an invitation to another address
// than their own. An administrator confirms or declines it. Until then it gives nothing.
// An invitation has one at most, and none once it is accepted, declined or revoked. The
// zero AcceptanceRequest is none.
type AcceptanceRequest struct {
	User     User   // who asks
	New      bool   // they were no user; CreatedAt of User is then when they asked
	Language string // in which they asked; empty if it is not known
	At       time.Time
}

// IsOpen reports whether there is a request.
func (r AcceptanceRequest) IsOpen() bool { return r.User.ID != "" }

// AccountMismatch says by which addresses a person who has signed in differs from the
// invitee. Only the holder of the invitation's link is told.
type AccountMismatch struct {
	Invited     string    // the invited address
	SignedIn    string    // the verified address of the person; empty if they have none
	RequestedAt time.Time // when the person asked to accept all the same; zero if they have not
}

// errWrongUser returns the refusal of a person with a verified address.
func errWrongUser(signedIn Address, detail string) error {
	return &Error{Kind: WrongUser, Detail: detail, Mismatch: &AccountMismatch{SignedIn: signedIn.String()}}
}

// mismatch completes the refusal of a caller who signed in as another user than the
// invitee. It returns every other error as it is.
func (i Invitation) mismatch(caller Caller, err error) error {
	refusal, ok := errors.AsType[*Error](err)
	if !ok || refusal.Kind != WrongUser {
		return err
	}
	told := AccountMismatch{}
	if refusal.Mismatch != nil {
		told = *refusal.Mismatch
	}
	told.Invited = i.Email.String()
	if i.requestedBy(caller.ID()) {
		told.RequestedAt = i.AcceptanceRequest.At
	}
	completed := *refusal
	completed.Mismatch = &told
	return &completed
}

// requestedBy reports whether a person has asked to accept the invitation.
func (i Invitation) requestedBy(user UserID) bool {
	return i.AcceptanceRequest.IsOpen() && i.AcceptanceRequest.User.ID == user
}

// request returns the request of a person that an administrator answers. It returns a
// refusal if there is none, or only that of somebody else.
func (i Invitation) request(user UserID) (AcceptanceRequest, error) {
	if !i.requestedBy(user) {
		return AcceptanceRequest{}, Refuse(RequestNotPending, "This person does not ask to accept the invitation any more.")
	}
	return i.AcceptanceRequest, nil
}

// withRequest returns the next version of the invitation, with another request or the zero
// one. An administrator is told of a request.
func (i Invitation) withRequest(request AcceptanceRequest) Invitation {
	i.AcceptanceRequest, i.Notice = request, Notice{QueuedAt: request.At}
	i.Version++
	return i
}

// requestEvent returns an event about a request. Its subject is the person who asks.
func (i Invitation) requestEvent(kind EventType, at time.Time, actor Party, request AcceptanceRequest) Event {
	event := i.Event(kind, at, actor)
	event.Subject, event.InvitedEmail = request.User.Party(), i.Email.String()
	return event
}
