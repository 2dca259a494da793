package e2e

import (
	"net/http"
	"strings"
	"testing"
)

var (
	partnerAdmin = roleGrant{Role: "partner-organisation-admin"}
	orgAdmin     = roleGrant{Role: "organisation-admin"}
)

func leaveRequest(o organisation, who person) request {
	return request{method: http.MethodDelete, path: o.path("/permissions/" + who.id), token: who.token}
}

// A partner organisation with organisations below it must keep a Partner Organisation
// Admin. An Organisation Admin does not replace one.
func TestLastAdministratorOfAPartner(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "organisation-admin")
	partner.createChild(t, "Below", false)
	chief := partner.admin
	for what, a := range map[string]response{
		"stepping down": editAccess(t, partner, chief, permissionRow(t, partner, chief, chief.id), orgAdmin),
		"leaving":       leaveRequest(partner, chief).sendAs(t, chief),
		"the preview":   get(t, partner.path("/permissions/"+chief.id+"/removal"), chief.token),
	} {
		if p := a.wantProblem(t, http.StatusConflict, "last-administrator"); !strings.Contains(p.Detail, "Partner Organisation Admin first") {
			t.Errorf("%s: the detail does not say what is missing: %q", what, p.Detail)
		}
	}
	editAccess(t, partner, chief, permissionRow(t, partner, chief, deputy.id), partnerAdmin).want(t, http.StatusOK)
	editAccess(t, partner, chief, permissionRow(t, partner, chief, chief.id), orgAdmin).want(t, http.StatusOK)
	post(t, partner.path("/organisations"), deputy.token, map[string]any{"name": unique("Another")}).want(t, http.StatusCreated)
}

// A partner organisation without organisations below it may keep any kind of
// administrator. In one below another, an administrator from above may remove the last.
func TestLastAdministratorWithoutPartnerOrganisationAdmin(t *testing.T) {
	t.Parallel()
	alone := newPartner(t)
	editAccess(t, alone, alone.admin, permissionRow(t, alone, alone.admin, alone.admin.id), orgAdmin).want(t, http.StatusOK)

	l := newHierarchy(t)
	last := l.middle.join(t, "partner-organisation-admin")
	l.middle.join(t, "organisation-admin")
	leaveRequest(l.middle, last).sendAs(t, last).wantProblem(t, http.StatusConflict, "last-administrator")
	del(t, l.middle.path("/permissions/"+last.id), l.top.admin.token).want(t, http.StatusOK)
}

// Two Partner Organisation Admins step down at the same time.
func TestLastAdministratorWhenTwoPartnerOrganisationAdminsStepDown(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	partner.createChild(t, "Below", false)
	one, other := partner.admin, partner.join(t, "partner-organisation-admin")
	for range raceRepeats {
		responses := concurrently(t, []request{
			editRequest(partner, one, permissionRow(t, partner, one, one.id), orgAdmin),
			editRequest(partner, other, permissionRow(t, partner, other, other.id), orgAdmin),
		})
		if len(withStatus(responses, http.StatusOK)) != 1 {
			t.Fatalf("want exactly one of two to step down:\n%s\n\n%s", responses[0], responses[1])
		}
		stays, goes, lost := other, one, responses[1]
		if responses[1].status == http.StatusOK {
			stays, goes, lost = one, other, responses[0]
		}
		wantOneOf(t, lost, "last-administrator", "unavailable")
		editAccess(t, partner, stays, permissionRow(t, partner, stays, goes.id), partnerAdmin).want(t, http.StatusOK)
	}
}

// The only Partner Organisation Admin steps down and creates the first organisation below
// at the same time. Only one of the two succeeds.
func TestLastAdministratorStepDownRacesWithCreation(t *testing.T) {
	t.Parallel()
	for range raceRepeats {
		partner := newPartner(t)
		chief := partner.admin
		responses := concurrently(t, []request{
			editRequest(partner, chief, permissionRow(t, partner, chief, chief.id), orgAdmin),
			{method: http.MethodPost, path: partner.path("/organisations"), token: chief.token, body: map[string]any{"name": unique("Below")}},
		})
		steppedDown, created := responses[0].status == http.StatusOK, responses[1].status == http.StatusCreated
		switch {
		case steppedDown == created:
			t.Fatalf("want exactly one of the two to succeed:\n%s\n\n%s", responses[0], responses[1])
		case created:
			wantOneOf(t, responses[0], "last-administrator", "unavailable")
		default:
			wantOneOf(t, responses[1], "forbidden", "unavailable")
		}
	}
}
