package dynamo

import (
	"fmt"
	"strings"
	"time"

	"admit/shared/access"
)

// key is the primary key of an item.
type key struct{ partition, sort string }

// KindInvitation, KindEnding and KindEvent are the kinds that the event filters of the
// table's stream match.
const (
	KindEnding     = "ending" // the first end of a grant of a membership
	KindInvitation = "invitation"
	KindEvent      = "record" // an event in the organisation where it happened
)

// The other kinds of items.
const (
	kindOrganisation   = "organisation"
	kindBelow          = "below" // an organisation in the list of one above it
	kindAccount        = "account"
	kindAccountEntry   = "listed-account" // an account in the list by name
	kindUser           = "user"
	kindAddress        = "address"
	kindMembership     = "row"            // a membership under its user
	kindMember         = "member"         // a membership in the list of the organisation
	kindAccountMember  = "account-member" // an entry in the list of those who hold a role at an account
	kindRoleMember     = "role-member"    // an entry in the list of those who hold a role
	kindGovernor       = "governor"       // a membership that governs organisations below
	kindGoverned       = "governed"       // the part of it that governs, under its user
	kindFence          = "fence"          // a fence of a membership or an organisation
	kindTombstone      = "tombstone"      // of an organisation or an account that was deleted
	kindSlot           = "offer"          // the slot of a pending invitation
	kindListing        = "listing"        // an entry in the list of all invitations
	kindClosed         = "closed"         // an entry in the list of closed invitations with one status
	kindAccountSlot    = "account-offer"  // an entry of the slot in the list of its account
	kindAccountClosed  = "account-closed" // as closed, in the list of an account
	kindSuppression    = "stop"
	kindCount          = "count"           // a shard of a count
	kindListedEvent    = "listed-record"   // an event listed in another organisation
	kindIdempotency    = "request"         // an idempotency record
	kindPersonDeletion = "person-deletion" // how far the deletion of a person has come
	kindMigration      = "migration"       // how far the migration of a table of version 0.1 has come
)

// The functions below return all keys of the table. Every id in a key is escaped by
// [id], so that an id cannot change the structure of its key. The key of an address
// contains no space. So a space ends the address in a sort key, and an address sorts
// before every longer address that begins with it.

func organisationKey(o access.OrganisationID) key { return key{"ORG#" + id(o), "ORG"} }

func accountKey(o access.OrganisationID, a access.AccountID) key {
	return key{"ORG#" + id(o), "ACCOUNT#" + id(a)}
}

// A tombstone is beside what was deleted.

func organisationTombstoneKey(o access.OrganisationID) key { return key{"ORG#" + id(o), "DELETED"} }

func accountTombstoneKey(o access.OrganisationID, a access.AccountID) key {
	return key{"ORG#" + id(o), "DELETED#" + id(a)}
}

// listedAccountKey returns the key of an account in the list of its organisation, by
// name.
func listedAccountKey(a access.Account) key {
	return key{accountsPartition(a.Organisation), a.SortKey()}
}

func accountsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#ACCOUNTS" }

func belowKey(above access.OrganisationID, o access.Organisation) key {
	return key{belowPartition(above), o.SortKey()}
}

func belowPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#BELOW" }

func userKey(u access.UserID) key { return key{userPartition + id(u), "USER"} }

func membershipKey(u access.UserID, o access.OrganisationID) key {
	return key{"USER#" + id(u), membershipPrefix + id(o)}
}

const (
	userPartition    = "USER#"
	addressPartition = "ADDRESS#"
	membershipPrefix = "ROW#"
	mailsBelowInfix  = "#MAILSBELOW#"
)

// governedKey returns the key of the governing part of a membership. One query reads
// all of those of a user, whatever else the user holds.
func governedKey(u access.UserID, o access.OrganisationID) key {
	return key{"USER#" + id(u), governedPrefix + id(o)}
}

const governedPrefix = "GOVERNED#"

// fenceKey returns the key of one fence of a membership, or of an organisation if there is
// no user.
func fenceKey(u access.UserID, o access.OrganisationID, n int) key {
	if u == "" {
		return key{"ORG#" + id(o) + "#FENCES", fmt.Sprintf("%02d", n)}
	}
	return key{"USER#" + id(u), fmt.Sprintf("FENCE#%s#%02d", id(o), n)}
}

// endingKey returns the key of the first end of a grant of a membership.
func endingKey(u access.UserID, o access.OrganisationID) key {
	return key{"USER#" + id(u), "ENDING#" + id(o)}
}

// personDeletionKey returns the key of the deletion of a person, beside the user or the
// address.
func personDeletionKey(d access.PersonDeletion) key {
	if d.User.ID == "" {
		return key{addressKey(d.Email).partition, personDeletionSort}
	}
	return userDeletionKey(d.User.ID)
}

func userDeletionKey(u access.UserID) key { return key{userKey(u).partition, personDeletionSort} }

const personDeletionSort = "DELETION"

func addressKey(a access.Address) key { return key{addressPartition + a.Key(), "ADDRESS"} }

// Members, those of an account or a role, and governors have the same sort keys, so that
// their lists can be merged.

func memberKey(o access.OrganisationID, u access.User) key {
	return key{membersPartition(o), u.Email.Key() + " " + id(u.ID)}
}

func membersPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#MEMBERS" }

func accountMemberKey(o access.OrganisationID, a access.AccountID, u access.User) key {
	return key{accountMembersPartition(o, a), memberKey(o, u).sort}
}

