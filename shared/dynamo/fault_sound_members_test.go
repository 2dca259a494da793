package dynamo_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"admit/shared/fixture"
)

func (s *soundness) membershipAt() string {
	return "USER#" + s.idOf("user") + " | ROW#" + s.value("organisation")
}

// listedMembership checks that the membership of a list exists.
func (s *soundness) listedMembership() {
	user := s.at[strings.LastIndex(s.at, " ")+1:]
	s.want("USER#"+user+" | ROW#"+s.partition(), "a membership for the "+s.value("kind"))
}

// membership checks that a membership is listed among the members with the same content,
// and, if it governs, among the governors and with its governing part under the user.
func (s *soundness) membership() {
	user, organisation := s.idOf("user"), s.value("organisation")
	s.want("USER#"+user+" | USER", "a user of the membership")
	grants, _ := s.item["grants"].(map[string]any)
	if len(grants) == 0 {
		s.wrong("a membership without grants")
	}
	governs := grants[string(fixture.PartnerAdmin)] != nil
	s.admins[organisation] += float64(one(grants[string(fixture.OrganisationAdmin)] != nil || governs))
	s.partner[organisation] += float64(one(governs))
	for list, want := range map[string]bool{"#MEMBERS": true, "#GOVERNORS": governs} {
		found := false
		for at := range s.startingWith("ORG#" + organisation + list + " | ") {
			if strings.HasSuffix(at, " "+user) {
				found = true
				s.sameAs(plain(s.t, s.items[at]), list)
			}
		}
		if found != want {
			s.wrong("listed in %s: %t, want %t", list, found, want)
		}
	}
	s.governed(user, organisation, grants[string(fixture.PartnerAdmin)])
	for _, g := range grants {
		grant, _ := g.(map[string]any)
		s.wantEntry("#MEMBERS#ROLE#", grant["role"])
		if account := grant["account"]; account != nil {
			s.wantEntry("#MEMBERS#ACCOUNT#", account)
		}
	}
}

// ending checks that an ending is the first end of the grants of its membership.
func (s *soundness) ending() {
	at := "USER#" + s.value("user") + " | ROW#" + s.value("organisation")
	s.want(at, "a membership that ends")
	membership := plain(s.t, s.items[at])
	grants, _ := membership["grants"].(map[string]any)
	first := 0.0
	for _, g := range grants {
		grant, _ := g.(map[string]any)
		if until, ends := grant["until"].(float64); ends && (first == 0 || until < first) {
			first = until
		}
	}
	if first != s.item["expiresAt"] {
		s.wrong("ends at %v, and the first grant at %v", s.item["expiresAt"], first)
	}
}

// sameAs checks that a membership in a list has the version and the grants of the
// membership.
func (s *soundness) sameAs(listed map[string]any, list string) {
	var held struct {
		Version string           `json:"v"`
		Grants  []map[string]any `json:"g"`
	}
	text, _ := listed["membership"].(string)
	if err := json.Unmarshal([]byte(text), &held); err != nil {
		s.wrong("its copy in %s cannot be read: %v", list, err)
	}
	grants, _ := s.item["grants"].(map[string]any)
	for _, g := range grants {
		grant, _ := g.(map[string]any)
		if !slices.ContainsFunc(held.Grants, func(h map[string]any) bool {
			return h["r"] == grant["role"] && h["a"] == grant["account"] && h["t"] == grant["at"] && h["i"] == grant["invitation"]
		}) {
			s.wrong("its copy in %s lacks %v", list, grant)
		}
	}
	if held.Version != s.item["version"] || len(held.Grants) != len(grants) {
		s.wrong("its copy in %s differs from the membership", list)
	}
}

// wantEntry checks that a membership is in the list of a role or of an account.
func (s *soundness) wantEntry(list string, of any) {
	s.wantSome(fmt.Sprintf("ORG#%s%s%s | ", s.value("organisation"), list, of), "user", s.idOf("user"))
}

// memberEntry checks an entry of a member: the membership has a grant for it.
func (s *soundness) memberEntry(of string) {
	partition, _, _ := strings.Cut(s.at, " | ")
	listed := partition[strings.LastIndex(partition, "#")+1:]
	row := s.items["USER#"+s.value("user")+" | ROW#"+s.partition()]
	grants, _ := plain(s.t, row)["grants"].(map[string]any)
	for _, g := range grants {
		if grant, _ := g.(map[string]any); grant[of] == listed {
			return
		}
	}
	s.wrong("the member has no grant for the %s %s", of, listed)
}

// governed checks that the governing part of a membership has exactly the grant that
// governs, and is there only if there is such a grant.
func (s *soundness) governed(user, organisation string, grant any) {
	part := s.items["USER#"+user+" | GOVERNED#"+organisation]
	switch {
	case (part != nil) != (grant != nil):
		s.wrong("its governing part is stored: %t, want %t", part != nil, grant != nil)
	case part != nil:
		want := map[string]any{string(fixture.PartnerAdmin): grant}
		if got := plain(s.t, part); !reflect.DeepEqual(got["grants"], any(want)) || got["version"] != s.item["version"] {
			s.wrong("its governing part is %v, want %v", got["grants"], want)
		}
	}
}
