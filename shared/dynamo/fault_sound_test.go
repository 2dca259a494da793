package dynamo_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// sound returns what is wrong with a table after any fault. Copies must agree, every
// count must be right, and nothing may be left over.
func sound(t *testing.T, items map[string]item) []string {
	t.Helper()
	s := soundness{t: t, items: items, keys: slices.Sorted(maps.Keys(items)), decoded: map[string]map[string]any{}, admins: map[string]float64{}, partner: map[string]float64{}, events: map[string]int{},
		listings: map[string]int{}, inLists: map[string]int{}, offers: map[string]float64{}, open: map[string]float64{}, mails: map[string]float64{}}
	for at, i := range s.items {
		s.decoded[at] = plain(t, i)
		s.at, s.item = at, s.decoded[at]
		if kind := s.value("kind"); kind == "offer" || kind == "closed" {
			s.inLists[s.value("invitation")]++
		}
		if check, ok := checks[s.value("kind")]; ok {
			check(&s)
		} else {
			s.wrong("the unknown kind %q", s.value("kind"))
		}
	}
	for at, i := range s.decoded {
		s.at, s.item = at, i
		switch s.item["kind"] {
		case "organisation":
			s.organisation()
		case "invitation":
			s.invitation()
		}
	}
	s.counts()
	slices.Sort(s.faults)
	return s.faults
}

// checks has one check for each kind of item.
var checks = map[string]func(*soundness){
	"organisation": func(*soundness) {}, "invitation": func(*soundness) {}, "account": func(*soundness) {}, // checked at the end
	"request": func(*soundness) {}, "stop": func(*soundness) {}, "fence": func(*soundness) {}, "migration": func(*soundness) {},
	"person-deletion": func(s *soundness) { s.deleting = true },
	"tombstone":       (*soundness).tombstone,
	"row":             (*soundness).membership,
	"ending":          (*soundness).ending,
	"member":          (*soundness).listedMembership,
	"governor":        (*soundness).listedMembership,

	"listed-account": func(s *soundness) { s.wantSome("ORG#"+s.partition()+" | ACCOUNT#", "id", s.value("id")) },
	"governed":       func(s *soundness) { s.want(s.membershipAt(), "a membership for the governing part") },
	"below":          (*soundness).below,
	"address":        (*soundness).address,
	"user":           (*soundness).user,
	"offer":          (*soundness).slot,
	"closed":         (*soundness).closed,
	"listing":        (*soundness).listing,

	"account-offer":  func(s *soundness) { s.copyOf("offer", "#OFFERS") },
	"account-closed": func(s *soundness) { s.closed(); s.copyOf("closed", "#CLOSED#"+s.closedStatus()) },
	"account-member": func(s *soundness) { s.memberEntry("account") },
	"role-member":    func(s *soundness) { s.memberEntry("role") },
	"record":         (*soundness).event,
	"listed-record":  func(s *soundness) { s.wantSome("ORG#"+s.value("organisation")+"#RECORDS", "id", s.value("id")) },
	"count":          (*soundness).count,
}

type soundness struct {
	t       *testing.T
	items   map[string]item
	keys    []string // of the items, sorted
	decoded map[string]map[string]any
	at      string
	item    map[string]any
	faults  []string

	admins   map[string]float64 // by organisation
	partner  map[string]float64 // Partner Organisation Admins, by organisation
	listings map[string]int     // by invitation
	inLists  map[string]int     // lists of one status, by invitation
	offers   map[string]float64 // by organisation
	open     map[string]float64 // by organisation, as counted
	mails    map[string]float64 // of hours, of days and of events
	events   map[string]int     // by invitation and type

	uncounted float64 // emails by events to people who were deleted
	deleting  bool    // the deletion of a person is under way
}

func (s *soundness) wrong(format string, args ...any) {
	s.faults = append(s.faults, s.at+": "+fmt.Sprintf(format, args...))
}

func (s *soundness) value(name string) string { text, _ := s.item[name].(string); return text }

