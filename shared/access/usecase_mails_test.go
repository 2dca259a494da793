package access_test

import (
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// The mails of invitations, as far as these tests need them. The tests of package
// delivery are its own.

func (w *world) deliver() delivery.Send {
	return delivery.Send{Store: w.store, Mailer: w.postbox, DeadLetters: w.letters, Roles: w.roles,
		BaseURL: "https://admit.example", Now: w.Now}
}

func (w *world) track() delivery.Track { return delivery.Track{Store: w.store, Now: w.Now} }

// complaint is a delivery event, without its mail.
var complaint = delivery.Event{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"}

// tell tracks a delivery event of the current attempt of an invitation.
func (w *world) tell(i access.Invitation, e delivery.Event) {
	w.Helper()
	e.Invitation, e.Attempt = i.ID, i.Round
	w.must(w.track().Do(w.Context(), e))
}

// suppressed returns why an organisation's mails to the address of an invitation
// are suppressed. It is empty if they are not.
func (w *world) suppressed(i access.Invitation) string {
	w.Helper()
	suppression, err := w.store.Suppression(w.Context(), i.Scope.Organisation, i.Email)
	w.must(err)
	if !suppression.Active() {
		return ""
	}
	return suppression.Reason
}

// resent resends an invitation.
func (w *world) resent(by access.Caller, i access.Invitation) access.Invitation {
	w.Helper()
	resent, err := access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.Now}.
		Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
	w.must(err)
	return resent
}

// survived reports whether do panics, as a function does that is killed.
func survived(do func() error) (killed bool, err error) {
	defer func() {
		if recover() != nil {
			killed = true
		}
	}()
	return false, do()
}
