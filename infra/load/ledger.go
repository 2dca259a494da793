package load

import (
	"slices"
	"sync"
)

// Ledger has what clients were told.
type Ledger struct {
	mu          sync.Mutex
	Invitations map[string]*Invited // by id
	Members     map[string]*Member  // by organisation and user
	Unanswered  map[string]bool     // addresses of people about whom a client never got an answer
}

// Invited is an invitation as its clients know it.
type Invited struct {
	ID, Organisation, Email string
	Status                  string
	Attempts                int
	Updates                 int
	Roles                   []string
}

// Member is what a person holds in an organisation, as its clients know it. The numbers are of
// changes that clients were told of.
type Member struct {
	Organisation, User, Email string
	Roles                     []string // empty: no access
	Suspended                 bool
	Granted, Changed, Removed int
	Suspensions, Reactivated  int
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{Invitations: map[string]*Invited{}, Members: map[string]*Member{}, Unanswered: map[string]bool{}}
}

// Invite notes that a client was told of a new invitation.
func (l *Ledger) Invite(i Invited) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i.Status, i.Attempts, i.Roles = pending, 1, sorted(i.Roles)
	l.Invitations[i.ID] = &i
}

// Change changes what is known of an invitation.
func (l *Ledger) Change(invitation string, change func(*Invited)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l.Invitations[invitation])
}

// Member changes what is known of a person in an organisation.
func (l *Ledger) Member(organisation, user, email string, change func(*Member)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.memberLocked(organisation, user, email, change)
}

// memberLocked is Member for a caller that has locked the ledger.
func (l *Ledger) memberLocked(organisation, user, email string, change func(*Member)) {
	key := organisation + " " + user
	if l.Members[key] == nil {
		l.Members[key] = &Member{Organisation: organisation, User: user, Email: email}
	}
	change(l.Members[key])
}

// GaveUp notes that a client never got an answer about a person.
func (l *Ledger) GaveUp(email string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Unanswered[email] = true
}

// The statuses of invitations.
const (
	pending  = "pending"
	accepted = "accepted"
	declined = "declined"
	revoked  = "revoked"
)

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
