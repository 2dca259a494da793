package dynamo

import (
	"context"
	"errors"
	"slices"
	"strings"

	"admit/shared/access"
)

// derived is what the table must have because of one item, the source.
type derived struct {
	source    key
	condition string // that the source is unchanged; empty if the changes are right in any case
	values    args
	changes   []change
}

// change puts or deletes an item that is derived from another one.
type change struct {
	key
	put storable // nil: the item must not exist
}

func (d *derived) put(k key, item storable) { d.changes = append(d.changes, change{k, item}) }

func (d *derived) delete(k key) { d.changes = append(d.changes, change{k, nil}) }

func (d derived) keys() []key {
	keys := make([]key, 0, len(d.changes))
	for _, c := range d.changes {
		keys = append(keys, c.key)
	}
	return keys
}

// derive returns what the table must have because of an item of version 0.1. Of most
// items that is nothing.
func (s Store) derive(ctx context.Context, stored item) (derived, error) {
	switch stored.text(KindAttribute) {
	case kindMembership:
		membership, err := read[membershipItem](stored)
		if err != nil {
			return derived{}, err
		}
		return deriveOfMembership(membership)
	case kindGoverned:
		return s.deriveOfGoverned(ctx, stored)
	case KindInvitation:
		invitation, err := read[invitationItem](stored)
		return deriveOfInvitation(invitation), err
	case kindAccount:
		account, err := read[accountItem](stored)
		return deriveOfAccount(account), err
	case kindSlot:
		slot, err := read[listEntry](stored)
		return deriveOfSlot(slot), err
	case kindClosed:
		return deriveOfClosed(keyOf(stored)), nil
	}
	return derived{}, nil
}

// deriveOfMembership derives a membership in the list of members, which has another form
// than in version 0.1, and its entries in the lists of its roles and accounts. If it
// governs organisations below, it is also listed as a governor and has a governing part;
// otherwise it has none.
func deriveOfMembership(stored membershipItem) (derived, error) {
	m := stored.membership()
	d := derived{source: key{stored.PK, stored.SK}, condition: "#version = :version", values: args{":version": textOf(stored.Version)}}
	for k, kind := range memberEntries(m.User, m) {
		d.put(k, &memberEntry{k.header(kind), m.User.ID, stored.ChangedAt})
	}
	err := d.putListed(memberKey(m.Organisation, m.User), kindMember, m)
	governed := governedKey(m.User.ID, m.Organisation)
	if m.GovernsBelow() {
		err = errors.Join(err, d.putListed(governorKey(m.Organisation, m.User), kindGovernor, m))
		d.put(governed, membershipToItem(governed, kindGoverned, m.Governing()))
	} else {
		d.delete(governed)
	}
	return d, err
}

// putListed adds a membership in a list.
func (d *derived) putListed(k key, kind string, m access.Membership) error {
	item, err := listedMembershipToItem(k, kind, m)
	d.put(k, &item)
	return err
}

// deriveOfAccount derives the entry of an account in the list by name.
func deriveOfAccount(stored accountItem) derived {
	a := stored.account()
	d := derived{source: key{stored.PK, stored.SK}, condition: "#name = :name", values: args{":name": textOf(stored.Name)}}
	d.put(listedAccountKey(a), accountToItem(listedAccountKey(a), kindAccountEntry, a))
	return d
}

// deriveOfGoverned derives that the governing part of a membership that does not exist
// must not exist. Version 0.1 leaves it if it removes the membership while the present
// version is being deployed.
func (s Store) deriveOfGoverned(ctx context.Context, stored item) (derived, error) {
	part, err := read[membershipItem](stored)
	if err != nil {
		return derived{}, err
	}
	d := derived{source: membershipKey(part.User.ID, part.Organisation), condition: absent}
	d.delete(keyOf(stored))
	_, err = s.item(ctx, d.source)
	switch {
	case errors.Is(err, access.ErrNotFound):
		return d, nil
	case err != nil:
		return derived{}, err
	}
	return derived{}, nil // the membership is an item of the table itself
}

// deriveOfInvitation derives the entries of a closed invitation in the lists of those
// with its status.
func deriveOfInvitation(stored invitationItem) derived {
	if stored.Status == access.Pending {
		return derived{}
	}
	d := derived{source: key{stored.PK, stored.SK}, condition: "#status = :status AND #version = :version",
		values: args{":status": textOf(stored.Status), ":version": numberOf(stored.Version)}}
	for _, entry := range closedEntries(stored.invitation(), stored.Status, stored.ExpiresAt) {
		d.put(key{entry.PK, entry.SK}, &entry)
	}
	return d
}

// deriveOfSlot derives the entry of a slot in the list of its account.
func deriveOfSlot(slot listEntry) derived {
	k, atAccount := accountSlotKey(key{slot.PK, slot.SK})
	if !atAccount {
		return derived{}
	}
	d := derived{source: key{slot.PK, slot.SK}, condition: "#invitation = :invitation AND #offeredUntil = :until",
		values: args{":invitation": textOf(slot.Invitation), ":until": numberOf(slot.OfferedUntil)}}
	slot.header = k.header(kindAccountSlot)
	d.put(k, &slot)
	return d
}

// deriveOfClosed derives that an entry in the list of closed invitations of version 0.1
// must not exist. That list had all statuses, by time. Nothing reads it.
func deriveOfClosed(k key) derived {
	d := derived{source: k}
	if strings.HasSuffix(k.partition, "#CLOSED") {
		d.delete(k)
	}
	return d
}

// lacking returns the changes that the stored items do not have.
func (d derived) lacking(stored map[key]item) []change {
	var lacking []change
	for _, c := range d.changes {
		has := stored[c.key]
		if c.put == nil {
			if has != nil {
				lacking = append(lacking, c)
			}
			continue
		}
		if !sameDerived(has, itemOf(attributesOf(c.put))) {
			lacking = append(lacking, c)
		}
	}
	return lacking
}

// sameDerived reports whether a stored item has what a derived one has. The time at which
// an entry was added may be an earlier one, because a membership does not keep it.
func sameDerived(stored, want item) bool {
	if len(stored) != len(want) {
		return false
	}
	for _, a := range want {
		same := func(b attribute) bool { return a.equal(b) || a.name == "addedAt" && b.name == "addedAt" }
		if !slices.ContainsFunc(stored, same) {
			return false
		}
	}
	return true
}

func (c change) addTo(t *transaction) {
	if c.put == nil {
		t.delete(c.key, "", nil)
	} else {
		t.put(c.put, "", nil)
	}
}