func accountMembersPartition(o access.OrganisationID, a access.AccountID) string {
	return membersPartition(o) + accountSuffix(a)
}

func roleMemberKey(o access.OrganisationID, r access.RoleID, u access.User) key {
	return key{roleMembersPartition(o, r), memberKey(o, u).sort}
}

func roleMembersPartition(o access.OrganisationID, r access.RoleID) string {
	return membersPartition(o) + "#ROLE#" + id(r)
}

func governorKey(o access.OrganisationID, u access.User) key {
	return key{governorsPartition(o), memberKey(o, u).sort}
}

func governorsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#GOVERNORS" }

func invitationKey(i access.InvitationID) key { return key{"INVITATION#" + id(i), "INVITATION"} }

// The lists of invitations sort by address. Those with the suffix of an account have
// only the invitations at that account.

func slotKey(s access.Scope, a access.Address) key {
	return key{slotsPartition(s.Organisation, ""), a.Key() + " " + id(s.Account)}
}

// accountSlotKey returns the key of a slot's entry in the list of its account. It reports
// false for a slot of the whole organisation.
func accountSlotKey(slot key) (key, bool) {
	_, account, _ := strings.Cut(slot.sort, " ")
	return key{slot.partition + accountInfix + account, slot.sort}, account != ""
}

func slotsPartition(o access.OrganisationID, a access.AccountID) string {
	return "ORG#" + id(o) + "#OFFERS" + accountSuffix(a)
}

func closedKey(i access.Invitation, status access.Status, a access.AccountID) key {
	return key{closedPartition(i.Scope.Organisation, status, a), listingSort(i)}
}

func closedPartition(o access.OrganisationID, status access.Status, a access.AccountID) string {
	return "ORG#" + id(o) + "#CLOSED#" + id(status) + accountSuffix(a)
}

// listingKey returns the key of an invitation's entry in the list of all invitations.
func listingKey(i access.Invitation) key {
	return key{listingPartition(i.Scope.Organisation), listingSort(i)}
}

func listingPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#INVITATIONS" }

func listingSort(i access.Invitation) string { return i.Email.Key() + " " + id(i.ID) }

// accountSuffix returns the end of the partition of an account's list. It is empty for
// the list of the whole organisation.
func accountSuffix(a access.AccountID) string {
	if a == "" {
		return ""
	}
	return accountInfix + id(a)
}

const accountInfix = "#ACCOUNT#"

func suppressionKey(o access.OrganisationID, a access.Address) key {
	return key{"ORG#" + id(o) + "#STOPPED", a.Key()}
}

// hashedSuppressionKey returns the key of the suppression of an address whose owner was
// deleted. It does not have the address, and those of two organisations differ.
func hashedSuppressionKey(o access.OrganisationID, a access.Address) key {
	return key{"ORG#" + id(o) + "#STOPPED", hashedPrefix + access.HashAddress(o, a)}
}

const hashedPrefix = "SHA256#"

// eventKey returns the key of an event in the audit log of an organisation. Events
// sort by their time in microseconds, and events of one time by ordinal, their
// position in the transaction.
func eventKey(o access.OrganisationID, e access.Event, ordinal int) key {
	return key{eventsPartition(o), fmt.Sprintf("%s %02d %s", e.At.UTC().Format(eventLayout), ordinal, id(e.ID))}
}

const eventLayout = "2006-01-02T15:04:05.000000Z"

// eventsFrom returns the least sort key of the events at a time or later.
func eventsFrom(at time.Time) string {
	return at.Add(time.Microsecond - 1).UTC().Format(eventLayout)
}

func eventsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#RECORDS" }

func countsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#COUNTS" }

// mailsWindow begins the sort key of the count of emails from an organisation to an
// address in a day. The counts of all organisations are in the partition of the address,
// by day, because they name the invitations to it.
func mailsWindow(o access.OrganisationID, at time.Time) string {
	return mailsSince(at) + "#" + id(o)
}

// mailsSince returns the least sort key of the counts of emails to an address in the day
// of a time, or later.
func mailsSince(at time.Time) string { return mailsPrefix + dayWindow(at) }

const (
	mailsPrefix = "MAILS#"
	mailsEnd    = "MAILS$" // follows every key with the prefix
)

// mailsBelowPartition is the partition of the counts of emails to one address from all
// organisations below a top-level one.
func mailsBelowPartition(top access.OrganisationID, a access.Address) string {
	return "ORG#" + id(top) + mailsBelowInfix + a.Key()
}

// countKey returns the key of one shard of a count.
func countKey(partition, window string, shard int) key {
	return key{partition, fmt.Sprintf("%s%02d", countPrefix(window), shard)}
}

func countPrefix(window string) string { return window + "#" }

// idempotencyKey returns the key of an idempotency record, by the key of its lease.
func idempotencyKey(lease string) key { return key{"REQUEST#" + id(lease), "REQUEST"} }

// migrationKey is the key of the state of the migration from version 0.1.
var migrationKey = key{"MIGRATION", "FROM#0.1"}

// id returns an id as a part of a key. It escapes every octet other than ASCII
// letters, digits, "-" and "_". So the parts of different ids differ, and none
// contains a separator.
func id[T ~string](raw T) string {
	if access.ValidID(string(raw)) {
		return string(raw) // it has only octets that are not escaped
	}
	var escaped strings.Builder
	escaped.Grow(len(raw))
	for _, c := range []byte(raw) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			escaped.WriteByte(c)
		default:
			fmt.Fprintf(&escaped, "%%%02X", c)
		}
	}
	return escaped.String()
}
