package e2e

import (
	"net/http"
	"strings"
	"testing"
)

var (
	partnerAdmin = held{Role: "partner-organisation-admin"}
	orgAdmin     = held{Role: "organisation-admin"}
)

func leaving(o organisation, who person) request {
	return request{method: http.MethodDelete, path: o.path("/permissions/" + who.id), token: who.token}
}

// A partner organisation with organisations below it must keep a Partner Organisation
// Admin. An Organisation Admin does not replace one.
func TestRule5APartnerKeepsAPartnerOrganisationAdmin(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "organisation-admin")
	partner.below(t, "Below", false)
	chief := partner.admin
	for what, a := range map[string]answer{
		"stepping down": edit(t, partner, chief, row(t, partner, chief, chief.id), orgAdmin),
		"leaving":       leaving(partner, chief).by(t, chief),
		"the preview":   get(t, partner.path("/permissions/"+chief.id+"/removal"), chief.token),
	} {
		if p := a.refused(t, http.StatusConflict, "last-administrator"); !strings.Contains(p.Detail, "Partner Organisation Admin first") {
			t.Errorf("%s: the detail does not say what is missing: %q", what, p.Detail)
		}
	}
	edit(t, partner, chief, row(t, partner, chief, deputy.id), partnerAdmin).want(t, http.StatusOK)
	edit(t, partner, chief, row(t, partner, chief, chief.id), orgAdmin).want(t, http.StatusOK)
	post(t, partner.path("/organisations"), deputy.token, map[string]any{"name": unique("Another")}).want(t, http.StatusCreated)
}

// A partner organisation without organisations below it may keep any kind of
// administrator. In one below another, an administrator from above may remove the last.
func TestRule5WhenAPartnerOrganisationAdminIsNotKept(t *testing.T) {
	t.Parallel()
	alone := newPartner(t)
	edit(t, alone, alone.admin, row(t, alone, alone.admin, alone.admin.id), orgAdmin).want(t, http.StatusOK)

	l := newLineage(t)
	last := l.middle.join(t, "partner-organisation-admin")
	l.middle.join(t, "organisation-admin")
	leaving(l.middle, last).by(t, last).refused(t, http.StatusConflict, "last-administrator")
	del(t, l.middle.path("/permissions/"+last.id), l.top.admin.token).want(t, http.StatusOK)
}

// Two Partner Organisation Admins step down at the same time.
func TestRule5TwoPartnerOrganisationAdminsCannotBothStepDown(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	partner.below(t, "Below", false)
	one, other := partner.admin, partner.join(t, "partner-organisation-admin")
	for range rounds {
		answers := atTheSameTime(t, []request{
			editing(partner, one, row(t, partner, one, one.id), orgAdmin),
			editing(partner, other, row(t, partner, other, other.id), orgAdmin),
		})
		if len(winners(answers, http.StatusOK)) != 1 {
			t.Fatalf("want exactly one of two to step down:\n%s\n\n%s", answers[0], answers[1])
		}
		stays, goes, lost := other, one, answers[1]
		if answers[1].status == http.StatusOK {
			stays, goes, lost = one, other, answers[0]
		}
		losesBy(t, lost, "last-administrator", "unavailable")
		edit(t, partner, stays, row(t, partner, stays, goes.id), partnerAdmin).want(t, http.StatusOK)
	}
}

// The only Partner Organisation Admin steps down and creates the first organisation below
// at the same time. Only one of the two succeeds.
func TestRule5AStepDownAgainstACreation(t *testing.T) {
	t.Parallel()
	for range rounds {
		partner := newPartner(t)
		chief := partner.admin
		answers := atTheSameTime(t, []request{
			editing(partner, chief, row(t, partner, chief, chief.id), orgAdmin),
			{method: http.MethodPost, path: partner.path("/organisations"), token: chief.token, body: map[string]any{"name": unique("Below")}},
		})
		steppedDown, created := answers[0].status == http.StatusOK, answers[1].status == http.StatusCreated
		switch {
		case steppedDown == created:
			t.Fatalf("want exactly one of the two to succeed:\n%s\n\n%s", answers[0], answers[1])
		case created:
			losesBy(t, answers[0], "last-administrator", "unavailable")
		default:
			losesBy(t, answers[1], "forbidden", "unavailable")
		}
	}
}