func (s *soundness) idOf(of string) string {
	parent, _ := s.item[of].(map[string]any)
	text, _ := parent["id"].(string)
	return text
}

// partition returns the organisation in whose list an item is.
func (s *soundness) partition() string {
	organisation, _, _ := strings.Cut(strings.TrimPrefix(s.at, "ORG#"), "#")
	return organisation
}

func (s *soundness) want(at, what string) {
	if s.items[at] == nil {
		s.wrong("there is not %s", what)
	}
}

func (s *soundness) wantSome(partition, attribute, value string) {
	for at := range s.startingWith(partition) {
		if at != s.at && text(s.items[at][attribute]) == value {
			return
		}
	}
	s.wrong("no %s has %s %s", partition, attribute, value)
}

// startingWith returns the keys of the items that begin with a text.
func (s *soundness) startingWith(prefix string) iter.Seq[string] {
	return func(yield func(string) bool) {
		begin, _ := slices.BinarySearch(s.keys, prefix)
		for _, at := range s.keys[begin:] {
			if !strings.HasPrefix(at, prefix) || !yield(at) {
				return
			}
		}
	}
}

// user checks that the address of a user has one. It is another one while a user is
// relinked.
func (s *soundness) user() {
	user, _ := s.item["user"].(map[string]any)
	email, _ := user["email"].(map[string]any)
	at := "ADDRESS#" + access.StoredAddress(fmt.Sprint(email["typed"]), fmt.Sprint(email["ascii"])).Key() + " | ADDRESS"
	if owner := text(s.items[at]["user"]); s.items["USER#"+owner+" | USER"] == nil {
		s.wrong("its address belongs to %q", owner)
	}
}

// address checks that an address belongs to a user, or is reserved until the
// reservation is removed.
func (s *soundness) address() {
	if s.value("user") != "" {
		s.want("USER#"+s.value("user")+" | USER", "a user for the address")
	}
	if reserved := s.value("holder") != ""; reserved == (s.value("user") != "") || reserved != (s.item["expiresAt"] != nil) {
		s.wrong("belongs to a user without an end, or is reserved until a time: %v is neither", s.item)
	}
}

// organisation checks the counts of administrators and children, and that the
// organisation is listed below each of its ancestors.
func (s *soundness) organisation() {
	for count, want := range map[string]float64{"admins": s.admins[s.value("id")], "partnerAdmins": s.partner[s.value("id")],
		"children": s.children(s.value("id"))} {
		if counted, _ := s.item[count].(float64); counted != want {
			s.wrong("counts %v %s and has %v", counted, count, want)
		}
	}
	above, _ := s.item["ancestors"].([]any)
	for _, a := range above {
		ancestor, _ := a.(map[string]any)
		s.wantSome(fmt.Sprintf("ORG#%s#BELOW", ancestor["id"]), "id", s.value("id"))
	}
	if n := s.events[" organisation.created "+s.value("id")]; n != 1 {
		s.wrong("it has %d events of its creation", n)
	}
}

// children returns how many organisations name this one as their parent.
func (s *soundness) children(id string) (n float64) {
	for _, i := range s.decoded {
		ancestors, _ := i["ancestors"].([]any)
		if i["kind"] != "organisation" || len(ancestors) == 0 {
			continue
		}
		if parent, _ := ancestors[0].(map[string]any); parent["id"] == id {
			n++
		}
	}
	return n
}

func (s *soundness) below() {
	s.want("ORG#"+s.value("id")+" | ORG", "an organisation that is listed below another")
}

func (s *soundness) event() {
	kind := s.value("type")
	if then, _ := s.item["then"].(map[string]any); then != nil {
		s.events[fmt.Sprint(s.value("invitation"), " ", then["type"])]++
	}
	s.events[s.value("invitation")+" "+kind]++
	s.events[" "+kind+" "+s.value("organisation")]++
	byOperator := s.idOf("actor") == string(access.Operator.ID)
	if !byOperator && (kind == "invitation.created" || kind == "invitation.resent") {
		s.mails["by events"]++
		if _, deleted := access.PseudonymWithID(access.UserID(s.idOf("subject"))); deleted {
			s.uncounted++ // the counts of the day went with the person
		}
	}
}

