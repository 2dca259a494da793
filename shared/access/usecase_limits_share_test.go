package access_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// TestOneTenantSilencesNobodyElse: what one organisation sends to an address
// leaves every other organisation and the operator their own share.
func TestOneTenantSilencesNobodyElse(t *testing.T) { onEachStore(t, silencesNobodyElse) }

func silencesNobodyElse(w *world) {
	loud, loudAdmin := w.organisation("loud", false)
	other, otherAdmin := w.organisation("other", false)
	w.set(noon.Add(time.Hour))
	w.limits.MailsPerDay = 3
	invitation := w.invited(loudAdmin, whole(loud), "ada", viewer)
	for range 2 {
		w.resent(loudAdmin, invitation)
	}
	_, err := w.resend().Do(w.Context(), loudAdmin.ID(), loud.ID, invitation.ID, "")
	if wait := w.retryAfter(err); wait != 11*time.Hour {
		w.Errorf("asked to wait %s, want until the end of the day", wait)
	}
	if !strings.Contains(err.Error(), "This organisation has sent this address 3 mails today") {
		w.Errorf("it does not say whose limit it is: %v", err)
	}
	for n := range 3 {
		w.refused("another organisation", w.asks(otherAdmin, other, "ada"), "")
		if n < 2 {
			w.must(w.revoke().Do(w.Context(), otherAdmin.ID(), other.ID, w.openTo(other, "ada").ID))
		}
	}
	for range 5 {
		_, err := w.appoint().Do(w.Context(), loud.ID, access.InviteRequest{Email: mailbox("ada")})
		w.refused("the operator, in the same organisation", err, "")
		_, _, err = w.found().Do(w.Context(), access.FoundRequest{Name: "New", Admin: access.InviteRequest{Email: mailbox("ada")}})
		w.refused("the operator, for a new organisation", err, "")
	}
}

// TestOneRecipientOfAPartner: an address is sent so many mails a day by the
// organisations below one partner together, however it is spelled.
func TestOneRecipientOfAPartner(t *testing.T) { onEachStore(t, floodsFromBelow) }

func floodsFromBelow(w *world) {
	w.limits.MailsPerDay, w.limits.MailsPerDayOfPartner = 3, 5
	group, chief := w.organisation("chief", true)
	other, otherAdmin := w.organisation("other", false)
	var companies []access.Organisation
	var admins []access.Caller
	for n := range 12 {
		companies = append(companies, w.creates(chief, group, fmt.Sprint("Company ", n), false))
		admins = append(admins, w.member(whole(companies[n]), fmt.Sprint("admin", n), organisationAdmin))
	}
	w.set(noon.Add(6 * time.Hour))
	spellings := []string{"ada", "Ada", "ADA"}
	got := answers(12, func(n int) error { return w.asks(admins[n], companies[n], spellings[n%3]) })
	if got[""] != 5 || got[access.RateLimited] != 7 {
		w.Errorf("answers %v, want exactly 5 mails", got)
	}
	last := w.creates(chief, group, "Another one", false)
	lastAdmin := w.member(whole(last), "last", organisationAdmin)
	for by, detail := range map[access.Caller]string{
		chief:     "The organisations of Organisation of chief together have sent this address 5 mails today",
		lastAdmin: "This organisation and others of the same partner together have sent this address 5 mails today",
	} {
		err := w.asks(by, last, "aDA")
		if wait := w.retryAfter(err); wait != 6*time.Hour || !strings.Contains(err.Error(), detail) {
			w.Errorf("asked to wait %s: %v; want until the end of the day, and %q", wait, err, detail)
		}
	}
	w.refused("the partner itself", w.asks(chief, group, "ada"), "")
	w.refused("another tenant", w.asks(otherAdmin, other, "ada"), "")
	_, err := w.appoint().Do(w.Context(), last.ID, access.InviteRequest{Email: mailbox("ada")})
	w.refused("the operator", err, "")
	w.refused("a plus tag is another mailbox", w.asks(lastAdmin, last, "ada+x"), "")
	w.set(noon.Add(12 * time.Hour))
	w.refused("the next day", w.asks(admins[0], companies[0], "ada-"), "")
}

// openTo is the pending invitation of an address to the whole organisation.
func (w *world) openTo(o access.Organisation, name string) access.Invitation {
	w.Helper()
	address, err := access.ParseAddress(mailbox(name))
	w.must(err)
	offers, err := w.store.Offers(w.Context(), o.ID, address)
	w.must(err)
	for _, i := range offers.Pending {
		if i.Scope == whole(o) {
			return i
		}
	}
	w.Fatalf("no invitation of %s is open", name)
	return access.Invitation{}
}

// TestOperatorIsRefusedByNoLimit: and what the operator writes counts as open,
// so that its end makes no room that was never taken.
func TestOperatorIsRefusedByNoLimit(t *testing.T) { onEachStore(t, exemptsTheOperator) }

func exemptsTheOperator(w *world) {
	organisation, admin := w.organisation("admin", false)
	w.set(noon.Add(time.Hour))
	w.limits.OpenInvitations, w.limits.InvitationsPerHour, w.limits.MailsPerDay = 2, 2, 2
	w.refused("the first", w.asks(admin, organisation, "one"), "")
	w.refused("the second", w.asks(admin, organisation, "two"), "")
	w.refused("the third", w.asks(admin, organisation, "three"), access.LimitReached)
	for _, name := range []string{"boss", "chief"} {
		_, err := w.appoint().Do(w.Context(), organisation.ID, access.InviteRequest{Email: mailbox(name)})
		w.refused("the operator", err, "")
	}
	w.set(noon.Add(2 * time.Hour)) // four are open now
	for _, name := range []string{"boss", "one"} {
		w.must(w.revoke().Do(w.Context(), admin.ID(), organisation.ID, w.openTo(organisation, name).ID))
		w.refused("beside those that are left", w.asks(admin, organisation, "late"), access.LimitReached)
	}
	w.must(w.revoke().Do(w.Context(), admin.ID(), organisation.ID, w.openTo(organisation, "two").ID))
	w.refused("in the place of what ended", w.asks(admin, organisation, "late"), "")
	w.refused("one more", w.asks(admin, organisation, "later"), access.LimitReached)
}
