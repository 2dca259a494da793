package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A product asks what a person may do, with the person's token or as a program. The
// questions change nothing, so they share an organisation.
func TestProducts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for name, run := range map[string]func(t *testing.T){
		"who may do what":            s.whoMayDoWhat,
		"nothing there":              s.nothingThere,
		"reasons":                    s.reasons,
		"about somebody else":        s.aboutSomebodyElse,
		"how many":                   s.howMany,
		"invalid checks":             s.invalidChecks,
		"invalid users":              s.invalidUsers,
		"invalid bodies":             s.invalidBodies,
		"scopes":                     s.scopes,
		"invalid questions of scope": s.invalidScopeQuestions,
		"cursors of scopes":          s.cursorsOfScopes,
		"own permissions":            s.ownPermissions,
		"hidden own permissions":     s.hiddenOwnPermissions,
		"about a member":             s.aboutAMember,
		"not about a member":         s.notAboutAMember,
		"programs on every route":    s.programsOnEveryRoute,
		"lists of programs":          s.listsOfPrograms,
		"hidden from programs":       s.hiddenFromPrograms,
		"invoked directly":           s.invokedDirectly,
		"malformed invocations":      s.malformedInvocations,
	} {
		t.Run(name, run)
	}
}

// expected is a check with its answer.
type expected struct {
	check
	allowed bool
}

// whoMayDoWhat asks everything about one person at once. The answers are in the order of
// the checks, and the same for a program.
func (s shop) whoMayDoWhat(t *testing.T) {
	program := person{token: machineToken(t, "admit/decide")}
	here, first, other, above := check{"", s.id, ""}, check{"", s.id, s.first.ID}, check{"", s.id, s.other.ID}, check{"", s.partner.id, ""}
	may := func(permission string, at check, allowed bool) expected {
		return expected{check{permission, at.OrganisationID, at.AccountID}, allowed}
	}
	for who, c := range map[string]struct {
		person person
		checks []expected
	}{
		"Organisation Admin": {s.owner, []expected{
			may("marketplace:purchase", here, true), may("marketplace:purchase", first, true), may("marketplace:purchase", above, false),
			may("billing:read", here, true), may("billing:delete", other, true), may("billing:read", above, false), may("billing:read", here, true),
		}},
		"Billing Viewer": {s.viewer, []expected{
			may("marketplace:purchase", here, false), may("billing:read", here, true), may("billing:read", first, true), may("billing:read", other, true),
			may("billing:update", here, false), may("marketplace:read", here, false), may("billing:read", above, false), may("billing:read", here, true),
		}},
		"Account Admin": {s.keeper, []expected{
			may("marketplace:purchase", first, true), may("marketplace:purchase", other, false), may("marketplace:purchase", here, false),
			may("audit:read", other, true), may("audit:read", first, true), may("audit:read", here, false), may("audit:export", other, false),
			may("audit:read", above, true), // that role of the partner is not inherited
		}},
		"Partner Organisation Admin": {s.partner.admin, []expected{
			may("marketplace:purchase", above, true), may("marketplace:purchase", here, true), may("marketplace:purchase", other, true), may("signing-theme:delete", first, true),
		}},
	} {
		t.Run(who, func(t *testing.T) {
			var checks []check
			for _, e := range c.checks {
				checks = append(checks, e.check)
			}
			own := post(t, "/decisions", c.person.token, question(checks...)).want(t, http.StatusOK)
			items := decode[decisions](t, own).Items
			if len(items) != len(checks) {
				t.Fatalf("%d answers to %d checks\n\n%s", len(items), len(checks), own)
			}
			for n, e := range c.checks {
				if items[n].Allowed != e.allowed || (len(items[n].Because) > 0) != e.allowed {
					t.Errorf("answer %d to %+v is %+v", n, e, items[n])
				}
			}
			for _, about := range []subject{{ID: c.person.id}, c.person.claims(t)} {
				for by, asked := range map[string]person{"themselves": c.person, "a program": program} {
					if same := post(t, "/decisions", asked.token, questionAbout(about, checks...)); same.fingerprint() != own.fingerprint() {
						t.Errorf("%s gets about %+v\n%s\n\nbut the person\n%s", by, about, same, own)
					}
				}
			}
		})
	}
}

// nothingThere asks a person and a program about what does not exist. The answer is no, and
// says nothing else.
func (s shop) nothingThere(t *testing.T) {
	unknown := strings.Repeat("A", 20)
	strange := []string{"..", "../" + s.id, s.id + "#", "ORG#" + s.id, "#", "|", " ", s.id + " ", "\x00", "ø", "%23", "*", swapCase(s.id), strings.Repeat("a", 2048)}
	checks := []check{{"billing:read", unknown, ""}, {"billing:read", s.id, unknown}, {"billing:read", s.partner.id, s.first.ID}, {"billing:read", s.first.ID, ""}}
	for _, id := range strange {
		checks = append(checks, check{"billing:read", id, ""}, check{"billing:read", s.id, id})
	}
	program := person{token: machineToken(t, "admit/decide")}
	own := check{"billing:read", s.id, ""}
	for who, a := range map[string]response{
		"an administrator of everything": post(t, "/decisions", s.owner.token, question(checks...)),
		"a program":                      post(t, "/decisions", program.token, questionAbout(subject{ID: s.owner.id}, checks...)),
		"an unknown user":                post(t, "/decisions", program.token, questionAbout(subject{ID: unknown}, own)),
		"an unknown subject":             post(t, "/decisions", program.token, questionAbout(subject{Issuer: s.owner.claims(t).Issuer, Subject: "nobody"}, own)),
		"an unknown issuer":              post(t, "/decisions", program.token, questionAbout(subject{Issuer: "https://nowhere.example", Subject: s.owner.claims(t).Subject}, own)),
		"a strange user":                 post(t, "/decisions", program.token, questionAbout(subject{ID: "USER#" + s.owner.id}, own)),
		"an email address":               post(t, "/decisions", program.token, questionAbout(subject{ID: s.owner.email}, own)),
		"the operator":                   post(t, "/decisions", program.token, questionAbout(subject{ID: "operator"}, own)),
	} {
		for n, item := range decode[decisions](t, a.want(t, http.StatusOK)).Items {
			if item.Allowed || item.Because == nil || len(item.Because) > 0 {
				t.Errorf("%s: the answer %d is %+v\n\n%s", who, n, item, a)
			}
		}
	}
}

