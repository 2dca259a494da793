package access_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// compare compares the memberships of everybody and the status of every
// invitation.
func (g *game) compare() {
	g.Helper()
	for who, caller := range g.people {
		for org, organisation := range g.orgs {
			if membership := g.Membership(caller.ID(), organisation.ID); membership.Suspended != g.suspended[[2]int{who, org}] {
				g.Errorf("person %d is suspended in organisation %d: %t", who, org, membership.Suspended)
			}
			if got, want := g.texts(g.Membership(caller.ID(), organisation.Organisation.ID).Grants), g.modelledTexts(who, org); !slices.Equal(got, want) {
				g.Errorf("person %d holds %v in organisation %d, want %v", who, got, org, want)
			}
		}
	}
	for org, organisation := range g.orgs {
		stored := g.Snapshot(fixture.Whole(organisation.Organisation)).Organisation
		n, partners := stored.Admins, stored.PartnerAdmins
		if n != g.admins(org) {
			g.Errorf("organisation %d counts %d administrators, want %d", org, n, g.admins(org))
		}
		if n == 0 && organisation.hasAdmin {
			g.Errorf("organisation %d lost its last administrator, not by somebody from above", org)
		}
		if partners != g.partnerAdmins(org) || stored.Children != g.children(org) {
			g.Errorf("organisation %d counts %d Partner Organisation Admins and %d organisations below, want %d and %d",
				org, partners, stored.Children, g.partnerAdmins(org), g.children(org))
		}
		if partners == 0 && organisation.hasPartnerAdmin {
			g.Errorf("organisation %d lost its last Partner Organisation Admin, not by somebody from above", org)
		}
		organisation.hasAdmin, organisation.hasPartnerAdmin = n > 0, partners > 0 && stored.Children > 0
	}
	for n, i := range g.invitations {
		stored, err := g.Store.Invitation(g.Context(), i.id)
		switch {
		case i.image != nil && err == nil:
			g.Errorf("invitation %d exists again", n)
		case i.image == nil && (err != nil || stored.Status != i.status):
			g.Errorf("invitation %d is %s (%v), want %s", n, stored.Status, err, i.status)
		}
	}
}

func (g *game) texts(grants []access.Grant) []string {
	var texts []string
	for _, grant := range grants {
		texts = append(texts, strings.TrimSuffix(string(grant.Role)+"@"+string(grant.Scope.Account), "@")+endText(grant.Until))
	}
	sort.Strings(texts)
	return texts
}

// endText returns an end as text. It is empty for no end.
func endText(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	return " until " + until.Format(time.RFC3339)
}

func (g *game) modelledTexts(who, org int) []string {
	var texts []string
	for h := range g.holds[who] {
		if h.org == org {
			texts = append(texts, strings.TrimSuffix(string(h.role)+"@"+string(g.at(org, h.acc).Account), "@")+endText(g.ends[who][h]))
		}
	}
	sort.Strings(texts)
	return texts
}

// replayEvents reads the events from the oldest to the newest. Each begins where
// the one before it ended, and the last ends at what is stored.
func (g *game) replayEvents() {
	for _, organisation := range g.orgs {
		held := map[access.UserID][]access.ScopedRole{}
		offered := map[access.InvitationID][]access.ScopedRole{}
		ids := map[string]bool{}
		for _, r := range g.Events(organisation.Organisation) {
			if ids[r.ID] {
				g.Errorf("the event %s is listed twice", r.ID)
			}
			ids[r.ID] = true
			switch {
			case r.Type == access.EventOrganisationCreated || r.Type == access.EventAccountCreated:
			case strings.HasPrefix(string(r.Type), "access."):
				g.wantContinues(r, held[r.Subject.ID])
				held[r.Subject.ID] = r.After
			case r.Type == access.EventInvitationResent:
				// A resend may reopen a closed invitation. Its event begins with the
				// roles of the invitation, but the event before it ended with none.
				offered[r.Invitation] = r.After
			default:
				g.wantContinues(r, offered[r.Invitation])
				offered[r.Invitation] = r.After
			}
		}
		for who, caller := range g.people {
			if caller == (access.Caller{}) {
				continue
			}
			var now []access.ScopedRole
			for _, grant := range g.Membership(caller.ID(), organisation.Organisation.ID).Grants {
				now = append(now, access.ScopedRole{Role: grant.Role, Account: grant.Scope.Account, Until: grant.Until})
			}
			if last := held[caller.ID()]; fmt.Sprint(last) != fmt.Sprint(now) {
				g.Errorf("person %d holds %v by the events, %v by the membership", who, last, now)
			}
		}
		g.comparePending(organisation.Organisation, offered)
	}
}

func (g *game) wantContinues(r access.Event, last []access.ScopedRole) {
	if fmt.Sprint(r.Before) != fmt.Sprint(last) {
		g.Errorf("%s of %s begins with %v, the event before it ended with %v", r.Type, r.Subject.Email, r.Before, last)
	}
}

// comparePending compares what the events still offer with what is stored as
// pending.
func (g *game) comparePending(o access.Organisation, offered map[access.InvitationID][]access.ScopedRole) {
	for n, i := range g.invitations {
		if i.image != nil || g.orgs[i.roles[0].org].ID != o.ID {
			continue
		}
		var want []access.ScopedRole
		if i.status == access.Pending {
			for _, h := range i.roles {
				want = append(want, g.named(h))
			}
		}
		if got := offered[i.id]; fmt.Sprint(got) != fmt.Sprint(want) {
			g.Errorf("by the events, invitation %d offers %v, want %v", n, got, want)
		}
	}
}