// listing checks an item of a list. It stays when the item of its invitation was
// removed.
func (s *soundness) listing() {
	id := s.value("invitation")
	s.listings[id]++
	invitation := s.items["INVITATION#"+id+" | INVITATION"]
	if invitation == nil {
		return
	}
	of := plain(s.t, invitation)
	if organisation, _ := of["organisation"].(string); organisation != s.partition() || !strings.HasSuffix(s.at, " "+id) {
		s.wrong("lists an invitation of %s", organisation)
	}
	until, _ := s.item["expiresAt"].(float64)
	if end, _ := of["expiresAt"].(float64); until <= end {
		s.wrong("has an earlier time-to-live than its invitation")
	}
}

// slot checks an item that holds a slot. It stays when its invitation was
// removed after its end.
func (s *soundness) slot() {
	s.offers[s.partition()]++
	if s.items["INVITATION#"+s.value("invitation")+" | INVITATION"] != nil {
		s.listed("pending")
	}
}

// closed checks an entry of an invitation with a status.
func (s *soundness) closed() { s.listed(s.closedStatus()) }

// closedStatus returns the status in whose list an item is.
func (s *soundness) closedStatus() string {
	_, list, _ := strings.Cut(s.at, "#CLOSED#")
	return strings.FieldsFunc(list, func(c rune) bool { return c == ' ' || c == '#' })[0]
}

// copyOf checks an entry in the list of an account: the list of the organisation has it,
// too.
func (s *soundness) copyOf(kind, list string) {
	_, sort, _ := strings.Cut(s.at, " | ")
	original := s.items["ORG#"+s.partition()+list+" | "+sort]
	if text(original["kind"]) != kind || text(original["invitation"]) != s.value("invitation") {
		s.wrong("the organisation's list has %v", original)
	}
}

func (s *soundness) listed(status ...string) {
	invitation := s.items["INVITATION#"+s.value("invitation")+" | INVITATION"]
	if !slices.Contains(status, text(invitation["status"])) {
		s.wrong("lists an invitation that is %q", text(invitation["status"]))
	}
}

// invitation checks that each state has as many events as the invitation reached
// it.
func (s *soundness) invitation() {
	status, id := s.value("status"), s.value("id")
	attempt, _ := s.item["round"].(float64)
	for kind, want := range map[string]int{
		"invitation.created": 1, "invitation.resent": int(attempt) - 1,
		"invitation.accepted": one(status == "accepted"), "access.granted": one(status == "accepted"),
		"invitation.revoked": one(status == "revoked"),
	} {
		if n := s.events[id+" "+kind]; n != want {
			s.wrong("is %s in attempt %v and has %d events %s, want %d", status, attempt, n, kind, want)
		}
	}
	for _, end := range []string{"declined", "expired"} { // once for each resend, and once more if it ended so
		if n := s.events[id+" invitation."+end]; n > int(attempt)-one(status != end) || n < one(status == end) {
			s.wrong("is %s in attempt %v and was %s %d times", status, attempt, end, n)
		}
	}
	if s.inLists[id] != 1 || s.listings[id] != 1 {
		s.wrong("is in %d lists of its status and %d of all", s.inLists[id], s.listings[id])
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// tombstone checks that what was deleted is not there.
func (s *soundness) tombstone() {
	partition, sort, _ := strings.Cut(s.at, " | ")
	deleted := partition + " | ORG"
	if account, ok := strings.CutPrefix(sort, "DELETED#"); ok {
		deleted = partition + " | ACCOUNT#" + account
	}
	if s.decoded[deleted] != nil || s.items[deleted] != nil {
		s.wrong("what was deleted is there: %s", deleted)
	}
}