// reasons follows an answer to who granted it, when, and by which invitation.
func (s shop) reasons(t *testing.T) {
	because := s.owner.may(t, "marketplace:purchase", s.organisation, s.first.ID).Because
	if len(because) != 1 {
		t.Fatalf("the reasons are %+v", because)
	}
	shown := permissionRow(t, s.organisation, s.admin, s.owner.id).Grants[0]
	if g := because[0]; g != shown || g.Role.ID != "organisation-admin" || g.Role.Name != "Organisation Admin" || g.Scope.OrganisationID != s.id ||
		g.Scope.AccountID != "" || g.InheritedFrom != nil || g.GrantedBy.UserID != s.admin.id || g.GrantedBy.Email != s.admin.email ||
		g.InvitationID != s.offer.ID || time.Since(g.GrantedAt) > time.Hour {
		t.Errorf("the reason is %+v, and the row shows %+v", g, shown)
	}
	leads := decode[invitation](t, get(t, s.path("/invitations/"+because[0].InvitationID), s.admin.token).want(t, http.StatusOK))
	if leads.Email != s.owner.email || leads.Status != "accepted" {
		t.Errorf("the reason leads to the invitation %+v", leads)
	}
	inherited := s.admin.may(t, "marketplace:purchase", s.organisation, s.other.ID).Because
	if len(inherited) != 1 || inherited[0].InheritedFrom == nil || *inherited[0].InheritedFrom != (source{s.partner.id, s.partner.name}) ||
		inherited[0].Scope.OrganisationID != s.partner.id || inherited[0].GrantedBy.UserID != "operator" || inherited[0].InvitationID == "" {
		t.Errorf("the inherited reason is %+v", inherited)
	}
	if two := s.keeper.may(t, "audit:read", s.organisation, s.other.ID).Because; len(two) != 1 || two[0].Role.ID != "audit-viewer" || two[0].Scope.AccountID != s.other.ID {
		t.Errorf("the reason at the other account is %+v", two)
	}
}

// aboutSomebodyElse lets persons ask about others, whom they know or who do not exist. The
// refusal is always the same.
func (s shop) aboutSomebodyElse(t *testing.T) {
	own := check{"billing:read", s.id, ""}
	var first response
	for n, about := range []subject{
		{ID: s.viewer.id}, s.viewer.claims(t), {ID: strings.Repeat("A", 20)}, {ID: "../" + s.owner.id}, {ID: s.owner.id + " "},
		{Issuer: s.owner.claims(t).Issuer, Subject: "nobody"}, {Issuer: "https://nowhere.example", Subject: s.owner.claims(t).Subject},
	} {
		a := post(t, "/decisions", s.owner.token, questionAbout(about, own))
		a.wantProblem(t, http.StatusForbidden, "forbidden")
		if n == 0 {
			first = a
		}
		scopes := post(t, "/decisions/scopes", s.owner.token, map[string]any{"user": about, "permission": "billing:read"})
		for _, other := range []response{a, scopes} {
			if other.fingerprint() != first.fingerprint() {
				t.Errorf("the refusals differ:\n%s\n\n%s", first, other)
			}
		}
	}
	post(t, "/decisions", s.viewer.token, questionAbout(subject{ID: s.admin.id}, own)).wantProblem(t, http.StatusForbidden, "forbidden")
}

// howMany asks from none to 101 checks, and checks the header and the time of the answer.
func (s shop) howMany(t *testing.T) {
	checks := make([]check, 101)
	for n := range checks {
		checks[n] = check{"billing:read", s.id, ""}
		if n%2 == 1 {
			checks[n].Permission = "billing:update"
		}
	}
	for _, n := range []int{1, 100} {
		a := post(t, "/decisions", s.viewer.token, question(checks[:n]...)).want(t, http.StatusOK)
		answer := decode[decisions](t, a)
		if len(answer.Items) != n || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d answers to %d checks, Cache-Control %q", len(answer.Items), n, a.header.Get("Cache-Control"))
		}
		for i, item := range answer.Items {
			if item.Allowed != (i%2 == 0) {
				t.Errorf("the answer %d is %+v", i, item)
			}
		}
		if early, late := a.began.Add(-clockSkew), a.began.Add(a.took+clockSkew); answer.AsOf.Before(early) || answer.AsOf.After(late) {
			t.Errorf("the answer is as of %s, but it was asked at %s", answer.AsOf, a.began)
		}
	}
	post(t, "/decisions", s.viewer.token, question(checks[:0]...)).wantInvalid(t, "checks")
	post(t, "/decisions", s.viewer.token, question(checks...)).wantInvalid(t, "checks")
}

// clockSkew is how far the clocks of the test and of the deployment may differ.
const clockSkew = 5 * time.Second
