package access_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// sound tells what is wrong with a table, whatever has happened to it: what is
// written twice agrees, what is counted is counted right, and nothing is left
// over.
func sound(t *testing.T, items map[string]item) []string {
	t.Helper()
	s := soundness{items: items, admins: map[string]float64{}, records: map[string]int{}}
	decoded := map[string]map[string]any{}
	for at, i := range s.items {
		decoded[at] = plain(t, i)
		s.at, s.item = at, decoded[at]
		switch s.item["kind"] {
		case "row":
			s.row()
		case "member":
			s.want("USER#"+s.child("user", "id")+" | ROW#"+s.value("organisation"), "a row for the member")
		case "address":
			s.want("USER#"+s.value("user")+" | USER", "a user for the address")
		case "user":
			s.wantSome("ADDRESS#", "user", s.child("user", "id"))
		case "offer":
			s.listed("pending")
		case "closed":
			s.listed("accepted", "declined", "revoked")
		case "record":
			s.records[s.value("invitation")+" "+s.value("type")]++
		}
	}
	for at := range s.items {
		s.at, s.item = at, decoded[at]
		switch s.item["kind"] {
		case "organisation":
			if s.item["admins"] != s.admins[s.value("id")] {
				s.wrong("counts %v administrators and has %v", s.item["admins"], s.admins[s.value("id")])
			}
		case "invitation":
			s.invitation()
		}
	}
	slices.Sort(s.faults)
	return s.faults
}

type soundness struct {
	items   map[string]item
	at      string
	item    map[string]any
	admins  map[string]float64
	records map[string]int
	faults  []string
}

func (s *soundness) wrong(format string, args ...any) {
	s.faults = append(s.faults, s.at+": "+fmt.Sprintf(format, args...))
}

func (s *soundness) value(name string) string { text, _ := s.item[name].(string); return text }

func (s *soundness) child(of, name string) string {
	parent, _ := s.item[of].(map[string]any)
	text, _ := parent[name].(string)
	return text
}

func (s *soundness) want(at, what string) {
	if s.items[at] == nil {
		s.wrong("there is not %s", what)
	}
}

func (s *soundness) wantSome(partition, attribute, value string) {
	for at, i := range s.items {
		if strings.HasPrefix(at, partition) && text(i[attribute]) == value {
			return
		}
	}
	s.wrong("no %s has %s %s", partition, attribute, value)
}

func (s *soundness) row() {
	user, organisation := s.child("user", "id"), s.value("organisation")
	s.want("USER#"+user+" | USER", "a user of the row")
	grants, _ := s.item["grants"].(map[string]any)
	if len(grants) == 0 {
		s.wrong("a row without grants")
	}
	if grants[string(organisationAdmin)] != nil || grants[string(partnerAdmin)] != nil {
		s.admins[organisation]++
	}
	for at, i := range s.items {
		if strings.HasPrefix(at, "ORG#"+organisation+"#MEMBERS | ") && strings.HasSuffix(at, " "+user) {
			if !reflect.DeepEqual(i["grants"], s.items[s.at]["grants"]) || !reflect.DeepEqual(i["version"], s.items[s.at]["version"]) {
				s.wrong("the member differs from the row")
			}
			return
		}
	}
	s.wrong("the row is not listed")
}

func (s *soundness) listed(status ...string) {
	invitation := s.items["INVITATION#"+s.value("invitation")+" | INVITATION"]
	if !slices.Contains(status, text(invitation["status"])) {
		s.wrong("lists an invitation that is %q", text(invitation["status"]))
	}
}

// invitation: each state has been put on record as often as it was reached.
func (s *soundness) invitation() {
	status, id := s.value("status"), s.value("id")
	for kind, want := range map[string]bool{
		"invitation.created": true, "invitation.accepted": status == "accepted", "access.granted": status == "accepted",
		"invitation.declined": status == "declined", "invitation.revoked": status == "revoked",
	} {
		if n := s.records[id+" "+kind]; n > 1 || (n == 1) != want {
			s.wrong("is %s and has %d records %s", status, n, kind)
		}
	}
	if lists := s.count("invitation", id, "offer", "closed"); lists != 1 {
		s.wrong("stands in %d lists", lists)
	}
}

func (s *soundness) count(attribute, value string, kinds ...string) int {
	n := 0
	for _, i := range s.items {
		if text(i[attribute]) == value && slices.Contains(kinds, text(i["kind"])) {
			n++
		}
	}
	return n
}
