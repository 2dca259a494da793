package dynamo

import (
	"fmt"
	"strings"
	"time"

	"admit/shared/access"
)

// key is the primary key of an item.
type key struct{ partition, sort string }

// All keys stand here. Ids go through [id], so that none can break out of its
// place; an address key holds no space, so that a space ends it and sorts
// before every longer address.

func organisationKey(o access.OrganisationID) key { return key{"ORG#" + id(o), "ORG"} }

func accountKey(o access.OrganisationID, a access.AccountID) key {
	return key{"ORG#" + id(o), accountPrefix + id(a)}
}

const accountPrefix = "ACCOUNT#"

func belowKey(above access.OrganisationID, o access.Organisation) key {
	return key{belowPartition(above), o.Snapshot()}
}

func belowPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#BELOW" }

func userKey(u access.UserID) key { return key{"USER#" + id(u), "USER"} }

func membershipKey(u access.UserID, o access.OrganisationID) key {
	return key{"USER#" + id(u), membershipPrefix + id(o)}
}

const membershipPrefix = "ROW#"

func addressKey(a access.Address) key { return key{"ADDRESS#" + a.Key(), "ADDRESS"} }

// Members and governors have the same sort keys, so that their lists can be
// read as one.

func memberKey(o access.OrganisationID, u access.User) key {
	return key{membersPartition(o), u.Email.Key() + " " + id(u.ID)}
}

func membersPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#MEMBERS" }

func governorKey(o access.OrganisationID, u access.User) key {
	return key{governorsPartition(o), memberKey(o, u).sort}
}

func governorsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#GOVERNORS" }

func invitationKey(i access.InvitationID) key { return key{"INVITATION#" + id(i), "INVITATION"} }

func offerKey(s access.Scope, a access.Address) key {
	return key{offersPartition(s.Organisation), a.Key() + " " + id(s.Account)}
}

func offersPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#OFFERS" }

func offersVersionKey(o access.OrganisationID, a access.Address) key {
	return key{"ORG#" + id(o) + "#OFFERVERSIONS", a.Key()}
}

func closedKey(o access.OrganisationID, at time.Time, i access.InvitationID) key {
	return key{closedPartition(o), at.UTC().Format("2006-01-02T15:04:05.000Z") + " " + id(i)}
}

func closedPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#CLOSED" }

// listingKey is where an invitation is listed from its invite on.
func listingKey(i access.Invitation) key {
	return key{listingPartition(i.Scope.Organisation), i.Email.Key() + " " + id(i.ID)}
}

func listingPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#INVITATIONS" }

func suppressionKey(o access.OrganisationID, a access.Address) key {
	return key{"ORG#" + id(o) + "#STOPPED", a.Key()}
}

// eventKey is where a record is listed in an organisation: after those of
// earlier microseconds, and after those before it in its own transaction.
func eventKey(o access.OrganisationID, r access.Event, ordinal int) key {
	at := r.At.UTC().Format("2006-01-02T15:04:05.000000Z")
	return key{eventsPartition(o), fmt.Sprintf("%s %02d %s", at, ordinal, id(r.ID))}
}

func eventsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#RECORDS" }

func countsPartition(o access.OrganisationID) string { return "ORG#" + id(o) + "#COUNTS" }

// mailsPartition and mailsBelowPartition count the mails to one address: those of
// an organisation, and those of all organisations below a top-level one.

func mailsPartition(o access.OrganisationID, a access.Address) string {
	return "ORG#" + id(o) + "#MAILS#" + a.Key()
}

func mailsBelowPartition(top access.OrganisationID, a access.Address) string {
	return "ORG#" + id(top) + "#MAILSBELOW#" + a.Key()
}

// countKey is one of the slots of a count.
func countKey(partition, window string, shard int) key {
	return key{partition, fmt.Sprintf("%s%02d", countPrefix(window), shard)}
}

func countPrefix(window string) string { return window + "#" }

func idempotencyKey(request string) key { return key{"REQUEST#" + id(request), "REQUEST"} }

// id is an identifier as a part of a key: every octet but those of which
// identifiers consist is escaped, so that no two ids share a key and none holds
// a separator.
func id[T ~string](raw T) string {
	var escaped strings.Builder
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
